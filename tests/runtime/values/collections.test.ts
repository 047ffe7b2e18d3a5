import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../../src/runtime/values/collections.ts';
import type { Value } from '../../../src/values.ts';
import { aCancelled, anError, type } from './samples.ts';

const lines = (...text: readonly string[]): string => text.join('\n');

describe('1.6 what a collection holds', () => {
  it.each<[string, Value, readonly Value[]]>([
    ['a list', [1, 'a', null], [1, 'a', null]],
    ['an empty list', [], []],
    ['a JSON array', '["a", 1, {"b": null}]', ['a', 1, { b: null }]],
    ['an empty JSON array', ' [] ', []],
    ['a fenced array', 'Sure:\n```json\n["a"]\n```\n', ['a']],
    ['the first fenced array, after a fenced object', '```\n{}\n```\n~~~\n[1]\n~~~', [1]],
    ['a fence that is never closed', '```\n[1]', [1]],
    ['a JSON array of lines that look like items', lines('[', '"- a",', '"- b"', ']'), ['- a', '- b']],
    ['a bulleted list', lines('- a', '- b'), ['a', 'b']],
    ['other bullets', lines('* a', '+ b', '\u2022 c'), ['a', 'b', 'c']],
    ['a numbered list', lines('1. a', '2. b', '10. c'), ['a', 'b', 'c']],
    ['parentheses', lines('1) a', '(2) b'), ['a', 'b']],
    ['numbers that are aligned on their right', lines(' 9. a', '10. b'), ['a', 'b']],
    ['lines before and after', lines('Here is the list:', '', '1. a', '2. b', '', 'Hope this helps.', '  indented too'), ['a', 'b']],
    ['blank lines between', lines('- a', '', '- b'), ['a', 'b']],
    ['an indented list', lines('  - a', '  - b'), ['a', 'b']],
    ['indented lines', lines('- a', '  more', '', '    and more', '- b'), ['a\nmore\n\nand more', 'b']],
    ['an item on the next line', lines('1.', '   a', '2. b'), ['a', 'b']],
    ['Windows line ends', '- a\r\n- b\r\n', ['a', 'b']],
    ['one item', '- a', ['a']],
    ['a fenced list', lines('```', '- a', '- b', '```'), ['a', 'b']],
    ['markers inside a line', lines('- a - b', '- 1. c'), ['a - b', '1. c']],
    ['dashes that are no bullets', lines('---', '- a', '- -5 degrees'), ['a', '-5 degrees']],
    ['bold text before', lines('**Result**', '- a'), ['a']],
  ])('%s', (_, value, items) => {
    expect(itemsOf(value, '`tasks`')).toEqual(items);
  });

  it.each<[Value, string]>([
    [null, '`tasks` is null, not a list'],
    [5, '`tasks` is number 5, not a list'],
    [{ a: 1 }, '`tasks` is object { a }, not a list'],
    [anError, '`tasks` is error value "it broke", not a list'],
    [aCancelled, '`tasks` is cancelled value, not a list'],
    ['', '`tasks` is no list: text "" is neither a JSON array nor a numbered or bulleted list'],
    ['{"a": 1}', '`tasks` is no list: text "{\\"a\\": 1}" is neither a JSON array nor a numbered or bulleted list'],
    ['just prose', '`tasks` is no list: text "just prose" is neither a JSON array nor a numbered or bulleted list'],
    [lines('- a', '  - b'), '`tasks` is no list: the item "- b" is nested: a list must have one level'],
    [lines('1. a', '   - b', '2. c'), '`tasks` is no list: the item "- b" is nested: a list must have one level'],
    [lines('  - a', '- b'), '`tasks` is no list: the item "- b" is nested: a list must have one level'],
    [lines('- a', '1. b'), '`tasks` is no list: the item "1. b" is numbered in a bulleted list'],
    [lines('- a', 'Vegetables:', '- b'), '`tasks` is no list: the line "Vegetables:" stands between two items of a list without being indented'],
  ])('%j is an error that names the binding', (value, message) => {
    expect(itemsOf(value, '`tasks`')).toEqual(type(message));
  });

  it('drops keys that could change what an item is', () => {
    const [item] = itemsOf('[{"\\u0000troupe": "error", "failure": {}, "__proto__": 1, "a": 1}]', 'x') as readonly Value[];
    expect(Object.keys(item as object)).toEqual(['failure', 'a']);
  });
});
