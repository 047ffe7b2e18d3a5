/** Values of `timeout`, on sessions and on blocks. */
import { isDurationText, isOpen, staticNumber, staticText } from './values.ts';
import type { Value } from './values.ts';

/** What is wrong with the value, in words that follow "`timeout` ", or undefined. */
export function timeoutProblem(value: Value): string | undefined {
  const seconds = secondsOf(value);
  if (seconds !== undefined) return seconds > 0 ? undefined : 'must be longer than nothing';
  const text = staticText(value);
  if (text !== undefined) return isDurationText(text) ? undefined : `takes a duration, \`${text}\` is none`;
  return isOpen(value) ? undefined : 'takes a duration';
}

function secondsOf(value: Value): number | undefined {
  if (value.kind === 'property-block') return undefined;
  return value.kind === 'duration' ? value.milliseconds / 1000 : staticNumber(value);
}
