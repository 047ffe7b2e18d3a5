/**
 * One join of three branches, exhaustively: 18 rules (4 joins, 3 policies, `any` without count and with 1 and 2) by
 * 147 settlings (all orders of ends with ties, each branch succeeding, failing or hanging until it is cancelled) by
 * 5 forms of the block by 4 places of `try`. Here: all of it for named branches with `try` around and inside, a share
 * of the rest; all of it with `npm run proofs`.
 */
import { describe, expect, test } from 'vitest';
import { allRules } from '../machines/join-space.ts';
import { compareAll } from './comparison.ts';
import { flatProgram, type Form, forms, type Place, places } from './programs.ts';
import { isBrief, isFull, share } from './selection.ts';
import { settlings } from './settlings.ts';

const rules = allRules(3).filter(({ count }) => count === undefined || count < 3);
const all = settlings(['a', 'b', 'c']);
const spaces = forms.flatMap((form) => places.map((place) => ({ form, place, step: stepOf(form, place) })));

function stepOf(form: Form, place: Place): number {
  if (isFull) return 1;
  return form === 'named' && place === 'both' && !isBrief ? 1 : 29;
}

function titleOf({ form, place, step }: (typeof spaces)[number]): string {
  return `${form}, try ${place} (${step === 1 ? 'all' : `1 in ${step}`})`;
}

describe('2.2, 2.3, 2.7 one join against the oracle', () => {
  test('the space is complete', () => {
    // Weak orders of 0 to 3 branches (1, 1, 3, 13) by ways to choose those that end, by their outcomes.
    expect(all.length).toBe(1 + 3 * 1 * 2 + 3 * 3 * 4 + 13 * 8);
    expect(new Set(all.map((settling) => JSON.stringify(settling))).size).toBe(all.length);
    expect(rules.length).toBe(18);
  });

  test.each(spaces.map((space) => [titleOf(space), space] as const))('%s', { timeout: 1_800_000 }, async (_, { form, place, step }) => {
    const cases = rules.flatMap((rule) => all.map((settling) => ({ program: flatProgram(rule, form, place), settling })));
    const chosen = share(cases, step, forms.indexOf(form) + 5 * places.indexOf(place));
    expect(chosen.length).toBeGreaterThanOrEqual(Math.floor((18 * 147) / step));
    expect(await compareAll(chosen)).toBe(chosen.length);
  });
});
