/**
 * Whether an answer has the shape that `returns` asks for.
 */
import { assertNever } from '../assert.ts';
import type { Returns } from '../ports.ts';
import { parseJsonAnswer } from './json-text.ts';
import { compileSchema, type SchemaCheck } from './schema-check.ts';

type CheckedAnswer =
  | { readonly ok: true; readonly structured?: unknown }
  /** `message` begins with `invalid output`. */
  | { readonly ok: false; readonly message: string };

/** Checks one answer. `value`: the answer as data when the agent gave it so. */
export type AnswerCheck = (text: string, value?: unknown) => CheckedAnswer;

export type PreparedCheck = { readonly ok: true; readonly check: AnswerCheck } | { readonly ok: false; readonly message: string };

/** Prepares the check of an answer. Fails, before anything runs, when the schema itself cannot be used. */
export function prepareAnswerCheck(returns: Returns): PreparedCheck {
  switch (returns.kind) {
    case 'text':
      return { ok: true, check: () => ({ ok: true }) };
    case 'json':
      return { ok: true, check: checkJson };
    case 'schema':
      return prepareSchemaCheck(returns.schema);
    default:
      return assertNever(returns, 'returns');
  }
}

function checkJson(text: string, value?: unknown): CheckedAnswer {
  if (value !== undefined && typeof value !== 'string') return { ok: true, structured: value };
  const parsed = parseJsonAnswer(text);
  return parsed.ok ? { ok: true, structured: parsed.value } : { ok: false, message: `invalid output: expected JSON, but found ${parsed.message}` };
}

function prepareSchemaCheck(schema: Readonly<Record<string, unknown>>): PreparedCheck {
  const compiled = compileSchema(schema);
  if (!compiled.ok) return { ok: false, message: `the schema of "returns" cannot be used: ${compiled.message}` };
  return { ok: true, check: (text, value) => checkSchema(compiled.check, text, value) };
}

function checkSchema(complaintOf: SchemaCheck, text: string, value?: unknown): CheckedAnswer {
  // Data that is text and valid as such is no JSON to be parsed.
  if (typeof value === 'string' && !parseJsonAnswer(value).ok && complaintOf(value) === null) return { ok: true, structured: value };
  const json = checkJson(text, value);
  if (!json.ok) return json;
  const complaint = complaintOf(json.structured);
  return complaint === null ? json : { ok: false, message: `invalid output: not valid for the schema: ${complaint}` };
}
