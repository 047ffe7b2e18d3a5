/**
 * A program's text and where things are in it.
 *
 * Offsets count UTF-16 code units of `text`, from which a leading BOM has not been removed; lines and
 * columns count from 1, and a BOM has no column. The line table is made on first use, so that a clean program never pays for it.
 */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

const BYTE_ORDER_MARK = 0xfeff;

export class Source {
  #lineStarts: readonly number[] | undefined;

  /** @param file the name as given by the user, used in diagnostics only; `-` for standard input */
  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  /** The line and column of an offset; offsets outside the text are clamped to it. */
  position(offset: number): SourcePosition {
    const starts = this.lineStarts();
    const at = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    return { line: low + 1, column: Math.max(at - start, 0) + 1 };
  }

  /** The text of a line (from 1) without its line break; empty for a line that does not exist. */
  line(line: number): string {
    const starts = this.lineStarts();
    const start = starts[line - 1];
    if (start === undefined) return '';
    const end = starts[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/\r?\n$/, '');
  }

  private lineStarts(): readonly number[] {
    if (!this.#lineStarts) {
      const starts = [this.text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
