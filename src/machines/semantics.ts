/**
 * What the compiler needs to know about values and expressions, implemented in `runtime`: machines
 * decide what runs when, not what `+` means.
 *
 * All functions are pure: the same context always gives the same answer.
 */
import type { Failure, FailureKind } from '../errors.ts';
import type { CheckedProgram } from '../language/checked-program.ts';
import type { Discretion, Expression, NameReference, ProgramCall, ResumeStatement, SessionStatement, Span, Text } from '../language/ast.ts';
import type { JudgeQuestion } from '../ports.ts';
import type { Value } from '../values.ts';

export interface Scope {
  /** Undefined: not bound. */
  read(reference: NameReference): Value | undefined;
}

/** Results of effects that are known so far, by effect number (from 1, in source order). */
export type EffectResults = Readonly<Record<number, Value>>;

export interface Failed {
  readonly kind: FailureKind;
  readonly message: string;
  readonly span?: Span;
}

export type Evaluation =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'failure'; readonly failure: Failed }
  | {
      readonly kind: 'call';
      readonly effect: number;
      readonly node: ProgramCall;
      readonly inputs: readonly { readonly name: string | null; readonly value: Value }[];
    }
  | { readonly kind: 'judge'; readonly effect: number; readonly node: Discretion; readonly question: string };

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failed };

/** What a session actor is asked to do, apart from where: opaque to machines but for retries. */
export interface SessionWork {
  readonly label: string;
  /** Additional attempts. */
  readonly retry: number;
  readonly backoff: 'none' | 'linear' | 'exponential';
}

export type Described = Result<SessionWork> | { readonly ok: 'needs'; readonly evaluation: Extract<Evaluation, { kind: 'call' | 'judge' }> };

export interface Semantics {
  readonly program: CheckedProgram;
  effectsOf(expression: Expression): readonly (ProgramCall | Discretion)[];
  evaluate(expression: Expression, scope: Scope, effects: EffectResults): Evaluation;
  /** Effects in a session's properties. */
  sessionEffects(node: SessionStatement | ResumeStatement): readonly (ProgramCall | Discretion)[];
  describeSession(node: SessionStatement | ResumeStatement, scope: Scope, programScope: Scope, effects: EffectResults, previous: Value | undefined): Described;
  describeQuestion(question: JudgeQuestion, text: string, names: Readonly<Record<string, Value>>): SessionWork;
  truth(value: Value): Result<boolean>;
  add(a: Value, b: Value): Result<Value>;
  /** Items of a collection; `name` is what errors call it. */
  items(value: Value, name: string): Result<readonly Value[]>;
  /** Whether `filter` keeps an item for this value of its body. */
  keeps(value: Value): Result<boolean>;
  /** A whole number of at least `least`, for `repeat`, `max`, `count`, `concurrency`. */
  wholeNumber(value: Value, what: string, least: number): Result<number>;
  /** Milliseconds. */
  duration(value: Value, what: string): Result<number>;
  /** `x.a`, `x[0]` for destructuring. */
  member(value: Value, name: string): Result<Value>;
  /** The whole value after a write to a part of it; `keys` are names and indices, outermost first. */
  writePart(whole: Value, keys: readonly Value[], value: Value): Result<Value>;
  /** Text of `"..."`. */
  text(text: Text | Discretion, scope: Scope): Result<string>;
  /** What `throw value` raises. */
  thrown(value: Value, path: string): Failure;
  /** `catch as e`. */
  errorValue(failure: Failure): Value;
  /** Adds the statement's path and the position in the source to what went wrong. */
  failure(failed: Failed, path: string): Failure;
}
