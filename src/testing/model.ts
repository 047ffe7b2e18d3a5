/**
 * A machine as a pure model of itself, for `createTestModel` of `@xstate/graph`, which takes machines without
 * `invoke` and `after` only.
 *
 * 1. Everything that a child or a timer would send is an event like any other, under the very name that XState gives
 *    it (`xstate.done.actor.ID`), so that guards and actions see what they see in the machine.
 * 2. States, guards, context and all other transitions are the machine's own; orders to children go nowhere.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';

type StateNode = AnyStateMachine['root'];
type Transitions = Record<string, unknown>;

/** The parts of a state's configuration that are rewritten; XState's own type names every event and actor. */
interface StateConfig {
  readonly on?: Transitions;
  readonly states?: Readonly<Record<string, StateConfig>>;
  readonly [key: string]: unknown;
}

/**
 * @example
 * const model = createTestModel(plainModel(machine), { input, events: [{ type: 'xstate.done.actor.agent', output: 'hello' }] });
 * for (const path of model.getShortestPaths()) await path.test({ states, events });
 */
export function plainModel(machine: AnyStateMachine): AnyStateMachine {
  const { actions, ...implementations } = machine.implementations;
  const config = plainState(machine.root);
  // The rewritten configuration is the machine's own with other keys under `on`.
  return createMachine(config as Parameters<typeof createMachine>[0], { ...implementations, actions: withoutOrders(actions) } as never) as AnyStateMachine;
}

function plainState(node: StateNode): StateConfig {
  // `after` and `invoke` are left out; what they react to comes back under `on`.
  const { invoke: _, after: __, on, states, ...rest } = node.config as StateConfig;
  const children = Object.fromEntries(Object.entries(node.states).map(([key, child]) => [key, plainState(child)]));
  return { ...rest, on: { ...on, ...endsOfChildren(node), ...endsOfTimers(node) }, ...(states === undefined ? {} : { states: children }) };
}

function endsOfChildren(node: StateNode): Transitions {
  return Object.fromEntries(
    node.invoke.flatMap(({ id, onDone, onError }) => [
      ...(onDone === undefined ? [] : [[`xstate.done.actor.${id}`, onDone]]),
      ...(onError === undefined ? [] : [[`xstate.error.actor.${id}`, onError]]),
    ]),
  );
}

/** A delayed transition reacts to an event of its own, which XState sends when the time is over. */
function endsOfTimers(node: StateNode): Transitions {
  const after = (node.config as StateConfig).after as Transitions | undefined;
  return Object.fromEntries(Object.entries(after ?? {}).map(([delay, transition]) => [`xstate.after.${delay}.${node.id}`, transition]));
}

/** Without children there is nobody to send to. */
function withoutOrders(actions: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, isOrder(action) ? () => undefined : action]));
}

function isOrder(action: unknown): boolean {
  return typeof action === 'function' && 'type' in action && action.type === 'xstate.sendTo';
}
