/** The operators against an independent statement of the same sentences. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { itemsOf } from '../../../src/runtime/values/collections.ts';
import { equals, isSame } from '../../../src/runtime/values/equality.ts';
import { isFailed } from '../../../src/runtime/values/failed.ts';
import { indexed, member } from '../../../src/runtime/values/members.ts';
import { add, arithmetic, compare } from '../../../src/runtime/values/operators.ts';
import { keepsItem, truthOf } from '../../../src/runtime/values/truth.ts';
import type { Value } from '../../../src/values.ts';
import * as collections from '../../oracle/collections.oracle.ts';
import * as oracle from '../../oracle/values.oracle.ts';
import { aCancelled, anError } from './samples.ts';

const SEED = 20261121;
const runs = { seed: SEED, numRuns: 400 };

const text = fc.oneof(
  fc.constantFrom(
    '',
    'yes',
    'No, never',
    'true',
    'keep',
    '1',
    '0',
    '12',
    '-3.5',
    ' 7 ',
    'a',
    'a ',
    'maybe',
    '{"a":1}',
    '[1,"a"]',
    '```json\n{"a":[1]}\n```',
    'null',
    'failed',
  ),
  fc.string({ maxLength: 5 }),
);
const scalar = fc.oneof(fc.constantFrom<Value>(null, true, false, anError, aCancelled), fc.integer({ min: -3, max: 9 }), text);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'failed', '0'), scalar, { maxKeys: 2 }) },
);

/** What both say: a value, or that there is none. */
function same(ours: unknown, theirs: () => unknown): void {
  let expected: unknown;
  try {
    expected = theirs();
  } catch (error) {
    expect([isFailed(ours) && ours.kind, ours]).toEqual([error instanceof oracle.Mistake && error.kind, expect.anything()]);
    return;
  }
  // Objects that a generator makes have no prototype.
  expect(ours === undefined ? ours : JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(JSON.stringify(expected)));
}

describe(`1.4 to 1.6 mean the same to both (seed ${SEED})`, () => {
  test.prop([value, value], runs)('+', (a, b) => same(add(a, b), () => oracle.add(a, b)));
  test.prop([value, value, fc.constantFrom('-', '*', '/')], runs)('- * /', (a, b, operator) =>
    same(arithmetic(operator, a, b), () => {
      const result = oracle.arithmetic(operator, a, b);
      return result === 0 ? 0 : result;
    }),
  );
  test.prop([value, value, fc.constantFrom('<', '<=', '>', '>=')], runs)('<', (a, b, operator) =>
    same(compare(operator, a, b), () => oracle.compare(operator, a, b)),
  );
  test.prop([value, value], runs)('== and is', (a, b) => {
    expect([equals(a, b), isSame(a, b), equals(a, a), isSame(b, b)]).toEqual([oracle.equal(a, b), oracle.is(a, b), true, true]);
  });
  test.prop([value], runs)('conditions and filter', (a) => {
    same(truthOf(a), () => oracle.truth(a));
    same(keepsItem(a), () => oracle.keeps(a));
  });
  test.prop([value, fc.constantFrom('a', 'b', 'failed', 'cancelled', 'message', 'kind')], runs)('members', (a, name) => {
    if (typeof a !== 'string') same(member(a, name), () => oracle.member(a, name));
  });
  test.prop([fc.array(scalar), fc.integer({ min: -2, max: 5 })], runs)('items of lists', (list, at) => same(indexed(list, at), () => oracle.element(list, at)));

  const words = fc.array(fc.constantFrom('tea', 'a - b', '**x**', '1.5 l'), { minLength: 1, maxLength: 4 });
  const marker = fc.constantFrom<(at: number) => string>(
    () => '- ',
    () => '* ',
    (at) => `${at + 1}. `,
    (at) => `${at + 1}) `,
  );
  const around = fc.constantFrom('', 'Here:\n\n', '```\n');
  test.prop([words, marker, around, fc.constantFrom('', '\n\nThat is all.', '\n```')], runs)('lists in text', (items, mark, before, after) => {
    const written = `${before}${items.map((item, at) => `${mark(at)}${item}`).join('\n')}${after}`;
    expect(itemsOf(written, 'x')).toEqual(items);
    same(itemsOf(written, 'x'), () => collections.itemsOf(written, 'x'));
  });
});
