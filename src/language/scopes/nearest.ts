/** The name somebody probably meant. */
import { closest } from '../../closest.ts';

/** How many names are compared in one check at most, so that a program full of mistakes stays cheap. */
const BUDGET = 20_000;

export class NameGuess {
  #left = BUDGET;

  /** The candidate with the smallest edit distance, when it is near enough to be meant. */
  nearest(name: string, candidates: Iterable<string>): string | undefined {
    return closest(name, this.#affordable(name, candidates));
  }

  *#affordable(name: string, candidates: Iterable<string>): Iterable<string> {
    for (const candidate of candidates) {
      if (this.#left <= 0) return;
      this.#left -= 1;
      if (candidate !== name) yield candidate;
    }
  }
}
