/**
 * Branches as generators over a discrete-event clock (semantics 2.3, 2.6, 4.1).
 *
 * Owns: virtual time, what arrives at one instant and in which order, tasks and their cancellation.
 * Does not own: agents and their slots (`agents.oracle.ts`), joins (`join.oracle.ts`).
 *
 * 1. A step is one delivered arrival and all that it causes without waiting.
 * 2. A commit is what is due at one instant; it is sorted by place in the program, deadlines last. What
 *    a commit makes due at the same instant (a killed process that is gone) is a later commit of that instant.
 * 3. Sessions that a step made ready start only after the whole commit, so one that is cancelled before
 *    that never starts.
 * 4. A task in a `finally` body (shield > 0) is not interrupted; it learns of the cancellation after it.
 */

/** A position in the program: five numbers a level (place in the list, arm, iteration, branch, member). */
export type Place = readonly number[];

export function comparePlaces(a: Place, b: Place): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** What a task waits for. `interrupt` gives it up: `now` when the task may go on in this very step. */
export interface Waiting {
  interrupt(): 'now' | 'later';
}

export type Steps<T> = Generator<Waiting, T, void>;

/** Unwinds a task that was cancelled. */
export class Cancelled extends Error {}

export class Task {
  cancelled = false;
  /** The cleanup time is over: no `finally` body begins or goes on. */
  killed = false;
  done = false;
  /** Depth of `finally` bodies that are running. */
  shield = 0;
  waiting: Waiting | null = null;
  generator: Steps<void> | null = null;

  constructor(
    readonly place: Place,
    readonly parent: Task | null,
  ) {}

  get mustStop(): boolean {
    return this.cancelled && (this.killed || this.shield === 0);
  }

  /** Whether what runs now is the cleanup of a cancelled branch, here or further out. */
  get cleansUp(): boolean {
    return (this.cancelled && this.shield > 0) || (this.parent?.cleansUp ?? false);
  }
}

export interface Arrival {
  readonly at: number;
  readonly place: Place;
  readonly deadline: boolean;
  /** When the commit is formed: what is a fact before anything of it is delivered. */
  readonly arrive?: () => void;
  readonly deliver: () => void;
}

export class Simulation {
  now = 0;
  /** Number of the commit that is being delivered; orders what became ready. */
  commit = 0;
  #arrivals: Arrival[] = [];

  constructor(private readonly afterCommit: () => void) {}

  schedule(arrival: Arrival): () => void {
    this.#arrivals.push(arrival);
    return () => {
      this.#arrivals = this.#arrivals.filter((other) => other !== arrival);
    };
  }

  /** Runs until nothing is due any more or `isOver`. */
  run(begin: () => void, isOver: () => boolean): void {
    begin();
    this.afterCommit();
    while (this.#arrivals.length > 0 && !isOver()) {
      this.commit++;
      for (const arrival of this.nextCommit()) arrival.deliver();
      this.afterCommit();
    }
  }

  private nextCommit(): readonly Arrival[] {
    this.now = Math.min(...this.#arrivals.map((arrival) => arrival.at));
    const due = this.#arrivals.filter((arrival) => arrival.at === this.now);
    this.#arrivals = this.#arrivals.filter((arrival) => arrival.at !== this.now);
    for (const arrival of due) arrival.arrive?.();
    return due.sort((a, b) => Number(a.deadline) - Number(b.deadline) || comparePlaces(a.place, b.place));
  }

  /** Starts a task; it runs to its first wait or to its end. `onEnd` is called once. */
  start(task: Task, steps: (task: Task) => Steps<void>, onEnd: () => void): void {
    task.generator = steps(task);
    this.#ends.set(task, onEnd);
    this.resume(task);
  }

  readonly #ends = new Map<Task, () => void>();

  /** Goes on with a task whose wait is over. */
  resume(task: Task): void {
    if (task.done || !task.generator) return;
    task.waiting = null;
    const next = task.generator.next();
    if (!next.done) {
      task.waiting = next.value;
      return;
    }
    task.done = true;
    this.#ends.get(task)?.();
  }

  /** Cancels a task that has started. It ends when its processes are gone and its `finally` bodies are done. */
  cancel(task: Task): void {
    if (task.done || task.cancelled) return;
    task.cancelled = true;
    if (task.shield === 0) this.interrupt(task);
  }

  /** Ends the `finally` body that runs, too. */
  kill(task: Task): void {
    if (task.done || task.killed) return;
    task.killed = true;
    this.interrupt(task);
  }

  private interrupt(task: Task): void {
    if (task.waiting?.interrupt() === 'now') this.resume(task);
  }
}

/** Waits; throws `Cancelled` when the task is to stop instead of going on. */
export function* pause(task: Task, waiting: Waiting): Steps<void> {
  if (task.mustStop) throw new Cancelled();
  yield waiting;
  if (task.mustStop) throw new Cancelled();
}

/** Waits until a moment of virtual time. */
export function* pauseUntil(simulation: Simulation, task: Task, place: Place, at: number): Steps<void> {
  let over = false;
  const end = (): void => {
    if (!over) simulation.resume(task);
  };
  const drop = simulation.schedule({ at, place, deadline: false, deliver: end });
  yield* pause(task, {
    interrupt() {
      over = true;
      drop();
      return 'now';
    },
  });
}

/** Waits for something that never comes by itself: an input, a quota. */
export function* pauseForGood(task: Task): Steps<never> {
  yield* pause(task, { interrupt: () => 'now' });
  throw new Error('a wait for good ends by cancellation only');
}
