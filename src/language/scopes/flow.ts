/**
 * Which names are bound at which point of a program.
 *
 * Owns: the state of every slot over the walk, and how states join where paths meet.
 * Does not own: what a name means (`frames.ts`), or what to report about it (`reads.ts`).
 *
 * 1. Time counts changes, so that "at that point" is a number and late questions are answered exactly.
 * 2. A path that cannot go on (`return`, `throw`, `break`) adds nothing where paths meet.
 * 3. The work is linear in the number of changes times the depth of nesting, never in paths times names.
 */

/** No path has bound the name. */
export const UNBOUND = 0;
/** Only an earlier iteration, or the body of a `try` that failed, may have bound it. */
export const EARLIER = 1;
/** Some paths that lead here have bound it. */
export const MAYBE = 2;
/** Every path that leads here has bound it. */
export const BOUND = 3;
export type Binding = typeof UNBOUND | typeof EARLIER | typeof MAYBE | typeof BOUND;

/** The history of what nothing has bound yet: shared, never written. */
const unchanged: number[] = [];

const none: readonly Tracked[] = [];

/** What can be bound and unbound over time. */
export class Tracked {
  state: Binding = UNBOUND;
  /** Pairs of time and state, in order of time. */
  history: number[] = unchanged;
  /** The last merge that has seen it, so that each merge takes it once. */
  seen = 0;

  /** The state after all changes up to and including `time`. */
  stateAt(time: number): Binding {
    for (let at = this.history.length - 2; at >= 0; at -= 2) {
      if ((this.history[at] ?? 0) <= time) return this.history[at + 1] as Binding; // odd places hold states
    }
    return UNBOUND;
  }

  /** Whether any path ever binds it. */
  get everBound(): boolean {
    return this.history.length > 0;
  }
}

/** A point where paths part. */
export interface Fork {
  readonly mark: number;
  readonly time: number;
  readonly reachable: boolean;
}

export class Flow {
  now = 0;
  /** False behind a statement that never ends normally. */
  reachable = true;
  #changed: Tracked[] = [];
  #merges = 0;

  bind(tracked: Tracked, state: Binding = BOUND): void {
    if (tracked.state === state) return;
    this.#change(tracked, state);
    this.#changed.push(tracked);
  }

  /** A point in time of its own, for what happens between two changes. */
  tick(): number {
    this.now += 1;
    return this.now;
  }

  fork(): Fork {
    return { mark: this.#changed.length, time: this.now, reachable: this.reachable };
  }

  /** Goes back to the states of `fork`; only what changed after `since` has to be looked at. */
  rewind(fork: Fork, since: number = fork.mark): void {
    for (let at = since; at < this.#changed.length; at += 1) {
      const tracked = this.#changed[at];
      if (tracked) this.#change(tracked, tracked.stateAt(fork.time));
    }
    this.reachable = fork.reachable;
  }

  /** How many changes are on the log: the `since` of a later `rewind`. */
  get mark(): number {
    return this.#changed.length;
  }

  /**
   * Ends a region with several ways out.
   *
   * @param exits times at which control leaves the region, in ascending order; none: nothing follows
   * @param mixed the state of a name that only some of them have bound
   */
  merge(fork: Fork, exits: readonly number[], mixed: Binding = MAYBE): void {
    for (const tracked of this.changedSince(fork)) {
      this.#change(tracked, stateOver(tracked, exits, mixed));
      this.#changed.push(tracked);
    }
    this.reachable = exits.length > 0;
  }

  /** Takes what changed since `fork` off the log, each once. The caller puts back what outlives the region. */
  changedSince(fork: Fork): readonly Tracked[] {
    if (this.#changed.length === fork.mark) return none;
    this.#merges += 1;
    const distinct: Tracked[] = [];
    for (let at = fork.mark; at < this.#changed.length; at += 1) {
      const tracked = this.#changed[at];
      if (!tracked || tracked.seen === this.#merges) continue;
      tracked.seen = this.#merges;
      distinct.push(tracked);
    }
    this.#changed.length = fork.mark;
    return distinct;
  }

  /** As `bind`, for a slot that `changedSince` took off the log. */
  restore(tracked: Tracked, state: Binding): void {
    if (tracked.state !== state) this.#change(tracked, state);
    this.#changed.push(tracked);
  }

  #change(tracked: Tracked, state: Binding): void {
    this.now += 1;
    tracked.state = state;
    if (tracked.history === unchanged) tracked.history = [this.now, state];
    else tracked.history.push(this.now, state);
  }
}

/** The joined state over several points in time. */
export function stateOver(tracked: Tracked, exits: readonly number[], mixed: Binding): Binding {
  const first = exits[0];
  if (first === undefined) return strongest(tracked);
  let low: Binding = BOUND;
  let high: Binding = UNBOUND;
  let until = Number.POSITIVE_INFINITY;
  const { history } = tracked;
  for (let at = history.length - 2; at >= -2 && until > first; at -= 2) {
    const from = at < 0 ? Number.NEGATIVE_INFINITY : (history[at] ?? 0);
    if (anyWithin(exits, from, until)) {
      const state = (at < 0 ? UNBOUND : history[at + 1]) as Binding; // odd places hold states
      if (state < low) low = state;
      if (state > high) high = state;
    }
    until = from;
  }
  if (low === high) return low;
  return high === EARLIER ? EARLIER : mixed;
}

/** Behind a point that is never reached, what was bound anywhere counts: no finding there is worth two. */
function strongest(tracked: Tracked): Binding {
  let state: Binding = tracked.state;
  for (let at = 1; at < tracked.history.length; at += 2) {
    const then = tracked.history[at] as Binding; // odd places hold states
    if (then > state) state = then;
  }
  return state;
}

/** Whether one of the ascending `times` is in `[from, until)`. */
function anyWithin(times: readonly number[], from: number, until: number): boolean {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const next = times[low];
  return next !== undefined && next < until;
}
