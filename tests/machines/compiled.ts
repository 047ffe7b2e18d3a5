/** Programs compiled for looking at: real semantics, effects that never start, announcements that go nowhere. */
import type { AnyActorLogic, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { threadOf } from '../../src/machines/frame/context.ts';
import { compileProgram } from '../../src/machines/program.ts';
import { createSemantics } from '../../src/runtime/semantics.ts';
import { checkedProgram } from '../../src/testing/index.ts';
import type { Journey } from './exploration.ts';
import { cancel, done, inert } from './steps.ts';

/** Every machine of a program by its `src`. */
export function machinesOf(text: string): Readonly<Record<string, AnyActorLogic>> {
  return compileProgram(checkedProgram(text), {
    semanticsOf: createSemantics,
    ports: { announce: () => undefined, requestTurn: () => undefined },
    questions: { openQuestion: () => undefined, closeQuestion: () => undefined },
    effects: { agent: inert, judging: inert, timer: inert },
    lanes: 64,
  }).registry;
}

export const error = { kind: 'exit', message: 'exit 1', label: 'x', path: '/x', attempts: 1 } as const;
const frame = { writes: {}, outputs: {}, names: {}, returned: null };

/** How a child of each `src` can end by itself; `id` makes values tell their origin. */
const ends: Readonly<Record<string, (id: string) => readonly object[]>> = {
  session: (id) => [
    { status: 'succeeded', value: `result of ${id}` },
    { status: 'failed', error },
  ],
  judge: () => [
    { status: 'succeeded', value: true },
    { status: 'succeeded', value: false },
    { status: 'failed', error },
  ],
  input: () => [{ status: 'succeeded', value: 'given' }],
  timer: () => [{ status: 'succeeded', value: null }],
  call: (id) => [
    { status: 'succeeded', value: `value of ${id}`, ...frame },
    { status: 'failed', error, ...frame },
  ],
};

const stopped = { status: 'cancelled', by: '/other', ...frame };

/**
 * What can happen to a compiled machine: its children end, or are gone after an order to stop; a turn that a state
 * waits for comes; the parent orders it to stop, and after that kills what cleans up.
 *
 * @param outcomes how children of this `src` end, in place of the usual
 * @param machine the machine itself when the journey goes through a model of it, which has no children
 */
export function frameJourney(outcomes: Outcomes = {}, names: Readonly<Record<string, unknown>> = {}, machine?: AnyStateMachine): Journey {
  const input = { path: '', names, outer: [], depth: 0, depths: {}, inputs: {}, frames: [''], handled: null };
  return { input, events: (snapshot) => [...endsOfInvoked(snapshot, outcomes, machine), ...endsOfSpawned(snapshot), ...turns(snapshot), ...orders(snapshot)] };
}

type Outcomes = Readonly<Record<string, readonly object[]>>;

function endsOfInvoked(snapshot: AnyMachineSnapshot, outcomes: Outcomes, machine: AnyStateMachine | undefined): readonly AnyEventObject[] {
  const nodes = machine ? snapshot._nodes.map(({ id }) => machine.getStateNodeById(id)) : snapshot._nodes;
  const events = nodes.flatMap((node) =>
    node.invoke.flatMap(({ id, src }) => {
      const name = String(src);
      const kind = name.startsWith('block:') || name.endsWith('program') ? 'call' : name;
      const usual = outcomes[name] ?? ends[kind]?.(id) ?? [];
      return [...usual, ...(kind === 'timer' ? [] : [stopped])].map((output) => done(id, output));
    }),
  );
  // Done events have types that are known only at run time.
  return events as readonly AnyEventObject[];
}

/** Children that an action started; they are timers, and are there as long as they run. */
function endsOfSpawned(snapshot: AnyMachineSnapshot): readonly AnyEventObject[] {
  const invoked = new Set(snapshot._nodes.flatMap((node) => node.invoke.map(({ id }) => id)));
  const spawned = Object.keys(snapshot.children).filter(
    (id) => !invoked.has(id) && snapshot._nodes.some((node) => node.transitions.has(`xstate.done.actor.${id}`)),
  );
  return spawned.map((id) => ({ type: `xstate.done.actor.${id}`, output: { status: 'succeeded', value: null } }));
}

function turns(snapshot: AnyMachineSnapshot): readonly AnyEventObject[] {
  return snapshot._nodes.flatMap((node) =>
    (node.transitions.get('turn') ?? []).map(({ guard }) => ({ type: 'turn', id: (guard as { readonly params: { readonly id: string } }).params.id })),
  );
}

function orders(snapshot: AnyMachineSnapshot): readonly AnyEventObject[] {
  const isStopping = threadOf(snapshot.context, 0).cancelledBy !== null;
  return [isStopping ? cancel('/other', { kill: true }) : cancel('/other')] as readonly AnyEventObject[];
}

export function machineNamed(text: string, src: string): AnyStateMachine {
  const machine = machinesOf(text)[src];
  if (!machine) throw new Error(`no machine "${src}": ${Object.keys(machinesOf(text)).join(', ')}`);
  // Everything that is compiled from source is a statechart.
  return machine as AnyStateMachine;
}
