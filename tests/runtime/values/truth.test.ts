import { describe, expect, it } from 'vitest';
import { keepsItem, truthOf } from '../../../src/runtime/values/truth.ts';
import type { Value } from '../../../src/values.ts';
import { aCancelled, anError, type } from './samples.ts';

describe('1.5 a value as a condition', () => {
  it.each<[Value, boolean]>([
    [true, true],
    [false, false],
    [null, false],
    [anError, false],
    [aCancelled, false],
    [0, false],
    [0.1, true],
    [-1, true],
    ['', false],
    [[], false],
    [[null], true],
    [{}, false],
    [{ a: null }, true],
    ['true', true],
    ['Yes, it is', true],
    ['**YES**', true],
    ['- no', false],
    ['False.', false],
    ['\n\n"no"', false],
  ])('%j', (value, truth) => {
    expect(truthOf(value)).toBe(truth);
  });

  it.each(['maybe', 'yes2', 'nope', 'yesterday', '1', '0', '   ', '!!', 'It is true'])('text %j is an error', (text) => {
    expect(truthOf(text)).toEqual(type(`text ${JSON.stringify(text)} is no condition: its first word must be true, yes, false or no`));
  });
});

describe('1.6 whether filter keeps an item', () => {
  it.each<[Value, boolean]>([
    [true, true],
    [false, false],
    ['yes', true],
    ['Keep it', true],
    ['TRUE', true],
    ['1', true],
    ['no way', false],
    ['Drop', false],
    ['false', false],
    ['0', false],
    [1, true],
    [0, false],
  ])('%j', (value, keeps) => {
    expect(keepsItem(value)).toBe(keeps);
  });

  it.each<Value>([null, 'maybe', '', '10', 2, [], [true], { keep: true }, anError, aCancelled])('%j is an error', (value) => {
    expect(keepsItem(value)).toEqual(type(expect.stringContaining('filter cannot tell whether to keep the item from')));
  });
});
