/** The fixed machines explored whole: every state entered, every transition taken, and what holds in all of them. */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { createFanOutMachine } from '../../src/machines/fan-out.machine.ts';
import { createInputMachine } from '../../src/machines/input.machine.ts';
import { createJudgeMachine } from '../../src/machines/judge.machine.ts';
import { createSessionMachine } from '../../src/machines/session.machine.ts';
import { allRules } from './join-space.ts';
import { canEnd, explore, type Journey, simplePaths } from './exploration.ts';
import { cancel, done, inert } from './steps.ts';

const error = { kind: 'exit', message: 'exit 1', label: 'x', path: '/x', attempts: 1 };
const stop = cancel('/other') as AnyEventObject;

/** In these states `events` may come, and an order to stop at any time. */
const journey = (input: unknown, byState: Readonly<Record<string, (snapshot: AnyMachineSnapshot) => readonly object[]>>): Journey => ({
  input,
  events: (snapshot) => [...((byState[String(snapshot.value)]?.(snapshot) ?? []) as readonly AnyEventObject[]), stop],
});

const replied = done('agent', { status: 'succeeded', value: 'hello' });
const failedFor = (delay: number | null): object => done('agent', { status: 'failed', error, delay });
const stopped = (child: string): object => done(child, { status: 'cancelled', by: '/other' });

const session = {
  name: 'session',
  machine: createSessionMachine({ agent: inert, timer: inert }) as AnyStateMachine,
  journeys: [
    journey(
      { path: '/x', work: { status: 'ready', session: { label: 'x' } } },
      {
        // As `retry.ts` decides for `retry: 1`.
        askingAgent: ({ context }) => [replied, failedFor(null), ...(context.attempt < 2 ? [failedFor(0), failedFor(10)] : []), stopped('agent')],
        waitingToRetry: () => [done('backoff', null)],
      },
    ),
    journey({ path: '/x', work: { status: 'failed', error } }, {}),
  ],
};

const judge = {
  name: 'judge',
  machine: createJudgeMachine({ judging: inert }) as AnyStateMachine,
  journeys: [
    journey(
      { path: '/x', question: { form: 'boolean', from: 'if', check: 1 }, work: { label: 'x' } },
      {
        askingAgent: () => [
          done('judging', { status: 'succeeded', value: true }),
          done('judging', { status: 'malformed', error }),
          done('judging', { status: 'failed', error }),
          stopped('judging'),
        ],
      },
    ),
  ],
};

const input = {
  name: 'input',
  machine: createInputMachine({ openQuestion: () => undefined, closeQuestion: () => undefined }) as AnyStateMachine,
  journeys: [journey({ path: '/x', name: 'x', prompt: '?' }, { waiting: () => [{ type: 'input.given', value: 'Ann' }] })],
};

describe.each([session, judge, input])('$name machine', ({ machine, journeys }) => {
  test('every state is entered and every transition taken', () => {
    const found = journeys.map((one) => explore(machine, one));
    expect(inAll(found.map(({ unvisitedStates }) => unvisitedStates))).toEqual([]);
    expect(inAll(found.map(({ untakenTransitions }) => untakenTransitions))).toEqual([]);
  });

  test('every way through it that is in no state twice ends as it says', () => {
    const paths = journeys.flatMap((one) => simplePaths(machine, one));
    const ended = paths.filter(({ state }) => state.status === 'done');
    expect(ended.length).toBeGreaterThan(0);
    for (const { state, steps } of ended) {
      const wasStopped = steps.some(({ event }) => event.type === 'cancel' || event.output?.status === 'cancelled');
      expect(state.output.status).toBe(state.value === 'answered' ? 'succeeded' : state.value);
      expect(state.output.status === 'cancelled').toBe(wasStopped);
    }
  });

  test('it can end from wherever it is', () => {
    for (const one of journeys) for (const { state } of explore(machine, one).shortest) expect(canEnd(machine, one, state)).toBe(true);
  });
});

/** What is in every list. */
function inAll(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = lists;
  return first.filter((name) => rest.every((list) => list.includes(name)));
}

describe('fan-out machine', () => {
  const machine = createFanOutMachine({ announce: () => undefined, requestTurn: () => undefined }, { timer: inert, body: inert }, 64) as AnyStateMachine;
  const frame = { writes: {}, outputs: {}, names: {}, returned: null };
  const fanOut = (rule: object, branches: number, lanes: number, timeout: number | null): object => ({
    path: '/pf',
    src: 'body',
    branches,
    items: Array(branches).fill('item'),
    names: null,
    variable: 'x',
    index: null,
    outer: [],
    depth: 0,
    depths: {},
    frames: [''],
    handled: null,
    lanes,
    timeout,
    count: null,
    ...rule,
  });
  const events = (snapshot: AnyMachineSnapshot): readonly AnyEventObject[] => {
    const { lanes, input, cancelledBy, decision } = snapshot.context as {
      lanes: readonly (number | null)[];
      input: { timeout: number | null };
      cancelledBy: string | null;
      decision: object | null;
    };
    const inUse = lanes.flatMap((item, lane) => (item === null ? [] : [`lane${lane}`]));
    const mustStop = cancelledBy !== null || decision !== null;
    const ends = inUse.flatMap((lane) => [
      done(lane, { status: 'succeeded', value: 'result', ...frame }),
      done(lane, { status: 'failed', error, ...frame }),
      ...(mustStop ? [done(lane, { status: 'cancelled', by: '/other', ...frame })] : []),
    ]);
    const timers = [...(input.timeout !== null && !mustStop ? [done('deadline', null)] : []), ...(decision && inUse.length > 0 ? [done('cleanup', null)] : [])];
    // Events of the machine under test; done events have types that are known only at run time.
    return [...ends, ...timers, { type: 'turn', id: 'fan-out' }, stop, cancel('/other', { kill: true })] as readonly AnyEventObject[];
  };

  test('every state is entered and every transition taken, for every rule with a deadline and fewer lanes than items', () => {
    for (const { branches, ...rule } of allRules(2)) {
      const { unvisitedStates, untakenTransitions } = explore(machine, { input: fanOut(rule, branches, 1, 1000), events });
      expect([rule, unvisitedStates, untakenTransitions]).toEqual([rule, [], []]);
    }
  });

  test('2.3 in every state that can be reached: never more items in flight than lanes, no start after the decision, ended only when all is gone', () => {
    for (const { branches, ...rule } of allRules(3)) {
      const { shortest } = explore(machine, { input: fanOut(rule, branches, 2, null), events });
      expect(shortest.length).toBeGreaterThan(20);
      for (const { state, steps } of shortest) {
        const inUse = state.context.lanes.filter((item: number | null) => item !== null);
        expect(inUse.length).toBeLessThanOrEqual(2);
        expect(new Set(inUse).size).toBe(inUse.length);
        if (state.status === 'done') expect(inUse).toEqual([]);
        const before = steps.at(-1)?.state ?? state;
        if (before.context.decision || before.context.cancelledBy !== null) expect(state.context.next).toBe(before.context.next);
        if (before.context.decision) expect(state.context.decision).toEqual(before.context.decision);
      }
    }
  });
});
