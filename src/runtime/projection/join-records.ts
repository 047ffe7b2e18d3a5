/**
 * The parallel blocks of a run, folded from its events.
 *
 * Owns: outcome and branch statuses of each block by path, and which of their failures were tolerated.
 *
 * 1. An outcome once decided stays, also when the block is cancelled while it cleans up (semantics 2.3).
 * 2. A block that has not decided is not listed; one cancelled undecided is listed as `cancelled`.
 * 3. A branch that had not ended when the block decided counts as cancelled.
 */
import type { Failure } from '../../errors.ts';
import type { RunEvent } from '../events.ts';
import type { JoinEntry } from '../run-document.ts';

export type JoinEvent = Extract<RunEvent, { type: 'parallel.started' | 'branch.started' | 'branch.ended' | 'join.settled' | 'join.joined' }>;

type BranchStatus = 'succeeded' | 'failed' | 'cancelled';

interface BranchRecord {
  name: string;
  status: BranchStatus | null;
  failure: Failure | null;
}

interface JoinRecord {
  readonly path: string;
  readonly join: JoinEntry['join'];
  readonly onFail: JoinEntry['onFail'];
  outcome: BranchStatus | null;
  branches: BranchRecord[];
}

export class JoinRecords {
  readonly #records = new Map<string, JoinRecord>();

  apply(event: JoinEvent): void {
    if (event.type === 'parallel.started') this.#start(event);
    else if (event.type === 'branch.ended') this.#endBranch(event);
    else if (event.type === 'join.settled') this.#settle(event);
    else if (event.type === 'join.joined') this.#join(event);
  }

  entries(): JoinEntry[] {
    return [...this.#records.values()].flatMap(entryOf);
  }

  /** Failures of branches under a block that went on. */
  tolerated(): Failure[] {
    const went = [...this.#records.values()].filter((record) => record.outcome === 'succeeded');
    return went.flatMap((record) => record.branches.flatMap((branch) => (branch.status === 'failed' && branch.failure ? [branch.failure] : [])));
  }

  #start(event: Extract<JoinEvent, { type: 'parallel.started' }>): void {
    const branches = event.branches.map((name): BranchRecord => ({ name, status: null, failure: null }));
    this.#records.set(event.path, { path: event.path, join: event.join, onFail: event.onFail, outcome: null, branches });
  }

  #endBranch(event: Extract<JoinEvent, { type: 'branch.ended' }>): void {
    const record = this.#records.get(event.path);
    if (record) record.branches[event.index] = { name: event.name, status: event.status, failure: event.error ?? null };
  }

  #settle(event: Extract<JoinEvent, { type: 'join.settled' }>): void {
    const record = this.#records.get(event.path);
    if (record) record.outcome = event.outcome;
  }

  #join(event: Extract<JoinEvent, { type: 'join.joined' }>): void {
    const branches = event.branches.map((branch): BranchRecord => ({ name: branch.name, status: branch.status, failure: branch.error ?? null }));
    const known = this.#records.get(event.path);
    if (known) {
      // A merge of writes may fail a block that its branches decided well (semantics 2.8).
      if (known.outcome === null || event.outcome !== 'cancelled') known.outcome = event.outcome;
      known.branches = branches;
    } else {
      this.#records.set(event.path, { path: event.path, join: event.join, onFail: event.onFail, outcome: event.outcome, branches });
    }
  }
}

function entryOf(record: JoinRecord): JoinEntry[] {
  if (record.outcome === null) return [];
  const branches = record.branches.map(({ name, status }) => ({ name, status: status ?? ('cancelled' as const) }));
  return [{ path: record.path, join: record.join, onFail: record.onFail, outcome: record.outcome, branches }];
}
