import { describe, expect, it } from 'vitest';
import { isFailed } from '../../../src/runtime/values/failed.ts';
import { canonicalJson, compactJson, jsonOf, sanitizeJson } from '../../../src/runtime/values/json.ts';
import { MAX_NESTING } from '../../../src/runtime/values/nesting.ts';
import { durationOf, wholeNumberOf } from '../../../src/runtime/values/numbers.ts';
import { cutForInterpolation, fitsInBytes, INTERPOLATION_BYTES, textOf } from '../../../src/runtime/values/text.ts';
import { VALUE_TAG, type Value } from '../../../src/values.ts';
import { aCancelled, anError, nested, type } from './samples.ts';

describe('1.5, 1.10 values as text', () => {
  it.each<[Value, string]>([
    ['as it is\n', 'as it is\n'],
    ['', ''],
    [1.5, '1.5'],
    [true, 'true'],
    [null, '[none]'],
    [[1, { a: 'b' }], '[1,{"a":"b"}]'],
    [{ a: null }, '{"a":null}'],
    [anError, '[failed: it broke]'],
    [aCancelled, '[cancelled]'],
    [[anError, aCancelled], '[{"failed":true,"kind":"exit","message":"it broke","path":"/session-try@1","attempts":2},{"cancelled":true,"by":"/session-a@1"}]'],
  ])('%j reads %s', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});

describe('1.10 at most 64 KiB', () => {
  it('leaves a text of exactly 64 KiB alone', () => {
    const text = 'x'.repeat(INTERPOLATION_BYTES);
    expect(cutForInterpolation(text, '/f')).toBe(text);
  });

  it('cuts a longer one and says where it continues', () => {
    const cut = cutForInterpolation('x'.repeat(INTERPOLATION_BYTES + 1), '/runs/1/x.md');
    expect(cut).toBe(`${'x'.repeat(INTERPOLATION_BYTES)}\n[continues in /runs/1/x.md]`);
  });

  it('says that the rest is left out when no file holds it', () => {
    expect(cutForInterpolation('x'.repeat(INTERPOLATION_BYTES + 1), null).endsWith('\n[the rest is left out]')).toBe(true);
  });

  it.each([
    ['two bytes', '\u00e9', 2],
    ['three bytes', '\u4e16', 3],
    ['four bytes, two halves', '\u{1F600}', 4],
  ])('counts bytes and keeps characters whole: %s', (_, character, bytes) => {
    const [text] = cutForInterpolation(`a${character.repeat(INTERPOLATION_BYTES)}`, '/f').split('\n');
    expect(text).toBe(`a${character.repeat(Math.floor((INTERPOLATION_BYTES - 1) / bytes))}`);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(INTERPOLATION_BYTES);
  });

  it.each(['', 'abc', '\u00e9\u00e9', '\u{1F600}', 'a\u4e16\ud800b'])('measures %j as UTF-8 does', (text) => {
    const bytes = new TextEncoder().encode(text).length;
    expect([fitsInBytes(text, bytes), fitsInBytes(text, bytes - 1)]).toEqual([true, text === '']);
  });
});

describe('JSON from outside', () => {
  it('drops the key of tagged values and __proto__, at any depth', () => {
    const value = sanitizeJson(JSON.parse(`{"a": [{"${'\\u0000'}troupe": "error", "failure": 1, "__proto__": {"admin": true}}]}`)) as {
      a: readonly Record<string, Value>[];
    };
    expect(Object.keys(value.a[0] ?? {})).toEqual(['failure']);
    expect(Object.hasOwn(value.a[0] ?? {}, VALUE_TAG)).toBe(false);
  });

  it('keeps other keys, of objects without a prototype too', () => {
    const json = Object.assign(Object.create(null) as Record<string, unknown>, { constructor: 1, toString: 'x' });
    expect(sanitizeJson(json)).toEqual({ constructor: 1, toString: 'x' });
  });

  it('bounds depth', () => {
    expect(sanitizeJson(nested(MAX_NESTING))).toEqual(nested(MAX_NESTING));
    expect(sanitizeJson(nested(MAX_NESTING + 1))).toEqual(type(`a value may nest at most ${MAX_NESTING} lists and objects`));
    expect(isFailed(sanitizeJson(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)))).toBe(true);
  });

  it('refuses what is no JSON and numbers beyond range', () => {
    expect(sanitizeJson(JSON.parse('1e999'))).toEqual(type('a number is beyond the range of numbers'));
    expect(sanitizeJson(undefined)).toEqual(type('undefined is no JSON'));
    expect(sanitizeJson([() => 1])).toEqual(type('function is no JSON'));
    expect(Object.is(sanitizeJson(-0), 0)).toBe(true);
  });
});

describe('JSON for outputs', () => {
  it('spells out error values and cancelled ones, at any depth', () => {
    expect(jsonOf({ a: [anError], b: aCancelled })).toEqual({
      a: [{ failed: true, kind: 'exit', message: 'it broke', path: '/session-try@1', attempts: 2 }],
      b: { cancelled: true, by: '/session-a@1' },
    });
  });

  it('is compact', () => {
    expect(compactJson({ a: [1, 'x'] })).toBe('{"a":[1,"x"]}');
  });

  it('is the same text for equal values when canonical', () => {
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: undefined }] })).toBe('{"a":[{"d":1}],"b":1}');
    expect(canonicalJson({ a: [{ d: 1 }], b: 1 })).toBe(canonicalJson({ b: 1, a: [{ d: 1 }] }));
  });
});

describe('numbers and durations', () => {
  it.each<[Value, number, number]>([
    [3, 1, 3],
    ['3', 0, 3],
    [0, 0, 0],
    ['2e1', 1, 20],
  ])('%j is a whole number of at least %j', (value, minimum, number) => {
    expect(wholeNumberOf(value, 'repeat', minimum)).toBe(number);
  });

  it.each<[Value, number]>([
    [0, 1],
    [-1, 0],
    [1.5, 0],
    ['three', 0],
    [null, 0],
    [2 ** 53, 0],
  ])('%j is no whole number of at least %j', (value, minimum) => {
    expect(wholeNumberOf(value, 'repeat', minimum)).toEqual(type(expect.stringContaining(`repeat must be a whole number of at least ${minimum}, not `)));
  });

  it.each<[Value, number]>([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['45', 45_000],
    [0.5, 500],
    [' 3s ', 3000],
  ])('%j is a duration', (value, milliseconds) => {
    expect(durationOf(value, 'timeout')).toBe(milliseconds);
  });

  it.each<Value>(['', 's', '3 s', '3d', '-3s', '0s', 0, -1, null, true, [3], 'soon'])('%j is no duration', (value) => {
    expect(durationOf(value, 'timeout')).toEqual(type(expect.stringMatching(/^timeout must be a duration such as 500ms/)));
  });
});
