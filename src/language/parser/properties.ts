/**
 * Properties: on a statement's own line, in parentheses, in an indented block, nested in blocks.
 *
 * Owns: their syntax. Does not own: which property may stand where, or which values it takes.
 */
import type { Expression, Extension, Property, PropertyBlock } from '../ast.ts';
import { skipBlanks } from '../lexer/characters.ts';
import { isProperty, statementKeyword } from '../lexer/keywords.ts';
import { parseItems } from './collections.ts';
import type { Cursor } from './cursor.ts';
import { deepestNesting } from './cursor.ts';
import type { Draft } from './draft.ts';
import { startsExpression } from './expressions.ts';
import { nameOf } from './names.ts';
import { skipBlock } from './recovery.ts';
import { trimmed } from './trimmed.ts';
import { hintForWord } from './unknown-words.ts';
import { parseValue, parseWordValue, takesWords } from './words.ts';

type ParsePropertyValue = (cursor: Cursor) => Expression;

/** Which properties of a statement read their values as words: none of a call's, whose properties are inputs. */
export type WordReading = 'known' | 'none';

function valueRule(name: string, reading: WordReading): ParsePropertyValue {
  return reading === 'known' && takesWords(name) ? parseWordValue : parseValue;
}

/** Whether a `NAME :` stands here. */
export function atProperty(cursor: Cursor): boolean {
  return cursor.isKind('name') && isProperty(cursor.text, cursor.token.span.start);
}

/**
 * Everything that may follow a session's subject: properties on its line, in parentheses, a colon before
 * the line's end, and an indented block.
 */
export function parseAllProperties(cursor: Cursor, reading: WordReading = 'known'): readonly Property[] {
  const properties: Property[] = [];
  while (atProperty(cursor)) properties.push(parseProperty(cursor, 'line', reading));
  const parenthesized = cursor.is('(') ? parseParenthesized(cursor, reading) : [];
  const colon = cursor.is(':') && cursor.peek(1).kind === 'newline' ? cursor.advance() : undefined;
  const block = parseIndented(cursor, reading);
  if (colon && block.length === 0) cursor.report('E103', colon.span, 'no properties follow this `:`', 'remove the `:` or indent properties under it');
  return trimmed([...properties, ...parenthesized, ...block]);
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
  const node: Draft<Property> = { kind: 'property', name, place, span: cursor.spanFrom(name.span.start) };
  const ext = extensionOf(name.text, place);
  if (value) node.value = value;
  if (ext) node.ext = ext;
  return node;
}

function parsePropertyValue(cursor: Cursor, parse: ParsePropertyValue): Expression | undefined {
  if (cursor.atLineEnd || cursor.is(',') || cursor.is(')')) return undefined;
  return parse(cursor);
}

function extensionOf(name: string, place: Property['place']): Extension | undefined {
  if (place === 'line') return 'line-property';
  if (place === 'parentheses') return 'parenthesized-property';
  return name === 'timeout' ? 'timeout-property' : name === 'returns' ? 'returns-property' : undefined;
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
function parsePropertyLines(
  cursor: Cursor,
  ruleFor: (name: string) => ParsePropertyValue,
  content: 'properties' | 'values',
): readonly (Property | Expression)[] {
  cursor.lexer.levels.markProperties();
  cursor.advance();
  if (cursor.level >= deepestNesting) return skipTooDeep(cursor);
  cursor.level += 1;
  const entries: (Property | Expression)[] = [];
  let good = true;
  while (!cursor.isKind('dedent') && !cursor.isKind('end')) {
    const lineStart = cursor.at;
    const entry = parsePropertyLine(cursor, ruleFor, content, good);
    good = entry !== undefined;
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
  skipBlock(cursor);
  return [];
}

function parsePropertyLine(
  cursor: Cursor,
  ruleFor: (name: string) => ParsePropertyValue,
  content: 'properties' | 'values',
  alone: boolean,
): Property | Expression | undefined {
  if (atProperty(cursor)) return parsePropertyWith(cursor, 'block', ruleFor(cursor.token.text));
  if (isListItem(cursor)) return refuseListItem(cursor);
  if (content === 'values' && startsValue(cursor)) return ruleFor('')(cursor);
  refuseLine(cursor, alone);
  return undefined;
}

function startsValue(cursor: Cursor): boolean {
  if (isContinuation(cursor) || startsStatement(cursor)) return false;
  return startsExpression(cursor) || cursor.isKind('punctuation') || cursor.isKind('unknown');
}

/** A keyword that more follows on its line; alone it would be a value's name. */
function startsStatement(cursor: Cursor): boolean {
  const { kind, text, span } = cursor.token;
  if (kind !== 'name' || statementKeyword(text, cursor.text, span.end) === undefined) return false;
  const next = cursor.text.charAt(skipBlanks(cursor.text, span.end));
  return next !== '' && next !== '\n' && next !== '#';
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

/** A line that is no property. Of several in a row only the first is reported; statements among them are kept. */
function refuseLine(cursor: Cursor, alone: boolean): void {
  if (!alone) cursor.silence();
  if (isContinuation(cursor)) refuseContinuation(cursor);
  else cursor.unexpected('a property (`name: value`)');
  if (startsStatement(cursor)) keepStatement(cursor);
}

function keepStatement(cursor: Cursor): void {
  const before = cursor.inOrphan;
  cursor.inOrphan = true;
  const statement = cursor.grammar.statement(cursor);
  cursor.inOrphan = before;
  if (statement) cursor.misplaced.push(statement);
}

/** `NAME:` and nothing more: a property with a block, or a misspelled keyword. */
function endsLineAfterColon(cursor: Cursor): boolean {
  const colon = skipBlanks(cursor.text, cursor.token.span.end);
  const next = cursor.text.charAt(skipBlanks(cursor.text, colon + 1));
  return next === '' || next === '\n' || next === '#';
}

/** Properties where a statement was expected: reported at the first, the others in a row are skipped with it. */
export function refuseProperties(cursor: Cursor): undefined {
  const { text, span } = cursor.token;
  const keyword = endsLineAfterColon(cursor) ? hintForWord(cursor, text) : undefined;
  if (keyword === undefined)
    cursor.report('E105', span, `the property \`${text}\` belongs to no session or agent`, 'indent properties under their session or agent');
  else cursor.report('E105', span, `\`${text}\` begins no statement`, keyword);
  for (;;) {
    cursor.skipLine();
    cursor.silence();
    const next = cursor.peek(1);
    const more = cursor.isKind('newline') && next.kind === 'name' && isProperty(cursor.text, next.span.start);
    if (!more || statementKeyword(next.text, cursor.text, next.span.end) !== undefined) return undefined;
    cursor.advance();
  }
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
  const broken = cursor.isQuiet;
  if (cursor.isKind('newline')) cursor.advance();
  if (cursor.isKind('indent')) skipStrayBlock(cursor, broken);
}

/** A deeper line under a property that opened no block; under a broken one it is no second mistake. */
function skipStrayBlock(cursor: Cursor, broken: boolean): void {
  if (!broken) cursor.report('E105', cursor.token.span, 'unexpected indentation');
  cursor.advance();
  skipBlock(cursor);
}
