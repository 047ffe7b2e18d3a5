/** Options of a `choice` (W018). */
import type { ChoiceStatement, Text } from '../ast.ts';
import type { CheckContext } from './check-context.ts';

export function checkChoice(node: ChoiceStatement, context: CheckContext): void {
  const labels = new Set<string>();
  for (const { label } of node.options) {
    const text = asWritten(label);
    if (labels.has(text)) context.reporter.add('W018', label.span, `there is already an option \`${text}\`: this one is never taken`, 'give it another label');
    labels.add(text);
  }
}

function asWritten(label: Text): string {
  return label.parts.map((part) => (part.kind === 'literal' ? part.value : part.raw)).join('');
}
