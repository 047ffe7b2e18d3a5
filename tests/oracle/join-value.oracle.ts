/**
 * What a settled block is worth and what its names are bound to: semantics 2.2 (names) and 2.7 (value).
 */
import type { Failure } from '../../src/errors.ts';
import { cancelledValue, errorValue, type Value } from '../../src/values.ts';
import type { Decision, JoinRule } from './decide-join.oracle.ts';

/** A branch as the decision left it. */
export interface BranchOutcome {
  /** Null for an unnamed branch. */
  readonly name: string | null;
  readonly index: number;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly value: Value;
  readonly failure: Failure | null;
}

/** What the name of a branch holds after a block that failed, or succeeded without `ignore`. */
function plainValue(branch: BranchOutcome, by: string): Value {
  if (branch.status === 'succeeded') return branch.value;
  return branch.status === 'failed' && branch.failure ? errorValue(branch.failure) : cancelledValue(by);
}

/** The value of a name. A block that failed binds its names as `continue` would. `by`: who cancelled. */
export function nameValue(branch: BranchOutcome, rule: JoinRule, outcome: 'succeeded' | 'failed', by: string): Value {
  const dropped = outcome === 'succeeded' && rule.policy === 'ignore' && branch.status === 'failed';
  return dropped ? null : plainValue(branch, by);
}

/** The value of a block that succeeded. */
export function blockValue(branches: readonly BranchOutcome[], rule: JoinRule, decision: Decision, by: string): Value {
  if (branches.length === 0) return valueOfNothing(rule);
  if (rule.join === 'first' || (rule.join === 'any' && rule.count === undefined)) return raceValue(branches, rule, decision, by);
  if (rule.join === 'any') return branches.filter((branch) => branch.status === 'succeeded').map((branch) => branch.value);
  const shown = branches.filter((branch) => branch.status !== 'failed' || rule.policy !== 'ignore');
  if (branches.every((branch) => branch.name === null)) return shown.map((branch) => plainValue(branch, by));
  return Object.fromEntries(shown.map((branch) => [branch.name ?? String(branch.index), plainValue(branch, by)]));
}

/** 2.9: whatever join, count and policy. */
function valueOfNothing(rule: JoinRule): Value {
  return rule.join === 'first' || (rule.join === 'any' && rule.count === undefined) ? null : [];
}

function raceValue(branches: readonly BranchOutcome[], rule: JoinRule, decision: Decision, by: string): Value {
  const winner = branches.find((branch) => branch.index === decision.winner);
  if (winner) return winner.value;
  const firstToFail = branches.find((branch) => branch.index === decision.failures[0]);
  return rule.join === 'first' && rule.policy === 'continue' && firstToFail ? plainValue(firstToFail, by) : null;
}
