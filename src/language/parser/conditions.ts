/**
 * Conditions: an expression, `** **` text, or bare text up to the `:` that ends the line.
 *
 * Owns: where a condition ends, and both its readings. Does not own: which reading holds, for that
 * depends on visible names (`scopes`).
 *
 * 1. The header is lexed flat, so that a bracket in bare text joins no lines. Only when the line does
 *    not end in `:` and a bracket is open, it is lexed again as an expression over several lines.
 * 2. Text that parses as no expression is bare text, and no error.
 */
import type { Condition, Expression, Name, Text } from '../ast.ts';
import type { LexerMark } from '../lexer/lexer.ts';
import type { Cursor } from './cursor.ts';
import { endsLine } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { bareDiscretion, parseText } from './texts.ts';

/** Token indices: the condition's tokens are those from `start` up to `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The condition after the current token, a keyword; it leaves the header's `:` as the current token. */
export function parseCondition(cursor: Cursor): Condition {
  const header = lexHeader(cursor);
  if (header.joined) return parseJoined(cursor);
  return parseRange(cursor, { start: header.start, end: header.colon });
}

/** `assert`: bare text goes up to the last `:` before a text that ends the line. */
export function parseAssertCondition(cursor: Cursor): { readonly condition: Condition; readonly message?: Text } {
  const header = lexHeader(cursor);
  if (header.joined) return { condition: parseJoined(cursor) };
  const { start, lineEnd } = header;
  const messageColon = lineEnd - 2 > start && cursor.kindAt(lineEnd - 1) === 'string' && cursor.spellingAt(lineEnd - 2) === ':';
  if (!messageColon) return { condition: parseRange(cursor, { start, end: cursor.spellingAt(lineEnd - 1) === ':' ? lineEnd - 1 : lineEnd }) };
  const condition = parseRange(cursor, { start, end: lineEnd - 2 });
  cursor.advance();
  return { condition, message: parseText(cursor) };
}

/** What a loop's header says beside its condition. */
export interface LoopCondition {
  readonly condition: Condition;
  readonly max?: Expression;
  readonly index?: Name;
}

/** Parses the parenthesis that limits a loop; it is the current token. */
export type ParseLimit = (cursor: Cursor) => Expression | undefined;

/** The condition of `loop until` and `loop while`, with the `(max: n)` and `as i` that end its header. */
export function parseLoopCondition(cursor: Cursor, parseLimit: ParseLimit): LoopCondition {
  const header = lexHeader(cursor);
  if (header.joined) return { condition: parseJoined(cursor) };
  const suffix = findSuffix(cursor, { start: header.start, end: header.colon });
  const condition = parseRange(cursor, { start: header.start, end: suffix.start });
  return { condition, ...parseSuffix(cursor, suffix, header.colon, parseLimit) };
}

// ---------------------------------------------------------------------------------------------
// The header's line

interface Header {
  readonly start: number;
  /** The token that ends the line. */
  readonly lineEnd: number;
  /** The header's final `:`; where it is missing, the place where it should be. */
  readonly colon: number;
  /** The condition goes on over several lines: it has been lexed again with brackets joining lines. */
  readonly joined: boolean;
}

function lexHeader(cursor: Cursor): Header {
  const { lexer } = cursor;
  const mark = cursor.isFresh ? lexer.mark() : undefined;
  lexer.flat = true;
  cursor.advance();
  const start = cursor.at;
  let lineEnd = start;
  while (!endsLine(cursor.kindAt(lineEnd))) lineEnd += 1;
  lexer.flat = false;
  if (lineEnd > start && cursor.spellingAt(lineEnd - 1) === ':') return { start, lineEnd, colon: lineEnd - 1, joined: false };
  if (mark && opensBracket(cursor, { start, end: lineEnd })) return joinLines(cursor, mark, start);
  return { start, lineEnd, colon: bodyColon(cursor, { start, end: lineEnd }) ?? lineEnd, joined: false };
}

function joinLines(cursor: Cursor, mark: LexerMark, start: number): Header {
  cursor.lexer.rewind(mark);
  cursor.seek(start);
  return { start, lineEnd: start, colon: start, joined: true };
}

function opensBracket(cursor: Cursor, range: Range): boolean {
  return depthAt(cursor, range.start, range.end) > 0;
}

function depthAt(cursor: Cursor, start: number, end: number): number {
  let depth = 0;
  for (let index = start; index < end; index += 1) {
    const mark = cursor.spellingAt(index);
    if (mark === '(' || mark === '[' || mark === '{') depth += 1;
    else if ((mark === ')' || mark === ']' || mark === '}') && depth > 0) depth -= 1;
  }
  return depth;
}

/** The colon of a header whose body stands on the same line, by mistake: behind a complete condition, or before a statement. */
function bodyColon(cursor: Cursor, range: Range): number | undefined {
  let first = true;
  for (let index = range.start + 1; index < range.end - 1; index += 1) {
    if (cursor.spellingAt(index) !== ':') continue;
    if (first && isExpression(cursor, { start: range.start, end: index })) return index;
    first = false;
    if (cursor.keywordAt(index + 1) !== undefined) return index;
  }
  return undefined;
}

function isExpression(cursor: Cursor, range: Range): boolean {
  const found = expressionIn(cursor, range) !== undefined;
  cursor.seek(range.start);
  return found;
}

// ---------------------------------------------------------------------------------------------
// Readings

function parseJoined(cursor: Cursor): Condition {
  const expression = parseExpression(cursor);
  return { kind: 'condition', expression, span: expression.span };
}

/** Reads the tokens of the range, and leaves the one behind it as the current token. */
function parseRange(cursor: Cursor, range: Range): Condition {
  cursor.seek(range.start);
  if (range.start >= range.end) return emptyCondition(cursor);
  const span = { start: cursor.start, end: cursor.endOf(range.end - 1) };
  const condition: Draft<Condition> = { kind: 'condition', span };
  if (holdsDiscretion(cursor, range)) condition.expression = parseMixed(cursor, range);
  else parseBare(cursor, range, condition);
  cursor.seek(range.end);
  if (condition.expression && condition.expression.span.start < span.start) condition.span = { start: condition.expression.span.start, end: span.end };
  return condition;
}

function emptyCondition(cursor: Cursor): Condition {
  cursor.report('E105', cursor.here, 'a condition is missing');
  const expression = cursor.missing();
  return { kind: 'condition', expression, span: expression.span };
}

function holdsDiscretion(cursor: Cursor, range: Range): boolean {
  for (let index = range.start; index < range.end; index += 1) {
    if (cursor.kindAt(index) === 'discretion') return true;
  }
  return false;
}

function parseMixed(cursor: Cursor, range: Range): Expression {
  return cursor.within(range.end, () => {
    const expression = parseExpression(cursor);
    if (cursor.at < range.end) {
      cursor.unexpected('the end of the condition', 'join conditions with `and` or `or`');
      cursor.skipLine();
    }
    return expression;
  });
}

function parseBare(cursor: Cursor, range: Range, condition: Draft<Condition>): void {
  const expression = expressionIn(cursor, range);
  if (expression) condition.expression = expression;
  else reportUnterminated(cursor, range);
  condition.bare = bareDiscretion(cursor, condition.span);
}

/** The expression that the range parses as, if it does from its first token to its last. */
function expressionIn(cursor: Cursor, range: Range): Expression | undefined {
  return cursor.within(range.end, () => {
    cursor.seek(range.start);
    return cursor.speculate(
      () => parseExpression(cursor),
      () => cursor.at === range.end,
    );
  });
}

function reportUnterminated(cursor: Cursor, range: Range): void {
  for (let index = range.start; index < range.end; index += 1) {
    const token = cursor.tokenAt(index);
    if (!token.closed) cursor.reportUnterminated(token);
  }
}

// ---------------------------------------------------------------------------------------------
// The end of a loop's header

interface Suffix {
  /** Where the condition ends and the suffix starts. */
  readonly start: number;
  /** The parenthesis with the limit. */
  readonly limit?: number;
  /** The name after `as`. */
  readonly index?: number;
}

/** From the `:` backwards: `(max: n)` and `as NAME`, each at most once. */
function findSuffix(cursor: Cursor, range: Range): Suffix {
  let suffix: Suffix = { start: range.end };
  for (;;) {
    const longer = withLimit(cursor, range.start, suffix) ?? withIndex(cursor, range.start, suffix);
    if (!longer) return suffix;
    suffix = longer;
  }
}

function withIndex(cursor: Cursor, first: number, suffix: Suffix): Suffix | undefined {
  const as = suffix.start - 2;
  if (suffix.index !== undefined || as <= first || cursor.spellingAt(as) !== 'as' || cursor.kindAt(as + 1) !== 'name') return undefined;
  return isComplete(cursor, { start: first, end: as }) ? { ...suffix, start: as, index: as + 1 } : undefined;
}

/** Whether what stands before `as NAME` ends in `** **` or a limit, or is an expression. */
function isComplete(cursor: Cursor, range: Range): boolean {
  if (cursor.kindAt(range.end - 1) === 'discretion') return true;
  const limit = openingOf(cursor, range);
  return (limit !== undefined && isLimit(cursor, limit)) || expressionIn(cursor, range) !== undefined;
}

function withLimit(cursor: Cursor, first: number, suffix: Suffix): Suffix | undefined {
  if (suffix.limit !== undefined) return undefined;
  const range = { start: first, end: suffix.start };
  const open = openingOf(cursor, range);
  if (open === undefined) return undefined;
  return isLimit(cursor, open) || isOtherModifier(cursor, { start: first, end: open }, open) ? { ...suffix, start: open, limit: open } : undefined;
}

/** The `(` that the range's last token closes. */
function openingOf(cursor: Cursor, range: Range): number | undefined {
  if (range.end <= range.start || cursor.spellingAt(range.end - 1) !== ')') return undefined;
  let depth = 0;
  for (let index = range.end - 1; index >= range.start; index -= 1) {
    const mark = cursor.spellingAt(index);
    if (mark === ')') depth += 1;
    else if (mark === '(') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function isLimit(cursor: Cursor, open: number): boolean {
  return cursor.spellingAt(open + 1) === 'max' && cursor.spellingAt(open + 2) === ':';
}

/** A modifier that no loop has, or a quoted one, after a complete condition: read as one, so that it is reported (E036). */
function isOtherModifier(cursor: Cursor, before: Range, open: number): boolean {
  const key = cursor.tokenAt(open + 1);
  if (cursor.spellingAt(open + 2) !== ':' || (key.kind !== 'name' && key.kind !== 'string')) return false;
  if (before.end <= before.start) return false;
  const last = cursor.tokenAt(before.end - 1);
  const glued = last.kind === 'name' && last.span.end === cursor.tokenAt(open).span.start;
  if (glued && !['count', 'concurrency', 'timeout', 'on-fail'].includes(key.text)) return false;
  return last.kind === 'discretion' || expressionIn(cursor, before) !== undefined;
}

function parseSuffix(cursor: Cursor, suffix: Suffix, colon: number, parseLimit: ParseLimit): { readonly max?: Expression; readonly index?: Name } {
  const max = suffix.limit === undefined ? undefined : cursor.within(colon, () => limitAt(cursor, suffix.limit ?? colon, parseLimit));
  const name = suffix.index === undefined ? undefined : cursor.tokenAt(suffix.index);
  cursor.seek(colon);
  return { ...(max ? { max } : {}), ...(name ? { index: { kind: 'name', text: name.text, span: name.span } } : {}) };
}

function limitAt(cursor: Cursor, open: number, parseLimit: ParseLimit): Expression | undefined {
  cursor.seek(open);
  return parseLimit(cursor);
}
