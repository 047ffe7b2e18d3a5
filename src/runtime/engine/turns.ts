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
  #counts: CountTurn[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly comparePaths: (a: string, b: string) => number,
  ) {}

  request(actor: TurnTaker, id: string, kind: 'start' | 'count', path: string): void {
    if (kind === 'start') this.soon(() => actor.send({ type: 'turn', id }));
    else if (!this.#counts.some((turn) => turn.actor === actor && turn.id === id)) this.#counts.push({ actor, id, path, depth: splitPath(path).length });
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

  private takeCount(): CountTurn | undefined {
    if (this.#counts.length > 1) this.#counts.sort((a, b) => b.depth - a.depth || this.comparePaths(a.path, b.path));
    return this.#counts.shift();
  }
}
