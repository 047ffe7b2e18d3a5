/** What is certain from the text alone: loops that run at least once, joins that need every branch. */
import type { Expression, LoopStatement, Modifiers, RepeatStatement } from '../ast.ts';

/** `repeat N` with a literal N >= 1; `loop` and `loop (max: N)` without a condition (`language.md` 6). */
export function runsAtLeastOnce(statement: RepeatStatement | LoopStatement): boolean {
  if (statement.kind === 'repeat') return isPositive(statement.count);
  return statement.head === undefined && (statement.max === undefined || isPositive(statement.max));
}

/** A loop that only `break` and its like can end. */
export function runsForever(statement: LoopStatement): boolean {
  return statement.head === undefined && statement.max === undefined;
}

/** `all` with `fail-fast`, also by default: when the block succeeds, every branch has. */
export function joinsAllBranches(modifiers: Modifiers | undefined): boolean {
  const join = modifiers?.join?.text ?? 'all';
  const onFail = modifiers?.onFail?.text ?? 'fail-fast';
  return join === 'all' && onFail === 'fail-fast';
}

/** `first`, and `any` for one: at most one branch succeeds before the block settles. */
export function succeedsWithOneBranch(modifiers: Modifiers | undefined): boolean {
  const join = modifiers?.join?.text;
  if (join === 'first') return true;
  const count = modifiers?.count;
  return join === 'any' && (count === undefined || (count.kind === 'number' && count.value === 1));
}

function isPositive(expression: Expression): boolean {
  const inner = ungrouped(expression);
  return inner.kind === 'number' && inner.value >= 1;
}

export function ungrouped(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'group') inner = inner.expression;
  return inner;
}
