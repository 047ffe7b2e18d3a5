/** Numbers, where one is needed: from numbers and from text that is wholly a JSON number (semantics 1.5). */
import type { Value } from '../../values.ts';
import { type Failed, typeFailed } from './failed.ts';
import { plainZero } from './json.ts';
import { quote, show } from './show.ts';

const JSON_NUMBER = /^[ \t\r\n]*-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[ \t\r\n]*$/;

/** The number that a text wholly is, else null. */
function numberInText(text: string): number | null {
  if (!JSON_NUMBER.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? plainZero(number) : null;
}

/** The number that a value is or spells, else null. */
export function numberIn(value: Value): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? numberInText(value) : null;
}

/** @param what names the place in the message, such as `the left side of -` */
export function numberOf(value: Value, what: string): number | Failed {
  return numberIn(value) ?? typeFailed(`${what} must be a number, not ${show(value)}`);
}

/** @param what names the place in the message, such as `the count of repeat` */
export function wholeNumberOf(value: Value, what: string, minimum: number): number | Failed {
  const number = numberIn(value);
  if (number !== null && Number.isSafeInteger(number) && number >= minimum) return number;
  return typeFailed(`${what} must be a whole number of at least ${minimum}, not ${show(value)}`);
}

const DURATION = /^\s*([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)?\s*$/;
const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** The longest wait that a timer of a JavaScript host can carry without firing at once is shorter; clocks split it. */
const LONGEST_MS = Number.MAX_SAFE_INTEGER;

/**
 * A duration in milliseconds: a number of seconds, or text such as `500ms`, `30s`, `5m`, `2h`.
 *
 * @example
 * durationOf('1.5s', 'timeout') // 1500
 * durationOf(30, 'timeout')     // 30000
 */
export function durationOf(value: Value, what: string): number | Failed {
  const match = typeof value === 'string' ? DURATION.exec(value) : null;
  const unit = (match?.[2] ?? 's') as keyof typeof MILLISECONDS; // the pattern admits no other unit
  const amount = match ? Number(match[1]) : value;
  if (typeof amount === 'number' && amount > 0 && amount * MILLISECONDS[unit] <= LONGEST_MS) return amount * MILLISECONDS[unit];
  return typeFailed(
    `${what} must be a duration such as 500ms, 30s, 5m or 2h, or a number of seconds, not ${typeof value === 'string' ? quote(value) : show(value)}`,
  );
}
