/**
 * Pieces and comments -> lines.
 *
 * Owns: which piece begins a line, at which column, and to which level a comment belongs. Does not own:
 * the text itself (`lines.ts`), chains (`chain-layout.ts`), commas and spread brackets (`brackets.ts`).
 *
 * 1. A level is two spaces deeper than the line that opens it; so is a spread bracket.
 * 2. A comment that begins a line belongs to the deepest level, of those that are open there, whose
 *    column is at most its own; comments never go back to a deeper level.
 * 3. At most one blank line is kept; none at the start of a level or before `else` and its like; one
 *    always stands around agents and blocks.
 */
import type { Comment } from '../token.ts';
import type { Bracket, Brackets } from './brackets.ts';
import { ChainLayout, startsLine } from './chain-layout.ts';
import { Lines } from './lines.ts';
import type { Marks } from './marks.ts';
import { lineBreaks, type Piece } from './pieces.ts';

export interface Layout {
  /** The source's text, which spans count in. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly comments: readonly Comment[];
  readonly marks: Marks;
  readonly brackets: Brackets;
}

const step = 2;
const noComments: readonly Comment[] = [];

/** The canonical text of a program. */
export function print(layout: Layout): string {
  const printer = new Printer(layout);
  layout.pieces.forEach((piece, place) => {
    if (!layout.brackets.omitted.has(place)) printer.piece(piece, place);
  });
  return printer.end();
}

/** A level of indentation: the column of its lines in the source, and in the result. */
interface Level {
  readonly authored: number;
  readonly column: number;
}

interface OpenBracket extends Bracket {
  /** Column of the line that the bracket was opened on. */
  readonly outer: number;
}

/** A piece that begins a line, and its place. */
interface Next {
  readonly piece: Piece;
  readonly place: number;
}

class Printer {
  readonly #lines: Lines;
  readonly #chains: ChainLayout;
  readonly #program: Level = { authored: 0, column: 0 };
  /** The levels under the program's, the deepest last. */
  readonly #levels: Level[] = [];
  readonly #brackets: OpenBracket[] = [];
  /** Column of the line that the last piece stands on. */
  #column = 0;
  #nextComment = 0;
  #afterDefinition = false;

  constructor(readonly layout: Layout) {
    const { text, pieces, marks } = layout;
    this.#lines = new Lines(text, pieces, marks);
    this.#chains = new ChainLayout(text, pieces, marks.chains);
  }

  piece(piece: Piece, place: number): void {
    const comments = this.#commentsBefore(piece.span.start);
    const bracket = this.#brackets.at(-1);
    if (bracket) this.#inBracket(bracket, { piece, place }, comments);
    else this.#outside({ piece, place }, comments);
    this.#lines.write(piece, place, this.layout.brackets.commasAfter.has(place));
    this.#chains.written(place, this.#column);
    const pair = this.layout.brackets.pairs.get(place);
    if (pair) this.#brackets.push({ ...pair, outer: this.#column });
  }

  end(): string {
    this.#levelLines(this.#commentsBefore(this.layout.text.length), this.#levels.length, undefined);
    return this.#lines.finish();
  }

  #commentsBefore(offset: number): readonly Comment[] {
    const { comments } = this.layout;
    const from = this.#nextComment;
    while ((comments[this.#nextComment]?.span.start ?? Infinity) < offset) this.#nextComment += 1;
    return from === this.#nextComment ? noComments : comments.slice(from, this.#nextComment);
  }

  #begin(column: number, keepsBlank: boolean, { piece }: Next, forcesBlank = false): void {
    this.#lines.begin({ column, keepsBlank, forcesBlank }, piece.span.start);
    this.#column = column;
  }

  // ---- Brackets

  #inBracket(bracket: OpenBracket, next: Next, comments: readonly Comment[]): void {
    if (next.place === bracket.close) {
      this.#brackets.pop();
      return this.#closer(bracket, next, comments);
    }
    const inner = bracket.outer + step;
    const starts = this.layout.brackets.entryStarts.has(next.place);
    const column = starts || this.layout.marks.groups.has(bracket.open) ? inner : inner + step;
    const opening = this.#lines.last === bracket.open;
    const own = this.#bracketComments(comments, column, starts, opening);
    const breaks = comments.length > 0 || (bracket.spread && (starts || this.#breaksAtOperator(next.place)));
    if (breaks) this.#begin(column, starts && !(opening && own === 0), next);
    else this.#lines.space(next.piece, next.place);
  }

  #closer(bracket: OpenBracket, next: Next, comments: readonly Comment[]): void {
    this.#bracketComments(comments, bracket.outer + step, true, this.#lines.last === bracket.open);
    if (comments.length > 0 || bracket.spread) this.#begin(bracket.outer, false, next);
    else this.#lines.space(next.piece, next.place);
  }

  /** @returns how many comments stand on lines of their own; no blank line is kept before the first of a bracket */
  #bracketComments(comments: readonly Comment[], column: number, keepsBlank: boolean, opening: boolean): number {
    const own = this.#lines.trailing(comments);
    for (const [at, comment] of own.entries()) this.#lines.comment(comment, { column, keepsBlank: keepsBlank && !(opening && at === 0) });
    return own.length;
  }

  /** Inside an entry an author's line break is kept where an infix operator stands. */
  #breaksAtOperator(place: number): boolean {
    const { text, pieces, marks } = this.layout;
    return (marks.infix.has(place) || marks.infix.has(place - 1)) && startsLine(text, pieces, place);
  }

  // ---- Levels

  #outside(next: Next, comments: readonly Comment[]): void {
    const { piece, place } = next;
    const chain = this.#chains.columnOf(place, step);
    if (!piece.startsLine && chain === undefined && this.#lines.last !== undefined) return this.#lines.space(piece, place);
    if (piece.indents > 0) this.#levels.push({ authored: this.#columnInSource(piece.span.start), column: this.#column + step });
    if (chain === undefined) this.#levelLines(comments, piece.dedents, next);
    else this.#continuation(next, chain, comments);
  }

  /** Begins the line of a chain's operator, its comments before it. */
  #continuation(next: Next, column: number, comments: readonly Comment[]): void {
    const closed = this.#close(next.piece.dedents);
    for (const comment of this.#lines.trailing(comments)) {
      const level = this.#levelOf(comment, closed);
      this.#lines.comment(comment, { column: level?.column ?? column, keepsBlank: level !== undefined });
    }
    this.#begin(column, false, next);
  }

  /** Begins the line of the next statement or property (or ends the program), its comments before it. */
  #levelLines(comments: readonly Comment[], dedents: number, next: Next | undefined): void {
    const closed = this.#close(dedents);
    const { column } = this.#levels.at(-1) ?? this.#program;
    const opens = (next?.piece.indents ?? 0) > 0;
    const isClause = next !== undefined && this.#isClause(next.place);
    const own = this.#lines.trailing(comments);
    const deeper = own.map((comment) => this.#levelOf(comment, closed)?.column);
    const forced = this.#levels.length === 0 ? this.#forcedBlank(own, deeper.indexOf(undefined), next) : -1;
    own.forEach((comment, at) => {
      const keepsBlank = deeper[at] !== undefined || (!isClause && !(opens && at === 0));
      this.#lines.comment(comment, { column: deeper[at] ?? column, keepsBlank, forcesBlank: at === forced });
    });
    if (!next) return;
    this.#begin(column, !isClause && !(opens && own.length === 0), next, forced === own.length);
    if (this.#levels.length === 0 && !isClause) this.#afterDefinition = this.layout.marks.definitions.has(next.place);
  }

  /** Closes levels; returns those closed, the deepest last. */
  #close(count: number): Level[] {
    return this.#levels.splice(this.#levels.length - count, count);
  }

  /** The closed level that a comment still belongs to. Levels that it is left of are dropped: invariant 2. */
  #levelOf(comment: Comment, closed: Level[]): Level | undefined {
    const column = this.#columnInSource(comment.span.start);
    while ((closed.at(-1)?.authored ?? -1) > column) closed.pop();
    return closed.at(-1);
  }

  /**
   * Which line gets a blank line before it because of an agent or block: a comment's number, or the
   * number of comments for the line after them.
   * @param firstOuter the first comment that is in no deeper level, -1 when there is none
   */
  #forcedBlank(own: readonly Comment[], firstOuter: number, next: Next | undefined): number {
    const first = firstOuter < 0 ? own.length : firstOuter;
    if (this.#afterDefinition) return first;
    if (!next || !this.layout.marks.definitions.has(next.place)) return -1;
    let at = own.length;
    while (at > first && !this.#isApart(own, at, next)) at -= 1;
    return at;
  }

  /** Whether a blank line stands before the line `at` in the source. */
  #isApart(own: readonly Comment[], at: number, next: Next): boolean {
    return lineBreaks(this.layout.text, own[at - 1]?.span.end ?? 0, (own[at] ?? next.piece).span.start) > 1;
  }

  #isClause(place: number): boolean {
    const piece = this.layout.pieces[place];
    const after = this.layout.pieces[place + 1]?.text;
    return piece?.kind === 'name' && clauses.has(piece.text) && after !== '=' && after !== '.' && after !== '[';
  }

  #columnInSource(offset: number): number {
    return offset - (this.layout.text.lastIndexOf('\n', offset - 1) + 1);
  }
}

const clauses = new Set(['else', 'elif', 'catch', 'finally']);
