/**
 * Virtual time: a clock that jumps to the next moment at which something is due.
 *
 * Owns: what an instant is. Does not own: who waits for what.
 *
 * 1. An instant: all timers that are due fire in the order they were started; when everything they cause
 *    without a timer has happened, the deferred tasks run; both again until nothing is left. Only then
 *    does time move on, and never further than to the next timer.
 * 2. Nothing sleeps: the only thing waited for is that all promise reactions under way have run.
 * 3. Work outside the clock (a file, a socket) is not seen: to the clock it is silence.
 */
import { setImmediate } from 'node:timers';
import type { Clock } from '../ports.ts';
import { TimerQueue } from './timer-queue.ts';

/** 2026-01-01T00:00:00Z */
const defaultStart = Date.UTC(2026, 0, 1);

export interface VirtualClockOptions {
  /** Milliseconds since the epoch; default 2026-01-01T00:00:00Z. */
  readonly start?: number;
}

/**
 * A `Clock` for tests.
 *
 * @example
 * const clock = new VirtualClock();
 * clock.startTimer(3_600_000, () => console.log('an hour later'));
 * await clock.run(); // 'silent', at once; clock.elapsed === 3_600_000
 */
export class VirtualClock implements Clock {
  readonly start: number;
  readonly #timers = new TimerQueue();
  #now: number;
  #deferred: (() => void)[] = [];

  constructor(options: VirtualClockOptions = {}) {
    this.start = options.start ?? defaultStart;
    this.#now = this.start;
  }

  now(): number {
    return this.#now;
  }

  /** Milliseconds since the clock was made. */
  get elapsed(): number {
    return this.#now - this.start;
  }

  startTimer(milliseconds: number, fire: () => void): () => void {
    return this.#timers.start(this.#now + Math.max(0, milliseconds), fire);
  }

  defer(task: () => void): void {
    this.#deferred.push(task);
  }

  /**
   * Lets time pass until `isOver` says so (`over`) or nothing is due any more (`silent`).
   *
   * @param until milliseconds since the clock was made: time does not move beyond it (`reached`)
   */
  async run(isOver: () => boolean = () => false, until = Number.POSITIVE_INFINITY): Promise<'over' | 'silent' | 'reached'> {
    for (;;) {
      await this.#finishInstant(isOver);
      if (isOver()) return 'over';
      const due = this.#timers.nextDue;
      if (due === null && until === Number.POSITIVE_INFINITY) return 'silent';
      if (due === null || due > this.start + until) {
        this.#now = Math.max(this.#now, this.start + until);
        return 'reached';
      }
      this.#now = due;
    }
  }

  /** Lets this much time pass, and everything in it happen. */
  async advance(milliseconds: number): Promise<void> {
    await this.run(() => false, this.elapsed + milliseconds);
  }

  async #finishInstant(isOver: () => boolean): Promise<void> {
    do {
      this.#fireDue();
      await reactionsSettled();
    } while (!isOver() && (this.#isDue() || this.#runDeferred()));
  }

  #isDue(): boolean {
    const due = this.#timers.nextDue;
    return due !== null && due <= this.#now;
  }

  #fireDue(): void {
    for (let fire = this.#timers.take(this.#now); fire; fire = this.#timers.take(this.#now)) fire();
  }

  #runDeferred(): boolean {
    const tasks = this.#deferred;
    this.#deferred = [];
    for (const task of tasks) task();
    return tasks.length > 0;
  }
}

/** Node runs all promise reactions, however long their chains, before the next immediate. */
function reactionsSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
