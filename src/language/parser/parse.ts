/**
 * Source text to syntax tree.
 *
 * Owns: the door to the parser, and the top level of a program. Never throws, on any text.
 */
import type { Program, Statement, TopLevel } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { inSourceOrder } from '../report.ts';
import type { Source } from '../source.ts';
import type { Comment, Token } from '../token.ts';
import { parseLines } from './bodies.ts';
import { Cursor } from './cursor.ts';
import { parseTopLevelDeclaration } from './declarations.ts';
import { Gathered } from './gathered.ts';
import { parseRightSide, parseStatement } from './statements.ts';

export interface ParsedProgram {
  readonly ast: Program;
  /** All tokens in source order, made when first asked for. Together with the comments they tile the source. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  /** In source order. Syntax only: what names mean is checked later. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Names that occur where a syntax error made the text unreadable. They may be bound or meant there, so
   * a check that misses one of them elsewhere has found nothing new.
   */
  readonly skippedNames: ReadonlySet<string>;
}

/**
 * Parses a program; after an error it goes on with the next line and keeps what it could read.
 *
 * @example
 * const { ast, diagnostics } = parse(new Source('hello.prose', 'session "Say hello"'));
 */
export function parse(source: Source): ParsedProgram {
  const cursor = new Cursor(source, { statement: parseStatement, rightSide: parseRightSide });
  const items = parseItems(cursor);
  const start = items[0]?.span.start ?? 0;
  const end = items.reduce((last, item) => Math.max(last, item.span.end), start);
  let tokens: readonly Token[] | undefined;
  return {
    ast: { kind: 'program', items, span: { start, end } },
    get tokens() {
      tokens ??= cursor.lexer.tokens.toArray();
      return tokens;
    },
    comments: cursor.lexer.comments,
    diagnostics: inSourceOrder(cursor.diagnostics),
    skippedNames: cursor.skippedNames,
  };
}

function parseItems(cursor: Cursor): readonly TopLevel[] {
  const items = new Gathered<TopLevel>();
  const strays = new Gathered<Statement>();
  const parseLine = (): void => {
    keepStrays(items, cursor, strays);
    const item = parseTopLevel(cursor);
    if (item) items.add(item);
  };
  while (!cursor.isKind('end')) {
    parseLines(cursor, parseLine, items, strays);
    if (cursor.isKind('dedent')) cursor.skip();
  }
  keepStrays(items, cursor, strays);
  return items.list;
}

/** Adds what was found out of place. */
function keepStrays(items: Gathered<TopLevel>, cursor: Cursor, strays: Gathered<Statement>): void {
  if (!cursor.misplaced.isEmpty) for (const item of cursor.misplaced.drain()) items.add(item);
  if (!strays.isEmpty) for (const statement of strays.drain()) items.add(statement);
}

function parseTopLevel(cursor: Cursor): TopLevel | undefined {
  const { keyword } = cursor;
  switch (keyword) {
    case 'agent':
    case 'block':
    case 'use':
    case 'import':
      return parseTopLevelDeclaration(cursor, keyword);
    default:
      return parseStatement(cursor);
  }
}
