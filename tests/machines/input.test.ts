/** The input machine: an open question (semantics 1.9). */
import { describe, expect, test } from 'vitest';
import { createInputMachine } from '../../src/machines/input.machine.ts';
import { cancel, stepped } from './steps.ts';

const machine = createInputMachine({ openQuestion: () => undefined, closeQuestion: () => undefined });
const question = { path: '/input-name', name: 'name', prompt: 'Who?' };
const isGiven = (value: unknown): object => ({ type: 'input.given', value });

const rows: readonly (readonly [name: string, events: readonly object[], state: string, output: unknown])[] = [
  ['waits', [], 'waiting', undefined],
  ['is given a value', [isGiven('Ann')], 'answered', { status: 'succeeded', value: 'Ann' }],
  ['is given null', [isGiven(null)], 'answered', { status: 'succeeded', value: null }],
  ['is cancelled', [cancel('/other')], 'cancelled', { status: 'cancelled', by: '/other' }],
  ['answered: nothing changes it', [isGiven('Ann'), isGiven('Bob'), cancel('/other')], 'answered', { status: 'succeeded', value: 'Ann' }],
  ['cancelled: nothing changes it', [cancel('/other'), isGiven('Ann')], 'cancelled', { status: 'cancelled', by: '/other' }],
];

describe('input machine', () => {
  test.each(rows)('1.9 %s', (_, events, state, output) => {
    const after = stepped(machine, question, events);
    expect([after.state, after.output, after.status]).toEqual([state, output, output === undefined ? 'active' : 'done']);
  });

  test('1.9 the question opens on entry and closes however it ends', () => {
    expect(stepped(machine, question, []).orders).toEqual(['openQuestion']);
    expect(stepped(machine, question, [isGiven('Ann')]).orders).toContain('closeQuestion');
    expect(stepped(machine, question, [cancel('/other')]).orders).toContain('closeQuestion');
  });
});
