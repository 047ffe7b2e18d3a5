/**
 * Property values that may be a WORD: a run of characters which is its own text unless it names a value.
 *
 * Owns: which values are words (`language.md` 3). Does not own: whether a word names something.
 */
import type { Expression, Word } from '../ast.ts';
import { HASH, isBlank, LINE_FEED, nameEnd, OPENING_BRACKET, OPENING_PARENTHESIS, skipBlanks } from '../lexer/characters.ts';
import { parseList, parseObject } from './collections.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { nested, parseExpression } from './expressions.ts';
import { referenceAt } from './references.ts';

/** Properties whose values are never words. A property that the language does not know is shown to the agent as written. */
const wordless: ReadonlySet<string> = new Set(['prompt', 'context', 'retry', 'shape', 'file']);

export function takesWords(property: string): boolean {
  return !wordless.has(property);
}

/** The value of a property or modifier: an expression or a duration. */
export function parseValue(cursor: Cursor): Expression {
  return cursor.isKind('duration') ? parseDuration(cursor) : parseExpression(cursor);
}

const millisecondsIn: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function parseDuration(cursor: Cursor): Expression {
  const { characters: raw, span } = cursor;
  cursor.advance();
  const unit = /[a-z]+$/.exec(raw)?.[0] ?? 's';
  const milliseconds = Math.round(Number(raw.slice(0, -unit.length)) * (millisecondsIn[unit] ?? 1));
  return { kind: 'duration', milliseconds, raw, span };
}

/** The value of a property that takes words, also inside its list or object. */
export function parseWordValue(cursor: Cursor): Expression {
  if (cursor.is('[')) return nested(cursor, () => parseList(cursor, parseWordValue));
  if (cursor.is('{')) return nested(cursor, () => parseObject(cursor, parseWordValue));
  const end = wordEnd(cursor);
  return end === undefined ? parseValue(cursor) : parseWord(cursor, end);
}

function parseWord(cursor: Cursor, end: number): Word {
  const { start } = cursor;
  const kind = nameEnd(cursor.text, start) === end ? 'name' : 'word';
  cursor.lexer.replaceLast(kind, end);
  cursor.refresh();
  const { characters: text, span } = cursor;
  cursor.advance();
  const node: Draft<Word> = { kind: 'word', text, span };
  const found = referenceAt(cursor.text, start);
  if (found?.end === span.end) node.reference = found.reference;
  return node;
}

/** Where the word at the current token ends; nothing when an expression stands there. */
function wordEnd(cursor: Cursor): number | undefined {
  const { start, text } = cursor;
  if (!cursor.isFresh || !mayBeginWord(cursor)) return undefined;
  const end = runEnd(cursor, start);
  if (end <= start || isLiteral(text.slice(start, end))) return undefined;
  const afterName = text.charCodeAt(nameEnd(text, start));
  if (nameEnd(text, start) > start && (afterName === OPENING_PARENTHESIS || afterName === OPENING_BRACKET)) return undefined;
  return isOperand(text, start, end) ? undefined : end;
}

const wordMarks: ReadonlySet<string> = new Set(['-', '.', '/', '*', '<', '>', '=', '+', '|']);

function mayBeginWord({ kind, spelling, text, start, end }: Cursor): boolean {
  switch (kind) {
    case 'name':
      return spelling !== 'not';
    case 'number':
    case 'duration':
    case 'unknown':
      return true;
    // `**/*.md` is a pattern, `**text**` a question
    case 'discretion':
      return text[start + 2] === '/';
    case 'punctuation':
      return wordMarks.has(spelling) && !(spelling === '-' && isBlank(text.charCodeAt(end)));
    default:
      return false;
  }
}

/** A word runs up to white space, `,`, `)`, `]` (in braces also `}`) or a comment; a `:` that ends the line is not part of it. */
function runEnd(cursor: Cursor, start: number): number {
  const { text } = cursor;
  let end = start;
  while (end < text.length && !endsWord(cursor, text.charCodeAt(end))) end += 1;
  const lineRest = text.charCodeAt(skipBlanks(text, end));
  const atLineEnd = Number.isNaN(lineRest) || lineRest === LINE_FEED || lineRest === HASH;
  return atLineEnd && text[end - 1] === ':' ? end - 1 : end;
}

function endsWord(cursor: Cursor, code: number): boolean {
  if (isBlank(code) || code === LINE_FEED || code === HASH) return true;
  const character = String.fromCharCode(code);
  return character === ',' || character === ')' || character === ']' || (cursor.inObject && character === '}');
}

/** Numbers, durations and the literal words are expressions. */
function isLiteral(run: string): boolean {
  return /^(?:-?\d+(?:\.\d+)?(?:ms|s|m|h)?|true|false|null)$/.test(run);
}

const operatorAfter = /[ \t]+(?:[+/]|\*(?!\*)|-(?!>)|==|!=|[<>]|(?:and|or|is)(?![\p{L}\p{Nd}_:-]))/uy;

/** Whether the name or path from `start` to `end` is the first operand of an expression. */
function isOperand(text: string, start: number, end: number): boolean {
  if (referenceAt(text, start)?.end !== end) return false;
  operatorAfter.lastIndex = end;
  return operatorAfter.test(text);
}
