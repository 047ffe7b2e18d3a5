/**
 * Which names a statement list binds outside itself: what an earlier iteration of a loop may have bound.
 *
 * 1. `own`: names for the nearest binding frame. `output n = e` binds in the frame of the call instead.
 * 2. Branches and items have frames of their own: only their named outputs leave them.
 */
import type { Body, Branch, ParallelStatement, Statement } from '../ast.ts';
import { assertNever } from '../../assert.ts';

export interface BoundNames {
  readonly own: Set<string>;
  readonly outputs: Set<string>;
}

/** @param returnedBy the named outputs of a block, which `do NAME` binds */
export function boundNames(body: Body, returnedBy: (block: string) => Iterable<string>): BoundNames {
  const own = new Set<string>();
  const outputs = new Set<string>();
  const addBody = (list: Body, inside: Set<string>): void => {
    for (const statement of list.statements) add(statement, inside);
  };
  const add = (statement: Statement, inside: Set<string>): void => {
    switch (statement.kind) {
      case 'let':
        for (const name of statement.target.kind === 'name' ? [statement.target] : statement.target.names) inside.add(name.text);
        addValue(statement.value, inside);
        break;
      case 'input':
        inside.add(statement.name.text);
        break;
      case 'output':
        if (statement.name) outputs.add(statement.name.text);
        if (statement.value) addValue(statement.value, inside);
        break;
      case 'return':
        if (statement.value) addValue(statement.value, inside);
        break;
      case 'assign':
        addValue(statement.value, inside);
        break;
      case 'do':
        for (const name of returnedBy(statement.name.text)) inside.add(name);
        break;
      case 'do-body':
        addBody(statement.body, inside);
        break;
      case 'parallel':
        addParallel(statement, inside);
        break;
      case 'for':
        addBody(statement.body, statement.parallel ? new Set() : inside);
        break;
      case 'repeat':
      case 'loop':
        addBody(statement.body, inside);
        break;
      case 'if':
        for (const arm of statement.arms) addBody(arm.body, inside);
        if (statement.otherwise) addBody(statement.otherwise, inside);
        break;
      case 'choice':
        for (const option of statement.options) addBody(option.body, inside);
        break;
      case 'try':
        addBody(statement.body, inside);
        if (statement.handler) addBody(statement.handler.body, inside);
        if (statement.cleanup) addBody(statement.cleanup, inside);
        break;
      case 'pipeline':
        for (const stage of statement.stages) addBody(stage.body, new Set());
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
  };
  /** The right side of `=`: a `do` there binds no outputs. */
  const addValue = (statement: Statement, inside: Set<string>): void => {
    if (statement.kind !== 'do') add(statement, inside);
  };
  const addParallel = (parallel: ParallelStatement, inside: Set<string>): void => {
    for (const branch of parallel.branches) {
      if (branch.name) inside.add(branch.name.text);
      addBranch(branch);
    }
  };
  const addBranch = (branch: Branch): void => {
    if (!branch.name || branch.statement.kind !== 'do') add(branch.statement, new Set());
  };
  addBody(body, own);
  return { own, outputs };
}
