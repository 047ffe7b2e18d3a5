/**
 * A computation on values that could not be done: plain facts, not yet a failure of a run.
 *
 * Owns: the result type of every function in this folder. Does not own: positions and paths, which
 * the evaluator and the engine add.
 */
import type { FailureKind } from '../../errors.ts';
import type { Value } from '../../values.ts';

/** A class, because an object value of a program may have any fields: only `instanceof` tells them apart. */
export class Failed {
  constructor(
    readonly kind: FailureKind,
    /** Names the values and what was expected, without a position. */
    readonly message: string,
  ) {}
}

/** What most functions here return: a value, or why there is none. */
export type Computed = Value | Failed;

export function typeFailed(message: string): Failed {
  return new Failed('type', message);
}

export function isFailed(result: unknown): result is Failed {
  return result instanceof Failed;
}
