/**
 * The text that is being made, line by line.
 *
 * Owns: line breaks, blank lines kept from the source, comments and the space between two pieces of a
 * line. Does not own: which column a line has, and whether one begins.
 */
import type { Comment } from '../token.ts';
import type { Marks } from './marks.ts';
import { lineBreaks, type Piece } from './pieces.ts';
import { isSpaced } from './spacing.ts';

/** How a line begins. */
export interface LineStart {
  readonly column: number;
  /** Whether a blank line of the source is kept. */
  readonly keepsBlank: boolean;
  /** Whether a blank line stands there in any case. */
  readonly forcesBlank?: boolean;
}

export class Lines {
  readonly #out: string[] = [];
  /** End of the last piece or comment in the source. */
  #end = 0;
  #last: number | undefined;

  constructor(
    readonly source: string,
    readonly pieces: readonly Piece[],
    readonly marks: Marks,
  ) {}

  /** The last piece written, if any. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Writes the comment that stands behind the last piece in the source, if any; returns the others. */
  trailing(comments: readonly Comment[]): readonly Comment[] {
    const [first, ...rest] = comments;
    if (!first || this.#last === undefined || lineBreaks(this.source, this.#end, first.span.start) > 0) return comments;
    this.#out.push('  ');
    this.#writeComment(first);
    return rest;
  }

  /** Writes a comment on a line of its own. */
  comment(comment: Comment, start: LineStart): void {
    this.begin(start, comment.span.start);
    this.#writeComment(comment);
  }

  #writeComment(comment: Comment): void {
    this.#out.push(comment.text.trimEnd());
    this.#end = comment.span.end;
  }

  /** Begins the line of what stands at `offset` in the source. */
  begin({ column, keepsBlank, forcesBlank = false }: LineStart, offset: number): void {
    const blank = forcesBlank || (keepsBlank && lineBreaks(this.source, this.#end, offset) > 1);
    if (this.#out.length > 0) this.#out.push(blank ? '\n\n' : '\n');
    this.#out.push(' '.repeat(column));
  }

  /** The space, if any, between the last piece and the next one of the same line. */
  space(piece: Piece, place: number): void {
    const last = this.#last;
    const before = last === undefined ? undefined : this.pieces[last];
    if (!before || last === undefined || this.marks.glued.has(place) || this.marks.signs.has(last)) return;
    if (isSpaced(before, piece)) this.#out.push(' ');
  }

  write(piece: Piece, place: number, comma: boolean): void {
    this.#out.push(this.marks.replacements.get(place) ?? piece.text);
    if (comma) this.#out.push(',');
    this.#end = piece.span.end;
    this.#last = place;
  }

  /** The whole text, with a line feed at its end when there is any. */
  finish(): string {
    if (this.#out.length > 0) this.#out.push('\n');
    return this.#out.join('');
  }
}
