/**
 * The event stream of a run (`formats.md` 4): what happened, as plain data, in order.
 *
 * Progress lines, the run document, `state.md`, JSON and tests all feed on it; nobody reads the
 * internals of machines. Values and failures are plain data; large texts are whole here and cut by
 * those who show them.
 */
import type { BranchReport, Failure } from '../errors.ts';
import type { Usage } from '../ports.ts';
import type { Value } from '../values.ts';
import type { JoinWord, PolicyWord, RunDocument } from './run-document.ts';

interface EventBase {
  readonly v: 1;
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
}

export type { JoinWord, PolicyWord };

/** What an attempt that did not succeed left behind. */
interface AttemptRemains {
  /** Absent: unreported. */
  readonly usage?: Usage;
  /** Process ids that could not be ended. */
  readonly unkilled?: readonly number[];
}

interface SessionFacts {
  readonly path: string;
  /** `execution_id` (semantics 3.5): 1, 2, 3 ... */
  readonly execution: number;
  readonly label: string;
  readonly kind: 'session' | 'resume' | 'judge';
  readonly agent: string | null;
  /** The setting that carries it out. */
  readonly command: string;
  readonly model: string | null;
}

export type RunEventBody =
  | { readonly type: 'run.started'; readonly id: string; readonly program: string; readonly inputs: Readonly<Record<string, Value>> }
  | { readonly type: 'run.resumed'; readonly id: string; readonly program: string }
  | { readonly type: 'block.entered'; readonly path: string; readonly execution: number; readonly block: string; readonly depth: number }
  | {
      readonly type: 'block.left';
      readonly path: string;
      readonly execution: number;
      readonly block: string;
      readonly outcome: 'succeeded' | 'failed' | 'cancelled';
    }
  | ({
      readonly type: 'session.scheduled';
      readonly attempt: number;
      /** Of a persistent agent: the version of its memory that the call reads, 0 when it starts without. */
      readonly memory?: number;
    } & SessionFacts)
  | { readonly type: 'session.started'; readonly path: string; readonly attempt: number; readonly pid: number | null }
  | { readonly type: 'session.output'; readonly path: string; readonly attempt: number; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  | { readonly type: 'session.usage'; readonly path: string; readonly attempt: number; readonly usage: Usage }
  | ({
      readonly type: 'session.retrying';
      /** The attempt that failed. */
      readonly path: string;
      readonly attempt: number;
      /** Milliseconds until the next attempt. */
      readonly error: Failure;
      readonly delay: number;
    } & AttemptRemains)
  | {
      readonly type: 'session.succeeded';
      readonly path: string;
      readonly attempt: number;
      readonly value: Value;
      readonly usage: Usage | null;
      readonly resultFile: string | null;
      /** Of a persistent agent: the version of its memory that the call has made. */
      readonly memory?: number;
      /** Process ids that could not be ended. */
      readonly unkilled?: readonly number[];
    }
  | ({ readonly type: 'session.failed'; readonly path: string; readonly attempt: number; readonly error: Failure } & AttemptRemains)
  | ({ readonly type: 'session.cancelled'; readonly path: string; readonly attempt: number; readonly by: string } & AttemptRemains & {
        readonly unkilled: readonly number[];
      })
  | ({ readonly type: 'session.interrupted'; readonly path: string; readonly attempt: number } & AttemptRemains)
  | { readonly type: 'condition.judged'; readonly path: string; readonly answer: boolean | string; readonly reason: string }
  | { readonly type: 'items.listed'; readonly path: string; readonly count: number }
  | { readonly type: 'loop.iterated'; readonly path: string; readonly execution: number /** From 0. */; readonly index: number; readonly max: number | null }
  | { readonly type: 'loop.ended'; readonly path: string; readonly reason: 'condition' | 'max' | 'items' | 'break' }
  | {
      readonly type: 'parallel.started';
      readonly path: string;
      readonly execution: number;
      readonly join: JoinWord;
      readonly onFail: PolicyWord;
      readonly branches: readonly string[];
    }
  /** `path` of a branch event is the parallel statement's. */
  | { readonly type: 'branch.started'; readonly path: string; readonly index: number; readonly name: string }
  | {
      readonly type: 'branch.ended';
      readonly path: string;
      readonly index: number;
      readonly name: string;
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly error?: Failure;
    }
  | {
      readonly type: 'join.settled';
      readonly path: string;
      /** Index of the winner. */
      readonly outcome: 'succeeded' | 'failed' | 'cancelled';
      readonly winner: number | null;
      readonly order: readonly number[];
      readonly error?: Failure;
    }
  | {
      readonly type: 'join.joined';
      readonly path: string;
      readonly join: JoinWord;
      readonly onFail: PolicyWord;
      readonly outcome: 'succeeded' | 'failed' | 'cancelled';
      readonly branches: readonly BranchReport[];
      readonly error?: Failure;
    }
  | { readonly type: 'error.caught'; readonly path: string; readonly execution?: number; readonly error: Failure }
  | { readonly type: 'finally.entered'; readonly path: string; readonly execution?: number }
  | { readonly type: 'error.tolerated'; readonly path: string; readonly error: Failure }
  | { readonly type: 'choice.taken'; readonly path: string; readonly execution?: number; readonly label: string }
  | {
      readonly type: 'name.bound';
      readonly path: string;
      readonly execution: number;
      readonly name: string | null;
      readonly kind: 'let' | 'const' | 'input' | 'output' | 'result';
      readonly programLevel: boolean;
      readonly source: string;
      readonly value: Value;
    }
  /** An output of the run itself; the outputs of blocks are `name.bound`. */
  | { readonly type: 'output.registered'; readonly path: string; readonly name: string; readonly value: Value }
  | { readonly type: 'input.needed'; readonly path: string; readonly name: string; readonly prompt: string }
  | { readonly type: 'input.given'; readonly path: string; readonly name: string; readonly value: Value }
  | {
      readonly type: 'run.waiting';
      readonly path: string;
      readonly reason: 'input' | 'quota' | 'auth' | 'budget';
      readonly agent: string | null;
      readonly message: string;
      readonly resetsAt: string | null;
      /** The session that waits; absent for an input. */
      readonly session?: Omit<SessionFacts, 'path'>;
    }
  | { readonly type: 'run.paused'; readonly reason: string }
  | { readonly type: 'warning'; readonly path: string | null; readonly message: string }
  | { readonly type: 'run.ended'; readonly document: RunDocument };

export type RunEvent = EventBase & RunEventBody;
export type RunEventType = RunEvent['type'];
