import { describe, expect, it } from 'vitest';
import type { JudgeQuestion } from '../../../src/ports.ts';
import { describeJudge } from '../../../src/runtime/request/describe-judge.ts';
import { type DigestedFacts, digestOf } from '../../../src/runtime/request/digest.ts';
import type { WorkDescription } from '../../../src/runtime/request/session-description.ts';
import { describing, type Given } from './described.ts';

const agent = 'agent writer:\n  model: sonnet\n  prompt: "You write."\n  permissions:\n    read: ["a"]\n\n';
const facts: DigestedFacts = { context: [{ name: 'x', text: 'X' }], memoryVersion: null };

function work(text: string, given: Given = {}): WorkDescription {
  const found = describing(text, given);
  if (found.ok !== true) throw new Error(JSON.stringify(found));
  return found.session;
}

const base = work(`${agent}session: writer\n  prompt: "p"\n`);

describe('3.4 the digest', () => {
  it('is 10 hex digits and the same for the same decisions', () => {
    expect(digestOf(base, facts)).toMatch(/^[0-9a-f]{10}$/);
    expect(digestOf(work(`${agent}session: writer\n  prompt: "p"\n`), { ...facts })).toBe(digestOf(base, facts));
  });

  it.each<[string, WorkDescription, DigestedFacts]>([
    ['prompt', work(`${agent}session: writer\n  prompt: "q"\n`), facts],
    ['model', work(`${agent}session: writer\n  prompt: "p"\n  model: opus\n`), facts],
    ['agent', work(`${agent.replace('writer', 'other')}session: other\n  prompt: "p"\n`), facts],
    ['system prompt', work(`${agent}session: writer\n  prompt: "p"\n  tone: "calm"\n`), facts],
    ['permissions', work(`${agent}session: writer\n  prompt: "p"\n  permissions:\n    bash: deny\n`), facts],
    ['contents of the context', base, { ...facts, context: [{ name: 'x', text: 'Y' }] }],
    ['names in the context', base, { ...facts, context: [{ name: 'y', text: 'X' }] }],
    ['memory version', base, { ...facts, memoryVersion: 1 }],
  ])('differs with the %s', (_, other, otherFacts) => {
    expect(digestOf(other, otherFacts)).not.toBe(digestOf(base, facts));
  });

  it.each<[string, WorkDescription]>([
    ['expects', work(`${agent}session: writer\n  prompt: "p"\n`, { expects: { kind: 'number' } })],
    ['the default index or a context whose contents are alike', work(`${agent}session: writer\n  prompt: "p"\n  context: []\n`)],
    ['retry, backoff and timeout', work(`${agent}session: writer\n  prompt: "p"\n  retry: 2\n  backoff: linear\n  timeout: 3s\n`)],
    ['where the text comes from', work(`${agent}session: writer\n  prompt: "{p}"\n`, { names: { p: 'p' } })],
  ])('does not depend on %s', (_, other) => {
    expect(digestOf(other, facts)).toBe(digestOf(base, facts));
  });

  it('holds large values whole, not the names of their files', () => {
    const big = (end: string) => work('session "{b}"', { names: { b: 'x'.repeat(70_000) + end } });
    expect(digestOf(big('1'), facts)).not.toBe(digestOf(big('2'), facts));
    expect(digestOf(big('1'), facts)).toBe(digestOf(big('1'), facts));
  });
});

describe('1.8 a judge', () => {
  const question: JudgeQuestion = { form: 'choice', options: ['Ship it', 'Wait'] };

  it('is asked the question with the visible bindings', () => {
    expect(describeJudge(question, ' Which way,\ngiven the results? ', { a: 1, b: null })).toMatchObject({
      kind: 'judge',
      label: 'Which way,',
      agent: null,
      model: null,
      prompt: ['Which way,\ngiven the results?'],
      context: {
        kind: 'given',
        items: [
          { kind: 'value', name: 'a', value: 1 },
          { kind: 'value', name: 'b', value: null },
        ],
      },
      question,
      retry: 0,
      backoff: 'none',
    });
  });

  it('has a digest of the question and its answers, not of who asks', () => {
    const digest = (asked: JudgeQuestion, text = 'Fine?') => digestOf(describeJudge(asked, text, {}), { context: [], memoryVersion: null });
    const boolean = { form: 'boolean', from: 'if', check: 1 } as const;
    expect(digest({ ...boolean, from: 'until', check: 2 })).toBe(digest(boolean));
    expect(digest(boolean, 'Good?')).not.toBe(digest(boolean));
    expect(digest({ form: 'choice', options: ['a', 'b'] })).not.toBe(digest({ form: 'choice', options: ['a', 'c'] }));
  });
});
