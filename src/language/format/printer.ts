/**
 * Pieces and comments -> lines.
 *
 * Owns: indentation, line breaks, blank lines and where a comment stands. Does not own: the space
 * between two pieces of a line (`spacing.ts`).
 *
 * 1. A level is two spaces deeper than the line that opens it; so is a spread bracket.
 * 2. A chain is broken before all of its operators when its author broke it before one. They stand two
 *    spaces deeper than the chain's head, or at its column when properties are indented under the head
 *    (deeper they would belong to the properties).
 * 3. A comment that begins a line belongs to the deepest level, of those that are open there, whose
 *    column is at most its own; comments never go back to a deeper level.
 * 4. At most one blank line is kept; none at the start of a level or before `else` and its like; one
 *    always stands around agents and blocks.
 */
import type { Comment } from '../token.ts';
import type { Bracket, Brackets } from './brackets.ts';
import type { Chain, Marks } from './marks.ts';
import { lineBreaks, type Piece } from './pieces.ts';
import { isSpaced } from './spacing.ts';

export interface Layout {
  /** The source's text, which spans count in. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly comments: readonly Comment[];
  readonly marks: Marks;
  readonly brackets: Brackets;
}

const step = 2;

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

/** A line to begin: in front of a piece, or for a comment. */
interface LineStart {
  readonly column: number;
  /** Whether a blank line of the source is kept. */
  readonly keepsBlank: boolean;
}

class Printer {
  readonly #out: string[] = [];
  readonly #levels: Level[] = [{ authored: 0, column: 0 }];
  readonly #brackets: OpenBracket[] = [];
  readonly #chainAt = new Map<number, Chain>();
  readonly #chainOf = new Map<number, Chain>();
  readonly #chainColumn = new Map<Chain, number>();
  readonly #broken = new Set<Chain>();
  /** Column of the line that the last piece stands on. */
  #column = 0;
  /** End of the last piece or comment in the source. */
  #end = 0;
  #last: number | undefined;
  #nextComment = 0;
  #afterDefinition = false;

  constructor(readonly layout: Layout) {
    for (const chain of layout.marks.chains) this.#note(chain);
  }

  #note(chain: Chain): void {
    this.#chainAt.set(chain.head, chain);
    for (const operator of chain.operators) {
      this.#chainOf.set(operator, chain);
      if (this.#startsLineInSource(operator)) this.#broken.add(chain);
    }
  }

  #startsLineInSource(place: number): boolean {
    const { text, pieces } = this.layout;
    const piece = pieces[place];
    return piece !== undefined && lineBreaks(text, pieces[place - 1]?.span.end ?? 0, piece.span.start) > 0;
  }

  piece(piece: Piece, place: number): void {
    const comments = this.#commentsBefore(piece.span.start);
    if (this.#brackets.length > 0) this.#inBrackets(piece, place, comments);
    else this.#outside(piece, place, comments);
    this.#write(piece, place);
  }

  end(): string {
    this.#levelLines(this.#commentsBefore(this.layout.text.length), 0, undefined);
    if (this.#out.length > 0) this.#out.push('\n');
    return this.#out.join('');
  }

  #commentsBefore(offset: number): readonly Comment[] {
    const { comments } = this.layout;
    const from = this.#nextComment;
    while ((comments[this.#nextComment]?.span.start ?? Infinity) < offset) this.#nextComment += 1;
    return comments.slice(from, this.#nextComment);
  }

  // ---- Brackets

  #inBrackets(piece: Piece, place: number, comments: readonly Comment[]): void {
    const bracket = this.#brackets.at(-1) as OpenBracket; // the caller has seen one
    const closes = place === bracket.close;
    const starts = this.layout.brackets.entryStarts.has(place);
    const breaks = comments.length > 0 || (bracket.spread && (closes || starts || this.#breaksAtOperator(place)));
    const inner = bracket.outer + step;
    const column = closes ? bracket.outer : starts || this.layout.marks.groups.has(bracket.open) ? inner : inner + step;
    const own = this.#trailing(comments);
    own.forEach((comment, at) => {
      this.#comment(comment, { column: closes ? inner : column, keepsBlank: (starts || closes) && (at > 0 || this.#last !== bracket.open) });
    });
    if (breaks) this.#line({ column, keepsBlank: starts && !closes && (own.length > 0 || this.#last !== bracket.open) }, piece.span.start);
    else this.#space(piece, place);
    if (breaks) this.#column = column;
    if (closes) this.#brackets.pop();
  }

  /** Inside an entry an author's line break is kept where an infix operator stands. */
  #breaksAtOperator(place: number): boolean {
    const { infix } = this.layout.marks;
    return (infix.has(place) || infix.has(place - 1)) && this.#startsLineInSource(place);
  }

  // ---- Levels

  #outside(piece: Piece, place: number, comments: readonly Comment[]): void {
    const chain = this.#chainOf.get(place);
    const continues = chain !== undefined && this.#broken.has(chain);
    if (!piece.startsLine && !continues && this.#last !== undefined) return this.#space(piece, place);
    if (piece.indents > 0) this.#levels.push({ authored: this.#columnInSource(piece.span.start), column: this.#column + step });
    if (continues) this.#continuation(piece, chain, comments);
    else this.#levelLines(comments, piece.dedents, { piece, place });
  }

  #continuation(piece: Piece, chain: Chain, comments: readonly Comment[]): void {
    const column = (this.#chainColumn.get(chain) ?? 0) + (chain.headHasBlock ? 0 : step);
    const levels = this.#close(piece.dedents);
    this.#trailing(comments).forEach((comment) => {
      const level = this.#levelOf(comment, levels);
      this.#comment(comment, { column: level?.column ?? column, keepsBlank: level !== undefined });
    });
    this.#line({ column, keepsBlank: false }, piece.span.start);
    this.#column = column;
  }

  /** Begins the line of the next statement or property (or ends the program), its comments before it. */
  #levelLines(comments: readonly Comment[], dedents: number, next: { piece: Piece; place: number } | undefined): void {
    const closed = next ? this.#close(dedents) : this.#close(this.#levels.length - 1);
    const level = this.#levels.at(-1) as Level; // level 0 is never closed
    const opens = (next?.piece.indents ?? 0) > 0;
    const tight = next !== undefined && this.#isClause(next.place);
    const own = this.#trailing(comments);
    const columns = own.map((comment) => this.#levelOf(comment, closed)?.column);
    const forced = level === this.#levels[0] ? this.#forcedBlank(own, columns, next) : -1;
    own.forEach((comment, at) => {
      const deeper = columns[at];
      const keepsBlank = deeper !== undefined || (!tight && !(opens && at === 0));
      this.#comment(comment, { column: deeper ?? level.column, keepsBlank }, at === forced);
    });
    if (!next) return;
    this.#line({ column: level.column, keepsBlank: !tight && !(opens && own.length === 0) }, next.piece.span.start, forced === own.length);
    this.#column = level.column;
    if (level === this.#levels[0] && !tight) this.#afterDefinition = this.layout.marks.definitions.has(next.place);
  }

  /** Closes levels; returns those closed, the deepest last. */
  #close(count: number): Level[] {
    return this.#levels.splice(this.#levels.length - count, count);
  }

  /** The closed level that a comment still belongs to. Levels that it is left of are dropped: invariant 3. */
  #levelOf(comment: Comment, closed: Level[]): Level | undefined {
    const column = this.#columnInSource(comment.span.start);
    while (closed.length > 0 && (closed.at(-1) as Level).authored > column) closed.pop();
    return closed.at(-1);
  }

  /** Which line (a comment's number, or the number of comments for the piece) gets a blank line because of a definition. */
  #forcedBlank(own: readonly Comment[], columns: readonly (number | undefined)[], next: { place: number } | undefined): number {
    const firstOuter = columns.indexOf(undefined);
    const first = firstOuter < 0 ? own.length : firstOuter;
    if (this.#afterDefinition) return first;
    if (!next || !this.layout.marks.definitions.has(next.place)) return -1;
    let at = own.length;
    while (at > first && !this.#isApart(own, at, next.place)) at -= 1;
    return at;
  }

  /** Whether a blank line stands before the line `at` in the source. */
  #isApart(own: readonly Comment[], at: number, place: number): boolean {
    const start = (own[at] ?? this.layout.pieces[place])?.span.start ?? 0;
    return lineBreaks(this.layout.text, own[at - 1]?.span.end ?? 0, start) > 1;
  }

  #isClause(place: number): boolean {
    const piece = this.layout.pieces[place];
    const next = this.layout.pieces[place + 1]?.text;
    return piece?.kind === 'name' && clauses.has(piece.text) && next !== '=' && next !== '.' && next !== '[';
  }

  #columnInSource(offset: number): number {
    return offset - (this.layout.text.lastIndexOf('\n', offset - 1) + 1);
  }

  // ---- Writing

  /** Writes the comment that stands behind the last piece, if any; returns the others. */
  #trailing(comments: readonly Comment[]): readonly Comment[] {
    const [first, ...rest] = comments;
    if (!first || this.#last === undefined || lineBreaks(this.layout.text, this.#end, first.span.start) > 0) return comments;
    this.#out.push('  ', first.text.trimEnd());
    this.#end = first.span.end;
    return rest;
  }

  #comment(comment: Comment, start: LineStart, forced = false): void {
    this.#line(start, comment.span.start, forced);
    this.#out.push(comment.text.trimEnd());
    this.#end = comment.span.end;
  }

  #line(start: LineStart, offset: number, forced = false): void {
    const isFirst = this.#out.length === 0;
    const blank = forced || (start.keepsBlank && lineBreaks(this.layout.text, this.#end, offset) > 1);
    if (!isFirst) this.#out.push(blank ? '\n\n' : '\n');
    this.#out.push(' '.repeat(start.column));
  }

  #space(piece: Piece, place: number): void {
    const last = this.#last;
    const { pieces, marks } = this.layout;
    const before = last === undefined ? undefined : pieces[last];
    if (before && last !== undefined && isSpaced(before, piece) && !marks.glued.has(place) && !marks.signs.has(last)) this.#out.push(' ');
  }

  #write(piece: Piece, place: number): void {
    const { marks, brackets } = this.layout;
    this.#out.push(marks.replacements.get(place) ?? piece.text);
    if (brackets.commasAfter.has(place)) this.#out.push(',');
    this.#end = piece.span.end;
    this.#last = place;
    const chain = this.#chainAt.get(place);
    if (chain) this.#chainColumn.set(chain, this.#column);
    const pair = brackets.pairs.get(place);
    if (pair) this.#brackets.push({ ...pair, outer: this.#column });
  }
}

const clauses = new Set(['else', 'elif', 'catch', 'finally']);
