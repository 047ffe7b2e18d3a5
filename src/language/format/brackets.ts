/**
 * How each pair of brackets is laid out.
 *
 * Owns: which pairs are spread over lines (those that the author broke directly inside), where their
 * lines begin, and where commas stand.
 *
 * 1. A spread pair has one entry a line. Lists and objects then have a comma after every entry.
 * 2. A pair on one line has commas between its entries only.
 */
import type { Marks } from './marks.ts';
import { lineBreaks, type Piece } from './pieces.ts';

export interface Bracket {
  readonly open: number;
  readonly close: number;
  readonly spread: boolean;
}

export interface Brackets {
  /** By the place of the opening piece. */
  readonly pairs: ReadonlyMap<number, Bracket>;
  /** Pieces that begin a line when their pair is spread. */
  readonly entryStarts: ReadonlySet<number>;
  /** Pieces that are not printed: commas in brackets, which `commasAfter` stands for, and sessions' colons. */
  readonly omitted: ReadonlySet<number>;
  readonly commasAfter: ReadonlySet<number>;
}

interface Open {
  readonly open: number;
  broken: boolean;
  /** The last piece directly or deeper inside that is no comma. */
  last: number | undefined;
}

interface Work {
  readonly marks: Marks;
  readonly pairs: Map<number, Bracket>;
  readonly entryStarts: Set<number>;
  readonly omitted: Set<number>;
  readonly commasAfter: Set<number>;
  readonly stack: Open[];
}

export function matchBrackets(text: string, pieces: readonly Piece[], marks: Marks): Brackets {
  const work: Work = { marks, pairs: new Map(), entryStarts: new Set(), omitted: new Set(marks.sessionColons), commasAfter: new Set(), stack: [] };
  let end = 0;
  pieces.forEach((piece, place) => {
    const inner = work.stack.at(-1);
    if (inner && !inner.broken) inner.broken = lineBreaks(text, end, piece.span.start) > 0;
    visit(piece, place, work);
    end = piece.span.end;
  });
  return work;
}

function visit(piece: Piece, place: number, work: Work): void {
  const shape = piece.kind === 'punctuation' ? piece.text : '';
  const inner = work.stack.at(-1);
  if (shape === ')' || shape === ']' || shape === '}') return closePair(place, work);
  if (inner && shape === ',') return void separate(place, inner, work);
  if (inner) startEntry(place, inner, work);
  if (shape === '(' || shape === '[' || shape === '{') work.stack.push({ open: place, broken: false, last: undefined });
}

/** Notes a piece inside brackets, and the comma that an object's line break stands for. */
function startEntry(place: number, inner: Open, work: Work): void {
  if (inner.last === undefined) work.entryStarts.add(place);
  else if (work.marks.entries.has(place) && !work.entryStarts.has(place)) {
    work.commasAfter.add(inner.last);
    work.entryStarts.add(place);
  }
  inner.last = place;
}

/** A comma directly inside brackets: printed behind the entry, even where a comment came between. */
function separate(place: number, inner: Open, work: Work): void {
  work.omitted.add(place);
  if (inner.last !== undefined) work.commasAfter.add(inner.last);
  work.entryStarts.add(place + 1);
}

function closePair(place: number, work: Work): void {
  const inner = work.stack.pop();
  if (!inner) return;
  const spread = inner.broken && inner.last !== undefined;
  work.pairs.set(inner.open, { open: inner.open, close: place, spread });
  endEntries(inner, spread, work);
  const outer = work.stack.at(-1);
  if (outer) outer.last = place;
}

/** The comma behind the last entry: there when a literal is spread, never otherwise. */
function endEntries(inner: Open, spread: boolean, work: Work): void {
  if (inner.last === undefined) return;
  if (spread && work.marks.literals.has(inner.open)) work.commasAfter.add(inner.last);
  else work.commasAfter.delete(inner.last);
}
