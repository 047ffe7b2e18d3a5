/** Values that several tables of this folder use. */
import type { Failure } from '../../../src/errors.ts';
import { Failed } from '../../../src/runtime/values/failed.ts';
import { cancelledValue, errorValue, type Value } from '../../../src/values.ts';

export const failure: Failure = { kind: 'exit', message: 'it broke', label: 'Try it', path: '/session-try@1', attempts: 2, exitCode: 1, stderrTail: 'oh' };
export const anError = errorValue(failure);
export const aCancelled = cancelledValue('/session-a@1');

/** A list in a list in a list, so many levels. */
export function nested(levels: number): Value {
  let value: Value = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

/** A failure of kind `type`; the message may be an asymmetric matcher. */
export function type(message: unknown): Failed {
  return new Failed('type', message as string); // matchers are typed as any by the test runner
}
