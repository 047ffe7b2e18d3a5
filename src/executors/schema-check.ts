/**
 * Checking data against a JSON Schema, by the rules of the draft that it names, else of 2020-12, else
 * (when it is none of that) of draft 7.
 *
 * 1. Ajv is loaded only when a schema is used, and at once: an asynchronous import would let time pass
 *    where a run in virtual time has none.
 * 2. References are resolved inside the schema alone: nothing is fetched.
 * 3. Formats are not checked, because their meaning differs between validators.
 */
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';

/** What is wrong with a value; null when it is valid. */
export type SchemaCheck = (value: unknown) => string | null;
type Schema = Readonly<Record<string, unknown>>;

// `allErrors` stays off: with it, a hostile schema makes the check itself slow.
const options = { strict: false, validateFormats: false, logger: false } as const;
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';

export type CompiledSchema = { readonly ok: true; readonly check: SchemaCheck } | { readonly ok: false; readonly message: string };

/** Compiling costs some milliseconds, and all items of a fan-out share one schema. */
const compiled = new WeakMap<Schema, CompiledSchema>();

export function compileSchema(schema: Schema): CompiledSchema {
  const known = compiled.get(schema) ?? tryToCompile(schema);
  compiled.set(schema, known);
  return known;
}

function tryToCompile(schema: Schema): CompiledSchema {
  try {
    const validate = compile(schema);
    return { ok: true, check: (value) => (validate(value) ? null : describeErrors(validate.errors ?? [])) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function compile(schema: Schema): ValidateFunction {
  const load = createRequire(import.meta.url);
  // The packages' own types describe what these paths export.
  const draft7 = () => new (load('ajv') as typeof import('ajv')).Ajv(options);
  const draft2019 = () => new (load('ajv/dist/2019.js') as typeof import('ajv/dist/2019.js')).Ajv2019(options);
  const draft2020 = () => new (load('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')).Ajv2020(options);
  const named = typeof schema.$schema === 'string' ? schema.$schema : '';
  // Draft 6 is a part of draft 7.
  if (/draft-0[67]/.test(named)) return draft7().compile({ ...schema, $schema: DRAFT_7 });
  if (named.includes('2019-09')) return draft2019().compile(schema);
  const newest = draft2020();
  const isOlder = named === '' && newest.validateSchema(schema) !== true;
  return (isOlder ? draft7() : newest).compile(schema);
}

function describeErrors(errors: readonly ErrorObject[]): string {
  return errors.map(describeError).join('; ');
}

function describeError({ instancePath, message, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the value' : instancePath;
  return `${place} ${message ?? 'is wrong'}${describeParams(params)}`;
}

function describeParams(params: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(params.allowedValues)) return `: ${params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
  return typeof params.additionalProperty === 'string' ? `: ${JSON.stringify(params.additionalProperty)}` : '';
}
