/**
 * Headers and bodies: the `:` that ends a header, the indented statements under it, and what goes wrong there.
 *
 * Owns: E103, E104, the ends of statements, and the bodies that lost their header to an error.
 */
import type { Body, Statement } from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { deepestNesting, endsLine } from './cursor.ts';
import { Gathered, none } from './gathered.ts';
import { atProperty, isListItem, refuseListItem, skipTooDeep } from './properties.ts';
import { skipBlock } from './recovery.ts';
import { describe } from './token-names.ts';

/** Reports a missing colon (E104) or what stands in its place (E105). The colon is consumed. */
export function takeHeaderColon(cursor: Cursor, what: string): void {
  if (cursor.take(':')) return;
  if (cursor.atLineEnd || !colonEndsThisLine(cursor)) missingColon(cursor, what);
  else skipToHeaderColon(cursor);
}

function missingColon(cursor: Cursor, what: string): void {
  cursor.report('E104', cursor.here, `a \`:\` is missing after ${what}`, 'add `:`');
  if (cursor.keyword === undefined) cursor.skipLine();
}

function colonEndsThisLine(cursor: Cursor): boolean {
  let distance = 0;
  while (!endsLine(cursor.kindAhead(distance))) distance += 1;
  return distance > 0 && cursor.spellingAhead(distance - 1) === ':';
}

function skipToHeaderColon(cursor: Cursor): void {
  cursor.unexpected('`:`');
  cursor.skipLine();
}

/** The `:` of a header and the body under it. */
export function parseHeaderEnd(cursor: Cursor, what: string): Body {
  takeHeaderColon(cursor, what);
  return parseBody(cursor, what);
}

/** A body that must be indented under its header, whose colon has been consumed. */
function parseBody(cursor: Cursor, what: string): Body {
  if (opensBlock(cursor)) return parseIndentedBody(cursor);
  if (!cursor.atLineEnd) return refuseLineBody(cursor, what);
  cursor.report('E103', cursor.here, `the body of ${what} is missing`, 'indent at least one statement under it');
  return emptyBody(cursor);
}

/** The body of a pipeline stage, which may also stand on the stage's own line. */
export function parseStageBody(cursor: Cursor, what: string): Body {
  takeHeaderColon(cursor, what);
  return opensBlock(cursor) || cursor.atLineEnd ? parseBody(cursor, what) : parseLineBody(cursor);
}

/** NEWLINE INDENT. */
export function opensBlock(cursor: Cursor): boolean {
  return cursor.isKind('newline') && cursor.kindAhead(1) === 'indent';
}

function emptyBody(cursor: Cursor): Body {
  return { kind: 'body', layout: 'indented', statements: none, span: cursor.here };
}

function refuseLineBody(cursor: Cursor, what: string): Body {
  cursor.report('E103', cursor.span, `the body of ${what} stands on its line`, 'put the body on a line of its own, indented');
  return parseLineBody(cursor);
}

/** One statement, in which `|` belongs to the pipeline around it. */
function parseLineBody(cursor: Cursor): Body {
  const before = cursor.inLineBody;
  cursor.inLineBody = true;
  const { start } = cursor;
  const statement = cursor.grammar.statement(cursor);
  cursor.inLineBody = before;
  return { kind: 'body', layout: 'line', statements: statement ? [statement] : none, span: cursor.spanFrom(start), ext: 'one-line-body' };
}

function parseIndentedBody(cursor: Cursor): Body {
  const before = cursor.inLineBody;
  cursor.inLineBody = false;
  const statements = new Gathered<Statement>();
  const start = parseBlock(cursor, addStatement, statements, statements);
  cursor.inLineBody = before;
  return { kind: 'body', layout: 'indented', statements: statements.list, span: cursor.spanFrom(start) };
}

/** Adds to `items` what it reads. */
export type ParseLine<Item> = (cursor: Cursor, items: Gathered<Item>) => void;

export function addStatement(cursor: Cursor, statements: Gathered<Statement>): void {
  const statement = cursor.grammar.statement(cursor);
  if (statement) statements.add(statement);
}

/**
 * NEWLINE INDENT, then `parseLine` once a line until the DEDENT, which is consumed. Statements of deeper
 * blocks that no header opened go to `strays`. Returns where the first item starts.
 */
export function parseBlock<Item>(cursor: Cursor, parseLine: ParseLine<Item>, items: Gathered<Item>, strays: Gathered<Statement>): number {
  cursor.advance();
  cursor.advance();
  const { start } = cursor;
  if (cursor.level >= deepestNesting) {
    skipTooDeep(cursor);
    return start;
  }
  cursor.level += 1;
  parseLines(cursor, parseLine, items, strays);
  cursor.level -= 1;
  if (cursor.isKind('dedent')) cursor.advance();
  return start;
}

/** Items, one a line, up to the end of the level. */
export function parseLines<Item>(cursor: Cursor, parseLine: ParseLine<Item>, items: Gathered<Item>, strays: Gathered<Statement>): void {
  while (!cursor.isKind('dedent') && !cursor.isKind('end')) {
    const lineStart = cursor.at;
    if (cursor.isKind('indent')) parseStrayBlock(cursor, strays);
    else if (isListItem(cursor)) refuseListItem(cursor);
    else parseLine(cursor, items);
    endStatementLine(cursor, lineStart, strays);
  }
}

/** The end of a statement's line; the DEDENT of its body has ended it already. */
function endStatementLine(cursor: Cursor, lineStart: number, strays: Gathered<Statement>): void {
  if (cursor.at > lineStart && (cursor.follows('dedent') || cursor.follows('newline')) && !isContinuation(cursor)) return;
  if (!cursor.atLineEnd) refuseRest(cursor);
  const broken = cursor.isQuiet;
  if (!cursor.isKind('newline')) return;
  cursor.advance();
  if (!cursor.isKind('indent')) return;
  if (broken) parseOrphan(cursor, strays);
  else parseStrayBlock(cursor, strays);
}

function isContinuation(cursor: Cursor): boolean {
  return cursor.is('->') || cursor.is('|');
}

function refuseRest(cursor: Cursor): void {
  const hint = cursor.is('|') ? 'only an expression starts a pipeline: bind the result with `let` first' : undefined;
  if (isContinuation(cursor)) cursor.report('E105', cursor.span, `unexpected ${describe(cursor.token)} here`, hint ?? '`->` follows a session');
  else cursor.unexpected('the end of the line', hint);
  cursor.skipLine();
}

/** An indented block that nothing opens. The INDENT is the current token. */
function parseStrayBlock(cursor: Cursor, strays: Gathered<Statement>): void {
  cursor.report('E105', cursor.span, 'unexpected indentation');
  parseOrphan(cursor, strays);
}

/** The block under a line that an error was reported for: its statements are kept, properties are skipped. */
function parseOrphan(cursor: Cursor, strays: Gathered<Statement>): void {
  cursor.advance();
  if (cursor.level >= deepestNesting || looksLikeProperties(cursor)) {
    skipBlock(cursor);
    return;
  }
  const before = cursor.inOrphan;
  cursor.inOrphan = true;
  cursor.level += 1;
  parseLines(cursor, addStatement, strays, strays);
  cursor.level -= 1;
  cursor.inOrphan = before;
  if (cursor.isKind('dedent')) cursor.advance();
}

function looksLikeProperties(cursor: Cursor): boolean {
  return atProperty(cursor) && cursor.keyword === undefined;
}
