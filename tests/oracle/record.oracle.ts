/**
 * What happened in a run of the oracle, as plain data, in order of virtual time.
 */
import type { Failure } from '../../src/errors.ts';
import type { Value } from '../../src/values.ts';
import type { Join, Policy } from './decide-join.oracle.ts';
import type { Place } from './simulation.oracle.ts';

export type InvocationKind = 'session' | 'resume' | 'judge';

/** One attempt. Times are milliseconds of virtual time since the run began. */
export interface AttemptRecord {
  readonly place: Place;
  readonly kind: InvocationKind;
  readonly label: string;
  readonly agent: string | null;
  readonly prompt: string;
  readonly context: readonly { readonly name: string; readonly text: string }[] | null;
  /** From 1. */
  readonly attempt: number;
  readonly start: number;
  /** Null while it runs (an agent that hangs when the run ends). */
  end: number | null;
  /** `succeeded`, `cancelled`, or the failure's kind. */
  outcome: string | null;
}

export interface JoinRecord {
  readonly place: Place;
  readonly join: Join;
  readonly policy: Policy;
  /** `cancelled`: cancelled before it was decided. Null: undecided when the run stopped. */
  outcome: 'succeeded' | 'failed' | 'cancelled' | null;
  winner: number | null;
  order: readonly number[];
  readonly branches: { readonly name: string; status: 'succeeded' | 'failed' | 'cancelled' }[];
}

export interface SessionRecord {
  readonly place: Place;
  readonly kind: InvocationKind;
  readonly label: string;
  attempts: number;
  status: 'waiting' | 'succeeded' | 'failed' | 'cancelled';
}

export interface RunLog {
  readonly attempts: AttemptRecord[];
  readonly sessions: SessionRecord[];
  readonly joins: JoinRecord[];
  /** Failures that the run moved past: kind and message, in order of time. */
  readonly tolerated: { readonly place: Place; readonly failure: Failure }[];
  readonly finallies: { readonly place: Place; readonly at: number }[];
  readonly loops: { readonly place: Place; readonly reason: 'condition' | 'max' | 'items' | 'break' }[];
  readonly warnings: string[];
  /** What branches wait for: names of inputs, kinds of agent limits. */
  readonly waits: { readonly place: Place; readonly reason: string }[];
}

export interface OracleRun extends RunLog {
  /** `hanging`: an agent neither answers nor is stopped. `paused`: nothing but waiting is left. */
  readonly status: 'succeeded' | 'failed' | 'cancelled' | 'paused' | 'hanging';
  readonly outputs: Readonly<Record<string, Value>>;
  readonly result: Value;
  readonly error: Failure | null;
  readonly endedAt: number;
}

export function emptyLog(): RunLog {
  return { attempts: [], sessions: [], joins: [], tolerated: [], finallies: [], loops: [], warnings: [], waits: [] };
}
