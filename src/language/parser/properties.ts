/**
 * Properties: on a statement's own line, in parentheses, in an indented block, nested in blocks.
 *
 * Owns: their syntax. Does not own: which property may stand where, or which values it takes.
 */
import type { Expression, Property, PropertyBlock } from '../ast.ts';
import { COLON, skipBlanks } from '../lexer/characters.ts';
import { parseItems } from './collections.ts';
import { deepestNesting } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { nameOf, startsExpression } from './expressions.ts';
import { parseValue, parseWordValue, takesWords } from './words.ts';
import { trimmed } from './trimmed.ts';

type ParsePropertyValue = (cursor: Cursor) => Expression;

/** Which properties of a statement read their values as words: none of a call's, whose properties are inputs. */
export type WordReading = 'known' | 'none';

function valueRule(name: string, reading: WordReading): ParsePropertyValue {
  return reading === 'known' && takesWords(name) ? parseWordValue : parseValue;
}

/** Whether a `NAME :` stands here. */
export function atProperty(cursor: Cursor): boolean {
  if (!cursor.isKind('name')) return false;
  return cursor.text.charCodeAt(skipBlanks(cursor.text, cursor.token.span.end)) === COLON;
}

/**
 * Everything that may follow a session's subject: properties on its line, in parentheses, a colon before
 * the line's end, and an indented block.
 */
export function parseAllProperties(cursor: Cursor, reading: WordReading = 'known'): readonly Property[] {
  const properties: Property[] = [];
  while (atProperty(cursor)) properties.push(parseProperty(cursor, 'line', reading));
  if (cursor.is('(')) properties.push(...parseParenthesized(cursor, reading));
  const colon = cursor.is(':') && cursor.peek(1).kind === 'newline' ? cursor.advance() : undefined;
  const block = parseIndented(cursor, reading);
  if (colon && block.length === 0) cursor.report('E103', colon.span, 'no properties follow this `:`', 'remove the `:` or indent properties under it');
  return trimmed([...properties, ...block]);
}

function parseParenthesized(cursor: Cursor, reading: WordReading): readonly Property[] {
  const parsed = parseItems(cursor, ')', () => {
    if (atProperty(cursor)) return parseProperty(cursor, 'parentheses', reading);
    cursor.unexpected('a property');
    return undefined;
  });
  return parsed.filter((property) => property !== undefined);
}

function parseIndented(cursor: Cursor, reading: WordReading): readonly Property[] {
  if (!cursor.isKind('newline') || cursor.peek(1).kind !== 'indent') return [];
  cursor.advance();
  return parsePropertyLines(cursor, (name) => valueRule(name, reading), 'properties').filter((entry) => entry.kind === 'property');
}

/** The properties of an agent; its header has been consumed, the INDENT is the current token. */
export function parseAgentProperties(cursor: Cursor): readonly Property[] {
  return parsePropertyLines(cursor, (name) => valueRule(name, 'known'), 'properties').filter((entry) => entry.kind === 'property');
}

/** One `NAME: value`; only in a block may the value be an indented block. */
function parseProperty(cursor: Cursor, place: Property['place'], reading: WordReading): Property {
  return parsePropertyWith(cursor, place, valueRule(cursor.token.text, reading));
}

function parsePropertyWith(cursor: Cursor, place: Property['place'], parse: ParsePropertyValue): Property {
  const name = nameOf(cursor.advance());
  cursor.advance(); // the colon, which `atProperty` saw
  const value = cursor.isKind('newline') && place === 'block' ? parsePropertyBlock(cursor, parse) : parsePropertyValue(cursor, parse);
  if (!value) cursor.report('E105', name.span, `the property \`${name.text}\` has no value`);
  const ext = extensionOf(name.text, place);
  return { kind: 'property', name, place, span: cursor.spanFrom(name.span.start), ...(value ? { value } : {}), ...(ext ? { ext } : {}) };
}

function parsePropertyValue(cursor: Cursor, parse: ParsePropertyValue): Expression | undefined {
  if (cursor.atLineEnd || cursor.is(',') || cursor.is(')')) return undefined;
  return parse(cursor);
}

function extensionOf(name: string, place: Property['place']): string | undefined {
  if (place === 'line') return 'line-property';
  if (place === 'parentheses') return 'parenthesized-property';
  return name === 'timeout' || name === 'returns' ? `${name}-property` : undefined;
}

// ---------------------------------------------------------------------------------------------
// Blocks of properties

function parsePropertyBlock(cursor: Cursor, parse: ParsePropertyValue): PropertyBlock | undefined {
  if (cursor.peek(1).kind !== 'indent') return undefined;
  cursor.advance();
  const start = cursor.peek(1).span.start;
  const entries = parsePropertyLines(cursor, () => parse, 'values');
  return { kind: 'property-block', entries, span: cursor.spanFrom(start) };
}

/** Lines of properties (or also of values), one a line. The INDENT is the current token; the DEDENT is consumed. */
function parsePropertyLines(cursor: Cursor, ruleFor: (name: string) => ParsePropertyValue, content: 'properties' | 'values'): readonly (Property | Expression)[] {
  cursor.lexer.levels.markProperties();
  cursor.advance();
  if (cursor.level >= deepestNesting) return skipTooDeep(cursor);
  cursor.level += 1;
  const entries: (Property | Expression)[] = [];
  while (!cursor.isKind('dedent') && !cursor.isKind('end')) {
    const lineStart = cursor.at;
    const entry = parsePropertyLine(cursor, ruleFor, content);
    if (entry) entries.push(entry);
    endPropertyLine(cursor, lineStart);
  }
  cursor.level -= 1;
  if (cursor.isKind('dedent')) cursor.advance();
  return trimmed(entries);
}

/** Reports E106 at the first line of the block and skips it. Its INDENT has been consumed. */
export function skipTooDeep(cursor: Cursor): readonly never[] {
  cursor.report('E106', cursor.token.span, `more than ${deepestNesting} levels of indentation`, 'move the inner part into a `block`');
  cursor.skipBlock();
  return [];
}

function parsePropertyLine(cursor: Cursor, ruleFor: (name: string) => ParsePropertyValue, content: 'properties' | 'values'): Property | Expression | undefined {
  if (atProperty(cursor)) return parsePropertyWith(cursor, 'block', ruleFor(cursor.token.text));
  if (isListItem(cursor)) return refuseListItem(cursor);
  if (content === 'values' && (startsExpression(cursor) || cursor.isKind('punctuation') || cursor.isKind('unknown')) && !isContinuation(cursor)) return ruleFor('')(cursor);
  refuseLine(cursor);
  return undefined;
}

/** A line that begins with `- `, as lists are written elsewhere. */
export function isListItem(cursor: Cursor): boolean {
  const { text, span } = cursor.token;
  return text === '-' && /\s/.test(cursor.text.charAt(span.end));
}

/** Reports the first of several `- item` lines and skips them all. */
export function refuseListItem(cursor: Cursor): undefined {
  cursor.report('E105', cursor.token.span, 'a list is not written with `-`', 'write `["x"]`');
  for (;;) {
    cursor.skipLine();
    if (!cursor.isKind('newline')) return undefined;
    const next = cursor.peek(1);
    if (next.text !== '-' || !/\s/.test(cursor.text.charAt(next.span.end))) return undefined;
    cursor.advance();
  }
}

function isContinuation(cursor: Cursor): boolean {
  return cursor.is('->') || cursor.is('|');
}

function refuseLine(cursor: Cursor): void {
  if (isContinuation(cursor)) refuseContinuation(cursor);
  else cursor.unexpected('a property (`name: value`)');
}

function refuseContinuation(cursor: Cursor): void {
  const { text, span } = cursor.token;
  cursor.report('E105', span, `this \`${text}\` stands in the properties`, `move \`${text}\` to the session's column`);
}

/** The end of a property's line. A property block that was just closed has ended it already. */
function endPropertyLine(cursor: Cursor, lineStart: number): void {
  if (cursor.at > lineStart && cursor.follows('dedent') && !isContinuation(cursor)) return;
  if (!cursor.atLineEnd) {
    if (isContinuation(cursor)) refuseContinuation(cursor);
    else cursor.unexpected('the end of the property');
    cursor.skipLine();
  }
  if (cursor.isKind('newline')) cursor.advance();
  skipStrayBlock(cursor);
}

/** A deeper line under a property that opened no block. */
function skipStrayBlock(cursor: Cursor): void {
  if (!cursor.isKind('indent')) return;
  cursor.report('E105', cursor.token.span, 'unexpected indentation');
  cursor.advance();
  cursor.skipBlock();
}
