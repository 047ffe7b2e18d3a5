/**
 * Schemas as agent commands take them. A schema that a command would refuse is not handed over: the prompt holds
 * it anyway, and every answer is checked against it afterwards.
 */
import { isObject, type JsonObject } from './json-value.ts';

/** Without what only tells validators which draft it is: some commands know a single one. */
export function nativeSchema(schema: JsonObject): JsonObject {
  const { $schema: _draft, $id: _id, ...rest } = schema;
  return rest;
}

/** Whether its values are objects: commands that take the answer as a tool's input can have nothing else. */
export function isObjectSchema(schema: JsonObject): boolean {
  return schema.type === 'object';
}

/** Words that providers with strict schemas refuse, or whose meaning they do not know. */
const notStrict = ['oneOf', 'allOf', 'not', 'if', 'patternProperties', 'dependentSchemas', 'prefixItems', 'unevaluatedProperties', '$dynamicRef'];

/** Whether every object in it names all its fields, requires them and admits no others, as strict providers demand. */
export function isStrictSchema(schema: JsonObject): boolean {
  return isObjectSchema(schema) && everyNode(schema, isStrictNode);
}

function isStrictNode(node: JsonObject): boolean {
  if (notStrict.some((word) => Object.hasOwn(node, word))) return false;
  if (node.type !== 'object' && !isObject(node.properties)) return true;
  const fields = Object.keys(isObject(node.properties) ? node.properties : {});
  const required = Array.isArray(node.required) ? node.required : [];
  return node.additionalProperties === false && fields.every((field) => required.includes(field));
}

function everyNode(value: unknown, holds: (node: JsonObject) => boolean): boolean {
  if (Array.isArray(value)) return value.every((item) => everyNode(item, holds));
  if (!isObject(value)) return true;
  return holds(value) && subschemas(value).every((inner) => everyNode(inner, holds));
}

function subschemas(node: JsonObject): readonly unknown[] {
  const named = [node.properties, node.$defs, node.definitions].flatMap((map) => (isObject(map) ? Object.values(map) : []));
  return [...named, node.items, node.anyOf];
}
