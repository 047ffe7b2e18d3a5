/** Statements that are one line: `input`, `let`, `output`, `return`, `throw`, `assert`. */
import type { AssertStatement, InputStatement, LetStatement, Name, NamePattern, OutputStatement, ReturnStatement, Statement, ThrowStatement } from '../ast.ts';
import { EQUALS, skipBlanks } from '../lexer/characters.ts';
import { opensBlock } from './bodies.ts';
import { parseItems } from './collections.ts';
import { parseAssertCondition } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { absentName, takeBindingName } from './names.ts';
import { skipBlock } from './recovery.ts';
import { parseDiscretion, parseText } from './texts.ts';

export function parseInput(cursor: Cursor): InputStatement {
  const start = cursor.advance();
  const name = takeBindingName(cursor, "the input's name") ?? absentName(cursor);
  const prompt = parseInputPrompt(cursor);
  const node: Draft<InputStatement> = { kind: 'input', name, span: cursor.spanFrom(start) };
  if (prompt) node.prompt = prompt;
  return node;
}

function parseInputPrompt(cursor: Cursor): InputStatement['prompt'] | undefined {
  if (!cursor.take(':')) {
    if (cursor.atLineEnd) cursor.report('E104', cursor.here, 'a `:` and the text to ask with are missing', 'write `input name: "question"`');
    else cursor.unexpected('`:`', 'write `input name: "question"`');
    return undefined;
  }
  if (cursor.isKind('string')) return parseText(cursor);
  if (cursor.isKind('discretion')) return parseDiscretion(cursor);
  cursor.unexpected('the text to ask with');
  return undefined;
}

export function parseLet(cursor: Cursor, declaration: 'let' | 'const'): LetStatement {
  const start = cursor.advance();
  const target = cursor.is('{') ? parsePattern(cursor) : (takeBindingName(cursor, 'a name') ?? absentName(cursor));
  const value = parseDeclared(cursor);
  const node: Draft<LetStatement> = { kind: 'let', declaration, target, value, span: cursor.spanFrom(start) };
  if (target.kind === 'pattern') node.ext = 'pattern';
  return node;
}

function parseDeclared(cursor: Cursor): Statement {
  if (cursor.take('=')) return cursor.grammar.rightSide(cursor);
  cursor.unexpected('`=` and a value');
  return { kind: 'expression', expression: cursor.missing(), span: cursor.here };
}

function parsePattern(cursor: Cursor): NamePattern {
  const { start } = cursor;
  if (cursor.spellingAhead(1) === '}') cursor.report('E105', cursor.tokenAt(cursor.at + 1).span, 'a name is missing between the braces');
  const names = parseItems<Name | undefined>(cursor, '}', () => takeBindingName(cursor, 'a name'));
  return { kind: 'pattern', names: names.filter((name) => name !== undefined), span: cursor.spanFrom(start) };
}

export function parseOutput(cursor: Cursor): OutputStatement {
  const start = cursor.advance();
  if (cursor.isKind('name') && isAssigned(cursor)) {
    const name = takeBindingName(cursor, "the output's name") ?? absentName(cursor);
    cursor.advance();
    const value = cursor.grammar.rightSide(cursor);
    return { kind: 'output', name, value, span: cursor.spanFrom(start) };
  }
  const value = parseOptionalValue(cursor);
  const node: Draft<OutputStatement> = { kind: 'output', span: cursor.spanFrom(start), ext: 'unnamed-output' };
  if (value) node.value = value;
  return node;
}

/** `NAME =`, and not `==`. */
function isAssigned(cursor: Cursor): boolean {
  const { text } = cursor;
  const at = skipBlanks(text, cursor.end);
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) !== EQUALS;
}

export function parseReturn(cursor: Cursor): ReturnStatement {
  const start = cursor.advance();
  const value = parseOptionalValue(cursor);
  const node: Draft<ReturnStatement> = { kind: 'return', span: cursor.spanFrom(start), ext: 'return' };
  if (value) node.value = value;
  return node;
}

function parseOptionalValue(cursor: Cursor): Statement | undefined {
  return cursor.atLineEnd || (cursor.inLineBody && cursor.is('|')) ? undefined : cursor.grammar.rightSide(cursor);
}

export function parseThrow(cursor: Cursor): ThrowStatement {
  const start = cursor.advance();
  const value = cursor.atLineEnd || (cursor.inLineBody && cursor.is('|')) ? undefined : parseExpression(cursor);
  const node: Draft<ThrowStatement> = { kind: 'throw', span: cursor.spanFrom(start) };
  if (value) node.value = value;
  return node;
}

export function parseAssert(cursor: Cursor): AssertStatement {
  const { start } = cursor;
  const { condition, message } = parseAssertCondition(cursor);
  const text = message ?? (cursor.take(':') ? parseAssertMessage(cursor) : undefined);
  const node: Draft<AssertStatement> = { kind: 'assert', condition, span: cursor.spanFrom(start), ext: 'assert' };
  if (text) node.message = text;
  return node;
}

/** The text after the `:`, on the same line or indented under it. */
function parseAssertMessage(cursor: Cursor): AssertStatement['message'] {
  if (cursor.isKind('string')) return parseText(cursor);
  if (!opensBlock(cursor)) {
    cursor.unexpected("the assertion's message (a text)");
    return undefined;
  }
  cursor.advance();
  if (cursor.kindAhead(1) !== 'string') return undefined;
  cursor.advance();
  const message = parseText(cursor);
  if (!cursor.atLineEnd) cursor.unexpected('the end of the line');
  skipBlock(cursor);
  return message;
}
