/** The name somebody probably meant. */
import { closest } from '../../closest.ts';

/** How many names are looked at in one check at most, so that a program full of mistakes stays cheap. */
const BUDGET = 20_000;

export class NameGuess {
  #left = BUDGET;

  /**
   * The candidate with the smallest edit distance, when it is near enough to be meant.
   * @param candidates undefined stands for a name that was looked at and is not visible
   */
  nearest(name: string, candidates: Iterable<string | undefined>): string | undefined {
    return this.#left > 0 ? closest(name, this.#affordable(name, candidates)) : undefined;
  }

  *#affordable(name: string, candidates: Iterable<string | undefined>): Iterable<string> {
    for (const candidate of candidates) {
      if (this.#left <= 0) return;
      this.#left -= 1;
      if (candidate !== undefined && candidate !== name) yield candidate;
    }
  }
}
