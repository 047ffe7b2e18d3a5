/** The session machine: every state against every event that can come in it. */
import { describe, expect, test } from 'vitest';
import { createSessionMachine, type SessionInput } from '../../src/machines/session.machine.ts';
import { cancel, done, inert, stepped } from './steps.ts';

const machine = createSessionMachine({ agent: inert, timer: inert });
const error = { kind: 'exit', message: 'exit 1', label: 'x', path: '/x', attempts: 1 } as const;
const ready: SessionInput = {
  path: '/x',
  kind: 'session',
  source: 'session "x"',
  binding: null,
  frames: [''],
  work: { status: 'ready', session: { label: 'x', retry: 2, backoff: 'linear' } },
};

const replies = done('agent', { status: 'succeeded', value: 'hello' });
const failsForGood = done('agent', { status: 'failed', error, delay: null });
const failsAndRepeats = done('agent', { status: 'failed', error, delay: 1000 });
const isStopped = done('agent', { status: 'cancelled', by: '/other' });
const backoffIsOver = done('backoff', { status: 'succeeded', value: null });

const success = { status: 'succeeded', value: 'hello' };
const failure = { status: 'failed', error };
const cancelled = { status: 'cancelled', by: '/other' };

const rows: readonly (readonly [name: string, events: readonly object[], state: string, output: unknown])[] = [
  ['starts by asking the agent', [], 'askingAgent', undefined],
  ['asking: a reply ends it', [replies], 'succeeded', success],
  ['asking: a failure without further attempts ends it', [failsForGood], 'failed', failure],
  ['asking: a failure with further attempts waits', [failsAndRepeats], 'waitingToRetry', undefined],
  ['asking: an order to stop waits for the agent to be gone', [cancel('/other')], 'askingAgent', undefined],
  ['asking: an agent that was stopped is a cancellation', [isStopped], 'cancelled', cancelled],
  ['stopping: gone', [cancel('/other'), isStopped], 'cancelled', cancelled],
  ['stopping: a reply that came all the same is not taken', [cancel('/other'), replies], 'cancelled', cancelled],
  ['stopping: a failure that came all the same is not taken', [cancel('/other'), failsForGood], 'cancelled', cancelled],
  ['stopping: no further attempt', [cancel('/other'), failsAndRepeats], 'cancelled', cancelled],
  ['stopping: the first reason stands', [cancel('/other'), cancel('/late'), isStopped], 'cancelled', cancelled],
  ['waiting: asks again when the time is over', [failsAndRepeats, backoffIsOver], 'askingAgent', undefined],
  ['waiting: an order to stop is passed on to the backoff', [failsAndRepeats, cancel('/other')], 'waitingToRetry', undefined],
  [
    'waiting: a backoff that was stopped is a cancellation',
    [failsAndRepeats, cancel('/other'), done('backoff', { status: 'cancelled', by: '/other' })],
    'cancelled',
    cancelled,
  ],
  ['waiting: no further attempt when the time was over all the same', [failsAndRepeats, cancel('/other'), backoffIsOver], 'cancelled', cancelled],
  ['a later attempt succeeds, and the error is forgotten', [failsAndRepeats, backoffIsOver, replies], 'succeeded', success],
  ['a later attempt fails for good', [failsAndRepeats, backoffIsOver, failsAndRepeats, backoffIsOver, failsForGood], 'failed', failure],
  ['succeeded: nothing changes it', [replies, cancel('/other'), failsForGood], 'succeeded', success],
  ['failed: nothing changes it', [failsForGood, cancel('/other'), replies], 'failed', failure],
  ['cancelled: nothing changes it', [cancel('/other'), isStopped, replies], 'cancelled', cancelled],
];

describe('session machine', () => {
  test.each(rows)('%s', (_, events, state, output) => {
    const after = stepped(machine, ready, events);
    expect([after.state, after.output, after.status]).toEqual([state, output, output === undefined ? 'active' : 'done']);
  });

  test('a session that cannot be described fails without asking anybody', () => {
    const after = stepped(machine, { ...ready, work: { status: 'failed', error } }, []);
    expect([after.state, after.output, after.orders]).toEqual(['failed', failure, []]);
  });

  test('1.12 attempts count from 1, and each failure is one', () => {
    expect(stepped(machine, ready, []).context.attempt).toBe(1);
    expect(stepped(machine, ready, [failsAndRepeats]).context).toMatchObject({ attempt: 1, delay: 1000 });
    expect(stepped(machine, ready, [failsAndRepeats, backoffIsOver, failsAndRepeats, backoffIsOver]).context.attempt).toBe(3);
  });

  test('the agent is started, told to stop and started again; the backoff is a timer of its own', () => {
    expect(stepped(machine, ready, []).orders).toEqual(['start agent']);
    expect(stepped(machine, ready, [cancel('/other')]).orders).toEqual(['send agent cancel']);
    expect(stepped(machine, ready, [failsAndRepeats]).orders).toEqual(['stop a child', 'start backoff']);
    expect(stepped(machine, ready, [failsAndRepeats, backoffIsOver]).orders).toEqual(['stop a child', 'start agent']);
  });
});
