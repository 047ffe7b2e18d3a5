/** Time that passes only when a test says so. */
import type { Clock } from '../../src/ports.ts';

export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 10, 21);
  #timers: { readonly due: number; readonly fire: () => void }[] = [];

  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  startTimer(milliseconds: number, fire: () => void): () => void {
    const timer = { due: this.#now + milliseconds, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  defer(task: () => void): void {
    queueMicrotask(task);
  }

  /** Fires what is due within `milliseconds`, in order. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.due;
      next.fire();
      await Promise.resolve();
    }
    this.#now = end;
  }
}
