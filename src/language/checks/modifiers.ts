/** Modifiers of `parallel` and `parallel for` (E004, E035, E036, E037, W020). */
import type { Expression, Modifiers, ModifierWord, ParallelStatement } from '../ast.ts';
import type { CheckContext, LateCheckContext } from './check-context.ts';
import { timeoutProblem } from './durations.ts';
import { isLiteralButNoNumber, isPositiveInteger, staticNumber } from './values.ts';

const joins: ReadonlySet<string> = new Set(['all', 'first', 'any', 'regardless']);
const policies: ReadonlySet<string> = new Set(['fail-fast', 'continue', 'ignore']);

export function checkParallel(node: ParallelStatement, context: CheckContext): void {
  if (node.modifiers) checkModifiers(node.modifiers, node.branches.length, context);
}

/** @param branches undefined when only the run knows how many there are */
export function checkModifiers(modifiers: Modifiers, branches: number | undefined, context: CheckContext): void {
  const { join, onFail, count, concurrency } = modifiers;
  if (join) checkWord(join, joins, 'join', context);
  if (onFail) checkWord(onFail, policies, 'policy', context);
  if (count) checkCount(count, join, branches, context);
  if (concurrency) checkConcurrency(concurrency, context);
  if (join?.text === 'regardless' && onFail?.text === 'fail-fast') {
    context.reporter.add('W020', onFail.span, '`fail-fast` has no effect with `regardless`: all branches run to their end', 'leave it out');
  }
}

function checkWord(word: ModifierWord, known: ReadonlySet<string>, what: string, context: CheckContext): void {
  if (known.has(word.text)) return;
  const near = context.guess.nearest(word.text, known);
  context.reporter.add('E036', word.span, `\`${word.text}\` is no ${what} word`, near ? `did you mean \`${near}\`?` : `write one of: ${[...known].join(', ')}`);
}

function checkCount(count: Expression, join: ModifierWord | undefined, branches: number | undefined, context: CheckContext): void {
  const refuse = (message: string, hint?: string): void => context.reporter.add('E035', count.span, message, hint);
  if (join?.text !== 'any' && (join === undefined || joins.has(join.text))) {
    refuse('`count` is only allowed with `any`', 'write `(any, count: N)`');
    return;
  }
  const number = staticNumber(count);
  if (number === undefined ? isLiteralButNoNumber(count) : !isPositiveInteger(number)) refuse('`count` takes a positive integer');
  else if (number !== undefined && branches !== undefined && number > branches) {
    refuse(`\`count\` is ${number}, but there ${branches === 1 ? 'is 1 branch' : `are ${branches} branches`}`);
  }
}

function checkConcurrency(value: Expression, context: CheckContext): void {
  const number = staticNumber(value);
  if (number === undefined ? isLiteralButNoNumber(value) : !isPositiveInteger(number)) {
    context.reporter.add('E037', value.span, '`concurrency` takes a positive integer');
  }
}

export function checkBlockTimeout(modifiers: Modifiers | undefined, context: LateCheckContext): void {
  const value = modifiers?.timeout;
  if (!value || value.kind === 'missing' || (value.kind === 'word' && context.isName(value))) return;
  const problem = timeoutProblem(value);
  if (problem) context.reporter.add('E004', value.span, `\`timeout\` ${problem}`, 'write a duration such as `30s`, `5m` or `2h`');
}
