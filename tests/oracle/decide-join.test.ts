/** Semantics 2.2 as a table: which end settles a block, and how. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorValue, type Value } from '../../src/values.ts';
import type { Failure } from '../../src/errors.ts';
import { type BranchEnd, decideJoinOracle, type JoinRule } from './decide-join.oracle.ts';
import { blockValue, type BranchOutcome } from './join-value.oracle.ts';

type Row = readonly [rule: string, ends: string, verdict: string];

/** `join policy count/branches`; ends `+0 -1` in order; `after N ends: outcome winner`, or `undecided`. */
const table: readonly Row[] = [
  ['all fail-fast -/3', '+0 +1', 'undecided'],
  ['all fail-fast -/3', '+2 +0 +1', '3 succeeded - all-ended'],
  ['all fail-fast -/3', '+0 -2 +1', '2 failed - failure'],
  ['all fail-fast -/1', '-0', '1 failed - failure'],
  ['all continue -/3', '-0 -1', 'undecided'],
  ['all continue -/3', '-0 -1 -2', '3 succeeded - all-ended'],
  ['all ignore -/2', '-1 +0', '2 succeeded - all-ended'],
  ['first fail-fast -/3', '+1', '1 succeeded 1 winner'],
  ['first fail-fast -/3', '-1 +0', '1 failed - failure'],
  ['first continue -/3', '-0 -1', 'undecided'],
  ['first continue -/3', '-0 +2 +1', '2 succeeded 2 winner'],
  ['first continue -/2', '-1 -0', '2 succeeded - all-ended'],
  ['first ignore -/3', '-0 +1', '2 succeeded 1 winner'],
  ['first ignore -/2', '-0 -1', '2 succeeded - all-ended'],
  ['any fail-fast -/3', '-0 -1', 'undecided'],
  ['any fail-fast -/3', '-0 +1', '2 succeeded 1 enough'],
  ['any fail-fast -/3', '-0 -1 -2', '3 failed - out-of-reach'],
  ['any fail-fast 2/4', '+0 -1 -2', 'undecided'],
  ['any fail-fast 2/4', '+0 -1 -2 -3', '4 failed - out-of-reach'],
  ['any fail-fast 2/4', '+0 -1 +3', '3 succeeded - enough'],
  ['any fail-fast 4/4', '+0 -1', '2 failed - out-of-reach'],
  ['any fail-fast 3/4', '-0 -1', '2 failed - out-of-reach'],
  ['any continue -/2', '-0', 'undecided'],
  ['any continue -/2', '-0 -1', '2 failed - shortfall'],
  ['any continue 2/3', '-0 -1 +2', '3 failed - shortfall'],
  ['any continue 2/3', '-0 +1 +2', '3 succeeded - enough'],
  ['any ignore 2/3', '-0 -1 +2', '3 succeeded - shortfall'],
  ['any ignore 1/2', '-0 -1', '2 succeeded - shortfall'],
  ['any ignore -/2', '-0 +1', '2 succeeded 1 enough'],
  ['regardless fail-fast -/2', '-0', 'undecided'],
  ['regardless fail-fast -/2', '-0 +1', '2 succeeded - all-ended'],
  ['regardless continue -/2', '-0 -1', '2 succeeded - all-ended'],
  ['regardless ignore -/2', '+1 -0', '2 succeeded - all-ended'],
];

function parseRule(text: string): JoinRule {
  const [join, policy, counts = ''] = text.split(' ');
  const [count, branches] = counts.split('/');
  return {
    join: join as JoinRule['join'],
    policy: policy as JoinRule['policy'],
    branches: Number(branches),
    ...(count === '-' ? {} : { count: Number(count) }),
  };
}

const parseEnds = (text: string): readonly BranchEnd[] => text.split(' ').map((end) => ({ ok: end.startsWith('+'), index: Number(end.slice(1)) }));

function verdictOf(rule: JoinRule, ends: readonly BranchEnd[]): string {
  const decision = decideJoinOracle(rule, ends);
  return decision ? `${decision.order.length} ${decision.outcome} ${decision.winner ?? '-'} ${decision.reason}` : 'undecided';
}

describe('2.2 the cells of the table', () => {
  test.each(table)('2.2 %s: %s -> %s', (rule, ends, verdict) => {
    expect(verdictOf(parseRule(rule), parseEnds(ends))).toBe(verdict);
  });

  test('2.2 all twelve cells are in the table', () => {
    expect(new Set(table.map(([rule]) => rule.split(' ').slice(0, 2).join(' '))).size).toBe(12);
  });
});

const failure = (message: string): Failure => ({ kind: 'exit', message, label: null, path: '/', attempts: null });
const branchesOf = (ends: readonly BranchEnd[], names: readonly (string | null)[]): readonly BranchOutcome[] =>
  names.map((name, index) => {
    const end = ends.find((one) => one.index === index);
    return {
      name,
      index,
      status: end ? (end.ok ? 'succeeded' : 'failed') : 'cancelled',
      value: end?.ok ? `v${index}` : null,
      failure: end?.ok === false ? failure(`f${index}`) : null,
    };
  });
const bad = (index: number): Value => errorValue(failure(`f${index}`));

/** rule, ends, names of the branches, value. */
const values: readonly (readonly [string, string, readonly (string | null)[], Value])[] = [
  ['all fail-fast -/2', '+1 +0', ['a', 'b'], { a: 'v0', b: 'v1' }],
  ['all fail-fast -/2', '+1 +0', [null, null], ['v0', 'v1']],
  ['all fail-fast -/2', '+1 +0', [null, 'b'], { 0: 'v0', b: 'v1' }],
  ['all continue -/2', '+1 -0', ['a', 'b'], { a: bad(0), b: 'v1' }],
  ['all continue -/2', '+1 -0', [null, null], [bad(0), 'v1']],
  ['all ignore -/2', '+1 -0', ['a', 'b'], { b: 'v1' }],
  ['all ignore -/2', '+1 -0', [null, null], ['v1']],
  ['first continue -/2', '-1 +0', ['a', 'b'], 'v0'],
  ['first continue -/2', '-1 -0', ['a', 'b'], bad(1)],
  ['first ignore -/2', '-1 -0', ['a', 'b'], null],
  ['any fail-fast -/2', '-1 +0', ['a', 'b'], 'v0'],
  ['any ignore -/2', '-1 -0', ['a', 'b'], null],
  ['any ignore 1/2', '-1 -0', ['a', 'b'], []],
  ['any ignore 2/2', '-1 +0', ['a', 'b'], ['v0']],
  ['any fail-fast 2/3', '+2 +0', ['a', 'b', 'c'], ['v0', 'v2']],
  ['regardless fail-fast -/2', '-1 +0', [null, null], ['v0', bad(1)]],
  ['regardless ignore -/2', '-1 +0', ['a', 'b'], { a: 'v0' }],
];

describe('2.7 the value of a block', () => {
  test.each(values)('2.7 %s: %s %j', (ruleText, endsText, names, value) => {
    const rule = parseRule(ruleText);
    const ends = parseEnds(endsText);
    const decision = decideJoinOracle(rule, ends);
    expect(decision?.outcome).toBe('succeeded');
    if (decision) expect(blockValue(branchesOf(ends, names), rule, decision, '/')).toEqual(value);
  });
});

const scenario = fc.integer({ min: 1, max: 6 }).chain((branches) =>
  fc
    .record({
      join: fc.constantFrom('all', 'first', 'any', 'regardless'),
      policy: fc.constantFrom('fail-fast', 'continue', 'ignore'),
      count: fc.option(fc.integer({ min: 1, max: branches }), { nil: null }),
      order: fc.shuffledSubarray([...Array(branches).keys()], { minLength: branches }),
      ok: fc.array(fc.boolean(), { minLength: branches, maxLength: branches }),
    })
    .map(({ join, policy, count, order, ok }) => ({
      rule: { join, policy, branches, ...(join === 'any' && count !== null ? { count } : {}) } as JoinRule,
      ends: order.map((index) => ({ index, ok: ok[index] ?? true })),
    })),
);

describe('2.2 for all orders of ends', () => {
  test('2.2 a block is decided when all have ended, and no later end changes it (seed 22)', () => {
    fc.assert(
      fc.property(scenario, ({ rule, ends }) => {
        const decision = decideJoinOracle(rule, ends);
        expect(decision).not.toBeNull();
        const length = decision?.order.length ?? 0;
        for (let i = 1; i <= ends.length; i++) expect(decideJoinOracle(rule, ends.slice(0, i))).toEqual(i < length ? null : decision);
      }),
      { seed: 22 },
    );
  });

  test('2.2 continue and ignore settle at the same end; only any with too few successes tells them apart (seed 23)', () => {
    fc.assert(
      fc.property(scenario, ({ rule, ends }) => {
        const one = decideJoinOracle({ ...rule, policy: 'continue' }, ends);
        const other = decideJoinOracle({ ...rule, policy: 'ignore' }, ends);
        expect(one?.order).toEqual(other?.order);
        const enough = ends.filter((end) => end.ok).length >= (rule.count ?? 1);
        expect(one?.outcome === other?.outcome).toBe(rule.join !== 'any' || enough);
      }),
      { seed: 23 },
    );
  });

  test('2.2 what all, continue, ignore and regardless decide is success (seed 24)', () => {
    fc.assert(
      fc.property(scenario, ({ rule, ends }) => {
        const forgiving =
          rule.join === 'regardless' || (rule.join === 'all' && rule.policy !== 'fail-fast') || (rule.join === 'first' && rule.policy !== 'fail-fast');
        if (forgiving) expect(decideJoinOracle(rule, ends)?.outcome).toBe('succeeded');
      }),
      { seed: 24 },
    );
  });
});
