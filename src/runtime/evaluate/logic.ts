/**
 * `and` and `or` (semantics 1.5).
 *
 * 1. An operand that decides, decides: whatever the other is, an error or an effect that is not known included.
 * 2. Else a failure of either is the result, the left one first: no effect is asked for what cannot succeed.
 * 3. Else the first effect that is not known is needed.
 * 4. The value is a boolean.
 */
import type { Expression } from '../../language/ast.ts';
import { isFailed } from '../values/failed.ts';
import { truthOf } from '../values/truth.ts';
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
  return firstBlocked(left, right) ?? known(!deciding);
}

/** Failures before effects, left before right. */
function firstBlocked(left: boolean | Blocked, right: boolean | Blocked): Blocked | undefined {
  const blocked = [left, right].filter((side) => typeof side !== 'boolean');
  return blocked.find((side) => side.kind === 'failure') ?? blocked[0];
}

function truth(found: Evaluation, node: Expression): boolean | Blocked {
  if (found.kind !== 'value') return found;
  const truth = truthOf(found.value);
  return isFailed(truth) ? failedAt(node, truth) : truth;
}
