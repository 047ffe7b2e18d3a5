/**
 * One statement: decides by its first words which rule reads it.
 *
 * Owns: the dispatch, assignments, and keywords that stand where they may not (E105).
 */

import { assertNever } from '../../assert.ts';
import type { AssignStatement, Expression, Reference, Statement } from '../ast.ts';
import { COLON, HASH, LINE_FEED, skipBlanks } from '../lexer/characters.ts';
import type { RightSideKeyword } from '../lexer/keywords.ts';
import { rightSideKeyword } from '../lexer/keywords.ts';
import type { Keyword } from '../lexer/spellings.ts';
import { parseChoice, parseDoBody, parseIf, parseParallel, parseTry } from './branches.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, startsExpression } from './expressions.ts';
import { parseFor, parseLoop, parseRepeat } from './loops.ts';
import { refuseClause, refuseDeclaration } from './misplaced.ts';
import { parseStages } from './pipelines.ts';
import { parseAssert, parseInput, parseLet, parseOutput, parseReturn, parseThrow } from './plain-statements.ts';
import { atProperty, refuseProperties } from './properties.ts';
import { parseArrow, parseCallStatement, parseDo, parseResume } from './sessions.ts';
import { hintForWord } from './unknown-words.ts';

/** The statement at the current token; nothing when only an error could be read. */
export function parseStatement(cursor: Cursor): Statement | undefined {
  const { keyword } = cursor;
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
      return parseJump(cursor, keyword);
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

function parseJump(cursor: Cursor, kind: 'break' | 'continue'): Statement {
  const { span } = cursor;
  cursor.advance();
  return { kind, span, ext: kind };
}

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
  const next = cursor.text.charCodeAt(skipBlanks(cursor.text, cursor.end));
  return next === COLON || next === LINE_FEED || next === HASH;
}

/** What may stand to the right of a `=`: a statement with a value, or an expression. */
export function parseRightSide(cursor: Cursor): Statement {
  const keyword = cursor.isKind('name') ? rightSideKeyword(cursor.code, cursor.text, cursor.end) : undefined;
  if (keyword !== undefined) return parseCompound(cursor, keyword);
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
  cursor.noteSkipped({ kind: 'name', text: name.text, span: name.span, closed: true });
  cursor.unexpected(`the end of the statement after \`${name.text}\``, hintForWord(cursor, name.text));
}

function parseAssign(cursor: Cursor, target: Expression): Statement {
  if (!isReference(target)) cursor.report('E105', cursor.span, 'only a name, `name.path` or `name[i]` can be assigned to', '`==` compares');
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
