/**
 * The shape of a hand-written case of `semantics.md`: a program, agents, and what must be seen.
 *
 * The same cases run against the oracle and against the runtime. All times are milliseconds of
 * virtual time since the run began.
 *
 * 1. Agents are entries of an answers file (`formats.md` 2); `OTHERWISE` comes after them.
 * 2. An expectation that is absent is not compared.
 */
import type { AgentFailureKind } from '../../../src/errors.ts';
import type { Json } from '../../../src/runtime/run-document.ts';

/** One entry of an answers file. `delay` is in milliseconds. */
export interface AnswerEntry {
  readonly label?: string;
  readonly agent?: string;
  readonly prompt?: string;
  readonly kind?: 'session' | 'resume' | 'judge';
  readonly attempt?: number;
  readonly reply?: Json;
  readonly replies?: readonly Json[];
  readonly fail?: { readonly kind: AgentFailureKind; readonly message?: string; readonly exitCode?: number };
  readonly hang?: true;
  readonly delay?: number;
  readonly times?: number;
}

/** What a run shows to the outside, in a form that is short to write down. */
export interface Observed {
  readonly status: 'succeeded' | 'failed' | 'cancelled' | 'paused' | 'hanging';
  /** Error values read `{ failed: true, kind }`, cancelled ones `{ cancelled: true }`. */
  readonly outputs: Readonly<Record<string, Json>>;
  readonly result: Json;
  /** Kind of the error that ended the run. */
  readonly error: string | null;
  /** The message of that error. */
  readonly message: string | null;
  /** `label@start`, with `#attempt` from the second on, in order of start; judges as `?question@start`. */
  readonly starts: readonly string[];
  /** `label@end outcome` in order of end; outcome is `succeeded`, `cancelled` or the failure's kind. */
  readonly ends: readonly string[];
  /** `join policy outcome: name=status ...` in program order. */
  readonly joins: readonly string[];
  /** Kinds of tolerated failures, in order of time. */
  readonly tolerated: readonly string[];
  readonly endedAt: number;
}

export interface SemanticsCase {
  /** Begins with the number of the sentence in `semantics.md`. */
  readonly title: string;
  readonly program: string;
  /** Used programs, by the path that `use` names. */
  readonly files?: Readonly<Record<string, string>>;
  readonly agents?: readonly AnswerEntry[];
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly concurrency?: number;
  /** Milliseconds. */
  readonly cleanupTimeout?: number;
  /** The run is cancelled for good at this moment. */
  readonly cancelAt?: number;
  readonly expected: Partial<Observed>;
}

/** Every session without an entry replies `ok` after 10 ms. */
export const OTHERWISE: AnswerEntry = { reply: 'ok', delay: 10 };

export const replies = (label: string, delay: number, reply: Json = `result of ${label}`): AnswerEntry => ({ label, delay, reply });
export const fails = (label: string, delay: number, kind: AgentFailureKind = 'exit'): AnswerEntry => ({
  label,
  delay,
  fail: { kind, message: `${label} failed` },
});
export const hangs = (label: string): AnswerEntry => ({ label, hang: true });
export const judges = (question: string, ...answers: readonly Json[]): AnswerEntry => ({ kind: 'judge', prompt: question, delay: 10, replies: answers });

export const failed = (kind: string): Json => ({ failed: true, kind });
export const cancelled: Json = { cancelled: true };
