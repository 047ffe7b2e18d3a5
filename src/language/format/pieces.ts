/**
 * The unbreakable parts of a program, in source order: what the printer places on lines.
 *
 * Owns: the merging of tokens whose white space is content (bare questions, WORD values) into one
 * piece, and the line structure (NEWLINE, INDENT, DEDENT) that stands before each piece.
 */
import type { Condition, Expression, Node, Program, Span } from '../ast.ts';
import type { Token, TokenKind } from '../token.ts';
import { children, walk } from '../walk.ts';

export interface Piece {
  readonly kind: Exclude<TokenKind, 'newline' | 'indent' | 'dedent' | 'end'> | 'verbatim';
  /** As in the source, with LF line ends. */
  readonly text: string;
  readonly span: Span;
  /** A NEWLINE, INDENT or DEDENT stands before the piece. */
  readonly startsLine: boolean;
  readonly indents: number;
  readonly dedents: number;
}

/** All pieces of a program. `text` is the source's text that the spans count in. */
export function toPieces(text: string, tokens: readonly Token[], ast: Program): readonly Piece[] {
  const pieces: Piece[] = [];
  const verbatim = verbatimSpans(ast);
  let next = 0;
  let lines = noLines;
  for (const token of tokens) {
    if (token.kind === 'newline' || token.kind === 'indent' || token.kind === 'dedent' || token.kind === 'end') {
      lines = withLine(lines, token.kind);
      continue;
    }
    while ((verbatim[next]?.end ?? Infinity) <= token.span.start) next += 1;
    const span = verbatim[next];
    if (span !== undefined && token.span.start > span.start) continue; // a later part of the piece begun before
    const own = span !== undefined && token.span.start === span.start;
    pieces.push(
      own ? { kind: 'verbatim', text: slice(text, span), span, ...lines } : { kind: token.kind, text: slice(text, token.span), span: token.span, ...lines },
    );
    lines = noLines;
  }
  return pieces;
}

/** The piece that begins at an offset or, if none does, the first one after it. */
export function pieceAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.span.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many lines end between two offsets. */
export function lineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === 10) count += 1;
  return count;
}

interface Lines {
  readonly startsLine: boolean;
  readonly indents: number;
  readonly dedents: number;
}

const noLines: Lines = { startsLine: false, indents: 0, dedents: 0 };

function withLine(lines: Lines, kind: 'newline' | 'indent' | 'dedent' | 'end'): Lines {
  return {
    startsLine: true,
    indents: lines.indents + (kind === 'indent' ? 1 : 0),
    dedents: lines.dedents + (kind === 'dedent' ? 1 : 0),
  };
}

function slice(text: string, span: Span): string {
  return text.slice(span.start, span.end).replaceAll(/(?<!\r)\r\n/g, '\n'); // of two CRs one is content
}

/** What is copied with its white space, in source order: WORD values, and bare text that may be a question. */
function verbatimSpans(ast: Program): readonly Span[] {
  const spans: Span[] = [];
  walk(ast, (node: Node) => {
    if (node.kind === 'word') spans.push(node.span);
    if (node.kind === 'condition' && node.bare && isVerbatim(node)) spans.push(node.bare.span);
    return !isVerbatim(node);
  });
  return spans.filter((span) => span.end > span.start).sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Nodes whose inner structure lies within one piece. */
export function isVerbatim(node: Node): boolean {
  if (node.kind === 'condition') return node.bare !== undefined && mayBeQuestion(node);
  return node.kind === 'text' || node.kind === 'discretion' || node.kind === 'word';
}

/** Bare text is read as a question unless it parses as an expression with an operator, `.`, an index or a call (`language.md` 2). */
function mayBeQuestion(condition: Condition): boolean {
  return condition.expression === undefined || !isSurelyExpression(condition.expression);
}

/** Whether bare text with this reading can never be a judge's question, whatever names are visible. */
export function isSurelyExpression(expression: Expression): boolean {
  const pending: Node[] = [expression];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (holdsOperator(node)) return true;
    if (node.kind !== 'text') pending.push(...children(node));
  }
  return false;
}

function holdsOperator(node: Node): boolean {
  if (node.kind === 'binary') return node.operator !== 'and' && node.operator !== 'or' && node.operator !== 'is';
  return node.kind === 'member' || node.kind === 'index' || node.kind === 'program-call';
}
