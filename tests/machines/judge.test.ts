/** The judge machine: every state against every event that can come in it (semantics 1.8). */
import { describe, expect, test } from 'vitest';
import { createJudgeMachine, judgeAttempts } from '../../src/machines/judge.machine.ts';
import { cancel, done, inert, stepped } from './steps.ts';

const machine = createJudgeMachine({ judging: inert });
const error = { kind: 'judge', message: 'none of those allowed', label: 'done?', path: '/loop', attempts: 1 } as const;
const input = {
  path: '/loop',
  question: { form: 'boolean', from: 'until', check: 1 },
  work: { label: 'done?', retry: 0, backoff: 'none' },
} as const;

const answersYes = done('judging', { status: 'succeeded', value: true });
const answersNo = done('judging', { status: 'succeeded', value: false });
const isMalformed = done('judging', { status: 'malformed', error });
const fails = done('judging', { status: 'failed', error });
const isStopped = done('judging', { status: 'cancelled', by: '/other' });
const cancelled = { status: 'cancelled', by: '/other' };

const rows: readonly (readonly [name: string, events: readonly object[], state: string, output: unknown])[] = [
  ['starts by asking', [], 'askingAgent', undefined],
  ['true', [answersYes], 'succeeded', { status: 'succeeded', value: true }],
  ['false is an answer like any other', [answersNo], 'succeeded', { status: 'succeeded', value: false }],
  ['one malformed answer: asks again', [isMalformed], 'askingAgent', undefined],
  ['two malformed answers: asks again', [isMalformed, isMalformed], 'askingAgent', undefined],
  ['three malformed answers: an error', [isMalformed, isMalformed, isMalformed], 'failed', { status: 'failed', error }],
  ['an answer after two malformed ones', [isMalformed, isMalformed, answersYes], 'succeeded', { status: 'succeeded', value: true }],
  ['a failure is not repeated', [fails], 'failed', { status: 'failed', error }],
  ['a failure after a malformed answer', [isMalformed, fails], 'failed', { status: 'failed', error }],
  ['an order to stop waits for the agent to be gone', [cancel('/other')], 'askingAgent', undefined],
  ['stopped', [cancel('/other'), isStopped], 'cancelled', cancelled],
  ['an agent that was stopped is a cancellation', [isStopped], 'cancelled', cancelled],
  ['an answer after the order to stop is not taken', [cancel('/other'), answersYes], 'cancelled', cancelled],
  ['a malformed answer after the order to stop is not repeated', [cancel('/other'), isMalformed], 'cancelled', cancelled],
  ['a failure after the order to stop is not taken', [cancel('/other'), fails], 'cancelled', cancelled],
  ['the first reason stands', [cancel('/other'), cancel('/late'), isStopped], 'cancelled', cancelled],
  ['succeeded: nothing changes it', [answersYes, cancel('/other'), answersNo], 'succeeded', { status: 'succeeded', value: true }],
  ['failed: nothing changes it', [fails, answersYes], 'failed', { status: 'failed', error }],
  ['cancelled: nothing changes it', [cancel('/other'), isStopped, answersYes], 'cancelled', cancelled],
];

describe('judge machine', () => {
  test.each(rows)('1.8 %s', (_, events, state, output) => {
    const after = stepped(machine, input, events);
    expect([after.state, after.output, after.status]).toEqual([state, output, output === undefined ? 'active' : 'done']);
  });

  test('1.8 the question is put at most three times, each time by a new child', () => {
    expect(judgeAttempts).toBe(3);
    expect(stepped(machine, input, []).orders).toEqual(['start judging']);
    expect(stepped(machine, input, [isMalformed]).orders).toEqual(['stop a child', 'start judging']);
    expect(stepped(machine, input, [isMalformed, isMalformed]).context.attempt).toBe(3);
    expect(stepped(machine, input, [cancel('/other')]).orders).toEqual(['send judging cancel']);
  });
});
