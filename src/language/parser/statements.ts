/**
 * One statement: decides by its first words which rule reads it.
 *
 * Owns: the dispatch, the plain statements, and keywords that stand where they may not (E105).
 */

import { assertNever } from '../../assert.ts';
import type {
  AssertStatement,
  AssignStatement,
  Expression,
  InputStatement,
  LetStatement,
  Name,
  NamePattern,
  OutputStatement,
  Reference,
  ReturnStatement,
  Statement,
  ThrowStatement,
} from '../ast.ts';
import { COLON, EQUALS, HASH, LINE_FEED, nameEnd, skipBlanks } from '../lexer/characters.ts';
import type { Keyword } from '../lexer/keywords.ts';
import { rightSideKeyword, statementKeyword } from '../lexer/keywords.ts';
import { opensBlock } from './bodies.ts';
import { parseChoice, parseDoBody, parseIf, parseParallel, parseTry } from './branches.ts';
import { parseItems } from './collections.ts';
import { parseAssertCondition } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression, startsExpression, takeBindingName } from './expressions.ts';
import { parseFor, parseLoop, parseRepeat } from './loops.ts';
import { refuseClause, refuseDeclaration } from './misplaced.ts';
import { parseStages } from './pipelines.ts';
import { atProperty, refuseProperties } from './properties.ts';
import { absentName, parseArrow, parseCallStatement, parseDo, parseResume } from './sessions.ts';
import { parseDiscretion, parseText } from './texts.ts';

/** The statement at the current token; nothing when only an error could be read. */
export function parseStatement(cursor: Cursor): Statement | undefined {
  const { kind, text, span } = cursor.token;
  const keyword = kind === 'name' ? statementKeyword(text, cursor.text, span.end) : undefined;
  return keyword === undefined ? parsePlain(cursor) : parseByKeyword(cursor, keyword);
}

function parseByKeyword(cursor: Cursor, keyword: Keyword): Statement | undefined {
  switch (keyword) {
    case 'input':
      return parseInput(cursor);
    case 'let':
    case 'const':
      return parseLet(cursor, keyword);
    case 'output':
      return parseOutput(cursor);
    case 'return':
      return parseReturn(cursor);
    case 'throw':
      return parseThrow(cursor);
    case 'break':
    case 'continue':
      return { kind: keyword, span: cursor.advance().span, ext: keyword };
    case 'assert':
      return parseAssert(cursor);
    case 'elif':
    case 'else':
    case 'catch':
    case 'finally':
    case 'option':
      return refuseClause(cursor, keyword);
    case 'agent':
    case 'block':
    case 'use':
    case 'import':
      return refuseDeclaration(cursor, keyword);
    case 'session':
    case 'resume':
    case 'call':
    case 'do':
    case 'parallel':
    case 'repeat':
    case 'for':
    case 'loop':
    case 'if':
    case 'choice':
    case 'try':
      return parseCompound(cursor, keyword);
    default:
      return assertNever(keyword);
  }
}

type RightSideKeyword = 'session' | 'resume' | 'call' | 'do' | 'parallel' | 'repeat' | 'for' | 'loop' | 'if' | 'choice' | 'try';

function parseCompound(cursor: Cursor, keyword: RightSideKeyword): Statement {
  switch (keyword) {
    case 'session':
      return parseArrow(cursor);
    case 'resume':
      return parseResume(cursor);
    case 'call':
      return parseCallStatement(cursor);
    case 'do':
      return isDoBody(cursor) ? parseDoBody(cursor) : parseDo(cursor);
    case 'parallel':
      return parseParallel(cursor);
    case 'repeat':
      return parseRepeat(cursor);
    case 'for':
      return parseFor(cursor);
    case 'loop':
      return parseLoop(cursor);
    case 'if':
      return parseIf(cursor);
    case 'choice':
      return parseChoice(cursor);
    case 'try':
      return parseTry(cursor);
    default:
      return assertNever(keyword);
  }
}

function isDoBody(cursor: Cursor): boolean {
  const next = cursor.text.charCodeAt(skipBlanks(cursor.text, cursor.token.span.end));
  return next === COLON || next === LINE_FEED || next === HASH;
}

/** What may stand to the right of a `=`: a statement with a value, or an expression. */
export function parseRightSide(cursor: Cursor): Statement {
  const { kind, text, span } = cursor.token;
  const keyword = kind === 'name' ? rightSideKeyword(text, cursor.text, span.end) : undefined;
  if (keyword !== undefined) return parseCompound(cursor, keyword as RightSideKeyword); // it is one of them
  return parseStages(cursor, parseExpression(cursor));
}

// ---------------------------------------------------------------------------------------------
// Statements that begin with an expression

function parsePlain(cursor: Cursor): Statement | undefined {
  if (!startsExpression(cursor)) return refusePlain(cursor);
  if (atProperty(cursor)) return refuseProperties(cursor);
  const expression = parseExpression(cursor);
  if (cursor.is('=')) return parseAssign(cursor, expression);
  const statement = parseStages(cursor, expression);
  refuseUnknownHeader(cursor, statement);
  return statement;
}

function refusePlain(cursor: Cursor): undefined {
  cursor.unexpected('a statement');
  cursor.skipLine();
  return undefined;
}

/** `NAME something`: most likely a keyword that is misspelled. */
function refuseUnknownHeader(cursor: Cursor, statement: Statement): void {
  if (cursor.atLineEnd || cursor.is('|') || cursor.is('->') || statement.kind !== 'expression' || statement.expression.kind !== 'reference') return;
  const { name } = statement.expression;
  cursor.noteSkipped({ kind: 'name', text: name.text, span: name.span, lineBreak: false, closed: true });
  cursor.unexpected(`the end of the statement after \`${name.text}\``, hintFor(name.text));
}

const keywordHints: ReadonlyMap<string, string> = new Map([
  ['session', 'a session needs a text (`session "..."`), an agent (`session: name`) or properties'],
  ['resume', 'write `resume: agent`'],
  ['while', 'write `loop while ...:`'],
  ['until', 'write `loop until ...:`'],
  ['def', 'write `block name(a, b):`'],
  ['function', 'write `block name(a, b):`'],
  ['var', 'write `let`'],
  ['foreach', 'write `for x in ...:`'],
  ['elseif', 'write `elif`'],
  ['except', 'write `catch as e:`'],
  ['raise', 'write `throw`'],
  ['import', 'write `use "path" as name`'],
]);

function hintFor(word: string): string | undefined {
  return keywordHints.get(word);
}

function parseAssign(cursor: Cursor, target: Expression): Statement {
  const assigned = cursor.token;
  if (!isReference(target)) cursor.report('E105', assigned.span, 'only a name, `name.path` or `name[i]` can be assigned to', '`==` compares');
  cursor.advance();
  const value = parseRightSide(cursor);
  if (!isReference(target)) return value;
  const node: AssignStatement = { kind: 'assign', target, value, span: cursor.spanFrom(target.span.start) };
  return target.kind === 'reference' ? node : { ...node, ext: 'part-assignment' };
}

function isReference(expression: Expression): expression is Reference {
  let node = expression;
  while (node.kind === 'member' || node.kind === 'index') node = node.object;
  return node.kind === 'reference';
}

// ---------------------------------------------------------------------------------------------
// Plain statements

function parseInput(cursor: Cursor): InputStatement {
  const { start } = cursor.advance().span;
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

function parseLet(cursor: Cursor, declaration: 'let' | 'const'): LetStatement {
  const { start } = cursor.advance().span;
  const target = cursor.is('{') ? parsePattern(cursor) : (takeBindingName(cursor, 'a name') ?? absentName(cursor));
  const value = parseDeclared(cursor);
  const node: Draft<LetStatement> = { kind: 'let', declaration, target, value, span: cursor.spanFrom(start) };
  if (target.kind === 'pattern') node.ext = 'pattern';
  return node;
}

function parseDeclared(cursor: Cursor): Statement {
  if (cursor.take('=')) return parseRightSide(cursor);
  cursor.unexpected('`=` and a value');
  return { kind: 'expression', expression: cursor.missing(), span: cursor.here };
}

function parsePattern(cursor: Cursor): NamePattern {
  const { start } = cursor.token.span;
  if (cursor.peek(1).text === '}') cursor.report('E105', cursor.peek(1).span, 'a name is missing between the braces');
  const names = parseItems<Name | undefined>(cursor, '}', () => takeBindingName(cursor, 'a name'));
  return { kind: 'pattern', names: names.filter((name) => name !== undefined), span: cursor.spanFrom(start) };
}

function parseOutput(cursor: Cursor): OutputStatement {
  const { start } = cursor.advance().span;
  if (cursor.isKind('name') && isAssigned(cursor)) {
    const name = takeBindingName(cursor, "the output's name") ?? absentName(cursor);
    cursor.advance();
    const value = parseRightSide(cursor);
    return { kind: 'output', name, value, span: cursor.spanFrom(start) };
  }
  const value = parseOptionalValue(cursor);
  const node: Draft<OutputStatement> = { kind: 'output', span: cursor.spanFrom(start), ext: 'unnamed-output' };
  if (value) node.value = value;
  return node;
}

/** `NAME =`, and not `==`. */
function isAssigned(cursor: Cursor): boolean {
  const { text, token } = cursor;
  const at = skipBlanks(text, nameEnd(text, token.span.start));
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) !== EQUALS;
}

function parseReturn(cursor: Cursor): ReturnStatement {
  const { start } = cursor.advance().span;
  const value = parseOptionalValue(cursor);
  const node: Draft<ReturnStatement> = { kind: 'return', span: cursor.spanFrom(start), ext: 'return' };
  if (value) node.value = value;
  return node;
}

function parseOptionalValue(cursor: Cursor): Statement | undefined {
  return cursor.atLineEnd || (cursor.inLineBody && cursor.is('|')) ? undefined : parseRightSide(cursor);
}

function parseThrow(cursor: Cursor): ThrowStatement {
  const { start } = cursor.advance().span;
  const value = cursor.atLineEnd || (cursor.inLineBody && cursor.is('|')) ? undefined : parseExpression(cursor);
  const node: Draft<ThrowStatement> = { kind: 'throw', span: cursor.spanFrom(start) };
  if (value) node.value = value;
  return node;
}

function parseAssert(cursor: Cursor): AssertStatement {
  const { start } = cursor.token.span;
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
  if (cursor.peek(1).kind !== 'string') return undefined;
  cursor.advance();
  const message = parseText(cursor);
  if (!cursor.atLineEnd) cursor.unexpected('the end of the line');
  cursor.skipBlock();
  return message;
}
