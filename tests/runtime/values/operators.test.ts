import { describe, expect, it } from 'vitest';
import { equals, isSame } from '../../../src/runtime/values/equality.ts';
import { isFailed } from '../../../src/runtime/values/failed.ts';
import { MAX_NESTING } from '../../../src/runtime/values/nesting.ts';
import { add, arithmetic, compare, negate } from '../../../src/runtime/values/operators.ts';
import type { Value } from '../../../src/values.ts';
import { aCancelled, anError, nested, type } from './samples.ts';

describe('1.5 +', () => {
  it.each<[Value, Value, Value]>([
    [1, 2, 3],
    [0.5, -2, -1.5],
    ['a', 'b', 'ab'],
    ['a', 1, 'a1'],
    [1, 'a', '1a'],
    ['1', 2, '12'],
    ['is ', true, 'is true'],
    [false, '!', 'false!'],
    [[1], [2, 3], [1, 2, 3]],
    [[1], 2, [1, 2]],
    [[], 'a', ['a']],
    [[], null, [null]],
    [[1], { a: 1 }, [1, { a: 1 }]],
    [[], [[1]], [[1]]],
    [[], anError, [anError]],
    [[], aCancelled, [aCancelled]],
  ])('%j + %j', (a, b, sum) => {
    expect(add(a, b)).toEqual(sum);
  });

  it.each<[Value, Value, string]>([
    [1, null, 'cannot add number 1 and null'],
    [null, 1, 'cannot add null and number 1'],
    [true, true, 'cannot add boolean true and boolean true'],
    [1, true, 'cannot add number 1 and boolean true'],
    ['a', null, 'cannot add text "a" and null'],
    ['a', [1], 'cannot add text "a" and list of 1'],
    [1, [1], 'cannot add number 1 and list of 1'],
    [{ a: 1 }, { b: 2 }, 'cannot add object { a } and object { b }'],
    [anError, 'x', 'cannot add error value "it broke" and text "x"'],
    [aCancelled, 'x', 'cannot add cancelled value and text "x"'],
  ])('%j + %j fails', (a, b, message) => {
    expect(add(a, b)).toEqual(type(expect.stringContaining(message)));
  });

  it('leaves the list on its left as it was', () => {
    const list = [1];
    add(list, 2);
    expect(list).toEqual([1]);
  });

  it('refuses a sum beyond the range of numbers, which JSON could not hold', () => {
    expect(add(1e308, 1e308)).toEqual(type('1e+308 + 1e+308 is beyond the range of numbers'));
  });

  it('refuses an item that would nest too deep', () => {
    expect(isFailed(add([], { deep: nested(MAX_NESTING - 1) }))).toBe(true);
    expect(isFailed(add([], { deep: nested(MAX_NESTING - 2) }))).toBe(false);
  });
});

describe('1.5 - * /', () => {
  it.each<['-' | '*' | '/', Value, Value, Value]>([
    ['-', 5, 3, 2],
    ['-', '5', 3, 2],
    ['*', '2.5', '4', 10],
    ['*', '1e2', 1, 100],
    ['/', 7, 2, 3.5],
    ['/', ' 8\n', 2, 4],
    ['*', 0, -1, 0],
  ])('%s of %j and %j', (operator, a, b, result) => {
    expect(arithmetic(operator, a, b)).toBe(result);
  });

  it.each<['-' | '*' | '/', Value, Value, string]>([
    ['-', 'about 5', 3, 'the left side of - must be a number, not text "about 5"'],
    ['-', 3, 'five', 'the right side of - must be a number, not text "five"'],
    ['*', null, 1, 'the left side of * must be a number, not null'],
    ['*', true, 1, 'the left side of * must be a number, not boolean true'],
    ['*', '01', 1, 'the left side of * must be a number, not text "01"'],
    ['*', '0x10', 1, 'the left side of * must be a number, not text "0x10"'],
    ['*', '', 1, 'the left side of * must be a number, not text ""'],
    ['*', '1e999', 1, 'the left side of * must be a number, not text "1e999"'],
    ['/', 1, 0, 'cannot divide 1 by zero'],
    ['*', 1e300, 1e300, '1e+300 * 1e+300 is beyond the range of numbers'],
  ])('%s of %j and %j fails', (operator, a, b, message) => {
    expect(arithmetic(operator, a, b)).toEqual(type(message));
  });

  it('negates numbers and text that is one', () => {
    expect(negate(2)).toBe(-2);
    expect(negate('2')).toBe(-2);
    expect(Object.is(negate(0), 0)).toBe(true);
    expect(negate('two')).toEqual(type('what follows - must be a number, not text "two"'));
  });
});

describe('1.5 < <= > >=', () => {
  it.each<['<' | '<=' | '>' | '>=', Value, Value, boolean]>([
    ['<', 1, 2, true],
    ['<', 2, 2, false],
    ['<=', 2, 2, true],
    ['>', '10', 9, true],
    ['<', '10', '9', true],
    ['>=', 'b', 'a', true],
    ['>', 'a', 'B', true],
    ['<', '\u{1F600}', '\uFF5E', true],
  ])('%j: %j %j', (operator, a, b, result) => {
    expect(compare(operator, a, b)).toBe(result);
  });

  it.each<[Value, Value]>([
    [1, 'one'],
    [null, 1],
    [1, true],
    [[1], [2]],
    ['a', null],
  ])('cannot compare %j and %j', (a, b) => {
    expect(compare('<', a, b)).toEqual(type(expect.stringMatching(/^cannot compare .* < .*: it needs two numbers or two texts$/)));
  });
});

describe('1.5 == and is', () => {
  it.each<[Value, Value, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, 0, false],
    [null, '', false],
    [false, null, false],
    ['a', 'a ', false],
    [[1, [2]], [1, [2]], true],
    [[1], [1, 2], false],
    [[], {}, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: null }, {}, false],
    [anError, structuredClone(anError), true],
    [anError, 'it broke', false],
    [aCancelled, structuredClone(aCancelled), true],
    [aCancelled, anError, false],
  ])('%j == %j', (a, b, same) => {
    expect(equals(a, b)).toBe(same);
    expect(equals(b, a)).toBe(same);
  });

  it('is compares texts without the white space around them, other values as == does', () => {
    expect(isSame(' done\n', 'done')).toBe(true);
    expect(isSame('Done', 'done')).toBe(false);
    expect(isSame(1, '1')).toBe(false);
    expect(isSame([' a'], ['a'])).toBe(false);
    expect(isSame(null, null)).toBe(true);
  });
});
