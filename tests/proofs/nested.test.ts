/**
 * A join in a join: a branch that is a session, beside a branch that is a block of two. 18 outer by 18 inner rules by
 * 147 settlings of the three sessions, in 25 pairs of forms, with `try` around, between and inside. Here a fixed share
 * of each pair; with `npm run proofs` all of it for `parallel:` in `parallel:` and a larger share of the other pairs.
 */
import { describe, expect, test } from 'vitest';
import { allRules } from '../machines/join-space.ts';
import { compareAll } from './comparison.ts';
import { type Form, forms, nestedProgram } from './programs.ts';
import { isFull, share } from './selection.ts';
import { settlings } from './settlings.ts';

const rules = allRules(2);
const all = settlings(['a', 'b', 'c']);
const pairs = forms.flatMap((outer) => forms.map((inner) => ({ outer, inner, step: stepOf(outer, inner) })));

function stepOf(outer: Form, inner: Form): number {
  if (!isFull) return 1201;
  return outer === 'regions' && inner === 'regions' ? 1 : 29;
}

function titleOf({ outer, inner, step }: (typeof pairs)[number]): string {
  return `${inner} in ${outer} (${step === 1 ? 'all' : `1 in ${step}`})`;
}

describe('2.2, 2.3 a join in a join against the oracle', () => {
  test.each(pairs.map((pair) => [titleOf(pair), pair] as const))('%s', { timeout: 3_600_000 }, async (_, { outer, inner, step }) => {
    const cases = rules.flatMap((one) => rules.flatMap((other) => all.map((settling) => ({ one, other, settling }))));
    expect(cases.length).toBe(18 * 18 * 147);
    const chosen = share(cases, step, 47 * forms.indexOf(outer) + 211 * forms.indexOf(inner));
    expect(await compareAll(chosen.map(({ one, other, settling }) => ({ program: nestedProgram(one, other, outer, inner, 'both'), settling })))).toBe(
      chosen.length,
    );
  });
});
