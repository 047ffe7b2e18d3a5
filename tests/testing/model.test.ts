/** A machine as a model without children and timers. */
import { createTestModel } from '@xstate/graph';
import { assign, fromPromise, sendTo, setup, transition, initialTransition, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { plainModel } from '../../src/testing/index.ts';

const machine = setup({
  types: { context: {} as { readonly reply: string | null }, events: {} as { readonly type: 'stop' } },
  actors: { worker: fromPromise(async () => 'done') },
  actions: {
    keepReply: assign(({ event }) => ({ reply: String((event as unknown as { readonly output: unknown }).output) })),
    orderStop: sendTo('worker', { type: 'stop' }),
  },
  guards: { isLong: ({ event }) => String((event as unknown as { readonly output: unknown }).output).length > 3 },
}).createMachine({
  id: 'work',
  context: { reply: null },
  initial: 'resting',
  states: {
    resting: { after: { 1000: 'working' } },
    working: {
      invoke: {
        id: 'worker',
        src: 'worker',
        onDone: [{ guard: 'isLong', target: 'ended.well', actions: 'keepReply' }, { target: 'resting' }],
        onError: 'ended.badly',
      },
      on: { stop: { actions: 'orderStop' } },
    },
    ended: { initial: 'badly', states: { well: { type: 'final' }, badly: { type: 'final' } } },
  },
}) as AnyStateMachine;

const timeIsOver = { type: 'xstate.after.1000.work.resting' };
const done = (output: string): object => ({ type: 'xstate.done.actor.worker', output });

function modelAfter(events: readonly object[]): { readonly value: unknown; readonly context: unknown } {
  const model = plainModel(machine);
  let [snapshot] = initialTransition(model);
  for (const event of events) [snapshot] = transition(model, snapshot, event as never);
  return snapshot;
}

describe('plainModel', () => {
  test('createTestModel refuses the machine and takes its model', () => {
    expect(() => createTestModel(machine)).toThrow();
    expect(createTestModel(plainModel(machine)).getShortestPaths().length).toBeGreaterThan(0);
  });

  test('ends of children and of times are events, with the machine’s own guards and actions', () => {
    expect(modelAfter([timeIsOver]).value).toBe('working');
    expect(modelAfter([timeIsOver, done('ok')]).value).toBe('resting');
    expect(modelAfter([timeIsOver, done('a long reply')])).toMatchObject({ value: { ended: 'well' }, context: { reply: 'a long reply' } });
    expect(modelAfter([timeIsOver, { type: 'xstate.error.actor.worker', error: 'broken' }]).value).toEqual({ ended: 'badly' });
  });

  test('an order to a child goes nowhere', () => {
    expect(modelAfter([timeIsOver, { type: 'stop' }]).value).toBe('working');
  });

  test('the machine itself stays as it is', () => {
    plainModel(machine);
    expect(machine.getStateNodeById('work.working').invoke).toHaveLength(1);
  });
});
