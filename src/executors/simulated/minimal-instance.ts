/**
 * The smallest value that a JSON Schema admits, as far as it can be found by construction: what is
 * required and nothing more. Whether it really is valid is for the schema's check to say.
 *
 * Covers: const, enum, default, examples, type, properties and required, items and prefixItems, bounds of
 * numbers, texts and lists, multipleOf, allOf, anyOf, oneOf, if/then, references inside the schema.
 * Patterns are not solved, except that `default` and `examples` may give a text that fits.
 */
type Schema = Readonly<Record<string, unknown>>;

/** Levels; a schema that requires itself has no smallest value. */
const DEEPEST = 32;
/** Schemas looked at; one that requires itself twice would double at every level. */
const MOST_STEPS = 10_000;

/** @param word text for texts without other wishes */
export function minimalInstance(schema: unknown, word: string): unknown {
  return new Construction(schema, word).build(schema, 0);
}

class Construction {
  readonly #root: unknown;
  readonly #word: string;
  #steps = 0;

  constructor(root: unknown, word: string) {
    this.#root = root;
    this.#word = word;
  }

  build(given: unknown, depth: number): unknown {
    const schema = this.#flatten(given, depth);
    if (schema === null) return null;
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
    if ('default' in schema) return schema.default;
    if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
    return this.#ofType(typeOf(schema), schema, depth);
  }

  #ofType(type: string, schema: Schema, depth: number): unknown {
    switch (type) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, depth);
      case 'integer':
      case 'number':
        return smallestNumber(schema, type === 'integer');
      case 'string':
        return this.#string(schema);
      case 'boolean':
        return true;
      default:
        return null;
    }
  }

  #object(schema: Schema, depth: number): unknown {
    const properties = isSchema(schema.properties) ? schema.properties : {};
    const required = Array.isArray(schema.required) ? schema.required.filter((name): name is string => typeof name === 'string') : [];
    const missing = Math.max(numberIn(schema.minProperties, 0) - required.length, 0);
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const names = [...required, ...optional.slice(0, missing)];
    return Object.fromEntries(names.map((name) => [name, this.build(Object.hasOwn(properties, name) ? properties[name] : { type: 'string' }, depth + 1)]));
  }

  #array(schema: Schema, depth: number): unknown {
    const first = [schema.prefixItems, schema.items].find(Array.isArray) ?? [];
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    const length = Math.max(numberIn(schema.minItems, 0), schema.contains === undefined ? 0 : 1);
    return Array.from({ length }, (_, index) => {
      const item = this.build(first[index] ?? (index === 0 ? schema.contains : undefined) ?? rest ?? { type: 'string' }, depth + 1);
      return schema.uniqueItems === true && index > 0 ? another(item, index) : item;
    });
  }

  #string(schema: Schema): string {
    const word = this.#word.slice(0, numberIn(schema.maxLength, this.#word.length));
    return word.padEnd(numberIn(schema.minLength, 0), '.');
  }

  /** The schema with references followed and the parts that must hold together put together; null for `false` and cycles. */
  #flatten(given: unknown, depth: number): Schema | null {
    if (given === true) return {};
    this.#steps += 1;
    if (!isSchema(given) || depth > DEEPEST || this.#steps > MOST_STEPS) return null;
    const { $ref, allOf, anyOf, oneOf, ...own } = given;
    const { then } = given;
    const parts: unknown[] = [
      ...(typeof $ref === 'string' ? [this.#resolve($ref)] : []),
      ...(Array.isArray(allOf) ? allOf : []),
      ...[anyOf, oneOf].filter(Array.isArray).map((choices) => choices.find((choice) => this.#flatten(choice, depth + 1) !== null)),
      ...(isSchema(then) && isSchema(given.if) ? [given.if, then] : []),
    ];
    return parts.reduce<Schema | null>((merged, part) => {
      const next = this.#flatten(part, depth + 1);
      return merged === null || next === null ? null : merge(merged, next);
    }, own);
  }

  /** `#`, `#/$defs/name`; anything outside the schema is unknown. */
  #resolve(reference: string): unknown {
    if (!reference.startsWith('#')) return null;
    return reference
      .slice(1)
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (node, segment) => (typeof node === 'object' && node !== null && Object.hasOwn(node, segment) ? Reflect.get(node, segment) : null),
        this.#root,
      );
  }
}

function merge(a: Schema, b: Schema): Schema {
  const both = (key: string): boolean => isSchema(a[key]) && isSchema(b[key]);
  return {
    ...a,
    ...b,
    ...(both('properties') ? { properties: { ...Object(a.properties), ...Object(b.properties) } } : {}),
    ...(Array.isArray(a.required) && Array.isArray(b.required) ? { required: [...new Set([...a.required, ...b.required])] } : {}),
  };
}

function typeOf(schema: Schema): string {
  const type = Array.isArray(schema.type) ? (schema.type.find((name) => name !== 'null') ?? 'null') : schema.type;
  if (typeof type === 'string') return type;
  if ('properties' in schema || 'required' in schema || 'minProperties' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema || 'minItems' in schema || 'contains' in schema) return 'array';
  if (['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].some((key) => key in schema)) return 'number';
  return 'string';
}

/** The number nearest to 1 that the bounds and the step admit. */
function smallestNumber(schema: Schema, isWhole: boolean): number {
  const step = numberIn(schema.multipleOf, isWhole ? 1 : 0);
  const low = Math.max(numberIn(schema.minimum, Number.NEGATIVE_INFINITY), beyond(schema.exclusiveMinimum, step, 1));
  const high = Math.min(numberIn(schema.maximum, Number.POSITIVE_INFINITY), beyond(schema.exclusiveMaximum, step, -1));
  const wanted = Math.min(Math.max(1, low), high);
  if (step === 0) return wanted;
  const up = Math.ceil(wanted / step) * step;
  return up <= high ? up : Math.floor(high / step) * step;
}

/** A number a little above (1) or below (-1) an exclusive bound; no bound is infinity on the other side. */
function beyond(bound: unknown, step: number, direction: 1 | -1): number {
  if (typeof bound !== 'number') return direction * Number.NEGATIVE_INFINITY;
  return bound + direction * (step === 0 ? Math.max(Math.abs(bound), 1) / 1024 : step);
}

function another(item: unknown, index: number): unknown {
  if (typeof item === 'string') return `${item} ${index + 1}`;
  return typeof item === 'number' ? item + index : item;
}

function numberIn(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
