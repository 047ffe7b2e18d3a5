/**
 * Turns: work that actors ask for during a step, done from the base of the stack before the step ends.
 *
 * Owns: their order. Does not own: what an actor does with its turn.
 *
 * 1. `start` turns (calls that begin and end, iterations) come first, in order of request.
 * 2. `count` turns (branch ends) come only when no start turn is left: deepest path first, then in
 *    program order, so that inner joins have happened before an outer end is counted.
 * 3. A long step yields to the clock now and then, so that signals and output are seen; nothing else is
 *    delivered meanwhile.
 */
import { splitPath } from '../../machines/paths.ts';
import type { TurnTaker } from '../../machines/frame-setup.ts';
import type { Clock } from '../../ports.ts';

interface CountTurn {
  readonly actor: TurnTaker;
  readonly id: string;
  readonly path: string;
  readonly depth: number;
}

/** Turns between two yields: a few milliseconds of work. */
const turnsPerSlice = 512;

export class Turns {
  readonly #starts: (() => void)[] = [];
  #nextStart = 0;
  /** Last first. */
  readonly #counts: CountTurn[] = [];
  readonly #counting = new Map<TurnTaker, Set<string>>();

  constructor(
    private readonly clock: Clock,
    private readonly comparePaths: (a: string, b: string) => number,
  ) {}

  request(actor: TurnTaker, id: string, kind: 'start' | 'count', path: string): void {
    if (kind === 'start') this.soon(() => actor.send({ type: 'turn', id }));
    else this.requestCount({ actor, id, path, depth: splitPath(path).length });
  }

  /** Runs `task` as a start turn. */
  soon(task: () => void): void {
    this.#starts.push(task);
  }

  /** Gives all turns that are asked for, and those that they ask for. */
  async drain(): Promise<void> {
    while (!this.slice()) await new Promise<void>((resolve) => this.clock.defer(resolve));
  }

  /** True when no turn is left. */
  slice(): boolean {
    for (let given = 0; given < turnsPerSlice; given++) {
      const task = this.takeStart();
      if (task) {
        task();
        continue;
      }
      const turn = this.takeCount();
      if (!turn) return true;
      turn.actor.send({ type: 'turn', id: turn.id });
    }
    return false;
  }

  private takeStart(): (() => void) | undefined {
    const task = this.#starts[this.#nextStart];
    if (task) this.#nextStart++;
    else if (this.#nextStart > 0) {
      this.#starts.length = 0;
      this.#nextStart = 0;
    }
    return task;
  }

  /** Puts a turn in its place; an actor has one turn for all that it asks for before it is given. */
  private requestCount(turn: CountTurn): void {
    const ids = this.#counting.get(turn.actor) ?? new Set();
    if (ids.has(turn.id)) return;
    this.#counting.set(turn.actor, ids.add(turn.id));
    let low = 0;
    let high = this.#counts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#counts[middle];
      if (other && this.comesBefore(turn, other)) low = middle + 1;
      else high = middle;
    }
    this.#counts.splice(low, 0, turn);
  }

  private comesBefore(a: CountTurn, b: CountTurn): boolean {
    return (b.depth - a.depth || this.comparePaths(a.path, b.path)) < 0;
  }

  private takeCount(): CountTurn | undefined {
    const turn = this.#counts.pop();
    const ids = turn && this.#counting.get(turn.actor);
    if (turn && ids?.delete(turn.id) && ids.size === 0) this.#counting.delete(turn.actor);
    return turn;
  }
}
