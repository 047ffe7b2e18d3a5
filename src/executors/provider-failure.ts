/**
 * What a model provider's refusal means for the run (agents.md 1), from its status and its words.
 *
 * Owns: which refusals make a run wait (`auth`, `quota`), which are worth another attempt (`overload`), and when
 * to come back. Anything else is `exit`: the words are kept, and a `retry:` of the program may try again.
 */
import type { AgentFailureKind } from '../errors.ts';
import type { AgentFailure } from '../ports.ts';

export interface Refusal {
  /** HTTP status; null when it is not known. */
  readonly status: number | null;
  readonly message: string;
  /** The provider's own name of the error: `rate_limit_error`, `insufficient_quota`. */
  readonly type?: string | null;
  /** Milliseconds, when the provider says so. */
  readonly retryAfter?: number | null;
  /** ISO time, when the provider says so. */
  readonly resetsAt?: string | null;
}

/** Used up until some time, or until somebody pays: asking again at once is of no use. */
const quotaWords =
  /insufficient_quota|credit balance|billing|quota (?:exceeded|exhausted)|exceeded (?:your|the) (?:current )?quota|usage limit|(?:session|weekly|daily|5-hour|opus|sonnet) limit|out of (?:extra )?(?:usage|credits)|premium requests?.*(?:exceeded|limit|exhausted)|per ?day/i;
const authWords =
  /authentication_(?:error|failed)|unauthenticated|unauthori[sz]ed|invalid (?:x-)?api[ _-]?key|incorrect api key|api key not (?:valid|found)|invalid_api_key|not logged in|please run \/login|(?:please )?(?:log|sign) ?in (?:again|first)|login required|oauth token|no auth(?:entication)? (?:credentials|information)|invalid auth method|set an auth method|permission_error/i;
const overloadWords = /rate.?limit|overloaded|too many requests|resource_exhausted|service unavailable|temporarily unavailable|try again later/i;

export function refusalFailure(refusal: Refusal, now: number): AgentFailure {
  const { message } = refusal;
  const words = `${refusal.type ?? ''} ${message}`;
  const kind = kindOf(refusal.status ?? statusIn(message), words);
  const resetsAt = refusal.resetsAt ?? (kind === 'quota' ? resetIn(message, now) : null);
  const retryAfter = refusal.retryAfter ?? (kind === 'overload' ? waitIn(message) : null);
  return {
    kind,
    message,
    ...(kind === 'quota' && resetsAt !== null ? { resetsAt } : {}),
    ...(kind === 'overload' && retryAfter !== null ? { retryAfter } : {}),
  };
}

function kindOf(status: number | null, words: string): AgentFailureKind {
  if (status === 401 || status === 403) return quotaWords.test(words) ? 'quota' : 'auth';
  if (status === 402) return 'quota';
  if (status === 429) return quotaWords.test(words) ? 'quota' : 'overload';
  if (status === 408 || (status !== null && status >= 500)) return 'overload';
  if (authWords.test(words)) return 'auth';
  if (quotaWords.test(words)) return 'quota';
  // A request that the provider calls wrong stays wrong.
  return status === null && overloadWords.test(words) ? 'overload' : 'exit';
}

/** The status that a text speaks of: `API Error: 529 ...`, `last status: 429 Too Many Requests`, `"code":503`. */
function statusIn(text: string): number | null {
  const [, digits] = /(?:\b(?:status(?: code)?|error|code)\b["']?\s*[:=]?\s*|^)([45]\d\d)\b/i.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

// When to come back ---------------------------------------------------------------------------------

const unitMilliseconds: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** Milliseconds of `try again in 1m30s`, `retry after 20 seconds`, `in 2 days 3 hours`; null for none. */
export function waitIn(text: string): number | null {
  const [, wait] =
    /(?:again|retry|resets?|reset)\s+(?:in|after)\s*:?\s*((?:\d+(?:\.\d+)?\s*(?:d(?:ays?)?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)[\s,]*(?:and\s+)?)+)/i.exec(
      text,
    ) ?? [];
  if (wait === undefined) return null;
  const parts = [...wait.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])/gi)];
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * (unitMilliseconds[(unit ?? '').toLowerCase()] ?? 0), 0);
}

/** ISO time of `...|1767225600`, `resets at 2026-11-22T03:00:00Z`, `resets 3pm (Europe/Berlin)`, or a wait; null for none. */
export function resetIn(text: string, now: number): string | null {
  const [, epoch] = /\|(\d{10})\b/.exec(text) ?? [];
  if (epoch !== undefined) return isoTime(Number(epoch) * 1000);
  const [iso] = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/.exec(text) ?? [];
  if (iso !== undefined) return isoTime(Date.parse(iso));
  const wait = waitIn(text);
  return wait === null ? clockTimeIn(text, now) : isoTime(now + wait);
}

/** The next `resets 3:45pm (Europe/Berlin)`, `try again at 3:05 PM`; without a zone in ours. */
function clockTimeIn(text: string, now: number): string | null {
  const [, hour, minute, half, zone] = /(?:resets?|again)(?:\s+at)?\s+(\d{1,2})(?::(\d\d))?\s*(am|pm)\b(?:\s*\(([A-Za-z_+\-/0-9]+)\))?/i.exec(text) ?? [];
  if (hour === undefined || half === undefined) return null;
  const wanted = ((Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)) * 60 + Number(minute ?? 0);
  const current = minuteOfDay(now, zone);
  if (current === null) return null;
  const minutes = (wanted - current + 24 * 60) % (24 * 60);
  return isoTime(now - (now % 60_000) + (minutes === 0 ? 24 * 60 : minutes) * 60_000);
}

function minuteOfDay(now: number, zone: string | undefined): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
    const [hour = 0, minute = 0] = format.format(now).split(':').map(Number);
    return hour * 60 + minute;
  } catch {
    // A zone that nobody knows.
    return null;
  }
}

export function isoTime(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
