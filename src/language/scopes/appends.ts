/** Assignments that add to what is there: `x = x + e + f` (semantics 2.8). */
import type { AssignStatement, Expression } from '../ast.ts';

/** What `statement` appends, in order, or undefined when it is a plain assignment. */
export function appendedBy(statement: AssignStatement): readonly Expression[] | undefined {
  const { target, value } = statement;
  if (target.kind !== 'reference' || value.kind !== 'expression') return undefined;
  const operands: Expression[] = [];
  let at = value.expression;
  for (;;) {
    if (at.kind === 'group') at = at.expression;
    else if (at.kind === 'binary' && at.operator === '+') {
      operands.push(at.right);
      at = at.left;
    } else break;
  }
  const leftmost = at.kind === 'reference' && at.name.text === target.name.text;
  return leftmost && operands.length > 0 ? operands.reverse() : undefined;
}
