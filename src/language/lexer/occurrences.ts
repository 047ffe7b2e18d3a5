/**
 * Where one character stands in a text, for many questions about places that mostly grow.
 *
 * 1. What a search has found is remembered, so that a character which is rare costs next to nothing.
 * 2. A question about an earlier place searches only the part that has not been searched.
 */
export class Occurrences {
  /** `#next` is the first one at or after `#from`. */
  #from = 0;
  #next = -1;

  constructor(
    private readonly text: string,
    private readonly character: string,
  ) {}

  /** The first one at or after `start`; the text's length when there is none. */
  next(start: number): number {
    if (start > this.#next) this.#search(start);
    return start < this.#from ? this.#nextBefore(start) : this.#next;
  }

  /** Whether one stands in `[start, end)`. */
  within(start: number, end: number): boolean {
    return this.next(start) < end;
  }

  #nextBefore(start: number): number {
    const found = this.text.slice(start, this.#from).indexOf(this.character);
    if (found >= 0) return start + found;
    this.#from = start;
    return this.#next;
  }

  #search(start: number): void {
    const found = this.text.indexOf(this.character, start);
    this.#from = start;
    this.#next = found < 0 ? this.text.length : found;
  }
}
