/** `repeat`, `for`, `parallel for` and `loop`. */
import type { Expression, ForStatement, LoopStatement, Modifiers, Name, RepeatStatement } from '../ast.ts';
import { parseHeaderEnd } from './bodies.ts';
import { parseLoopCondition } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { parseLoopLimit, parseModifiers } from './modifiers.ts';
import { absentName, takeBindingName } from './names.ts';

export function parseRepeat(cursor: Cursor): RepeatStatement {
  const start = cursor.advance();
  const count = parseExpression(cursor);
  const index = parseIndexName(cursor);
  const body = parseHeaderEnd(cursor, '`repeat`');
  const node: Draft<RepeatStatement> = { kind: 'repeat', count, body, span: cursor.spanFrom(start) };
  if (index) node.index = index;
  return node;
}

/** `as NAME` */
function parseIndexName(cursor: Cursor): Name | undefined {
  return cursor.take('as') ? takeBindingName(cursor, "the index's name") : undefined;
}

/** `for`, or the `for` of a `parallel for` that starts at `start`. */
export function parseFor(cursor: Cursor, parallelStart?: number): ForStatement {
  const start = cursor.advance();
  const variable = takeBindingName(cursor, "the item's name") ?? absentName(cursor);
  const index = cursor.take(',') ? takeBindingName(cursor, "the index's name") : undefined;
  const source = parseSource(cursor);
  const modifiers: Modifiers | undefined = cursor.is('(') ? parseModifiers(cursor) : undefined;
  const body = parseHeaderEnd(cursor, parallelStart === undefined ? '`for`' : '`parallel for`');
  const span = cursor.spanFrom(parallelStart ?? start);
  const node: Draft<ForStatement> = { kind: 'for', parallel: parallelStart !== undefined, variable, source, body, span };
  if (index) node.index = index;
  if (modifiers) node.modifiers = modifiers;
  return node;
}

/** `in COLLECTION`, where a `NAME(` may begin modifiers. */
function parseSource(cursor: Cursor): Expression {
  if (!cursor.take('in')) {
    cursor.unexpected('`in`');
    return cursor.missing();
  }
  cursor.inHeader = true;
  const source = parseExpression(cursor);
  cursor.inHeader = false;
  return source;
}

type LoopHeader = Pick<LoopStatement, 'head' | 'max' | 'index'>;

export function parseLoop(cursor: Cursor): LoopStatement {
  const { start } = cursor;
  const header: Draft<LoopHeader> = parseLoopHead(cursor);
  parseLoopSuffix(cursor, header);
  const body = parseHeaderEnd(cursor, '`loop`');
  const ext = header.head?.kind === 'each' ? 'loop-for-each' : undefined;
  return { kind: 'loop', ...header, body, span: cursor.spanFrom(start), ...(ext ? { ext } : {}) };
}

function parseLoopHead(cursor: Cursor): LoopHeader {
  cursor.advance();
  if (cursor.is('until') || cursor.is('while')) {
    const kind = cursor.is('until') ? 'until' : 'while';
    const { condition, ...suffix } = parseLoopCondition(cursor, parseLoopLimit);
    return { head: { kind, condition }, ...suffix };
  }
  return cursor.is('for') ? { head: parseEach(cursor) } : {};
}

function parseEach(cursor: Cursor): NonNullable<LoopHeader['head']> {
  cursor.advance();
  if (!cursor.take('each')) cursor.unexpected('`each`', 'write `loop for each x in ...`, or `for x in ...`');
  const variable = takeBindingName(cursor, "the item's name") ?? absentName(cursor);
  return { kind: 'each', variable, source: parseSource(cursor) };
}

/** `(max: n)` and `as i`, each at most once, in either order. */
function parseLoopSuffix(cursor: Cursor, header: Draft<LoopHeader>): void {
  for (;;) {
    if (cursor.is('(') && !header.max) {
      const max = parseLoopLimit(cursor);
      if (max) header.max = max;
      else return;
    } else if (cursor.is('as') && !header.index) {
      const index = parseIndexName(cursor);
      if (index) header.index = index;
      else return;
    } else return;
  }
}
