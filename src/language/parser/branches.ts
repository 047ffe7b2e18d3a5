/** Statements with alternatives or branches: `parallel`, `if`, `choice`, `try`, `do:`. */
import type {
  Body,
  Branch,
  CatchClause,
  ChoiceStatement,
  DoBodyStatement,
  ForStatement,
  IfArm,
  IfStatement,
  Modifiers,
  Name,
  Option,
  ParallelStatement,
  Span,
  Statement,
  TryStatement,
} from '../ast.ts';
import { EQUALS, skipBlanks } from '../lexer/characters.ts';
import type { Keyword } from '../lexer/spellings.ts';
import { opensBlock, parseBlock, parseHeaderEnd, takeHeaderColon } from './bodies.ts';
import { parseCondition } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { Gathered, none } from './gathered.ts';

import { parseFor } from './loops.ts';
import { parseModifiers } from './modifiers.ts';
import { nameHere, takeBindingName } from './names.ts';
import { parseText } from './texts.ts';

export function parseDoBody(cursor: Cursor): DoBodyStatement {
  const start = cursor.advance();
  return { kind: 'do-body', body: parseHeaderEnd(cursor, '`do`'), span: cursor.spanFrom(start) };
}

// ---------------------------------------------------------------------------------------------
// parallel

export function parseParallel(cursor: Cursor): ParallelStatement | ForStatement {
  const { span } = cursor;
  cursor.advance();
  if (cursor.is('for')) return parseFor(cursor, span.start);
  const modifiers: Modifiers | undefined = cursor.is('(') ? parseModifiers(cursor) : undefined;
  takeHeaderColon(cursor, '`parallel`');
  const branches = parseBranches(cursor, span);
  const node: Draft<ParallelStatement> = { kind: 'parallel', branches, span: cursor.spanFrom(span.start) };
  if (modifiers) node.modifiers = modifiers;
  return node;
}

function parseBranches(cursor: Cursor, keyword: Span): readonly Branch[] {
  if (!opensBlock(cursor)) return parseBranchOnLine(cursor, keyword);
  const branches = new Gathered<Branch>();
  const strays = new Gathered<Statement>();
  parseBlock(cursor, addBranch, branches, strays);
  for (const statement of strays.list) branches.add({ kind: 'branch', statement, span: statement.span });
  return branches.list;
}

function addBranch(cursor: Cursor, branches: Gathered<Branch>): void {
  const branch = parseBranch(cursor);
  if (branch) branches.add(branch);
}

function parseBranchOnLine(cursor: Cursor, keyword: Span): readonly Branch[] {
  if (cursor.atLineEnd) {
    if (!cursor.isQuiet) cursor.report('E040', keyword, '`parallel` without a branch', 'indent at least one branch under it');
    cursor.silence();
    return none;
  }
  cursor.report('E103', cursor.span, 'the branches of `parallel` stand on its line', 'put each branch on a line of its own, indented');
  const branch = parseBranch(cursor);
  return branch ? [branch] : none;
}

/** `NAME = ...`, `let NAME = ...` or a statement. */
function parseBranch(cursor: Cursor): Branch | undefined {
  const { start } = cursor;
  const named = parseBranchName(cursor);
  if (!named) {
    const statement = cursor.grammar.statement(cursor);
    return statement && { kind: 'branch', statement, span: statement.span };
  }
  const statement = parseBranchStatement(cursor);
  return { kind: 'branch', ...named, statement, span: cursor.spanFrom(start) };
}

function parseBranchStatement(cursor: Cursor): Statement {
  return (cursor.keyword !== undefined && cursor.grammar.statement(cursor)) || cursor.grammar.rightSide(cursor);
}

function parseBranchName(cursor: Cursor): { readonly declaration?: 'let' | 'const'; readonly name: Name } | undefined {
  if (!cursor.isKind('name')) return undefined;
  const { keyword } = cursor;
  if (keyword === 'let' || keyword === 'const') return parseDeclaredName(cursor, keyword);
  if (keyword !== undefined || !assigns(cursor.text, cursor.end)) return undefined;
  const name = takeBindingName(cursor, 'a name');
  cursor.advance();
  return name && { name };
}

/** `let NAME =`; a pattern makes it a statement of an unnamed branch. */
function parseDeclaredName(cursor: Cursor, declaration: 'let' | 'const'): { readonly declaration: 'let' | 'const'; readonly name: Name } | undefined {
  if (cursor.kindAhead(1) !== 'name' || cursor.spellingAhead(2) !== '=') return undefined;
  cursor.advance();
  const name = takeBindingName(cursor, 'a name');
  cursor.advance();
  return name && { declaration, name };
}

/** `=` and not `==` */
function assigns(text: string, end: number): boolean {
  const at = skipBlanks(text, end);
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) !== EQUALS;
}

// ---------------------------------------------------------------------------------------------
// if

export function parseIf(cursor: Cursor): IfStatement {
  const { start } = cursor;
  const arms = new Gathered<IfArm>();
  arms.add(parseArm(cursor, '`if`'));
  let otherwise: Body | undefined;
  for (;;) {
    if (atClause(cursor, 'elif')) arms.add(parseArm(cursor, '`elif`'));
    else if (!otherwise && atClause(cursor, 'else')) otherwise = parseElse(cursor, arms);
    else break;
    if (otherwise) break;
  }
  const node: Draft<IfStatement> = { kind: 'if', arms: arms.list, span: cursor.spanFrom(start) };
  if (otherwise) node.otherwise = otherwise;
  return node;
}

/** The keyword is the current token. */
function parseArm(cursor: Cursor, what: string, start = cursor.start): IfArm {
  const condition = parseCondition(cursor);
  const body = parseHeaderEnd(cursor, what);
  return { kind: 'arm', condition, body, span: cursor.spanFrom(start) };
}

/** `else:`; an `else if` is reported and taken for an `elif`. */
function parseElse(cursor: Cursor, arms: Gathered<IfArm>): Body | undefined {
  const start = cursor.advance();
  if (!cursor.is('if')) return parseHeaderEnd(cursor, '`else`');
  cursor.report('E105', { start, end: cursor.end }, '`else if` is not a keyword', 'write `elif`');
  arms.add(parseArm(cursor, '`elif`', start));
  return undefined;
}

/** Whether the next clause of a statement stands here, also behind the line end of a body that is missing. */
function atClause(cursor: Cursor, keyword: Keyword): boolean {
  const behindNewline = cursor.isKind('newline');
  const at = behindNewline ? cursor.at + 1 : cursor.at;
  if (cursor.spellingAt(at) !== keyword || (!behindNewline && !cursor.follows('dedent'))) return false;
  if (cursor.keywordAt(at) !== keyword) return false;
  if (behindNewline) cursor.advance();
  return true;
}

// ---------------------------------------------------------------------------------------------
// choice

export function parseChoice(cursor: Cursor): ChoiceStatement {
  const { span } = cursor;
  const condition = parseCondition(cursor);
  takeHeaderColon(cursor, '`choice`');
  const options = parseOptions(cursor, span);
  return { kind: 'choice', condition, options, span: cursor.spanFrom(span.start) };
}

function parseOptions(cursor: Cursor, keyword: Span): readonly Option[] {
  if (!opensBlock(cursor)) {
    refuseOptionless(cursor, keyword);
    return none;
  }
  const options = new Gathered<Option>();
  const refused = { any: false };
  const parseLine = (): void => {
    if (atOption(cursor)) options.add(parseOption(cursor));
    else refuseBare(cursor, refused);
  };
  parseBlock(cursor, parseLine, options, new Gathered());
  return options.list;
}

function refuseOptionless(cursor: Cursor, keyword: Span): void {
  if (cursor.atLineEnd) {
    if (!cursor.isQuiet) cursor.report('E041', keyword, '`choice` without options', 'indent `option "...":` under it');
    cursor.silence();
    return;
  }
  cursor.report('E103', cursor.span, 'the options of `choice` stand on its line', 'put each option on a line of its own, indented');
  cursor.skipLine();
}

function atOption(cursor: Cursor): boolean {
  return cursor.keyword === 'option';
}

/** Statements between the options: one report for all of them. */
function refuseBare(cursor: Cursor, refused: { any: boolean }): void {
  if (!refused.any) cursor.report('E105', cursor.span, 'a `choice` holds only options', 'put it under `option "...":`');
  refused.any = true;
  cursor.silence();
  cursor.noteSkipped(cursor.token);
  cursor.grammar.statement(cursor);
}

function parseOption(cursor: Cursor): Option {
  const start = cursor.advance();
  const label = cursor.isKind('string') ? parseText(cursor) : undefined;
  if (!label) {
    cursor.unexpected("the option's label (a text)");
    while (!cursor.atLineEnd && !cursor.is(':')) cursor.skip();
  }
  const body = parseHeaderEnd(cursor, '`option`');
  const absent = { kind: 'text', quote: 'single', parts: [], span: { start, end: start } } as const;
  return { kind: 'option', label: label ?? absent, body, span: cursor.spanFrom(start) };
}

// ---------------------------------------------------------------------------------------------
// try

export function parseTry(cursor: Cursor): TryStatement {
  const { span } = cursor;
  cursor.advance();
  const body = parseHeaderEnd(cursor, '`try`');
  const bodyMissing = cursor.isQuiet;
  const handler = atClause(cursor, 'catch') ? parseCatch(cursor) : undefined;
  const cleanup = atClause(cursor, 'finally') ? parseFinally(cursor) : undefined;
  if (!handler && !cleanup && !bodyMissing) cursor.report('E042', span, '`try` without `catch` and `finally`', 'add `catch as e:` or `finally:`');
  const node: Draft<TryStatement> = { kind: 'try', body, span: cursor.spanFrom(span.start) };
  if (handler) node.handler = handler;
  if (cleanup) node.cleanup = cleanup;
  return node;
}

function parseCatch(cursor: Cursor): CatchClause {
  const start = cursor.advance();
  const name = parseCatchName(cursor);
  const body = parseHeaderEnd(cursor, '`catch`');
  const node: Draft<CatchClause> = { kind: 'catch', body, span: cursor.spanFrom(start) };
  if (name) node.name = name;
  return node;
}

function parseCatchName(cursor: Cursor): Name | undefined {
  if (cursor.take('as')) return takeBindingName(cursor, "the error's name");
  if (!cursor.isKind('name')) return undefined;
  const { characters } = cursor;
  cursor.report('E105', cursor.span, `unexpected \`${characters}\` after \`catch\``, `write \`catch as ${characters}:\``);
  return nameHere(cursor);
}

function parseFinally(cursor: Cursor): Body {
  cursor.advance();
  return parseHeaderEnd(cursor, '`finally`');
}
