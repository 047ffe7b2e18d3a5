/** What evaluating an expression comes to: a value, a failure, or the effect that must be known first. */
import type { FailureKind } from '../../errors.ts';
import type { Discretion, Expression, ProgramCall, Span } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import { type Computed, type Failed, isFailed } from '../values/failed.ts';

/** Results of the effects that are known so far, by effect number. */
export type EffectResults = Readonly<Record<number, Value>>;

/** A failure with its place in the source; paths and attempts are the engine's to add. */
export interface PlacedFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly span: Span;
}

export interface ValueKnown {
  readonly kind: 'value';
  readonly value: Value;
}
export interface EvaluationFailed {
  readonly kind: 'failure';
  readonly failure: PlacedFailure;
}
export interface CallNeeded {
  readonly kind: 'call';
  readonly effect: number;
  readonly node: ProgramCall;
  /** In source order; `name` is null for a positional input. */
  readonly inputs: readonly CallInput[];
}
export interface CallInput {
  readonly name: string | null;
  readonly value: Value;
}
export interface JudgeNeeded {
  readonly kind: 'judge';
  readonly effect: number;
  readonly node: Discretion;
  readonly question: string;
}

export type Evaluation = ValueKnown | EvaluationFailed | CallNeeded | JudgeNeeded;
/** What stands in the way of a value. */
export type Blocked = Exclude<Evaluation, ValueKnown>;

export function known(value: Value): ValueKnown {
  return { kind: 'value', value };
}

export function failedAt(node: Expression | { readonly span: Span }, failed: Failed): EvaluationFailed {
  return { kind: 'failure', failure: { kind: failed.kind, message: failed.message, span: node.span } };
}

export function computedAt(node: Expression | { readonly span: Span }, computed: Computed): ValueKnown | EvaluationFailed {
  return isFailed(computed) ? failedAt(node, computed) : known(computed);
}
