/** Lists that grow at their end: the same as plain arrays, and every version keeps what it held. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Growing, grow, grown, noItems } from '../../src/machines/frame/growing.ts';

const seed = 20260301;

describe('growing lists', () => {
  test.prop([fc.array(fc.integer(), { maxLength: 400 })], { seed })('hold what was put into them, in order', (items) => {
    expect(grown(items.reduce<Growing<number>>(grow, noItems))).toEqual(items);
  });

  test.prop([fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 100 })], { seed })(
    'a version keeps what it held, however it is grown further',
    (length, more) => {
      let list: Growing<number> = noItems;
      for (let item = 0; item < length; item++) list = grow(list, item);
      let [one, another] = [list, list];
      for (let item = 0; item < more; item++) [one, another] = [grow(one, item), grow(another, -item)];
      expect(grown(list)).toEqual(Array.from({ length }, (_, item) => item));
      expect(grown(one).slice(length)).toEqual(
        grown(another)
          .slice(length)
          .map((item) => 0 - item),
      );
    },
  );

  test('a long list is few chunks', () => {
    let list: Growing<number> = noItems;
    for (let item = 0; item < 50_000; item++) list = grow(list, item);
    expect(list.length).toBeLessThan(16);
  });
});
