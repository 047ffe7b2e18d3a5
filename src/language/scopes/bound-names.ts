/**
 * Which names a statement list binds outside itself: what an earlier iteration of a loop may have bound.
 *
 * 1. `own` gets names for the nearest binding frame; `output n = e` binds in the frame of the call instead.
 * 2. Branches and items have frames of their own: only their named outputs leave them.
 */
import { assertNever } from '../../assert.ts';
import type { Body, ParallelStatement, Statement } from '../ast.ts';

export interface BoundNames {
  own(name: string): void;
  output(name: string): void;
  /** The named outputs of a block, which `do NAME` binds. */
  returnedBy(block: string): Iterable<string>;
}

/** @param isOutside false in a branch or item, whose own names stay there */
export function boundNames(body: Body, names: BoundNames, isOutside = true): void {
  for (const statement of body.statements) boundBy(statement, names, isOutside);
}

function boundBy(statement: Statement, names: BoundNames, isOutside: boolean): void {
  switch (statement.kind) {
    case 'let':
      if (isOutside) boundByTarget(statement.target, names);
      boundByValue(statement.value, names, isOutside);
      break;
    case 'input':
      if (isOutside) names.own(statement.name.text);
      break;
    case 'output':
      if (statement.name) names.output(statement.name.text);
      if (statement.value) boundByValue(statement.value, names, isOutside);
      break;
    case 'return':
      if (statement.value) boundByValue(statement.value, names, isOutside);
      break;
    case 'assign':
      boundByValue(statement.value, names, isOutside);
      break;
    case 'do':
      if (isOutside) for (const name of names.returnedBy(statement.name.text)) names.own(name);
      break;
    case 'parallel':
      boundByBranches(statement, names, isOutside);
      break;
    case 'for':
      boundNames(statement.body, names, isOutside && !statement.parallel);
      break;
    case 'do-body':
    case 'repeat':
    case 'loop':
      boundNames(statement.body, names, isOutside);
      break;
    case 'if':
      for (const arm of statement.arms) boundNames(arm.body, names, isOutside);
      if (statement.otherwise) boundNames(statement.otherwise, names, isOutside);
      break;
    case 'choice':
      for (const option of statement.options) boundNames(option.body, names, isOutside);
      break;
    case 'try':
      boundNames(statement.body, names, isOutside);
      if (statement.handler) boundNames(statement.handler.body, names, isOutside);
      if (statement.cleanup) boundNames(statement.cleanup, names, isOutside);
      break;
    case 'pipeline':
      for (const stage of statement.stages) boundNames(stage.body, names, false);
      break;
    case 'session':
    case 'arrow':
    case 'resume':
    case 'call':
    case 'throw':
    case 'break':
    case 'continue':
    case 'assert':
    case 'expression':
      break;
    default:
      assertNever(statement);
  }
}

function boundByTarget(target: Extract<Statement, { kind: 'let' }>['target'], names: BoundNames): void {
  if (target.kind === 'name') names.own(target.text);
  else for (const name of target.names) names.own(name.text);
}

/** The right side of `=`: a `do` there binds no outputs. */
function boundByValue(statement: Statement, names: BoundNames, isOutside: boolean): void {
  if (statement.kind !== 'do') boundBy(statement, names, isOutside);
}

function boundByBranches(parallel: ParallelStatement, names: BoundNames, isOutside: boolean): void {
  for (const { name, statement } of parallel.branches) {
    if (name && isOutside) names.own(name.text);
    boundByValue(statement, names, false);
  }
}
