/**
 * Expressions, by precedence climbing.
 *
 * 1. Nesting of brackets, signs and `not`s is counted and limited (E106): the parser's stack is bounded.
 *    A chain of operators or of `.name` needs no stack.
 * 2. Where no expression can be parsed a `missing` node stands, and exactly one error was reported on the line.
 */
import type { Binary, BinaryOperator, Expression, Group, Index, Member, Name, NameReference, NumberLiteral, Unary } from '../ast.ts';
import { COLON, nameEnd, QUOTE, skipBlanks } from '../lexer/characters.ts';
import type { Spelling } from '../lexer/spellings.ts';
import { isReserved, wordCode } from '../lexer/spellings.ts';
import type { ParseItem } from './collections.ts';
import { parseCallArguments, parseList, parseObject } from './collections.ts';
import type { Cursor } from './cursor.ts';
import { deepestNesting } from './cursor.ts';
import { holdsModifiers } from './modifier-lookahead.ts';
import { nameHere, takeName } from './names.ts';
import { skipToCloser } from './recovery.ts';
import { parseDiscretion, parseText } from './texts.ts';

const notPrecedence = 3;
const comparison = 4;
const signPrecedence = 7;

export function parseExpression(cursor: Cursor): Expression {
  return parseBinary(cursor, 1);
}

/** Whether the current token may begin an expression. */
export function startsExpression(cursor: Cursor): boolean {
  switch (cursor.kind) {
    case 'name':
      return !isReserved(cursor.code) || cursor.is('true') || cursor.is('false') || cursor.is('null') || cursor.is('not');
    case 'string':
    case 'number':
    case 'duration':
    case 'discretion':
      return true;
    case 'punctuation':
      return cursor.is('(') || cursor.is('[') || cursor.is('{') || cursor.is('-');
    default:
      return false;
  }
}

function parseBinary(cursor: Cursor, least: number): Expression {
  let left = parsePrefix(cursor, least);
  for (;;) {
    const precedence = infixPrecedence(cursor.spelling);
    if (precedence < least) return left;
    const operator = cursor.spelling as BinaryOperator; // it has a precedence
    cursor.advance();
    const right = parseBinary(cursor, precedence + 1);
    const node: Binary = {
      kind: 'binary',
      operator,
      left,
      right,
      span: { start: left.span.start, end: Math.max(left.span.end, right.span.end) },
      ext: 'operator',
    };
    left = node;
    if (precedence === comparison && infixPrecedence(cursor.spelling) === comparison)
      cursor.unexpected('the end of the comparison', 'comparisons do not chain: join them with `and`');
  }
}

function infixPrecedence(spelling: Spelling): number {
  switch (spelling) {
    case 'or':
      return 1;
    case 'and':
      return 2;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'is':
      return comparison;
    case '+':
    case '-':
      return 5;
    case '*':
    case '/':
      return 6;
    default:
      return 0;
  }
}

/** `not` and `-` before an operand. A run of them is unrolled, the innermost applied first. */
function parsePrefix(cursor: Cursor, least: number): Expression {
  const prefix = prefixOperator(cursor, least);
  if (!prefix) return parsePostfix(cursor);
  return nested(cursor, () => {
    const { end } = cursor;
    const start = cursor.advance();
    const operand = parseBinary(cursor, prefix === 'not' ? notPrecedence : signPrecedence);
    const node: Unary = {
      kind: 'unary',
      operator: prefix,
      operand,
      span: { start, end: Math.max(end, operand.span.end) },
      ext: 'operator',
    };
    return node;
  });
}

function prefixOperator(cursor: Cursor, least: number): Unary['operator'] | undefined {
  if (cursor.is('-')) return isNegativeNumber(cursor) ? undefined : '-';
  return cursor.is('not') && least <= notPrecedence ? 'not' : undefined;
}

/** `-` glued to a digit, where an operand starts. */
function isNegativeNumber(cursor: Cursor): boolean {
  const code = cursor.text.charCodeAt(cursor.end);
  return code >= 48 && code <= 57;
}

/** Runs a rule one bracket or prefix deeper; beyond the limit it skips what the rule would have read. */
export function nested<T extends Expression>(cursor: Cursor, rule: () => T): T | Expression {
  if (cursor.nesting >= deepestNesting) return tooDeep(cursor);
  cursor.nesting += 1;
  try {
    return rule();
  } finally {
    cursor.nesting -= 1;
  }
}

function tooDeep(cursor: Cursor): Expression {
  cursor.report('E106', cursor.span, `more than ${deepestNesting} brackets in one another`, 'bind the inner parts with `let`');
  const missing = cursor.missing();
  cursor.skipLine();
  return missing;
}

// ---------------------------------------------------------------------------------------------
// Operands

function parsePostfix(cursor: Cursor): Expression {
  let operand = parseAtom(cursor);
  for (;;) {
    if (cursor.is('.')) operand = parseMember(cursor, operand);
    else if (cursor.is('[') && !(cursor.inObject && cursor.startsLine) && isIndexable(operand)) operand = parseIndex(cursor, operand);
    else return operand;
  }
}

function isIndexable(operand: Expression): boolean {
  return operand.kind !== 'missing';
}

function parseMember(cursor: Cursor, object: Expression): Expression {
  cursor.advance();
  const name = takeName(cursor, 'a field name', cursor.isKind('number') ? 'a place in a list is written `[0]`' : undefined);
  if (!name) return object;
  const node: Member = { kind: 'member', object, name, span: { start: object.span.start, end: name.span.end } };
  return node;
}

function parseIndex(cursor: Cursor, object: Expression): Expression {
  return nested(cursor, () => {
    cursor.advance();
    const index = inBrackets(cursor, () => parseExpression(cursor));
    if (!cursor.take(']')) closingExpected(cursor, ']');
    const node: Index = { kind: 'index', object, index, span: cursor.spanFrom(object.span.start) };
    return node;
  });
}

/** Runs a rule where a line break is only white space. */
function inBrackets<T>(cursor: Cursor, rule: () => T): T {
  const before = cursor.inObject;
  cursor.inObject = false;
  const result = rule();
  cursor.inObject = before;
  return result;
}

function closingExpected(cursor: Cursor, closer: ')' | ']'): void {
  cursor.unexpected(`\`${closer}\``);
  skipToCloser(cursor, closer);
}

function parseAtom(cursor: Cursor): Expression {
  switch (cursor.kind) {
    case 'name':
      return parseNamed(cursor);
    case 'string':
      return parseText(cursor);
    case 'number':
      return parseNumber(cursor, 1, cursor.start);
    case 'discretion':
      return parseDiscretion(cursor);
    case 'duration':
      return refuseDuration(cursor);
    case 'punctuation':
      return parseBracketed(cursor);
    default:
      return expressionMissing(cursor);
  }
}

function parseNumber(cursor: Cursor, sign: 1 | -1, start: number): NumberLiteral {
  const { characters, end } = cursor;
  cursor.advance();
  return { kind: 'number', value: sign * Number(characters), raw: sign < 0 ? `-${characters}` : characters, span: { start, end } };
}

function refuseDuration(cursor: Cursor): Expression {
  const { characters, span } = cursor;
  const hint = `write the text "${characters}" or a number of seconds`;
  cursor.report('E105', span, `the duration \`${characters}\` can only be the value of a property or modifier`, hint);
  cursor.advance();
  return { kind: 'missing', span };
}

function expressionMissing(cursor: Cursor): Expression {
  cursor.unexpected('a value');
  return cursor.missing();
}

function parseBracketed(cursor: Cursor): Expression {
  const parseItem: ParseItem = parseExpression;
  switch (cursor.spelling) {
    case '(':
      return nested(cursor, () => parseGroup(cursor));
    case '[':
      return nested(cursor, () => parseList(cursor, parseItem));
    case '{':
      return nested(cursor, () => parseObject(cursor, parseItem));
    case '-':
      return parseNegativeNumber(cursor);
    default:
      return expressionMissing(cursor);
  }
}

function parseNegativeNumber(cursor: Cursor): Expression {
  const start = cursor.advance();
  return cursor.isKind('number') ? parseNumber(cursor, -1, start) : expressionMissing(cursor);
}

function parseGroup(cursor: Cursor): Expression {
  const start = cursor.advance();
  const expression = inBrackets(cursor, () => parseExpression(cursor));
  if (!cursor.take(')')) closingExpected(cursor, ')');
  const node: Group = { kind: 'group', expression, span: cursor.spanFrom(start) };
  return node;
}

// ---------------------------------------------------------------------------------------------
// Names

function parseNamed(cursor: Cursor): Expression {
  if (cursor.code > 0) {
    if (isReserved(cursor.code)) return parseReserved(cursor);
    if (startsStatement(cursor)) return refuseStatement(cursor);
  }
  const name = nameHere(cursor);
  if (cursor.is('(') && cursor.start === name.span.end && !beginsModifiers(cursor)) return parseCall(cursor, name);
  const node: NameReference = { kind: 'reference', name, span: name.span };
  return node;
}

function parseReserved(cursor: Cursor): Expression {
  const { spelling, span } = cursor;
  if (spelling !== 'true' && spelling !== 'false' && spelling !== 'null') return expressionMissing(cursor);
  cursor.advance();
  return spelling === 'null' ? { kind: 'null', span } : { kind: 'boolean', value: spelling === 'true', span };
}

function beginsModifiers(cursor: Cursor): boolean {
  return cursor.inHeader && cursor.nesting === 0 && holdsModifiers(cursor, 0);
}

function parseCall(cursor: Cursor, name: Name): Expression {
  return nested(cursor, () => {
    const args = parseCallArguments(cursor, parseExpression);
    return { kind: 'program-call', name, arguments: args, span: cursor.spanFrom(name.span.start), ext: 'program-call' };
  });
}

/** `session "..."`, `session: a`, `resume: a`, `do b`, `call p`: statements, which are no operands. */
function startsStatement({ spelling, text, end }: Cursor): boolean {
  const at = skipBlanks(text, end);
  switch (spelling) {
    case 'session':
      return text.charCodeAt(at) === QUOTE || colonAndName(text, at);
    case 'resume':
      return colonAndName(text, at);
    case 'do':
    case 'call':
      return nameEnd(text, at) > at && !isReserved(wordCode(text, at, nameEnd(text, at)));
    default:
      return false;
  }
}

function colonAndName(text: string, at: number): boolean {
  const name = skipBlanks(text, at + 1);
  return text.charCodeAt(at) === COLON && nameEnd(text, name) > name;
}

function refuseStatement(cursor: Cursor): Expression {
  const { characters, span } = cursor;
  cursor.report('E105', span, `a \`${characters}\` is not an operand`, 'bind its result with `let` first');
  cursor.skip();
  return { kind: 'missing', span };
}
