/**
 * The effects of an expression: the calls and judged texts in it, which are child actors.
 *
 * 1. They are listed in source order; an effect's number is its place in the list, from 1.
 * 2. Interpolations hold references only, so texts have no effects.
 * 3. Chains of any length are walked without recursion.
 */
import type { Discretion, Expression, ProgramCall } from '../../language/ast.ts';

export type Effect = ProgramCall | Discretion;

/** The effects of an expression in source order. */
export function effectsOf(expression: Expression): readonly Effect[] {
  return [...findEffects(expression)];
}

export function hasEffects(expression: Expression): boolean {
  return findEffects(expression).next().done !== true;
}

function* findEffects(expression: Expression): Generator<Effect, void> {
  const pending: Expression[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'program-call' || node.kind === 'discretion') yield node;
    for (const child of operandsOf(node).toReversed()) pending.push(child);
  }
}

/** The expressions directly inside one, in source order. */
function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'binary':
      return [node.left, node.right];
    case 'unary':
      return [node.operand];
    case 'group':
      return [node.expression];
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'program-call':
      return node.arguments.map((argument) => argument.value);
    case 'list':
      return node.items;
    case 'object':
      return node.entries.map((entry) => entry.value);
    default:
      return [];
  }
}

/** Numbers effects on first use, since most expressions have none. */
export function effectNumbers(list: () => readonly Effect[]): (effect: Effect) => number {
  let numbers: ReadonlyMap<Effect, number> | null = null;
  return (effect) => {
    numbers ??= new Map(list().map((each, index) => [each, index + 1]));
    return numbers.get(effect) ?? 0;
  };
}
