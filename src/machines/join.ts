/**
 * When a parallel block is decided, and how (semantics 2.2). The only place where join semantics live.
 *
 * 1. Pure: the same ends in the same order always give the same decision.
 * 2. Monotone: once a prefix of the ends decides, further ends change nothing.
 * 3. A cancelled branch is no end (2.3): callers never count it.
 */
import { assertNever } from '../assert.ts';

export type Join = 'all' | 'first' | 'any' | 'regardless';
export type Policy = 'fail-fast' | 'continue' | 'ignore';

/** The ends counted so far, in order of arrival. */
export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  /** Index of the first branch to end, and of the first to end so, in order of arrival. */
  readonly firstEnd: number | null;
  readonly firstSuccess: number | null;
  readonly firstFailure: number | null;
}

export const emptyTally: Tally = { succeeded: 0, failed: 0, firstEnd: null, firstSuccess: null, firstFailure: null };

export function countEnd(tally: Tally, index: number, status: 'succeeded' | 'failed'): Tally {
  const counted = { ...tally, firstEnd: tally.firstEnd ?? index };
  return status === 'succeeded'
    ? { ...counted, succeeded: tally.succeeded + 1, firstSuccess: tally.firstSuccess ?? index }
    : { ...counted, failed: tally.failed + 1, firstFailure: tally.firstFailure ?? index };
}

export type Decision =
  /** `winner`: the branch whose value (or error value) is the block's; null when the block's value is a collection or null. */
  | { readonly outcome: 'succeeded'; readonly winner: number | null }
  /** `culprit`: the branch whose error is the block's; null for an `aggregate` of all failures. */
  | { readonly outcome: 'failed'; readonly culprit: number | null };

/**
 * Null while the block is undecided.
 *
 * @param count branches needed by `any`; null when the program gives none: one is needed
 */
export function decideJoin(join: Join, count: number | null, policy: Policy, branchCount: number, settled: Tally): Decision | null {
  if (branchCount === 0) return succeeded(null);
  switch (join) {
    case 'all':
      return decideAll(policy, branchCount, settled);
    case 'first':
      return decideFirst(policy, branchCount, settled);
    case 'any':
      return decideAny(count, policy, branchCount, settled);
    case 'regardless':
      return ended(settled) === branchCount ? succeeded(null) : null;
    default:
      return assertNever(join, 'join');
  }
}

function decideAll(policy: Policy, branchCount: number, settled: Tally): Decision | null {
  if (policy === 'fail-fast' && settled.firstFailure !== null) return failed(settled.firstFailure);
  return ended(settled) === branchCount ? succeeded(null) : null;
}

function decideFirst(policy: Policy, branchCount: number, settled: Tally): Decision | null {
  if (policy === 'fail-fast' && settled.firstFailure !== null && settled.firstFailure === settled.firstEnd) return failed(settled.firstFailure);
  if (settled.firstSuccess !== null) return succeeded(settled.firstSuccess);
  if (ended(settled) < branchCount) return null;
  // All failed: the first failure stands for the block, as an error value, or (ignore) as nothing.
  return succeeded(policy === 'continue' ? settled.firstFailure : null);
}

function decideAny(count: number | null, policy: Policy, branchCount: number, settled: Tally): Decision | null {
  const needed = count ?? 1;
  if (settled.succeeded >= needed) return succeeded(count === null ? settled.firstSuccess : null);
  if (policy === 'fail-fast' && settled.failed > branchCount - needed) return failed(null);
  if (ended(settled) < branchCount) return null;
  return policy === 'ignore' ? succeeded(null) : failed(null);
}

function ended(settled: Tally): number {
  return settled.succeeded + settled.failed;
}

function succeeded(winner: number | null): Decision {
  return { outcome: 'succeeded', winner };
}

function failed(culprit: number | null): Decision {
  return { outcome: 'failed', culprit };
}
