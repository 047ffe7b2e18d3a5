/** Counts and limits of loops (E005, E037, W017). */
import type { Expression, ForStatement, LoopStatement, Modifiers, RepeatStatement } from '../ast.ts';
import type { CheckContext } from './check-context.ts';
import { checkModifiers } from './modifiers.ts';
import { isLiteralButNoNumber, isPositiveInteger, staticNumber } from './values.ts';

export function checkRepeat(node: RepeatStatement, context: CheckContext): void {
  checkPositive('repeat', node.count, context);
}

export function checkLoop(node: LoopStatement, context: CheckContext): void {
  if (node.max) checkPositive('max', node.max, context);
  else if (!node.head) context.reporter.add('W017', node.span, 'this loop has neither a condition nor `max`', 'write `loop (max: N):` or `loop until ...:`');
}

export function checkFor(node: ForStatement, context: CheckContext): void {
  if (!node.modifiers) return;
  if (node.parallel) checkModifiers(node.modifiers, undefined, context);
  else if (holdsAny(node.modifiers))
    context.reporter.add('E005', node.modifiers.span, 'modifiers are not allowed on a `for` that is not parallel', 'write `parallel for`');
}

/** Unknown keys are not kept: they are reported already. */
function holdsAny({ join, onFail, count, concurrency, timeout }: Modifiers): boolean {
  return [join, onFail, count, concurrency, timeout].some((modifier) => modifier !== undefined);
}

function checkPositive(what: string, value: Expression, context: CheckContext): void {
  const number = staticNumber(value);
  const isWrong = number === undefined ? isLiteralButNoNumber(value) : !isPositiveInteger(number);
  if (isWrong) context.reporter.add('E037', value.span, `\`${what}\` takes a positive integer`);
}
