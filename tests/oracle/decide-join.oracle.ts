/**
 * When a parallel block is settled, and how: an independent statement of semantics 2.2.
 *
 * Owns: the 12 cells of the table, as text of the spec turned into rules. Does not own: cancelling
 * the others, the block's value (`join-value.oracle.ts`), outer variables (`overlay.oracle.ts`).
 *
 * 1. The decision is a function of the ends in order of arrival; nothing after it changes it.
 * 2. Every cell is written out on its own: no cell is derived from another one by a trick, so that a
 *    shared mistake is unlikely.
 */

export type Join = 'all' | 'first' | 'any' | 'regardless';
export type Policy = 'fail-fast' | 'continue' | 'ignore';

/** How a branch ended, by its own doing. Cancelled branches do not end in this sense. */
export interface BranchEnd {
  readonly index: number;
  readonly ok: boolean;
}

export interface JoinRule {
  readonly join: Join;
  readonly policy: Policy;
  /** Absent when the program wrote none; then one success is needed by `any`. */
  readonly count?: number;
  readonly branches: number;
}

export interface Decision {
  readonly outcome: 'succeeded' | 'failed';
  /** Index of the branch whose value is the block's: `first` and `any` without `count`. */
  readonly winner: number | null;
  /** Indices in order of completion, up to the decision. */
  readonly order: readonly number[];
  /** Indices of the failed branches, in order of completion. */
  readonly failures: readonly number[];
  readonly reason: 'failure' | 'all-ended' | 'winner' | 'enough' | 'out-of-reach' | 'shortfall' | 'empty';
}

/** The first decision that the ends allow, or null while the block is undecided. */
export function decideJoinOracle(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  if (rule.branches === 0) return { outcome: 'succeeded', winner: null, order: [], failures: [], reason: 'empty' };
  for (let length = 1; length <= ends.length; length++) {
    const verdict = afterLastOf(rule, ends.slice(0, length));
    if (verdict) return verdict;
  }
  return null;
}

function afterLastOf(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  const last = ends[ends.length - 1];
  if (!last) return null;
  const m = rule.branches;
  const n = rule.count ?? 1;
  const s = ends.filter((end) => end.ok).length;
  const f = ends.length - s;
  const all = ends.length === m;
  const facts = { order: ends.map((end) => end.index), failures: ends.filter((end) => !end.ok).map((end) => end.index) };
  const succeed = (reason: Decision['reason'], winner: number | null = null): Decision => ({ outcome: 'succeeded', winner, reason, ...facts });
  const fail = (reason: Decision['reason']): Decision => ({ outcome: 'failed', winner: null, reason, ...facts });
  const winner = rule.count === undefined ? last.index : null;

  switch (`${rule.join} ${rule.policy}` as const) {
    case 'all fail-fast':
      if (!last.ok) return fail('failure');
      return s === m ? succeed('all-ended') : null;
    case 'all continue':
    case 'all ignore':
      return all ? succeed('all-ended') : null;
    case 'first fail-fast':
      return last.ok ? succeed('winner', last.index) : fail('failure');
    case 'first continue':
    case 'first ignore':
      if (last.ok) return succeed('winner', last.index);
      return all ? succeed('all-ended') : null;
    case 'any fail-fast':
      if (s === n) return succeed('enough', winner);
      return f > m - n ? fail('out-of-reach') : null;
    case 'any continue':
      if (s === n) return succeed('enough', winner);
      return all ? fail('shortfall') : null;
    case 'any ignore':
      if (s === n) return succeed('enough', winner);
      return all ? succeed('shortfall') : null;
    case 'regardless fail-fast':
    case 'regardless continue':
    case 'regardless ignore':
      return all ? succeed('all-ended') : null;
  }
}
