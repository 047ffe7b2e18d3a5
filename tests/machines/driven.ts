/** A machine that runs for real, with children that end when and how a test says. */
import { setImmediate } from 'node:timers/promises';
import { type AnyActorLogic, type AnyEventObject, type AnyMachineSnapshot, type AnyStateMachine, createActor, fromPromise } from 'xstate';

const doneEvent = 'xstate.done.actor.';

export class Children {
  readonly #resolvers = new Map<string, (output: unknown) => void>();
  /** A child of any kind: it does nothing, takes every order, and ends when it is told to. */
  readonly logic: AnyActorLogic = fromPromise(({ self }) => new Promise((resolve) => void this.#resolvers.set(self.id, resolve)));

  end(id: string, output: unknown): void {
    const resolve = this.#resolvers.get(id);
    if (!resolve) throw new Error(`no child "${id}" was started`);
    this.#resolvers.delete(id);
    resolve(output);
  }
}

export class Driven {
  readonly #actor;
  #failure: unknown = null;

  constructor(
    machine: AnyStateMachine,
    input: unknown,
    private readonly children: Children,
  ) {
    this.#actor = createActor(machine, { input } as never);
    this.#actor.subscribe({
      error: (error) => {
        this.#failure = error;
      },
    });
    this.#actor.start();
  }

  get snapshot(): AnyMachineSnapshot {
    if (this.#failure !== null) throw this.#failure;
    return this.#actor.getSnapshot();
  }

  /** Makes it happen for real: a done event by the end of that child, everything else by sending it. */
  async happen(event: AnyEventObject): Promise<void> {
    if (event.type.startsWith(doneEvent)) this.children.end(event.type.slice(doneEvent.length), event.output);
    else this.#actor.send(event);
    await setImmediate();
  }

  stop(): void {
    this.#actor.stop();
  }
}
