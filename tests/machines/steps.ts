/** Fixed machines stepped with the pure `transition`: no actor runs, no clock, no effect. */
import { type AnyStateMachine, fromPromise, initialTransition, transition } from 'xstate';

/** Stands for an effect that a machine starts: here it is never started. */
export const inert = fromPromise(() => new Promise<never>(() => undefined));

export interface Stepped {
  readonly state: unknown;
  readonly status: string;
  readonly output: unknown;
  // The context's type is the machine's; tests look at single fields of it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly context: any;
  /** What the last step asks the outside to do: `start agent`, `send agent cancel`, `stop timer`; others by the name of the action. */
  readonly orders: readonly string[];
}

/** The machine after these events, from its initial state. */
export function stepped(machine: AnyStateMachine, input: unknown, events: readonly object[]): Stepped {
  let [snapshot, actions] = initialTransition(machine, input);
  // Events are those of the machine under test; done events have types that are known only at run time.
  for (const event of events) [snapshot, actions] = transition(machine, snapshot, event as never);
  const { value, status, output, context } = snapshot;
  return { state: value, status, output, context, orders: actions.map(orderOf).filter((order) => order !== null) };
}

interface Order {
  readonly type: string;
  readonly params?: unknown;
}

function orderOf({ type, params }: Order): string | null {
  // These are the parameters of XState's own actions.
  const given = params as { readonly id?: string; readonly targetId?: string; readonly event?: { readonly type: string } } | undefined;
  switch (type) {
    case 'xstate.spawnChild':
      return `start ${given?.id}`;
    case 'xstate.sendTo':
      return `send ${given?.targetId} ${given?.event?.type}`;
    case 'xstate.stopChild':
      return 'stop a child';
    default:
      return type.startsWith('xstate.') ? null : type;
  }
}

export const done = (child: string, output: unknown): object => ({ type: `xstate.done.actor.${child}`, output, actorId: child });
export const cancel = (by: string, more: object = {}): object => ({ type: 'cancel', by, ...more });
