/**
 * The JSON document that a `command` agent with `"output": "json"` writes (agents.md 2):
 * `{ "result", "usage"?, "model"?, "error"? }`.
 */
import type { AgentFailureKind } from '../errors.ts';
import type { AgentFailure, Usage } from '../ports.ts';
import { parseDuration } from './duration.ts';
import { parseJson } from './json-text.ts';

interface OutputDocument {
  /** The result as text: as it is when the document has text, else its JSON. */
  readonly text: string;
  /** The result as data; undefined when there is none. */
  readonly value: unknown;
  readonly usage: Usage | null;
  /** The failure that the document reports, without what the process itself tells. */
  readonly error: AgentFailure | null;
}
export type ParsedDocument = { readonly ok: true; readonly document: OutputDocument } | { readonly ok: false; readonly message: string };

export const agentFailureKinds: readonly AgentFailureKind[] = [
  'exit',
  'signal',
  'timeout',
  'no-final-event',
  'empty',
  'invalid-output',
  'auth',
  'quota',
  'overload',
  'turn-limit',
  'budget',
  'denied',
  'spawn',
];

export function parseOutputDocument(stdout: string): ParsedDocument {
  const parsed = parseJson(stdout);
  if (!parsed.ok) return { ok: false, message: `invalid output: expected one JSON document on stdout, but found ${parsed.message}` };
  if (!isRecord(parsed.value)) return { ok: false, message: 'invalid output: expected a JSON object with "result" or "error" on stdout' };
  const { result, usage, error } = parsed.value;
  const hasError = error !== undefined && error !== null && error !== false;
  if (result === undefined && !hasError) return { ok: false, message: 'invalid output: the JSON document has neither "result" nor "error"' };
  return {
    ok: true,
    document: {
      text: result === undefined || result === null ? '' : typeof result === 'string' ? result : JSON.stringify(result),
      value: result ?? undefined,
      usage: isRecord(usage) ? readUsage(usage) : null,
      error: hasError ? readError(error) : null,
    },
  };
}

/** A figure that the agent does not report, or that is no figure, is null, never 0. */
function readUsage(usage: Readonly<Record<string, unknown>>): Usage {
  const turns = figure(usage.turns);
  return {
    inputTokens: figure(usage.inputTokens),
    outputTokens: figure(usage.outputTokens),
    costUsd: figure(usage.costUsd),
    ...(turns === null ? {} : { turns }),
  };
}

function figure(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function readError(error: unknown): AgentFailure {
  if (!isRecord(error)) return { kind: 'exit', message: typeof error === 'string' && error.trim() !== '' ? error : JSON.stringify(error) };
  const { kind, message, resetsAt, retryAfter } = error;
  const known = agentFailureKinds.find((candidate) => candidate === kind);
  const reset = readInstant(resetsAt);
  const wait = parseDuration(retryAfter);
  return {
    // A kind that nobody knows is told in the message and treated as a plain failure.
    kind: known ?? 'exit',
    message: messageOf(message, known === undefined && kind !== undefined ? kind : null),
    ...(reset === null ? {} : { resetsAt: reset }),
    ...(wait === null ? {} : { retryAfter: wait }),
  };
}

function messageOf(message: unknown, unknownKind: unknown): string {
  const text = typeof message === 'string' && message.trim() !== '' ? message : 'the agent reports an error';
  return unknownKind === null ? text : `${typeof unknownKind === 'string' ? unknownKind : JSON.stringify(unknownKind)}: ${text}`;
}

/** An ISO time, or seconds or milliseconds since the epoch, as ISO time; null for anything else. */
function readInstant(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const at = new Date(typeof value === 'number' && value < 1e11 ? value * 1000 : value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
