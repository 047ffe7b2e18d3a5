/**
 * What decides joins and handlers, delivered in order (semantics 4.1).
 *
 * 1. What arrives at one instant is one commit, in program order of its paths; deadlines come last.
 * 2. Deliveries are made one at a time, the next only when all that the last one causes without waiting
 *    has happened.
 * 3. After a commit, and never within one, agents that became ready are started.
 */
import type { Clock } from '../../ports.ts';
import type { Turns } from './turns.ts';

export interface Delivery {
  readonly path: string;
  readonly deadline?: boolean;
  deliver(): void;
}

export class Deliveries {
  #arrived: Delivery[] = [];
  #scheduled = false;
  #busy = false;

  constructor(
    private readonly clock: Clock,
    private readonly turns: Turns,
    private readonly comparePaths: (a: string, b: string) => number,
    private readonly afterCommit: () => void,
    private readonly onBug: (error: unknown) => void,
  ) {}

  get idle(): boolean {
    return !this.#busy && this.#arrived.length === 0;
  }

  arrive(delivery: Delivery): void {
    this.#arrived.push(delivery);
    this.schedule();
  }

  private schedule(): void {
    if (this.#scheduled || this.#busy) return;
    this.#scheduled = true;
    this.clock.defer(() => {
      this.#scheduled = false;
      this.commit().catch(this.onBug);
    });
  }

  private async commit(): Promise<void> {
    const batch = this.#arrived.sort((a, b) => Number(a.deadline ?? false) - Number(b.deadline ?? false) || this.comparePaths(a.path, b.path));
    this.#arrived = [];
    this.#busy = true;
    for (const delivery of batch) {
      delivery.deliver();
      // Most steps end within one slice; awaiting only the others keeps a delivery synchronous.
      if (!this.turns.slice()) await this.turns.drain();
    }
    this.#busy = false;
    this.afterCommit();
    if (this.#arrived.length > 0) this.schedule();
  }
}
