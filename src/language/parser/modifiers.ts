/**
 * Modifiers: what stands in parentheses in the header of `parallel`, `for` and `loop`.
 *
 * Owns: which keys exist (E036). Does not own: which words and values they take.
 */
import type { Expression, Modifiers, ModifierWord } from '../ast.ts';
import type { LexedToken } from '../lexer/token-list.ts';
import { parseItems } from './collections.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { parseValue, parseWordValue } from './words.ts';

type FoundModifiers = Draft<Modifiers>;
type ModifierField = 'join' | 'onFail' | 'count' | 'concurrency' | 'timeout';

/** `(first, on-fail: continue, count: 2)`: the parenthesis is the current token. */
export function parseModifiers(cursor: Cursor): Modifiers {
  const { start } = cursor;
  const node: FoundModifiers = { kind: 'modifiers', span: cursor.here };
  if (cursor.spellingAhead(1) === ')') cursor.report('E105', cursor.tokenAt(cursor.at + 1).span, 'a modifier is missing between the parentheses');
  parseItems(cursor, ')', () => parseModifier(cursor, node));
  node.span = cursor.spanFrom(start);
  if (node.concurrency) node.ext = 'concurrency-modifier';
  else if (node.timeout) node.ext = 'timeout-modifier';
  return node;
}

/** The `(max: n)` of a loop: the parenthesis is the current token. */
export function parseLoopLimit(cursor: Cursor): Expression | undefined {
  let max: Expression | undefined;
  parseItems(cursor, ')', () => {
    if (!isKey(cursor)) return refuseLoopWord(cursor);
    const key = takeKey(cursor);
    const value = parseExpression(cursor);
    if (key.kind === 'string') refuseQuotedKey(cursor, key);
    else if (key.text === 'max') max = value;
    else cursor.report('E036', key.span, `\`${key.text}\` is no modifier of \`loop\``, 'a loop takes `max: n`');
  });
  return max;
}

function refuseLoopWord(cursor: Cursor): void {
  if (!cursor.isKind('name')) {
    cursor.unexpected('`max: n`');
    return;
  }
  const { characters, span } = cursor;
  cursor.advance();
  cursor.report('E036', span, `\`${characters}\` is no modifier of \`loop\``, 'a loop takes `max: n`');
}

function isKey(cursor: Cursor): boolean {
  return (cursor.isKind('name') || cursor.isKind('string')) && cursor.spellingAhead(1) === ':';
}

/** The key, its colon consumed too. */
function takeKey(cursor: Cursor): LexedToken {
  const key = cursor.token;
  cursor.advance();
  cursor.advance();
  return key;
}

function refuseQuotedKey(cursor: Cursor, key: LexedToken): void {
  cursor.report('E036', key.span, `the modifier ${key.text} is quoted`, `write ${key.text.replaceAll('"', '')} without quotes`);
}

function parseModifier(cursor: Cursor, found: FoundModifiers): void {
  if (isKey(cursor)) parseKeyed(cursor, found, takeKey(cursor));
  else parseJoinWord(cursor, found);
}

function parseJoinWord(cursor: Cursor, found: FoundModifiers): void {
  const word = parseModifierWord(cursor, 'a join word or a modifier');
  if (!word) return;
  if (found.join) cursor.report('E105', word.span, `a second join word, the first is \`${found.join.text}\``);
  else found.join = word;
}

function parseModifierWord(cursor: Cursor, expected: string): ModifierWord | undefined {
  const { kind, text, span, closed } = cursor.token;
  if (kind !== 'name' && kind !== 'string') {
    cursor.unexpected(expected);
    return undefined;
  }
  if (!closed) cursor.reportUnterminated(cursor.token);
  cursor.advance();
  return { kind: 'modifier-word', text: kind === 'string' ? text.replaceAll('"', '') : text, quoted: kind === 'string', span };
}

function parseKeyed(cursor: Cursor, found: FoundModifiers, key: LexedToken): void {
  if (key.kind === 'string') return refuseKeyed(cursor, () => refuseQuotedKey(cursor, key));
  switch (key.text) {
    case 'on-fail':
      return keep(cursor, found, key, 'onFail', parseModifierWord(cursor, 'a failure policy'));
    case 'count':
      return keep(cursor, found, key, 'count', parseExpression(cursor));
    case 'concurrency':
      return keep(cursor, found, key, 'concurrency', parseExpression(cursor));
    case 'timeout':
      return keep(cursor, found, key, 'timeout', parseWordValue(cursor));
    default:
      return refuseKeyed(cursor, () => refuseKey(cursor, key));
  }
}

function keep<Key extends ModifierField>(cursor: Cursor, found: FoundModifiers, key: LexedToken, field: Key, value: FoundModifiers[Key]): void {
  if (found[field] !== undefined) cursor.report('E009', key.span, `\`${key.text}\` is given twice`);
  else if (value !== undefined) found[field] = value;
}

function refuseKeyed(cursor: Cursor, refuse: () => void): void {
  refuse();
  if (cursor.isKind('name') || cursor.isKind('string')) cursor.advance();
  else parseValue(cursor);
}

function refuseKey(cursor: Cursor, key: LexedToken): void {
  const hint = key.text === 'max' ? '`max` limits a `loop`; a fan-out takes `concurrency`' : 'modifiers are `on-fail`, `count`, `concurrency` and `timeout`';
  cursor.report('E036', key.span, `unknown modifier \`${key.text}\``, hint);
}
