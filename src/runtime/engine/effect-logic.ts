/**
 * Actor logic for effects: an actor that starts something outside, may be told to stop it, and ends
 * with its outcome when the runtime delivers it.
 */
import type { ActorLogic, AnyEventObject, Snapshot } from 'xstate';

export interface EffectHandle {
  /** Order to stop; the outcome still comes. */
  cancel(by: string): void;
  /** The actor was stopped from outside: nothing may be delivered any more. */
  drop(): void;
}

interface EffectSnapshot<Input, Output> {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly output: Output | undefined;
  readonly error: undefined;
  readonly input: Input | undefined;
}

type EffectEvent<Output> =
  | { readonly type: 'effect.ended'; readonly output: Output }
  | { readonly type: 'cancel'; readonly by: string }
  | { readonly type: 'xstate.stop' };

export type EffectLogic<Input, Output> = ActorLogic<Snapshot<Output>, AnyEventObject, Input>;

/**
 * @param begin starts the effect; `end` makes the actor end with its outcome, and does nothing when the
 * actor has been stopped
 */
export function effectLogic<Input, Output>(begin: (input: Input, end: (output: Output) => void) => EffectHandle): EffectLogic<Input, Output> {
  // Entries are removed when their actors end: a weak map of many live actors is slow to collect.
  const handles = new Map<object, EffectHandle>();
  const logic = {
    getInitialSnapshot: (_scope: unknown, input: Input) => ({ status: 'active', output: undefined, error: undefined, input }),
    start(snapshot: EffectSnapshot<Input, Output>, scope: { self: { send(event: EffectEvent<Output>): void } }) {
      if (snapshot.status !== 'active') return;
      // An active snapshot was made by `getInitialSnapshot` with this input.
      handles.set(
        scope.self,
        begin(snapshot.input as Input, (output) => scope.self.send({ type: 'effect.ended', output })),
      );
    },
    transition(snapshot: EffectSnapshot<Input, Output>, event: EffectEvent<Output>, scope: { self: object }) {
      switch (event.type) {
        case 'effect.ended':
          handles.delete(scope.self);
          return { ...snapshot, status: 'done', output: event.output, input: undefined };
        case 'cancel':
          handles.get(scope.self)?.cancel(event.by);
          return snapshot;
        case 'xstate.stop':
          handles.get(scope.self)?.drop();
          handles.delete(scope.self);
          return { ...snapshot, status: 'stopped', input: undefined };
        default:
          return snapshot;
      }
    },
    getPersistedSnapshot: (snapshot: EffectSnapshot<Input, Output>) => snapshot,
    restoreSnapshot: (snapshot: EffectSnapshot<Input, Output>) => snapshot,
  };
  // The parts above are XState's `ActorLogic` for this snapshot; its own type cannot be inferred from them.
  return logic as unknown as EffectLogic<Input, Output>;
}
