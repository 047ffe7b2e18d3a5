/**
 * Machines run for real against their models: `createTestModel` finds the ways through the pure model of a machine
 * (`plainModel`), and each is gone by an actor with real children. After every step both must be in the same state,
 * with the same context, and end with the same output.
 */
import { createTestModel } from '@xstate/graph';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { createJudgeMachine } from '../../src/machines/judge.machine.ts';
import { createSessionMachine } from '../../src/machines/session.machine.ts';
import { plainModel } from '../../src/testing/index.ts';
import { error, frameJourney, machinesOf } from './compiled.ts';
import { Children, Driven } from './driven.ts';
import type { Journey } from './exploration.ts';
import { cancel, done } from './steps.ts';

interface Modelled {
  readonly name: string;
  readonly machine: (children: Children) => AnyStateMachine;
  readonly journey: Journey;
}

const program = (name: string, text: string, src = 'program', names: Readonly<Record<string, unknown>> = {}): Modelled => ({
  name,
  journey: frameJourney({}, names, machinesOf(text)[src] as AnyStateMachine),
  machine(children) {
    const registry = machinesOf(text) as Record<string, unknown>;
    // Compiled machines look their children up in this very object.
    for (const name of Object.keys(registry)) if (name !== src) registry[name] = children.logic;
    return registry[src] as AnyStateMachine;
  },
});

const outcomes = (child: string, ...outputs: readonly object[]): readonly object[] => outputs.map((output) => done(child, output));
const succeeded = { status: 'succeeded', value: 'hello' };
const stopped = { status: 'cancelled', by: '/other' };
const stop = cancel('/other');

const modelled: readonly Modelled[] = [
  {
    name: 'session',
    machine: ({ logic }) => createSessionMachine({ agent: logic, timer: logic }) as AnyStateMachine,
    journey: {
      input: { path: '/x', work: { status: 'ready', session: { label: 'x' } } },
      events: ({ value, context }) => {
        const retries =
          context.attempt < 3
            ? [
                { status: 'failed', error, delay: 0 },
                { status: 'failed', error, delay: 10 },
              ]
            : [];
        const own =
          value === 'askingAgent'
            ? outcomes('agent', succeeded, { status: 'failed', error, delay: null }, stopped, ...retries)
            : outcomes('backoff', succeeded);
        return [...own, stop] as never;
      },
    },
  },
  {
    name: 'judge',
    machine: ({ logic }) => createJudgeMachine({ judging: logic }) as AnyStateMachine,
    journey: {
      input: { path: '/x', question: { form: 'boolean', from: 'if', check: 1 }, work: { label: 'x' } },
      events: () =>
        [...outcomes('judging', { status: 'succeeded', value: true }, { status: 'malformed', error }, { status: 'failed', error }, stopped), stop] as never,
    },
  },
  program('a sequence', 'let x = session "a"\nsession "b {x}"\n'),
  program('try, catch and finally', 'try:\n  session "a"\ncatch as e:\n  session "b"\nfinally:\n  session "c"\n'),
  program('all of two, named', 'parallel:\n  x = session "a"\n  y = session "b"\noutput z = [x, y]\n'),
  program('first of two, the winner’s value', 'let w = parallel (first):\n  session "a"\n  session "b"\noutput w = w\n'),
  program('a deadline around a finally body', 'parallel (timeout: 5s):\n  try:\n    session "a"\n  finally:\n    session "b"\n'),
  program('repeat', 'repeat 2 as i:\n  session "a {i}"\n'),
  program('a judged loop that is left', 'loop until **done** (max: 2):\n  try:\n    session "a"\n  catch:\n    break\n'),
  program('a block', 'block b(x):\n  let y = session "a {x}"\n  return y\ndo b(1)\n', 'block:b', { x: 1 }),
  program('a call', 'block b(x):\n  session "a {x}"\nlet v = do b(1)\n'),
];

describe.each(modelled)('$name', ({ machine, journey }) => {
  const events: Journey['events'] = (snapshot) => (snapshot.status === 'active' ? journey.events(snapshot) : []);
  const model = createTestModel(plainModel(machine(new Children())));
  // The model's options are typed by a machine that is known only here.
  const paths = model.getShortestPaths({ input: journey.input, events } as never);

  test('an actor goes every shortest way as the model does', async () => {
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const children = new Children();
      const real = new Driven(machine(children), journey.input, children);
      await path.test({
        states: { '*': (state) => expect(seen(real.snapshot)).toEqual(seen(state)) },
        events: Object.fromEntries(
          path.steps.map(({ event }) => [
            event.type,
            (step: { readonly event: typeof event }) => (step.event.type === 'xstate.init' ? undefined : real.happen(step.event)),
          ]),
        ),
      });
      real.stop();
    }
  });

  test('the ways reach all three ends', () => {
    const ends = new Set(paths.flatMap(({ steps }) => steps.map(({ state }) => state.output?.status)).filter((status) => status !== undefined));
    expect([...ends].sort()).toEqual(['cancelled', 'failed', 'succeeded']);
  });
});

/** What must be equal of a snapshot. */
function seen({
  value,
  status,
  context,
  output,
}: {
  readonly value: unknown;
  readonly status: string;
  readonly context: unknown;
  readonly output?: unknown;
}): unknown {
  return JSON.parse(JSON.stringify({ value, status, context, output }));
}
