/** Values of flags that must have a form. Each error names the flag, the value and what was expected. */
import { parseDuration } from '../../src/index.ts';
import { COUNT, DURATION } from '../arguments/expectations.ts';
import { UsageError } from '../light/usage-error.ts';

/** A whole number from 1. */
export function readCount(flag: string, text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(count) || count < 1) throw wrongValue(flag, text, COUNT);
  return count;
}

/** Milliseconds, above zero. */
export function readDuration(flag: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === null || milliseconds <= 0 || !Number.isFinite(milliseconds)) throw wrongValue(flag, text, DURATION);
  return milliseconds;
}

/** Text that says something. */
export function readText(flag: string, text: string, expected: string): string {
  if (text.trim() === '') throw wrongValue(flag, text, expected);
  return text;
}

function wrongValue(flag: string, text: string, expected: string): UsageError {
  return new UsageError(`--${flag}: ${JSON.stringify(text)} is not allowed: expected ${expected}`);
}
