/** What an HTTP response other than 2xx, or none at all, means as an agent's failure. */
import type { AgentFailure } from '../../ports.ts';
import { parseEvent } from '../adapters/json-lines.ts';
import { textAt } from '../adapters/json-value.ts';
import { errorCode } from '../process/error-code.ts';
import { isoTime, refusalFailure } from '../provider-failure.ts';

const LONGEST = 2000;

export function responseFailure(response: Pick<Response, 'status' | 'statusText' | 'headers'>, body: string, now: number): AgentFailure {
  const { status, headers } = response;
  if (status >= 300 && status < 400) return { kind: 'exit', message: `HTTP ${status}: the server redirects; put the final address into "baseUrl"` };
  const document = parseEvent(body);
  const words = textAt(document, 'error', 'message') ?? textAt(document, 'message') ?? textAt(document, 'error') ?? (body.trim() || response.statusText);
  const retryAfter = waitOf(headers, now);
  const failure = refusalFailure(
    { status, type: textAt(document, 'error', 'type') ?? textAt(document, 'error', 'code'), message: `HTTP ${status}: ${words.slice(0, LONGEST)}`, retryAfter },
    now,
  );
  // Whoever is out of quota comes back when the server says so.
  const resetsAt = failure.kind === 'quota' && failure.resetsAt === undefined && retryAfter !== null ? isoTime(now + retryAfter) : null;
  return { ...failure, ...(resetsAt === null ? {} : { resetsAt }) };
}

/** Milliseconds of `retry-after-ms`, or of `retry-after` as seconds or as a date; null without one. */
export function waitOf(headers: Pick<Headers, 'get'>, now: number): number | null {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const given = headers.get('retry-after');
  if (given === null || given.trim() === '') return null;
  const seconds = Number(given);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(given) - now;
  return Number.isFinite(wait) ? Math.max(wait, 0) : null;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_HEADERS_TIMEOUT: 'no answer began within five minutes',
  UND_ERR_BODY_TIMEOUT: 'the answer paused for more than five minutes',
};

/** A server that cannot be reached, or a connection that broke. */
export function connectionFailure(error: unknown, url: string): AgentFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = errorCode(cause) || errorCode(error);
  const words = cause instanceof Error && cause.message !== '' ? cause.message : String(error);
  const reason = reasons[code] ?? words.replaceAll(url, originOf(url));
  const broken = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET';
  return broken
    ? { kind: 'no-final-event', message: `the connection to ${originOf(url)} was cut before the answer was whole` }
    : { kind: 'exit', message: `cannot reach ${originOf(url)}: ${reason}` };
}

/** Without what a URL may hold besides: keys in its query, a user's name and password. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'the "baseUrl" of the setting';
  }
}
