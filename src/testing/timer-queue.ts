/**
 * Timers by the moment they are due: a binary heap.
 *
 * 1. Timers of one moment come in the order in which they were started.
 * 2. A cancelled timer stays in the heap until it comes to the top, so that cancelling costs nothing.
 */
export interface Timer {
  readonly due: number;
  readonly order: number;
  /** Null once it is cancelled. */
  fire: (() => void) | null;
}

export class TimerQueue {
  readonly #heap: Timer[] = [];
  #started = 0;

  /** The returned function cancels the timer. */
  start(due: number, fire: () => void): () => void {
    const timer: Timer = { due, order: this.#started++, fire };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return () => {
      timer.fire = null;
    };
  }

  /** When the next timer is due; null when there is none. */
  get nextDue(): number | null {
    while (this.#heap[0]?.fire === null) this.#takeTop();
    return this.#heap[0]?.due ?? null;
  }

  /** Takes the next timer when it is due by `now`. */
  take(now: number): (() => void) | null {
    const due = this.nextDue;
    return due === null || due > now ? null : (this.#takeTop()?.fire ?? null);
  }

  #takeTop(): Timer | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #rise(place: number): void {
    let child = place;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) return;
      child = parent;
    }
  }

  #sink(place: number): void {
    let parent = place;
    for (;;) {
      const left = 2 * parent + 1;
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(child, parent)) return;
      parent = child;
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const one = this.#heap[a];
    const other = this.#heap[b];
    return one !== undefined && other !== undefined && (one.due - other.due || one.order - other.order) < 0;
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const one = this.#heap[child];
    const other = this.#heap[parent];
    if (!one || !other || !this.#isEarlier(child, parent)) return false;
    [this.#heap[child], this.#heap[parent]] = [other, one];
    return true;
  }
}
