/**
 * The run document as a fold over the run's events (`cli.md`, JSON of a run).
 *
 * Owns: what a document lists. Does not own: the run's status, result and end, which its caller knows;
 * the order of paths, which the program decides (`comparePaths`).
 *
 * 1. Applying an event costs O(1); lists are sorted only when a document is asked for.
 * 2. The same events give the same document: nothing here reads a clock.
 * 3. Lists are in program order of their paths, never in order of arrival (semantics 2.6).
 */
import type { Failure } from '../../errors.ts';
import type { Value } from '../../values.ts';
import type { RunEvent } from '../events.ts';
import type { ErrorEntry, Json, RunDocument, RunStatus } from '../run-document.ts';
import { jsonOf } from '../values/json.ts';
import { errorEntry } from './document-json.ts';
import { type JoinEvent, JoinRecords } from './join-records.ts';
import { type SessionEvent, SessionRecords } from './session-records.ts';
import { Waits } from './waits.ts';

export interface ProjectionOptions {
  readonly id: string;
  /** The program's file name as shown. */
  readonly program: string;
  /** ISO time. */
  readonly startedAt: string;
  /** Program order of two paths, as for `sort`. */
  readonly comparePaths: (a: string, b: string) => number;
}

/** What only the caller knows of the run's present state. */
export interface RunState {
  readonly status: RunStatus;
  /** ISO time; null while the run is not over. */
  readonly endedAt: string | null;
  /** Absent: null (the program has outputs and no `return`, or has not ended). */
  readonly result?: Value;
  readonly error?: Failure | null;
}

/**
 * Folds events into run documents.
 *
 * @example
 * const projection = createProjection({ id, program: 'ledger.prose', startedAt, comparePaths });
 * events$.subscribe((event) => projection.apply(event));
 * projection.document({ status: 'succeeded', endedAt, result: null });
 */
export function createProjection(options: ProjectionOptions): Projection {
  return new Projection(options);
}

export class Projection {
  readonly #options: ProjectionOptions;
  readonly #sessions = new SessionRecords();
  readonly #joins = new JoinRecords();
  readonly #waits = new Waits();
  readonly #outputs = new Map<string, Json>();
  readonly #tolerated: Failure[] = [];
  readonly #unkilled = new Set<number>();

  constructor(options: ProjectionOptions) {
    this.#options = options;
  }

  apply(event: RunEvent): void {
    if (isSessionEvent(event)) this.#applySession(event);
    else if (isJoinEvent(event)) this.#applyJoin(event);
    else this.#applyOther(event);
  }

  document(state: RunState): RunDocument {
    const { id, program, startedAt } = this.#options;
    const over = state.status === 'succeeded' || state.status === 'failed' || state.status === 'cancelled';
    return {
      format: 1,
      id,
      status: state.status,
      program,
      startedAt,
      endedAt: state.endedAt,
      outputs: Object.fromEntries(this.#outputs),
      result: state.result === undefined ? null : jsonOf(state.result),
      sessions: this.#inProgramOrder(this.#sessions.entries()),
      joins: this.#inProgramOrder(this.#joins.entries()),
      tolerated: this.#inProgramOrder(this.#toleratedEntries()),
      pausedOn: over ? [] : this.#inProgramOrder(this.#waits.entries()),
      unkilled: [...this.#unkilled],
      error: state.error ? errorEntry(state.error) : null,
    };
  }

  #applySession(event: SessionEvent): void {
    this.#sessions.apply(event);
    if (event.type === 'session.output' || event.type === 'session.usage') return;
    this.#waits.end(event.path);
    if ('unkilled' in event) for (const pid of event.unkilled ?? []) this.#unkilled.add(pid);
  }

  #applyJoin(event: JoinEvent): void {
    this.#joins.apply(event);
    if (event.type === 'branch.ended') this.#waits.endBranch(event);
    if (event.type === 'join.joined') this.#waits.endBlock(event);
  }

  #applyOther(event: Exclude<RunEvent, SessionEvent | JoinEvent>): void {
    if (event.type === 'output.registered') this.#outputs.set(event.name, jsonOf(event.value));
    else if (event.type === 'error.tolerated') this.#tolerated.push(event.error);
    else if (event.type === 'input.needed') this.#waits.needInput(event);
    else if (event.type === 'input.given') this.#waits.end(event.path);
    else if (event.type === 'run.waiting') {
      this.#sessions.wait(event);
      this.#waits.waitForAgent(event);
    }
  }

  /** One failure may be reported by the block that went on and on its own; it is listed once. */
  #toleratedEntries(): { path: string; error: ErrorEntry }[] {
    const seen = new Map<string, Failure>();
    for (const failure of [...this.#joins.tolerated(), ...this.#tolerated]) {
      const key = JSON.stringify([failure.path, failure.kind, failure.message]);
      if (!seen.has(key)) seen.set(key, failure);
    }
    return [...seen.values()].map((failure) => ({ path: failure.path, error: errorEntry(failure) }));
  }

  #inProgramOrder<T extends { readonly path: string }>(entries: T[]): T[] {
    return entries.sort((a, b) => this.#options.comparePaths(a.path, b.path));
  }
}

function isSessionEvent(event: RunEvent): event is SessionEvent {
  return event.type.startsWith('session.');
}

function isJoinEvent(event: RunEvent): event is JoinEvent {
  return event.type.startsWith('branch.') || event.type.startsWith('join.') || event.type === 'parallel.started';
}
