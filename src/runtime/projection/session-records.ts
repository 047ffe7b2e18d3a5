/**
 * The sessions of a run, folded from its events.
 *
 * Owns: status, spawns, times, usage and outcome of each session by path. Does not own: order.
 *
 * 1. Every event costs O(1).
 * 2. A session that succeeded or failed keeps that outcome, whatever happens to its branch afterwards.
 * 3. Usage adds up over attempts; within one attempt the latest figures count.
 */
import { invariant } from '../../assert.ts';
import type { Failure } from '../../errors.ts';
import type { Usage } from '../../ports.ts';
import type { RunEvent } from '../events.ts';
import type { SessionEntry } from '../run-document.ts';
import { errorEntry } from './document-json.ts';

export type SessionEvent = Extract<RunEvent, { type: `session.${string}` }>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An entry under construction. The failure is kept as it came; entries are made when somebody asks. */
interface SessionRecord extends Writable<Omit<SessionEntry, 'error' | 'usage'>> {
  failure: Failure | null;
  /** Used by attempts that have ended. */
  spent: Usage | null;
  /** Used by the attempt under way. */
  current: Usage | null;
}

export class SessionRecords {
  readonly #records = new Map<string, SessionRecord>();

  has(path: string): boolean {
    return this.#records.has(path);
  }

  apply(event: SessionEvent): void {
    if (event.type === 'session.output') return;
    if (event.type === 'session.scheduled') return this.#schedule(event);
    const record = this.#records.get(event.path);
    invariant(record, `${event.type} of ${event.path} without session.scheduled`);
    fold(record, event);
  }

  /** The invocation waits for something outside, without being charged; it may not have been scheduled yet. */
  wait({ path, session }: Extract<RunEvent, { type: 'run.waiting' }>): void {
    if (session && !this.#records.has(path)) this.#add({ path, ...session });
    const record = this.#records.get(path);
    if (!record || hasOutcome(record)) return;
    closeAttempt(record);
    record.status = 'waiting';
  }

  entries(): SessionEntry[] {
    return [...this.#records.values()].map(entryOf);
  }

  #schedule(event: Extract<SessionEvent, { type: 'session.scheduled' }>): void {
    const known = this.#records.get(event.path);
    if (known) {
      closeAttempt(known);
      const failure = hasOutcome(known) ? null : known.failure;
      Object.assign(known, { status: 'waiting', command: event.command, endedAt: null, cancelledBy: null, failure });
      return;
    }
    this.#add(event);
  }

  #add({ path, label, kind, agent, command, model }: Pick<SessionEntry, 'path' | 'label' | 'kind' | 'agent' | 'command' | 'model'>): void {
    this.#records.set(path, {
      path,
      label,
      kind,
      agent,
      command,
      model,
      status: 'waiting',
      attempts: 0,
      startedAt: null,
      endedAt: null,
      resultFile: null,
      cancelledBy: null,
      failure: null,
      spent: null,
      current: null,
    });
  }
}

function fold(record: SessionRecord, event: Exclude<SessionEvent, { type: 'session.scheduled' | 'session.output' }>): void {
  switch (event.type) {
    case 'session.started':
      closeAttempt(record);
      record.attempts += 1;
      record.startedAt ??= event.at;
      record.status = 'running';
      record.endedAt = null;
      record.failure = null;
      return;
    case 'session.usage':
      record.current = event.usage;
      return;
    case 'session.retrying':
      record.current = event.usage ?? record.current;
      closeAttempt(record);
      record.status = 'waiting';
      record.failure = event.error;
      return;
    case 'session.succeeded':
      record.current = event.usage ?? record.current;
      record.resultFile = event.resultFile;
      end(record, 'succeeded', event.at, null);
      return;
    case 'session.failed':
      record.current = event.usage ?? record.current;
      end(record, 'failed', event.at, event.error);
      return;
    case 'session.cancelled':
      record.current = event.usage ?? record.current;
      if (hasOutcome(record)) return;
      record.cancelledBy = event.by;
      end(record, 'cancelled', event.at, null);
      return;
    case 'session.interrupted':
      record.current = event.usage ?? record.current;
      if (!hasOutcome(record)) end(record, 'interrupted', event.at, null);
      return;
  }
}

function end(record: SessionRecord, status: SessionRecord['status'], at: string, failure: Failure | null): void {
  record.status = status;
  record.endedAt = at;
  record.failure = failure;
  closeAttempt(record);
}

function hasOutcome(record: SessionRecord): boolean {
  return record.status === 'succeeded' || record.status === 'failed';
}

function closeAttempt(record: SessionRecord): void {
  record.spent = addUsage(record.spent, record.current);
  record.current = null;
}

function entryOf(record: SessionRecord): SessionEntry {
  const { failure, spent, current, ...facts } = record;
  return { ...facts, error: failure === null ? null : errorEntry(failure), usage: addUsage(spent, current) };
}

/** Figures that nobody reported stay null: unreported is not zero. */
function addUsage(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return a ?? b;
  const turns = addFigure(a.turns, b.turns);
  return {
    inputTokens: addFigure(a.inputTokens, b.inputTokens),
    outputTokens: addFigure(a.outputTokens, b.outputTokens),
    costUsd: addFigure(a.costUsd, b.costUsd),
    ...(turns === null ? {} : { turns }),
  };
}

function addFigure(a: number | null | undefined, b: number | null | undefined): number | null {
  if (a === null || a === undefined) return b ?? null;
  return b === null || b === undefined ? a : a + b;
}
