/**
 * `decideJoin`: every cell of the table in semantics 2.2, by hand and against the oracle.
 *
 * Rows read `join policy [count] of branches: ends`; an end is `+` or `-` with the branch's index, in order of arrival.
 */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { countEnd, type Decision, decideJoin, emptyTally, type Join, type Policy } from '../../src/machines/join.ts';
import { type BranchEnd, decideJoinOracle, type JoinRule, type Decision as OracleDecision } from '../oracle/decide-join.oracle.ts';
import { allRules, endings } from './join-space.ts';

const succeeded = (winner: number | null = null): Decision => ({ outcome: 'succeeded', winner });
const failed = (culprit: number | null = null): Decision => ({ outcome: 'failed', culprit });

/** The decision after all of these ends; null while undecided. */
function decide(rule: JoinRule, ends: readonly BranchEnd[]): Decision | null {
  const tally = ends.reduce((counted, { index, ok }) => countEnd(counted, index, ok ? 'succeeded' : 'failed'), emptyTally);
  return decideJoin(rule.join, rule.count ?? null, rule.policy, rule.branches, tally);
}

function ruleOf(text: string): JoinRule {
  const [, join, policy, count, branches] = /^(\w+) ([\w-]+)(?: (\d))? of (\d)$/.exec(text) ?? [];
  // The rows below are written by hand in this form.
  return { join: join as Join, policy: policy as Policy, branches: Number(branches), ...(count === undefined ? {} : { count: Number(count) }) };
}

function endsOf(text: string): readonly BranchEnd[] {
  return text === '' ? [] : text.split(' ').map((end) => ({ index: Number(end.slice(1)), ok: end.startsWith('+') }));
}

const cells: readonly (readonly [rule: string, ends: string, decision: Decision | null])[] = [
  // all, fail-fast: the first failure, or S = M.
  ['all fail-fast of 3', '', null],
  ['all fail-fast of 3', '+2 +0', null],
  ['all fail-fast of 3', '-1', failed(1)],
  ['all fail-fast of 3', '+2 -0', failed(0)],
  ['all fail-fast of 3', '+2 +0 -1', failed(1)],
  ['all fail-fast of 3', '+2 +0 +1', succeeded()],
  // all, continue and ignore: when all M ended; always succeeds.
  ['all continue of 3', '-2 -0', null],
  ['all continue of 3', '-2 -0 -1', succeeded()],
  ['all continue of 3', '+2 -0 +1', succeeded()],
  ['all ignore of 3', '-2 +0', null],
  ['all ignore of 3', '-2 -0 -1', succeeded()],
  ['all ignore of 3', '+2 +0 +1', succeeded()],
  // first, fail-fast: the first branch to end, whatever its end.
  ['first fail-fast of 3', '', null],
  ['first fail-fast of 3', '+2', succeeded(2)],
  ['first fail-fast of 3', '-1', failed(1)],
  // first, continue: the first success, else when all failed: the first to fail.
  ['first continue of 3', '-1', null],
  ['first continue of 3', '-1 -2', null],
  ['first continue of 3', '-1 +2', succeeded(2)],
  ['first continue of 3', '+0', succeeded(0)],
  ['first continue of 3', '-2 -0 -1', succeeded(2)],
  // first, ignore: as continue, failures dropped.
  ['first ignore of 3', '-1', null],
  ['first ignore of 3', '-1 -2', null],
  ['first ignore of 3', '-1 +2', succeeded(2)],
  ['first ignore of 3', '-2 -0 -1', succeeded(null)],
  // any, fail-fast: S = N, or as soon as F > M - N.
  ['any fail-fast of 3', '-0', null],
  ['any fail-fast of 3', '-0 -1', null],
  ['any fail-fast of 3', '-0 -1 -2', failed()],
  ['any fail-fast of 3', '-0 +2', succeeded(2)],
  ['any fail-fast 1 of 3', '-0 +2', succeeded(null)],
  ['any fail-fast 2 of 3', '+1', null],
  ['any fail-fast 2 of 3', '-0', null],
  ['any fail-fast 2 of 3', '-0 -1', failed()],
  ['any fail-fast 2 of 3', '+0 -1 -2', failed()],
  ['any fail-fast 2 of 3', '-2 +0 +1', succeeded(null)],
  ['any fail-fast 3 of 3', '+0 -1', failed()],
  ['any fail-fast 3 of 3', '+0 +1 +2', succeeded(null)],
  // any, continue: S = N, else when all ended; S < N fails.
  ['any continue of 3', '-0 -1', null],
  ['any continue of 3', '-0 +1', succeeded(1)],
  ['any continue of 3', '-0 -1 -2', failed()],
  ['any continue 2 of 3', '-0 -1', null],
  ['any continue 2 of 3', '+0 +2', succeeded(null)],
  ['any continue 2 of 3', '-0 -1 +2', failed()],
  // any, ignore: S = N, else when all ended; always succeeds.
  ['any ignore of 3', '-0 -1', null],
  ['any ignore of 3', '-0 +1', succeeded(1)],
  ['any ignore of 3', '-0 -1 -2', succeeded(null)],
  ['any ignore 2 of 3', '-0 -1', null],
  ['any ignore 2 of 3', '+0 +2', succeeded(null)],
  ['any ignore 2 of 3', '-0 -1 +2', succeeded(null)],
  // regardless: when all ended; always succeeds, whatever the policy.
  ['regardless fail-fast of 2', '-0', null],
  ['regardless fail-fast of 2', '-0 -1', succeeded()],
  ['regardless fail-fast of 2', '-0 +1', succeeded()],
  ['regardless continue of 2', '-0', null],
  ['regardless continue of 2', '+1', null],
  ['regardless continue of 2', '-0 -1', succeeded()],
  ['regardless ignore of 2', '-0', null],
  ['regardless ignore of 2', '+1', null],
  ['regardless ignore of 2', '-1 -0', succeeded()],
];

describe('2.2 the table', () => {
  test.each(cells)('2.2 %s: %s', (rule, ends, decision) => {
    expect(decide(ruleOf(rule), endsOf(ends))).toEqual(decision);
  });

  test('2.2 every cell has rows that it decides and rows that it leaves open', () => {
    const seen = new Map<string, Set<boolean>>();
    for (const [rule, , decision] of cells) {
      const { join, policy } = ruleOf(rule);
      seen.set(`${join} ${policy}`, (seen.get(`${join} ${policy}`) ?? new Set()).add(decision !== null));
    }
    expect(seen.size).toBe(12);
    for (const open of seen.values()) expect([...open].sort()).toEqual([false, true]);
  });

  test.each(allRules(0))('2.9 no branch: %j succeeds with nothing to win', (rule) => {
    expect(decide({ ...rule, branches: 0 }, [])).toEqual(succeeded(null));
  });
});

/** What the oracle says, in the words of `decideJoin`. */
function expected(rule: JoinRule, decision: OracleDecision | null): Decision | null {
  if (decision === null) return null;
  // All-or-nothing failures have one culprit; `aggregate` has none.
  if (decision.outcome === 'failed') return failed(decision.reason === 'failure' ? (decision.failures[0] ?? null) : null);
  // Semantics 2.2, first + continue with S = 0: the block's value is the error value of the first to fail.
  const standsIn = rule.join === 'first' && rule.policy === 'continue' && decision.reason === 'all-ended' ? (decision.failures[0] ?? null) : null;
  return succeeded(decision.winner ?? standsIn);
}

describe('2.2 against the oracle', () => {
  test.each([1, 2, 3, 4])('2.2 all joins, policies, counts, orders and outcomes of %d branches, after every end', (branches) => {
    let compared = 0;
    for (const rule of allRules(branches)) {
      for (const ends of endings(branches)) {
        for (let length = 0; length <= ends.length; length++) {
          const prefix = ends.slice(0, length);
          const wanted = expected(rule, decideJoinOracle(rule, prefix));
          compared++;
          const got = decide(rule, prefix);
          if (JSON.stringify(got) !== JSON.stringify(wanted)) expect(got, `${JSON.stringify(rule)} after ${JSON.stringify(prefix)}`).toEqual(wanted);
        }
      }
    }
    expect(compared).toBe(allRules(branches).length * endings(branches).length * (branches + 1));
  });
});

const histories = fc.integer({ min: 1, max: 8 }).chain((branches) =>
  fc.record({
    rule: fc.constantFrom(...allRules(branches)),
    order: fc.shuffledSubarray([...Array(branches).keys()], { minLength: branches }),
    ok: fc.array(fc.boolean(), { minLength: branches, maxLength: branches }),
  }),
);

describe('2.2 for all histories of up to 8 branches', () => {
  property.prop([histories], { seed: 220 })('2.2 once decided, further ends change nothing (seed 220)', ({ rule, order, ok }) => {
    const ends = order.map((index) => ({ index, ok: ok[index] ?? true }));
    const decisions = ends.map((_, last) => decide(rule, ends.slice(0, last + 1)));
    const first = decisions.findIndex((decision) => decision !== null);
    expect(first).toBeGreaterThanOrEqual(0);
    for (const decision of decisions.slice(first)) expect(decision).toEqual(decisions[first]);
  });

  property.prop([histories], { seed: 221 })(
    '2.2 a winner has succeeded, or is the first to fail of a race without a success; a culprit has failed (seed 221)',
    ({ rule, order, ok }) => {
      const decision = decide(
        rule,
        order.map((index) => ({ index, ok: ok[index] ?? true })),
      );
      if (decision?.outcome === 'failed') expect(decision.culprit === null || ok[decision.culprit] === false).toBe(true);
      if (decision?.outcome === 'succeeded' && decision.winner !== null) expect(ok[decision.winner] || !ok.includes(true)).toBe(true);
    },
  );
});
