/**
 * When a parallel block is decided, and how (semantics 2.2). The only place where join semantics live.
 *
 * 1. Pure: the same ends in the same order always give the same decision.
 * 2. Monotone: once a prefix of the ends decides, further ends change nothing; callers stop there.
 * 3. A cancelled branch is no end (2.3): callers never count it.
 */
import { assertNever } from '../assert.ts';

export type Join = 'all' | 'first' | 'any' | 'regardless';
export type Policy = 'fail-fast' | 'continue' | 'ignore';

/** One counted end, in order of arrival. */
export interface BranchEnd {
  readonly index: number;
  readonly status: 'succeeded' | 'failed';
}

export interface JoinRule {
  readonly join: Join;
  readonly policy: Policy;
  /** Branches needed by `any`; null: one is needed and its value is the block's. */
  readonly count: number | null;
  readonly branches: number;
}

export type Decision =
  | { readonly outcome: 'succeeded'; /** The branch whose value is the block's; null when the block's value is a collection. */ readonly winner: number | null }
  /** `culprit`: the branch whose error is the block's; null for an `aggregate` of all failures. */
  | { readonly outcome: 'failed'; readonly culprit: number | null };

/** Null while the block is undecided. */
export function decideJoin(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  switch (rule.join) {
    case 'all':
      return decideAll(rule, ends);
    case 'first':
      return decideFirst(rule, ends);
    case 'any':
      return decideAny(rule, ends);
    case 'regardless':
      return ends.length === rule.branches ? succeeded(null) : null;
    default:
      return assertNever(rule.join, 'join');
  }
}

function decideAll(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  const failure = ends.find((end) => end.status === 'failed');
  if (rule.policy === 'fail-fast' && failure) return failed(failure.index);
  return ends.length === rule.branches ? succeeded(null) : null;
}

function decideFirst(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  if (rule.branches === 0) return succeeded(null);
  const winner = ends.find((end) => end.status === 'succeeded');
  const failure = ends.find((end) => end.status === 'failed');
  if (rule.policy === 'fail-fast' && failure && ends[0] === failure) return failed(failure.index);
  if (winner) return succeeded(winner.index);
  if (ends.length < rule.branches) return null;
  // All failed: the first failure stands for the block, as an error value or (ignore) as nothing.
  return succeeded(rule.policy === 'continue' ? (failure?.index ?? null) : null);
}

function decideAny(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  const needed = rule.count ?? 1;
  if (rule.branches === 0) return succeeded(null);
  const successes = ends.filter((end) => end.status === 'succeeded');
  if (successes.length >= needed) return succeeded(rule.count === null ? (successes[0]?.index ?? null) : null);
  const failures = ends.length - successes.length;
  if (rule.policy === 'fail-fast' && failures > rule.branches - needed) return failed(null);
  if (ends.length < rule.branches) return null;
  return rule.policy === 'ignore' ? succeeded(null) : failed(null);
}

function succeeded(winner: number | null): Decision {
  return { outcome: 'succeeded', winner };
}

function failed(culprit: number | null): Decision {
  return { outcome: 'failed', culprit };
}
