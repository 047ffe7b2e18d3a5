import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { effectsOf } from '../../../src/runtime/evaluate/effects.ts';
import { evaluate } from '../../../src/runtime/evaluate/evaluate.ts';
import type { EffectResults } from '../../../src/runtime/evaluate/evaluation.ts';
import { expressionIn, programOf, scopeOf } from './program.ts';

const SEED = 20261121;

/** Conditions over judges; `t`, `f` are plain, `bad` is not bound. */
const condition = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('t', 'f', 'bad', '**q**'),
    fc.tuple(tie('node'), fc.constantFrom('and', 'or'), tie('node')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    tie('node').map((a) => `not (${a})`),
  ),
})).node;

function answerAll(text: string, answers: readonly boolean[]) {
  const program = programOf(`x = ${text}`);
  const expression = expressionIn(program);
  const count = effectsOf(expression).length;
  const scope = scopeOf({ t: true, f: false });
  const all: EffectResults = Object.fromEntries(Array.from({ length: count }, (_, at) => [at + 1, answers[at] ?? false]));
  const asked: number[] = [];
  let known: EffectResults = {};
  let found = evaluate(expression, scope, program.resolution, known);
  while (found.kind === 'judge') {
    asked.push(found.effect);
    known = { ...known, [found.effect]: all[found.effect] ?? false };
    found = evaluate(expression, scope, program.resolution, known);
  }
  return { found, asked, count, whenAllKnown: evaluate(expression, scope, program.resolution, all) };
}

test.prop([condition, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 })], { seed: SEED, numRuns: 300 })(
  `asking one effect after the other ends, asks none twice, and gives no other value than knowing all at once (seed ${SEED})`,
  (text, answers) => {
    const { found, asked, count, whenAllKnown } = answerAll(text, answers);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((effect) => effect >= 1 && effect <= count)).toBe(true);
    if (found.kind === 'value') expect(whenAllKnown).toEqual(found);
  },
);

test.prop([condition, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 })], { seed: SEED, numRuns: 300 })(
  `without errors the value is that of boolean logic (seed ${SEED})`,
  (text, answers) => {
    const clean = text.replaceAll('bad', 'f');
    const { found } = answerAll(clean, answers);
    expect(found).toEqual({ kind: 'value', value: booleanLogic(clean, answers) });
  },
);

/** The same condition in plain boolean logic, by rewriting what is innermost until one word is left. */
function booleanLogic(text: string, answers: readonly boolean[]): boolean {
  let place = 0;
  let rest = text.replaceAll('**q**', () => (answers[place++] ? 't' : 'f'));
  while (rest.length > 1) {
    rest = rest
      .replace(/\(([tf]) and ([tf])\)/, (_, a: string, b: string) => (a === 't' && b === 't' ? 't' : 'f'))
      .replace(/\(([tf]) or ([tf])\)/, (_, a: string, b: string) => (a === 't' || b === 't' ? 't' : 'f'))
      .replace(/not \(([tf])\)/, (_, a: string) => (a === 't' ? 'f' : 't'))
      .replace(/^\(([tf])\)$/, '$1');
  }
  return rest === 't';
}
