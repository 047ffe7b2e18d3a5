/**
 * `and` and `or` (semantics 1.5).
 *
 * 1. An operand that decides, decides: whatever the other is, an error or an effect that is not known included.
 * 2. Operands come to bear in source order, but one that needs no effect comes before one that does: its failure
 *    is the result without asking anybody.
 * 3. The value is a boolean.
 */
import type { Expression } from '../../language/ast.ts';
import { isFailed } from '../values/failed.ts';
import { truthOf } from '../values/truth.ts';
import { hasEffects } from './effects.ts';
import { type Blocked, type Evaluation, failedAt, known } from './evaluation.ts';

export type LogicOperator = 'and' | 'or';

/** The left operand is given evaluated, since chains are folded from the left. */
export function combineLogic(
  operator: LogicOperator,
  [leftFound, leftNode]: readonly [Evaluation, Expression],
  rightNode: Expression,
  evaluateRight: (node: Expression) => Evaluation,
): Evaluation {
  const deciding = operator === 'or';
  const left = truth(leftFound, leftNode);
  if (left === deciding) return known(deciding);
  const right = truth(evaluateRight(rightNode), rightNode);
  if (right === deciding) return known(deciding);
  return undecided(left, right, rightNode) ?? known(!deciding);
}

/** What stands in the way, when neither side decides. */
function undecided(left: boolean | Blocked, right: boolean | Blocked, rightNode: Expression): Blocked | undefined {
  if (typeof left === 'boolean') return typeof right === 'boolean' ? undefined : right;
  const rightFails = typeof right !== 'boolean' && right.kind === 'failure';
  return left.kind !== 'failure' && rightFails && !hasEffects(rightNode) ? right : left;
}

function truth(found: Evaluation, node: Expression): boolean | Blocked {
  if (found.kind !== 'value') return found;
  const truth = truthOf(found.value);
  return isFailed(truth) ? failedAt(node, truth) : truth;
}
