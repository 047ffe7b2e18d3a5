/**
 * Where the lines of `A -> B` and `x | map: ...` stand.
 *
 * 1. A chain is broken before all of its operators when its author broke it before one.
 * 2. Its operators stand two spaces deeper than its head, or at the head's column when properties are
 *    indented under the head (deeper they would belong to the properties).
 */
import type { Chain } from './marks.ts';
import { lineBreaks, type Piece } from './pieces.ts';

export class ChainLayout {
  readonly #byHead = new Map<number, Chain>();
  readonly #broken = new Map<number, Chain>();
  readonly #columns = new Map<Chain, number>();

  constructor(text: string, pieces: readonly Piece[], chains: readonly Chain[]) {
    for (const chain of chains) {
      this.#byHead.set(chain.head, chain);
      if (!chain.operators.some((operator) => startsLine(text, pieces, operator))) continue;
      for (const operator of chain.operators) this.#broken.set(operator, chain);
    }
  }

  /** Tells the column of the line on which a piece was written: it may be the head of a chain. */
  written(place: number, column: number): void {
    const chain = this.#byHead.get(place);
    if (chain) this.#columns.set(chain, column);
  }

  /** The column of the line that a piece begins as an operator of a broken chain. */
  columnOf(place: number, step: number): number | undefined {
    const chain = this.#broken.get(place);
    return chain && (this.#columns.get(chain) ?? 0) + (chain.headHasBlock ? 0 : step);
  }
}

/** Whether a piece begins a line in the source. */
export function startsLine(text: string, pieces: readonly Piece[], place: number): boolean {
  const start = pieces[place]?.span.start ?? 0;
  return lineBreaks(text, pieces[place - 1]?.span.end ?? 0, start) > 0;
}
