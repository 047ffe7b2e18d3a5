/**
 * Compiled programs explored whole, with blocks of up to four branches: every state is entered, and every transition
 * taken but those that are written beside the program with the reason why nothing can take them.
 *
 * `STATE always#0` of a state that computes is its way out by an error; many computations cannot fail in a given
 * program. Such a state is listed under `cannotFail`.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { describe, expect, test } from 'vitest';
import { error, frameJourney, machineNamed } from './compiled.ts';
import { canEnd, explore, simplePaths } from './exploration.ts';

interface Program {
  readonly name: string;
  readonly text: string;
  /** The machine that is explored; default: the program's. */
  readonly src?: string;
  /** States whose computation cannot fail here. */
  readonly cannotFail: readonly string[];
  /** Other transitions that nothing can take, with the reason. */
  readonly never?: Readonly<Record<string, string>>;
  /** States that nothing can enter though a transition leads there, with the reason. */
  readonly unentered?: Readonly<Record<string, string>>;
  /** How children of a `src` end, in place of the usual. */
  readonly outcomes?: Readonly<Record<string, readonly object[]>>;
  readonly names?: Readonly<Record<string, unknown>>;
  /** Few enough ways for all simple paths. */
  readonly simple?: true;
}

const fanOutEnd = (results: object, more: object): object => ({
  status: 'succeeded',
  results,
  order: [0, 1],
  tally: { succeeded: 1, failed: 1, firstEnd: 0, firstSuccess: 0, firstFailure: 1 },
  ...more,
});
const one = { status: 'succeeded', value: 'one', overlay: {} };
const bad = { status: 'failed', error };

/** Why the ways out of a `try` that are for killed cleanup are not taken where nothing kills it. */
const killed = 'time for cleaning up is limited only for what is cancelled, and that leaves by the exit for cancellations';

const programs: readonly Program[] = [
  { name: 'a sequence', text: 'let x = session "a"\nsession "b {x}"\n', cannotFail: ['let'], simple: true },
  {
    name: 'try, catch and finally',
    text: 'try:\n  session "a"\ncatch as e:\n  session "b"\nfinally:\n  session "c"\n',
    cannotFail: ['try-caught', 'try-cleanup-killed'],
    never: {
      'try-catch-failed always#1': 'an error is under way whenever the handler has failed',
      'try-on-next always#0': killed,
      'try-on-fail always#0': killed,
    },
  },
  {
    name: 'a finally body that is left by return and break',
    text: 'repeat 2:\n  try:\n    session "a"\n  finally:\n    if **leave**:\n      break\n    return 1\n',
    cannotFail: ['break', 'if', 'repeat', 'repeat-broken', 'repeat-ended', 'repeat-iterated', 'repeat-testing', 'return', 'try-cleanup-killed'],
    never: { 'try-on-next always#0': killed, 'try-on-fail always#0': killed },
  },
  { name: 'all of two, named', text: 'parallel:\n  x = session "a"\n  y = session "b"\noutput z = [x, y]\n', cannotFail: ['output', 'parallel'], simple: true },
  {
    name: 'first of three',
    text: 'parallel (first, on-fail: continue):\n  session "a"\n  session "b"\n  session "c"\n',
    cannotFail: ['parallel'],
    never: { 'parallel-joined always#1': '2.2 first with continue always succeeds' },
    unentered: { failed: '2.2 first with continue always succeeds' },
  },
  { name: 'any two of four', text: 'parallel (any, count: 2):\n  session "a"\n  session "b"\n  session "c"\n  session "d"\n', cannotFail: ['parallel'] },
  {
    name: 'a deadline around a finally body',
    text: 'try:\n  parallel (timeout: 5s):\n    try:\n      session "a"\n    finally:\n      session "b"\n    session "c"\ncatch:\n  throw\n',
    cannotFail: ['parallel', 'try-caught', 'try-cleanup-killed'],
    never: {
      'throw always#1': 'a bare throw always raises an error',
      'try-catch-failed always#1': 'an error is under way whenever the handler has failed',
      'try-on-next always#0': killed,
      'try-on-fail always#0': killed,
    },
  },
  { name: 'a join in a join', text: 'parallel:\n  parallel (first):\n    session "a"\n    session "b"\n  session "c"\n', cannotFail: ['parallel'] },
  {
    name: 'branches that write to an outer variable',
    text: 'let n = 1\nparallel:\n  do:\n    session "a"\n    n = 2\n  do:\n    session "b"\n    n = 3\n',
    cannotFail: ['assign', 'let', 'parallel'],
    never: { 'parallel-joined always#2': '2.8 two assignments to one variable fail the block' },
    unentered: { succeeded: '2.8 two assignments to one variable fail the block' },
  },
  { name: 'repeat', text: 'repeat 2 as i:\n  session "a {i}"\n', cannotFail: ['repeat', 'repeat-ended', 'repeat-iterated', 'repeat-testing'], simple: true },
  {
    name: 'a judged loop that is left',
    text: 'loop until **done** (max: 2):\n  try:\n    session "a"\n  catch:\n    break\n',
    cannotFail: ['break', 'loop', 'loop-broken', 'loop-ended', 'loop-iterated', 'loop-testing', 'try-caught', 'try-catch-failed'],
    never: { 'try-catch-failed always#1': 'break cannot fail' },
    unentered: { 'try-catch-failed': 'break cannot fail' },
  },
  {
    name: 'continue',
    text: 'for x in ["a", "b"]:\n  if x == "a":\n    continue\n  session "{x}"\n',
    cannotFail: ['continue', 'for', 'for-continued', 'for-ended', 'for-iterated', 'for-testing', 'if'],
  },
  {
    name: 'if, judged and plain',
    text: 'let x = session "a"\nif x == "yes" and **good**:\n  session "b"\nelif x == "maybe":\n  session "c"\nelse:\n  session "d"\n',
    cannotFail: ['if', 'let'],
    never: { 'if always#5': 'with an else one arm is always chosen' },
    outcomes: { session: [...['yes', 'maybe', 'no'].map((value) => ({ status: 'succeeded', value })), { status: 'failed', error }] },
  },
  {
    name: 'choice',
    text: 'choice **which**:\n  option "one":\n    session "a"\n  option "two":\n    session "b"\n',
    cannotFail: ['choice'],
    never: { 'choice always#4': 'the judge answers with one of the labels' },
    outcomes: { judge: [...['one', 'two'].map((value) => ({ status: 'succeeded', value })), { status: 'failed', error }] },
  },
  { name: 'a block', text: 'block b(x):\n  let y = session "a {x}"\n  return y\ndo b(1)\n', src: 'block:b', cannotFail: ['let', 'return'], names: { x: 1 } },
  { name: 'a call', text: 'block b(x):\n  session "a {x}"\nlet v = do b(1)\n', cannotFail: ['do', 'let'] },
  {
    name: 'input and assert',
    text: 'input x: "Who?"\nassert x == "given": "no"\n',
    cannotFail: ['input'],
    never: { 'input always#1': 'no value is given at the start', 'input-asking xstate.done.actor.input-asking#1': 'a question does not fail' },
    outcomes: { input: ['given', 'other'].map((value) => ({ status: 'succeeded', value })) },
  },
  { name: 'an arrow', text: 'session "a" -> session "b" -> session "c"\n', cannotFail: [] },
  {
    name: 'a pipeline',
    text: 'let r = ["a", "b"] | map:\n  session "{item}"\n',
    cannotFail: ['eval', 'let', 'map', 'map-ended', 'map-iterated', 'map-testing'],
  },
  {
    name: 'parallel for',
    text: 'let r = parallel for x in ["a", "b"] (on-fail: continue):\n  session "{x}"\n',
    cannotFail: ['let', 'parallelFor'],
    outcomes: {
      fanOut: [
        fanOutEnd({ 0: one, 1: bad }, { decision: { outcome: 'succeeded', winner: null, by: '/x' } }),
        fanOutEnd({ 0: one, 1: bad }, { decision: { outcome: 'failed', culprit: 1, by: '/x' } }),
        fanOutEnd({ 0: { status: 'cancelled', by: '/x' }, 1: { status: 'cancelled', by: '/x' } }, { decision: { outcome: 'timeout', by: '/x' }, order: [] }),
      ],
    },
  },
];

describe.each(programs)('$name', (program) => {
  const machine = machineNamed(program.text, program.src ?? 'program');
  const journey = frameJourney(program.outcomes, program.names);
  const explored = explore(machine, journey);

  test('every state is entered', () => {
    expect(kindsOf(explored.unvisitedStates)).toEqual(Object.keys(program.unentered ?? {}));
  });

  test('every transition is taken, but those that nothing can take', () => {
    const never = [...program.cannotFail.map((state) => `${state} always#0`), ...Object.keys(program.never ?? {})];
    expect(kindsOf(explored.untakenTransitions)).toEqual(never.sort());
  });

  test('it ends as its last state says, and can end from wherever it is', () => {
    const states = explored.shortest.map(({ state }) => state);
    for (const state of states) {
      const ended = ['succeeded', 'failed', 'cancelled'].find((name) => state.value === name || state.value === `leaving-${name}`);
      if (state.status === 'done') expect(state.output.status).toBe(ended);
      else expect(state.status).toBe('active');
    }
    for (const state of someOf(states)) expect(canEnd(machine, journey, state)).toBe(true);
  });
});

describe('every way through that is in no state twice', () => {
  test.each(programs.filter(({ simple }) => simple))('$name', ({ text }) => {
    const machine = machineNamed(text, 'program');
    const paths = simplePaths(machine, frameJourney());
    expect(paths.length).toBeGreaterThan(explore(machine, frameJourney()).shortest.length);
    expect(paths.filter(({ state }) => state.status === 'done').length).toBeGreaterThan(0);
    expect(paths.every(({ state }) => state.status !== 'error')).toBe(true);
  });
});

/** Names of states without their numbers, each once: `try3-left always#0` becomes `try-left always#0`. */
function kindsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.replace(/([a-z])\d+(?=[- ]|$)/gi, '$1')))].sort();
}

function someOf(states: readonly AnyMachineSnapshot[]): readonly AnyMachineSnapshot[] {
  const step = Math.ceil(states.length / 8);
  return states.filter((_, place) => place % step === 0);
}
