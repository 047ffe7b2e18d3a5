import { describe, expect, it } from 'vitest';
import { indexed, member } from '../../../src/runtime/values/members.ts';
import { writePart } from '../../../src/runtime/values/parts.ts';
import { errorValue, type Value } from '../../../src/values.ts';
import { aCancelled, anError, failure, type } from './samples.ts';

const fenced = 'Here it is:\n```json\n{ "a": [1, 2] }\n```\nDone.';

describe('1.5 x.name', () => {
  it.each<[Value, string, Value]>([
    [{ a: 1 }, 'a', 1],
    [{ a: 1 }, 'b', null],
    [{}, 'constructor', null],
    [{}, '__proto__', null],
    ['{"a": {"b": 2}}', 'a', { b: 2 }],
    [fenced, 'a', [1, 2]],
    ['~~~\n{"a": "```"}\n~~~', 'a', '```'],
    ['{"__proto__": {"x": 1}, "a": 1}', '__proto__', null],
    [anError, 'message', 'it broke'],
    [anError, 'nothing', null],
    [aCancelled, 'by', '/session-a@1'],
    [aCancelled, 'message', null],
  ])('%j .%s', (value, name, result) => {
    expect(member(value, name)).toEqual(result);
  });

  it.each<[Value, string]>([
    [null, 'cannot read .a of null: only objects and error values have fields'],
    [5, 'cannot read .a of number 5: only objects and error values have fields'],
    [true, 'cannot read .a of boolean true: only objects and error values have fields'],
    [[1], 'cannot read .a of list of 1: only objects and error values have fields'],
    ['hello', 'cannot read .a of text "hello": it is not JSON'],
    ['', 'cannot read .a of text "": it is not JSON'],
    ['{"a": 1', 'cannot read .a of text "{\\"a\\": 1": it is not JSON'],
    ['"{}"', 'cannot read .a of text "\\"{}\\"": it is a text in JSON, no object or list'],
    ['12', 'cannot read .a of number 12: only objects and error values have fields'],
  ])('%j .a fails', (value, message) => {
    expect(member(value, 'a')).toEqual(type(message));
  });

  it.each<[Value, boolean, boolean]>([
    [null, false, false],
    [1, false, false],
    [true, false, false],
    ['no JSON', false, false],
    ['{"failed": true, "cancelled": true}', false, false],
    [[], false, false],
    [{}, false, false],
    [anError, true, false],
    [aCancelled, false, true],
  ])('%j: .failed %s, .cancelled %s', (value, failed, cancelled) => {
    expect([member(value, 'failed'), member(value, 'cancelled')]).toEqual([failed, cancelled]);
  });

  it("lets an object's own field win over .failed", () => {
    expect(member({ failed: 3 }, 'failed')).toBe(3);
    expect(member({ cancelled: null }, 'cancelled')).toBe(null);
  });
});

describe('1.5 x[i]', () => {
  it.each<[Value, Value, Value]>([
    [['a', 'b'], 0, 'a'],
    [['a', 'b'], '1', 'b'],
    [['a'], 1, null],
    [['a'], -1, null],
    [{ a: 1 }, 'a', 1],
    [{ 0: 'unnamed branch' }, 0, 'unnamed branch'],
    [{ a: 1 }, 'b', null],
    ['[10, 20]', 1, 20],
    [fenced, 'a', [1, 2]],
    [anError, 'kind', 'exit'],
    [anError, 0, null],
    [anError, 'failed', true],
  ])('%j [%j]', (value, index, result) => {
    expect(indexed(value, index)).toEqual(result);
  });

  it.each<[Value, Value, string]>([
    [['a'], 0.5, 'the index of a list must be a whole number, not number 0.5'],
    [['a'], 'first', 'the index of a list must be a whole number, not text "first"'],
    [['a'], null, 'the index of a list must be a whole number, not null'],
    [{ a: 1 }, null, 'cannot take [null] of object { a }: a field is named by text or number'],
    [null, 0, 'cannot read .0 of null: only objects and error values have fields'],
    ['prose', 0, 'cannot read [0] of text "prose": it is not JSON'],
  ])('%j [%j] fails', (value, index, message) => {
    expect(indexed(value, index)).toEqual(type(message));
  });
});

describe('1.11 members of error values', () => {
  it('are those of catch as e, and no others', () => {
    const read = (name: string) => member(anError, name);
    expect(['message', 'kind', 'label', 'path', 'attempts', 'exitCode', 'stderrTail'].map(read)).toEqual([
      'it broke',
      'exit',
      'Try it',
      '/session-try@1',
      2,
      1,
      'oh',
    ]);
    expect(['branches', 'cause', 'signal', 'failure'].map(read)).toEqual([null, null, null, null]);
  });

  it('show cause and branches as values', () => {
    const cause = { ...failure, message: 'first' };
    const whole = errorValue({
      ...failure,
      cause,
      branches: [
        { name: 'a', index: 0, status: 'succeeded', value: [1] },
        { name: '1', index: 1, status: 'failed', error: failure },
        { name: 'c', index: 2, status: 'cancelled' },
      ],
    });
    expect(member(whole, 'cause')).toEqual(errorValue(cause));
    expect(member(whole, 'branches')).toEqual([
      { name: 'a', index: 0, status: 'succeeded', value: [1] },
      { name: '1', index: 1, status: 'failed', error: errorValue(failure) },
      { name: 'c', index: 2, status: 'cancelled' },
    ]);
  });

  it('have a null exit code after a signal', () => {
    expect(member(errorValue({ ...failure, exitCode: null }), 'exitCode')).toBe(null);
  });
});

describe('writing a part', () => {
  it.each<[Value, readonly Value[], Value, Value]>([
    [{ a: 1 }, ['a'], 2, { a: 2 }],
    [{}, ['b'], 2, { b: 2 }],
    [{ a: { b: [1, 2] } }, ['a', 'b', 1], 'x', { a: { b: [1, 'x'] } }],
    [[1, 2], ['0'], 'x', ['x', 2]],
    [{ 1: 'a' }, [1], 'b', { 1: 'b' }],
    ['{"a": 1}', ['a'], 2, { a: 2 }],
    [{ a: '[1]' }, ['a', 0], 2, { a: [2] }],
  ])('of %j at %j', (value, keys, part, result) => {
    const before = structuredClone(value);
    expect(writePart(value, keys, part)).toEqual(result);
    expect(value).toEqual(before);
  });

  it.each<[Value, readonly Value[], string]>([
    [null, ['a'], 'cannot set .a of null: only objects and lists have parts that can be set'],
    [{ a: 1 }, ['a', 'b'], 'cannot set .b of number 1: only objects and lists have parts that can be set'],
    [{}, ['a', 'b'], 'cannot set .b of null: only objects and lists have parts that can be set'],
    [[1], [1], 'cannot set [1] of list of 1: there is no such item; + puts items into a list'],
    [[1], [-1], 'cannot set [-1] of list of 1: there is no such item; + puts items into a list'],
    [[1], ['a'], 'cannot set .a of list of 1: the index of a list must be a whole number'],
    [{}, [null], 'cannot set [null] of empty object: a field is named by text or number'],
    ['prose', ['a'], 'cannot read .a of text "prose": it is not JSON'],
    [anError, ['message'], 'cannot set .message of error value "it broke": only objects and lists have parts that can be set'],
    [aCancelled, ['by'], 'cannot set .by of cancelled value: only objects and lists have parts that can be set'],
    [{}, ['__proto__'], 'cannot set .__proto__: the name is reserved'],
    [{}, ['\u0000troupe'], 'cannot set .\u0000troupe: the name is reserved'],
  ])('of %j at %j fails', (value, keys, message) => {
    expect(writePart(value, keys, 0)).toEqual(type(message));
  });
});
