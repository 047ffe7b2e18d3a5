/** Expressions that stand alone, and the pipelines that start with one. */
import type { Expression, ExpressionStatement, Name, PipelineStatement, Stage } from '../ast.ts';
import { parseStageBody } from './bodies.ts';
import type { Cursor } from './cursor.ts';
import { Gathered } from './gathered.ts';
import { absentName, takeBindingName } from './names.ts';
import { skipToCloser } from './recovery.ts';

/** The stages behind an expression that has been parsed. */
export function parseStages(cursor: Cursor, source: Expression): PipelineStatement | ExpressionStatement {
  if (!cursor.is('|')) return { kind: 'expression', expression: source, span: source.span };
  const stages = new Gathered<Stage>();
  while (cursor.is('|') && !cursor.inLineBody) {
    const stage = parseStage(cursor);
    if (!stage) break;
    stages.add(stage);
  }
  if (stages.isEmpty) return { kind: 'expression', expression: source, span: source.span };
  return { kind: 'pipeline', source, stages: stages.list, span: cursor.spanFrom(source.span.start) };
}

function parseStage(cursor: Cursor): Stage | undefined {
  const start = cursor.advance();
  const operation = cursor.spelling;
  switch (operation) {
    case 'map':
    case 'filter':
    case 'pmap': {
      cursor.advance();
      const body = parseStageBody(cursor, `\`${operation}\``);
      return { kind: 'stage', operation, body, span: cursor.spanFrom(start) };
    }
    case 'reduce':
      return parseReduce(cursor, start);
    default:
      cursor.unexpected('`map`, `filter`, `pmap` or `reduce`');
      return undefined;
  }
}

function parseReduce(cursor: Cursor, start: number): Stage {
  cursor.advance();
  const [accumulator, item] = parseReduceNames(cursor);
  const body = parseStageBody(cursor, '`reduce`');
  return { kind: 'stage', operation: 'reduce', accumulator, item, body, span: cursor.spanFrom(start) };
}

/** `(result, item)` */
function parseReduceNames(cursor: Cursor): readonly [Name, Name] {
  if (!cursor.take('(')) {
    cursor.unexpected('`(result, item)`', 'write `reduce(result, item):`');
    while (!cursor.atLineEnd && !cursor.is(':')) cursor.skip();
    return [absentName(cursor), absentName(cursor)];
  }
  const accumulator = takeBindingName(cursor, 'a name for the result so far') ?? absentName(cursor);
  if (!cursor.take(',')) cursor.unexpected('`,`', 'write `reduce(result, item):`');
  const item = takeBindingName(cursor, 'a name for the item') ?? absentName(cursor);
  if (!cursor.take(')')) {
    cursor.unexpected('`)`');
    skipToCloser(cursor, ')');
  }
  return [accumulator, item];
}
