/**
 * Properties: on a statement's own line, in parentheses, in an indented block, nested in blocks.
 *
 * Owns: their syntax. Does not own: which property may stand where, or which values it takes.
 */
import type { Expression, Extension, Property, PropertyBlock } from '../ast.ts';
import { COLON, skipBlanks } from '../lexer/characters.ts';
import { parseItems } from './collections.ts';
import type { Cursor } from './cursor.ts';
import { deepestNesting } from './cursor.ts';
import type { Draft } from './draft.ts';
import { startsExpression } from './expressions.ts';
import { Gathered, none } from './gathered.ts';
import { nameHere } from './names.ts';
import { skipBlock } from './recovery.ts';
import { hintForWord } from './unknown-words.ts';
import { parseValue, parseWordValue, takesWords } from './words.ts';

type ParsePropertyValue = (cursor: Cursor) => Expression;
type RuleFor = (property: string) => ParsePropertyValue;

/** Which properties of a statement read their values as words: none of a call's, whose properties are inputs. */
export type WordReading = 'known' | 'none';

const rulesOf: Readonly<Record<WordReading, RuleFor>> = {
  known: (property) => (takesWords(property) ? parseWordValue : parseValue),
  none: () => parseValue,
};

/** Whether a `NAME :` stands here. */
export function atProperty(cursor: Cursor): boolean {
  return cursor.isKind('name') && colonFollows(cursor, cursor.end);
}

function colonFollows(cursor: Cursor, end: number): boolean {
  return cursor.text.charCodeAt(skipBlanks(cursor.text, end)) === COLON;
}

/**
 * Everything that may follow a session's subject: properties on its line, in parentheses, a colon before
 * the line's end, and an indented block.
 */
export function parseAllProperties(cursor: Cursor, reading: WordReading = 'known'): readonly Property[] {
  const ruleFor = rulesOf[reading];
  const properties = parseOnLine(cursor, ruleFor);
  const parenthesized = cursor.is('(') ? parseParenthesized(cursor, ruleFor) : none;
  const colon = cursor.is(':') && cursor.kindAhead(1) === 'newline' ? cursor.span : undefined;
  if (colon) cursor.advance();
  const block = parseIndented(cursor, ruleFor);
  if (colon && block.length === 0) cursor.report('E103', colon, 'no properties follow this `:`', 'remove the `:` or indent properties under it');
  if (properties.length + parenthesized.length === 0) return block;
  return [...properties, ...parenthesized, ...block];
}

function parseOnLine(cursor: Cursor, ruleFor: RuleFor): readonly Property[] {
  if (!atProperty(cursor)) return none;
  const properties = new Gathered<Property>();
  while (atProperty(cursor)) properties.add(parseProperty(cursor, 'line', ruleFor));
  return properties.list;
}

function parseParenthesized(cursor: Cursor, ruleFor: RuleFor): readonly Property[] {
  const parsed = parseItems(cursor, ')', () => {
    if (atProperty(cursor)) return parseProperty(cursor, 'parentheses', ruleFor);
    cursor.unexpected('a property');
    return undefined;
  });
  return parsed.filter((property) => property !== undefined);
}

function parseIndented(cursor: Cursor, ruleFor: RuleFor): readonly Property[] {
  if (!cursor.isKind('newline') || cursor.kindAhead(1) !== 'indent') return none;
  cursor.advance();
  return parsePropertyLines(cursor, ruleFor, 'properties') as readonly Property[]; // without values there is nothing else
}

/** The properties of an agent; its header has been consumed, the INDENT is the current token. */
export function parseAgentProperties(cursor: Cursor): readonly Property[] {
  return parsePropertyLines(cursor, rulesOf.known, 'properties') as readonly Property[]; // without values there is nothing else
}

/** One `NAME: value`; only in a block may the value be an indented block. */
function parseProperty(cursor: Cursor, place: Property['place'], ruleFor: RuleFor): Property {
  const name = nameHere(cursor);
  cursor.advance(); // the colon, which `atProperty` saw
  const parse = ruleFor(name.text);
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
  if (cursor.kindAhead(1) !== 'indent') return undefined;
  cursor.advance();
  const { start } = cursor.tokenAt(cursor.at + 1).span;
  const entries = parsePropertyLines(cursor, () => parse, 'values');
  return { kind: 'property-block', entries, span: cursor.spanFrom(start) };
}

/** Lines of properties (or also of values), one a line. The INDENT is the current token; the DEDENT is consumed. */
function parsePropertyLines(cursor: Cursor, ruleFor: RuleFor, content: 'properties' | 'values'): readonly (Property | Expression)[] {
  cursor.lexer.levels.markProperties();
  cursor.advance();
  if (cursor.level >= deepestNesting) return skipTooDeep(cursor);
  cursor.level += 1;
  const entries = new Gathered<Property | Expression>();
  let good = true;
  while (!cursor.isKind('dedent') && !cursor.isKind('end')) {
    const lineStart = cursor.at;
    const entry = parsePropertyLine(cursor, ruleFor, content, good);
    good = entry !== undefined;
    if (entry) entries.add(entry);
    endPropertyLine(cursor, lineStart);
  }
  cursor.level -= 1;
  if (cursor.isKind('dedent')) cursor.advance();
  return entries.list;
}

/** Reports E106 at the first line of the block and skips it. Its INDENT has been consumed. */
export function skipTooDeep(cursor: Cursor): readonly never[] {
  cursor.report('E106', cursor.span, `more than ${deepestNesting} levels of indentation`, 'move the inner part into a `block`');
  skipBlock(cursor);
  return [];
}

function parsePropertyLine(cursor: Cursor, ruleFor: RuleFor, content: 'properties' | 'values', alone: boolean): Property | Expression | undefined {
  if (atProperty(cursor)) return parseProperty(cursor, 'block', ruleFor);
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
  if (cursor.keyword === undefined) return false;
  const next = cursor.text.charAt(skipBlanks(cursor.text, cursor.end));
  return next !== '' && next !== '\n' && next !== '#';
}

/** A line that begins with `- `, as lists are written elsewhere. */
export function isListItem(cursor: Cursor): boolean {
  return cursor.is('-') && /\s/.test(cursor.text.charAt(cursor.end));
}

/** Reports the first of several `- item` lines and skips them all. */
export function refuseListItem(cursor: Cursor): undefined {
  cursor.report('E105', cursor.span, 'a list is not written with `-`', 'write `["x"]`');
  for (;;) {
    cursor.skipLine();
    if (!cursor.isKind('newline')) return undefined;
    if (cursor.spellingAhead(1) !== '-' || !/\s/.test(cursor.text.charAt(cursor.endOf(cursor.at + 1)))) return undefined;
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
  if (statement) cursor.misplaced.add(statement);
}

/** `NAME:` and nothing more: a property with a block, or a misspelled keyword. */
function endsLineAfterColon(cursor: Cursor): boolean {
  const colon = skipBlanks(cursor.text, cursor.end);
  const next = cursor.text.charAt(skipBlanks(cursor.text, colon + 1));
  return next === '' || next === '\n' || next === '#';
}

/** Properties where a statement was expected: reported at the first, the others in a row are skipped with it. */
export function refuseProperties(cursor: Cursor): undefined {
  const { characters, span } = cursor;
  const keyword = endsLineAfterColon(cursor) ? hintForWord(cursor, characters) : undefined;
  if (keyword === undefined)
    cursor.report('E105', span, `the property \`${characters}\` belongs to no session or agent`, 'indent properties under their session or agent');
  else cursor.report('E105', span, `\`${characters}\` begins no statement`, keyword);
  for (;;) {
    cursor.skipLine();
    cursor.silence();
    const next = cursor.at + 1;
    const more = cursor.isKind('newline') && cursor.kindAt(next) === 'name' && colonFollows(cursor, cursor.endOf(next));
    if (!more || cursor.keywordAt(next) !== undefined) return undefined;
    cursor.advance();
  }
}

function refuseContinuation(cursor: Cursor): void {
  const { characters, span } = cursor;
  cursor.report('E105', span, `this \`${characters}\` stands in the properties`, `move \`${characters}\` to the session's column`);
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
  if (!broken) cursor.report('E105', cursor.span, 'unexpected indentation');
  cursor.advance();
  skipBlock(cursor);
}
