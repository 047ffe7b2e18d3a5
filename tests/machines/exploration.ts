/**
 * All states that a machine can be in, found with the path functions of `@xstate/graph` on the machine itself.
 *
 * 1. No actor runs: what children and timers would send is offered as events, and announcements go nowhere.
 * 2. Every microstep is watched, so that states which are left at once count as visited, and every transition taken
 *    is known.
 */
import { getShortestPaths, getSimplePaths, type StatePath } from '@xstate/graph';
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, AnyTransitionDefinition } from 'xstate';

type StateNode = AnyStateMachine['root'];
export type Path = StatePath<AnyMachineSnapshot, AnyEventObject>;

export interface Exploration {
  readonly shortest: readonly Path[];
  /** States of the machine that were never entered, by id. */
  readonly unvisitedStates: readonly string[];
  /** Transitions of the machine that were never taken: `state event#place`, place counting from 0. */
  readonly untakenTransitions: readonly string[];
}

export interface Journey {
  readonly input: unknown;
  /** What can happen to the machine in this state. */
  readonly events: (snapshot: AnyMachineSnapshot) => readonly AnyEventObject[];
}

export function explore(machine: AnyStateMachine, { input, events }: Journey): Exploration {
  const watched = watch(machine);
  const shortest = getShortestPaths(watched.machine, traversal(input, events)) as readonly Path[];
  const broken = shortest.find(({ state }) => state.status === 'error');
  if (broken) throw new Error(`a step failed: ${broken.steps.map(({ event }) => JSON.stringify(event)).join(' ')}`, { cause: broken.state.error });
  const nodes = nodesOf(machine.root);
  return {
    shortest,
    unvisitedStates: nodes.filter((node) => !watched.states.has(node.id)).map(({ id }) => id),
    untakenTransitions: nodes
      .flatMap(transitionsOf)
      .filter(({ transition }) => !watched.transitions.has(transition))
      .map(({ name }) => name),
  };
}

/** Every way through the machine that is in no state twice. */
export function simplePaths(machine: AnyStateMachine, { input, events }: Journey): readonly Path[] {
  return getSimplePaths(watch(machine).machine, traversal(input, events)) as readonly Path[];
}

/** Whether the machine can end from here. */
export function canEnd(machine: AnyStateMachine, { input, events }: Journey, from: AnyMachineSnapshot): boolean {
  return getShortestPaths(machine, { ...traversal(input, events), fromState: from, toState: ({ status }: AnyMachineSnapshot) => status === 'done' }).length > 0;
}

function traversal(input: unknown, events: Journey['events']): object {
  return { input, events: (snapshot: AnyMachineSnapshot) => (snapshot.status === 'active' ? events(snapshot) : []) };
}

interface Microstep {
  readonly type: string;
  readonly snapshot: AnyMachineSnapshot;
  readonly _transitions: readonly AnyTransitionDefinition[];
}

/** The machine, with a look at every microstep. */
function watch(machine: AnyStateMachine): {
  readonly machine: AnyStateMachine;
  readonly states: ReadonlySet<string>;
  readonly transitions: ReadonlySet<object>;
} {
  const states = new Set(enteredAtStart(machine.root).map(({ id }) => id));
  const transitions = new Set<object>();
  const see = (step: Microstep): void => {
    if (step.type !== '@xstate.microstep') return;
    for (const { id } of step.snapshot._nodes) states.add(id);
    for (const transition of step._transitions) transitions.add(transition);
  };
  type Scope = Parameters<AnyStateMachine['transition']>[2];
  const watchedScope = (scope: Scope): Scope => ({ ...scope, system: Object.assign(Object.create(scope.system), { _sendInspectionEvent: see }) });
  // Context that grows in place must not be shared by the ways that part here.
  const apart = (snapshot: AnyMachineSnapshot): AnyMachineSnapshot => ({ ...snapshot, context: structuredClone(snapshot.context) }) as AnyMachineSnapshot;
  const watched: AnyStateMachine = Object.assign(Object.create(machine), {
    transition: (snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: Scope) => machine.transition(apart(snapshot), event, watchedScope(scope)),
    getInitialSnapshot: (scope: Scope, input: unknown) => machine.getInitialSnapshot(watchedScope(scope), input as never),
  });
  return { machine: watched, states, transitions };
}

function enteredAtStart(node: StateNode): readonly StateNode[] {
  const next = node.type === 'parallel' ? Object.values(node.states) : (node.initial?.target ?? []);
  return [node, ...next.flatMap(enteredAtStart)];
}

function nodesOf(node: StateNode): readonly StateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function transitionsOf(node: StateNode): readonly { readonly name: string; readonly transition: object }[] {
  const byEvent = [...node.transitions].flatMap(([event, list]) => list.map((transition, place) => ({ name: `${node.id} ${event}#${place}`, transition })));
  return [...byEvent, ...(node.always ?? []).map((transition, place) => ({ name: `${node.id} always#${place}`, transition }))];
}
