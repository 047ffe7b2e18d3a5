/** Reading the values of properties: of sessions, resumes, calls and agents. */
import type { Expression, Property, PropertyBlock } from '../ast.ts';
import { walkExpression } from './expressions.ts';
import type { ReadForm } from './late-question.ts';
import type { Walk } from './walk.ts';

export function walkProperties(walk: Walk, properties: readonly Property[]): void {
  for (const property of properties) {
    if (property.value) walkValue(walk, property.value, property.name.text === 'context' ? 'context' : 'plain');
  }
}

function walkValue(walk: Walk, value: Expression | PropertyBlock, form: ReadForm): void {
  if (value.kind !== 'property-block') {
    walkExpression(walk, value, undefined, form);
    return;
  }
  for (const entry of value.entries) {
    if (entry.kind !== 'property') walkExpression(walk, entry, undefined, form);
    else if (entry.value) walkValue(walk, entry.value, form);
  }
}
