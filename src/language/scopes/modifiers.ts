/** Reading the values of modifiers: once, before the block starts. */
import type { Modifiers } from '../ast.ts';
import { walkExpression } from './expressions.ts';
import type { Walk } from './walk.ts';

export function walkModifiers(walk: Walk, modifiers: Modifiers): void {
  for (const value of [modifiers.count, modifiers.concurrency, modifiers.timeout]) if (value) walkExpression(walk, value);
}
