import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../../src/runtime/evaluate/effects.ts';
import { evaluate } from '../../../src/runtime/evaluate/evaluate.ts';
import type { EffectResults, Evaluation } from '../../../src/runtime/evaluate/evaluation.ts';
import { errorValue, type Value } from '../../../src/values.ts';
import { failure } from '../values/samples.ts';
import { expressionIn, type Names, programOf, scopeOf } from './program.ts';

const names: Names = {
  n: 5,
  yes: true,
  no: false,
  word: 'maybe',
  list: ['a', 'b'],
  data: { a: { b: [1, 2] } },
  reply: '{"score": 7, "tags": ["x"]}',
  broken: errorValue(failure),
  nothing: null,
  topic: 'tea',
};

/** `late` is visible, but nothing has bound it. */
function run(text: string, effects: EffectResults = {}): Evaluation {
  const program = programOf(`x = ${text}`, { ...names, late: null });
  return evaluate(expressionIn(program), scopeOf(names), program.resolution, effects);
}

function summary(found: Evaluation): unknown {
  switch (found.kind) {
    case 'value':
      return found.value;
    case 'failure':
      return `${found.failure.kind}: ${found.failure.message}`;
    case 'call':
      return `call ${found.effect} ${found.node.name.text}(${found.inputs.map(({ name, value }) => `${name ?? ''}:${JSON.stringify(value)}`).join(' ')})`;
    case 'judge':
      return `judge ${found.effect} ${found.question}`;
  }
}

describe('1.5 expressions without effects', () => {
  it.each<[string, Value]>([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['-n + 1', -4],
    ['not yes', false],
    ['not list', false],
    ['"a" + 1 + 2', 'a12'],
    ['1 + 2 + "a"', '3a'],
    ['list + "c" + ["d"]', ['a', 'b', 'c', 'd']],
    ['n == 5 and list == ["a", "b"]', true],
    ['n != 5 or n < 6', true],
    ['" tea " is topic', true],
    ['data.a.b[1]', 2],
    ['data["a"]', { b: [1, 2] }],
    ['list[n - 4]', 'b'],
    ['reply.score > 5', true],
    ['reply.tags[0]', 'x'],
    ['broken.failed', true],
    ['broken.message', 'it broke'],
    ['n.failed', false],
    ['[n, [topic], { k: n }]', [5, ['tea'], { k: 5 }]],
    ['{ n, data.a, "my key": 1 }', { n: 5, a: { b: [1, 2] }, 'my key': 1 }],
    ['{ k: 1, k: 2 }', { k: 2 }],
    ['"{topic} {n} {list} {nothing} {broken} {data.a.b[0]}"', 'tea 5 ["a","b"] [none] [failed: it broke] 1'],
    ['"""{"id": {unknown}}"""', '{"id": {unknown}}'],
    ['""', ''],
    ['5 and "yes"', true],
    ['nothing or list', true],
    ['nothing or ""', false],
  ])('%s', (text, value) => {
    expect(run(text)).toEqual({ kind: 'value', value });
  });

  it.each<[string, string, string]>([
    ['n + nothing', 'type', 'n + nothing'],
    ['1 + (n + nothing)', 'type', 'n + nothing'],
    ['n.a.b', 'type', 'n.a'],
    ['[1, -topic]', 'type', '-topic'],
    ['not word', 'type', 'not word'],
    ['yes and word', 'type', 'word'],
    ['1 + late', 'unbound', 'late'],
    ['"{topic} {late.x}"', 'unbound', 'late'],
    ['"{n.x}"', 'type', 'n.x'],
    ['{ "__proto__": 1 }', 'type', '"__proto__": 1'],
  ])('%s fails at its place', (text, kind, place) => {
    const found = run(text);
    const { start, end } = found.kind === 'failure' ? found.failure.span : { start: 0, end: 0 };
    expect([found.kind === 'failure' && found.failure.kind, `x = ${text}`.slice(start, end)]).toEqual([kind, place]);
  });

  it('names what is not bound', () => {
    expect(summary(run('late'))).toBe('unbound: `late` is not bound here: nothing has given it a value on the way to this statement');
  });

  it('takes chains of a hundred thousand operands', () => {
    const chain = Array.from({ length: 100_000 }, () => '1').join(' + ');
    expect(run(chain)).toEqual({ kind: 'value', value: 100_000 });
    expect(run(`${Array.from({ length: 100_000 }, () => 'no').join(' or ')} or **q**`)).toMatchObject({ kind: 'judge', effect: 1 });
    expect(summary(run(`n${'.failed'.repeat(20_000)}`))).toBe(false);
  });
});

describe('1.5, 1.8 effects', () => {
  it('are numbered in source order, calls before what is in their parentheses', () => {
    const program = programOf('x = **a** and f(g(1), **b**) + [h()][**c**]');
    const effects = effectsOf(expressionIn(program));
    expect(effects.map((effect) => (effect.kind === 'discretion' ? effect.parts[0] : effect.name.text))).toEqual([
      expect.objectContaining({ value: 'a' }),
      'f',
      'g',
      expect.objectContaining({ value: 'b' }),
      'h',
      expect.objectContaining({ value: 'c' }),
    ]);
  });

  it.each<[string, EffectResults, unknown]>([
    ['f(x: n, topic)', {}, 'call 1 f(x:5 :"tea")'],
    ['f(x: n)', { 1: 'done' }, 'done'],
    ['f(x: n)', { 1: null }, null],
    ['f(g(1))', {}, 'call 2 g(:1)'],
    ['f(g(1))', { 2: 'two' }, 'call 1 f(:"two")'],
    ['f(g(1))', { 1: 'one', 2: 'two' }, 'one'],
    ['f() + g()', {}, 'call 1 f()'],
    ['f() + g()', { 1: 'a' }, 'call 2 g()'],
    ['f() + g()', { 1: 'a', 2: 'b' }, 'ab'],
    ['f().score * 2', { 1: '{"score": 4}' }, 8],
    ['list[f()]', {}, 'call 1 f()'],
    ['list[f()]', { 1: 1 }, 'b'],
    ['[f(), g()]', { 1: 1 }, 'call 2 g()'],
    ['{ a: f() }', {}, 'call 1 f()'],
    ['f(late)', {}, expect.stringContaining('unbound: `late`')],
    ['**is {topic} hot?**', {}, 'judge 1 is tea hot?'],
    ['not **q**', { 1: true }, false],
    ['**which one**', { 1: 'a label' }, 'a label'],
    ['n + nothing + f()', {}, expect.stringContaining('type: cannot add number 5 and null')],
  ])('%s, knowing %j', (text, effects, expected) => {
    expect(summary(run(text, effects))).toEqual(expected);
  });
});

describe('1.5 and, or', () => {
  it.each<[string, EffectResults, unknown]>([
    // The plain operand decides, on either side.
    ['yes or **q**', {}, true],
    ['**q** or yes', {}, true],
    ['no and **q**', {}, false],
    ['**q** and no', {}, false],
    ['f() and no', {}, false],
    ['**q** or n == 5 or **r**', {}, true],
    // An error on the other side is not seen then.
    ['yes or late', {}, true],
    ['late or yes', {}, true],
    ['word and no', {}, false],
    ['n + nothing or yes', {}, true],
    // It does not decide: the judge is asked.
    ['no or **q**', {}, 'judge 1 q'],
    ['**q** or no', {}, 'judge 1 q'],
    ['yes and **q**', {}, 'judge 1 q'],
    ['**q** and **r**', {}, 'judge 1 q'],
    ['**q** and **r**', { 1: true }, 'judge 2 r'],
    ['**q** and **r**', { 1: false }, false],
    ['**q** or **r**', { 1: true }, true],
    ['**q** or **r**', { 1: false, 2: true }, true],
    ['**q** or (yes and **r**)', { 1: false }, 'judge 2 r'],
    ['not (**q** or yes)', {}, false],
    ['**q** and f()', { 1: true }, 'call 2 f()'],
    // A plain operand that fails, with no other that decides: nobody is asked.
    ['late or **q**', {}, expect.stringContaining('unbound: `late`')],
    ['**q** or late', {}, expect.stringContaining('unbound: `late`')],
    ['word and yes', {}, expect.stringContaining('type: text "maybe" is no condition')],
    // One with effects comes in its turn.
    ['**q** or (late and **r**)', {}, 'judge 1 q'],
    ['**q** or (late and **r**)', { 1: true }, true],
    ['**q** or (late and **r**)', { 1: false }, expect.stringContaining('unbound: `late`')],
    ['f() + nothing or **q**', { 1: 1 }, expect.stringContaining('type: cannot add number 1 and null')],
    // Their value is a boolean.
    ['"yes" and n', {}, true],
    ['f() or no', { 1: 'Yes, done' }, true],
    ['broken or nothing', {}, false],
  ])('%s, knowing %j', (text, effects, expected) => {
    expect(summary(run(text, effects))).toEqual(expected);
  });
});
