/**
 * What stands between brackets with commas: lists, objects and the arguments of calls.
 *
 * In an object a line break ends an entry where the expression may end; commas are optional there.
 */
import type { Argument, Expression, ListLiteral, ObjectEntry, ObjectLiteral, Text } from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { Gathered } from './gathered.ts';
import { nameHere } from './names.ts';
import { skipToCloser } from './recovery.ts';
import { parseText } from './texts.ts';

export type ParseItem = (cursor: Cursor) => Expression;

/** Runs a rule with line breaks meaning what they mean in an object (or not). */
function withLineBreaks<T>(cursor: Cursor, inObject: boolean, rule: () => T): T {
  const before = cursor.inObject;
  cursor.inObject = inObject;
  const result = rule();
  cursor.inObject = before;
  return result;
}

/**
 * Items separated by commas up to `closer`; a trailing comma is fine. The opening bracket is the current token.
 * After an error the rest is skipped, up to the closing bracket.
 */
export function parseItems<T>(cursor: Cursor, closer: ')' | ']' | '}', parseItem: () => T): readonly T[] {
  cursor.advance();
  return withLineBreaks(cursor, false, () => {
    const items = new Gathered<T>();
    while (!cursor.take(closer)) {
      items.add(parseItem());
      if (cursor.take(',')) continue;
      if (!cursor.take(closer)) skipRest(cursor, closer, `\`,\` or \`${closer}\``);
      break;
    }
    return items.list;
  });
}

function skipRest(cursor: Cursor, closer: ')' | ']' | '}', expected: string): void {
  cursor.unexpected(expected);
  skipToCloser(cursor, closer);
}

export function parseList(cursor: Cursor, parseItem: ParseItem): ListLiteral {
  const { start } = cursor;
  const items = parseItems(cursor, ']', () => parseItem(cursor));
  return { kind: 'list', items, span: cursor.spanFrom(start) };
}

/** `(a, name: b)`: the opening parenthesis is the current token. */
export function parseCallArguments(cursor: Cursor, parseItem: ParseItem): readonly Argument[] {
  return parseItems(cursor, ')', () => parseArgument(cursor, parseItem));
}

function parseArgument(cursor: Cursor, parseItem: ParseItem): Argument {
  if (!cursor.isKind('name') || cursor.spellingAhead(1) !== ':') {
    const value = parseItem(cursor);
    return { kind: 'argument', value, span: value.span, ext: 'positional-argument' };
  }
  const name = nameHere(cursor);
  cursor.advance();
  const value = parseItem(cursor);
  return { kind: 'argument', name, value, span: { start: name.span.start, end: Math.max(cursor.lastEnd, value.span.end) } };
}

// ---------------------------------------------------------------------------------------------
// Objects

export function parseObject(cursor: Cursor, parseItem: ParseItem): ObjectLiteral {
  const start = cursor.advance();
  const entries = withLineBreaks(cursor, true, () => parseEntries(cursor, parseItem));
  return { kind: 'object', entries, span: cursor.spanFrom(start) };
}

function parseEntries(cursor: Cursor, parseItem: ParseItem): readonly ObjectEntry[] {
  const entries = new Gathered<ObjectEntry>();
  while (!cursor.take('}')) {
    const entryStart = cursor.at;
    const entry = parseEntry(cursor, parseItem);
    if (entry) entries.add(entry);
    const onNextLine = cursor.at > entryStart && cursor.startsLine && !cursor.atLineEnd;
    if (cursor.take(',') || cursor.is('}') || onNextLine) continue;
    skipRest(cursor, '}', '`,` or `}`');
    break;
  }
  return entries.list;
}

function parseEntry(cursor: Cursor, parseItem: ParseItem): ObjectEntry | undefined {
  const { start } = cursor;
  if (cursor.isKind('string')) return parseTextEntry(cursor, parseItem, start);
  if (cursor.isKind('name') && cursor.spellingAhead(1) === ':') {
    const key = cursor.characters;
    cursor.advance();
    return keyed(cursor, parseItem, start, key, 'name');
  }
  return parseShorthand(cursor, parseItem, start);
}

function keyed(cursor: Cursor, parseItem: ParseItem, start: number, key: string, form: 'name' | 'text'): ObjectEntry {
  cursor.advance();
  const value = parseItem(cursor);
  return { kind: 'entry', key, form, value, span: { start, end: Math.max(cursor.lastEnd, value.span.end) } };
}

function parseTextEntry(cursor: Cursor, parseItem: ParseItem, start: number): ObjectEntry | undefined {
  const text = parseText(cursor);
  if (!cursor.is(':')) {
    cursor.unexpected('`:` after the key');
    return undefined;
  }
  return keyed(cursor, parseItem, start, keyOf(cursor, text), 'text');
}

function keyOf(cursor: Cursor, text: Text): string {
  const [part] = text.parts;
  if (!part) return '';
  if (text.parts.length === 1 && part.kind === 'literal') return part.value;
  cursor.report('E105', text.span, 'a key is fixed text', 'write `\\{` for a brace');
  return '';
}

/** `{ a, b.c }`: the key is the last name. */
function parseShorthand(cursor: Cursor, parseItem: ParseItem, start: number): ObjectEntry | undefined {
  const value = parseItem(cursor);
  const key = lastName(value);
  if (key !== undefined) return { kind: 'entry', key, form: 'shorthand', value, span: { start: Math.min(start, value.span.start), end: value.span.end } };
  if (value.kind !== 'missing') cursor.report('E105', value.span, 'an entry needs a key', 'write `key: value`');
  return undefined;
}

function lastName(value: Expression): string | undefined {
  let node = value;
  while (node.kind === 'index') node = node.object;
  switch (node.kind) {
    case 'reference':
    case 'member':
    case 'program-call':
      return node.name.text;
    default:
      return undefined;
  }
}
