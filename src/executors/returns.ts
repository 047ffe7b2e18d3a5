/**
 * Whether an answer has the shape that `returns` asks for.
 *
 * Ajv is loaded only when a schema is to be checked. References are resolved inside the schema alone:
 * nothing is fetched. Formats are not checked, because their meaning differs between validators.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { assertNever } from '../assert.ts';
import type { Returns } from '../ports.ts';
import { parseJsonAnswer } from './json-text.ts';

export type CheckedAnswer =
  | { readonly ok: true; readonly structured?: unknown }
  /** `message` begins with `invalid output`. */
  | { readonly ok: false; readonly message: string };

/** Checks one answer. `value`: the answer as data when the agent gave it so. */
export type AnswerCheck = (text: string, value?: unknown) => CheckedAnswer;

/** Prepares the check of an answer. Fails, before anything runs, when the schema itself cannot be used. */
export async function prepareAnswerCheck(returns: Returns): Promise<{ readonly ok: true; readonly check: AnswerCheck } | { readonly ok: false; readonly message: string }> {
  switch (returns.kind) {
    case 'text': return { ok: true, check: () => ({ ok: true }) };
    case 'json': return { ok: true, check: checkJson };
    case 'schema': return prepareSchemaCheck(returns.schema);
    default: return assertNever(returns, 'returns');
  }
}

function checkJson(text: string, value?: unknown): CheckedAnswer {
  if (value !== undefined && typeof value !== 'string') return { ok: true, structured: value };
  const parsed = parseJsonAnswer(text);
  return parsed.ok ? { ok: true, structured: parsed.value } : { ok: false, message: `invalid output: expected JSON, but found ${parsed.message}` };
}

async function prepareSchemaCheck(schema: Readonly<Record<string, unknown>>): ReturnType<typeof prepareAnswerCheck> {
  try {
    const validate = await compileSchema(schema);
    return { ok: true, check: (text, value) => checkSchema(validate, text, value) };
  } catch (error) {
    return { ok: false, message: `the schema of "returns" cannot be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function checkSchema(validate: ValidateFunction, text: string, value?: unknown): CheckedAnswer {
  // Text may be what the schema asks for when the agent gave it as data; as an answer it must be JSON.
  if (typeof value === 'string' && validate(value) && !parseJsonAnswer(value).ok) return { ok: true, structured: value };
  const json = checkJson(text, value);
  if (!json.ok || validate(json.structured)) return json;
  return { ok: false, message: `invalid output: not valid for the schema: ${describeErrors(validate.errors ?? [])}` };
}

/** Compiles a schema by the rules of the draft that it names, else of 2020-12, else of draft 7. */
async function compileSchema(schema: Readonly<Record<string, unknown>>): Promise<ValidateFunction> {
  // `allErrors` stays off: with it, a hostile schema makes the check itself slow.
  const options = { strict: false, validateFormats: false, logger: false } as const;
  const named = typeof schema['$schema'] === 'string' ? schema['$schema'] : null;
  if (named?.includes('draft-07') || named?.includes('draft-06')) {
    const { Ajv } = await import('ajv');
    const ajv = new Ajv(options);
    return ajv.compile(named.includes('draft-06') ? { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' } : schema);
  }
  if (named?.includes('2019-09')) {
    const { Ajv2019 } = await import('ajv/dist/2019.js');
    return new Ajv2019(options).compile(schema);
  }
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  if (named !== null || new Ajv2020(options).validateSchema(schema) === true) return new Ajv2020(options).compile(schema);
  const { Ajv } = await import('ajv');
  return new Ajv(options).compile(schema);
}

function describeErrors(errors: readonly ErrorObject[]): string {
  return errors.map(({ instancePath, message, params }) => `${instancePath === '' ? 'the value' : instancePath} ${message ?? 'is wrong'}${describeParams(params)}`).join('; ');
}

function describeParams(params: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(params['allowedValues'])) return `: ${params['allowedValues'].map((value) => JSON.stringify(value)).join(', ')}`;
  return typeof params['additionalProperty'] === 'string' ? `: ${JSON.stringify(params['additionalProperty'])}` : '';
}
