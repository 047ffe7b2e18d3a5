/** The document that `run --json`, `resume --json` and `show --json` print (`cli.md`). */
import type { FailureKind } from '../errors.ts';
import type { Usage } from '../ports.ts';

export type JoinWord = 'all' | 'first' | 'any' | 'regardless';
export type PolicyWord = 'fail-fast' | 'continue' | 'ignore';
export type RunStatus = 'running' | 'paused' | 'interrupted' | 'succeeded' | 'failed' | 'cancelled';
export type SessionStatus = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A failure as documents show it. */
export interface ErrorEntry {
  readonly kind: FailureKind;
  readonly message: string;
  readonly path?: string;
  readonly exitCode?: number | null;
  readonly signal?: string;
  readonly stderrTail?: string;
  readonly attempts?: number | null;
  readonly branches?: readonly Json[];
  readonly cause?: ErrorEntry;
}

export interface SessionEntry {
  readonly path: string;
  readonly label: string;
  readonly kind: 'session' | 'resume' | 'judge';
  readonly agent: string | null;
  readonly command: string;
  readonly model: string | null;
  readonly status: SessionStatus;
  /** Spawns. */
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly resultFile: string | null;
  readonly error: ErrorEntry | null;
  readonly cancelledBy: string | null;
  /** Null: unreported. */
  readonly usage: Usage | null;
}

export interface JoinEntry {
  readonly path: string;
  readonly join: JoinWord;
  readonly onFail: PolicyWord;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly branches: readonly { readonly name: string; readonly status: 'succeeded' | 'failed' | 'cancelled' }[];
}

export interface PausedEntry {
  readonly kind: 'input' | 'quota' | 'auth' | 'budget';
  readonly path: string;
  readonly input: string | null;
  readonly prompt: string | null;
  readonly agent: string | null;
  readonly resetsAt: string | null;
  readonly message: string;
}

export interface RunDocument {
  readonly format: 1;
  readonly id: string;
  readonly status: RunStatus;
  readonly program: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outputs: { readonly [name: string]: Json };
  readonly result: Json;
  readonly sessions: readonly SessionEntry[];
  readonly joins: readonly JoinEntry[];
  readonly tolerated: readonly { readonly path: string; readonly error: ErrorEntry }[];
  readonly pausedOn: readonly PausedEntry[];
  readonly unkilled: readonly number[];
  readonly error: ErrorEntry | null;
}
