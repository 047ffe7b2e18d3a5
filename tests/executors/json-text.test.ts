import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { jsonMistakeOffset } from '../../src/executors/json-mistake.ts';
import { parseJson, parseJsonAnswer } from '../../src/executors/json-text.ts';

const seed = 20261121;

describe('JSON in an answer', () => {
  test.each<[string, unknown]>([
    ['{"a": 1}', { a: 1 }],
    [' [1, 2]\n', [1, 2]],
    ['null', null],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['Here you are:\r\n```\r\n[true]\r\n```\r\nGood luck!', [true]],
    ['````json\n"a ``` b"\n````', 'a ``` b'],
  ])('%j', (text, value) => expect(parseJsonAnswer(text)).toEqual({ ok: true, value }));

  test.each<[string, string]>([
    ['', 'unexpected end of the text at line 1 column 1'],
    ['<html>', 'unexpected "<" at line 1 column 1'],
    ['{"a": 1,}', 'unexpected "}" at line 1 column 9'],
    ['[1,\n 2,\n]', 'unexpected "]" at line 3 column 1'],
    ['{"a": "x', 'unexpected end of the text at line 1 column 9'],
    ['{a: 1}', 'unexpected "a" at line 1 column 2'],
    ['01', 'unexpected "1" at line 1 column 2'],
    ['"a\nb"', 'unexpected "\\n" at line 1 column 3'],
    ['"\\x"', 'unexpected "\\\\" at line 1 column 2'],
    ['[1] 😀', 'unexpected "😀" at line 1 column 5'],
    ['Sure:\n```json\n{"a" 1}\n```', 'unexpected "1" at line 3 column 6'],
    ['```\n1\n```\n```\n2\n```', '2 fenced blocks at line 2, 5: which one is meant?'],
  ])('%j: %s', (text, message) => expect(parseJsonAnswer(text)).toEqual({ ok: false, message }));

  test('depth is bounded, and a hostile depth does not overflow', () => {
    expect(parseJson(`${'['.repeat(200)}${']'.repeat(200)}`).ok).toBe(true);
    expect(parseJson(`${'['.repeat(201)}1${']'.repeat(201)}`)).toEqual({ ok: false, message: 'nested deeper than 200 levels' });
    expect(parseJson(`${'['.repeat(1_000_000)}`).ok).toBe(false);
  });

  test('a prototype key is dropped at every level', () => {
    const parsed = parseJson('{"__proto__": {"admin": true}, "list": [{"__proto__": 1, "b": 2}], "\\u005f_proto__": 1}');
    expect(parsed).toEqual({ ok: true, value: { list: [{ b: 2 }] } });
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['list']);
  });

  property.prop([fc.jsonValue()], { seed })(`what JSON.parse accepts is accepted, seed ${seed}`, (value) => {
    const text = JSON.stringify(value, null, 1);
    expect(jsonMistakeOffset(text)).toBe(text.length);
    expect(parseJson(text)).toMatchObject({ ok: true });
  });

  property.prop([fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '\\', '\n', '-', '.')], { seed })(
    `the place of a mistake is the first one that cannot be mended by what follows, seed ${seed}`,
    (value, place, inserted) => {
      const text = JSON.stringify(value);
      const at = place % (text.length + 1);
      const changed = text.slice(0, at) + inserted + text.slice(inserted === '' ? at + 1 : at);
      const parsed = parseJson(changed);
      if (parsed.ok) return;
      const offset = jsonMistakeOffset(changed);
      expect(offset).toBeLessThanOrEqual(changed.length);
      // Everything before the place is a beginning of JSON: the scan runs to its end.
      expect(jsonMistakeOffset(changed.slice(0, offset))).toBeGreaterThanOrEqual(Math.max(offset - 1, 0));
    },
  );
});
