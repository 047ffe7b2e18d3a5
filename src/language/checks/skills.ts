/** The value of `skills`, and skills that nothing imports (E004, W007). */
import type { Expression, Property } from '../ast.ts';
import { literalText } from '../scopes/expressions.ts';
import type { LateCheckContext } from './check-context.ts';
import { isNameOrText, isOpen, itemsOf, staticText } from './values.ts';
import type { Value } from './values.ts';

export function checkSkills(property: Property, value: Value, context: LateCheckContext): void {
  const items = itemsOf(value);
  if (items ? !items.every(isNameOrText) : !isOpen(value) || value.kind === 'text') {
    context.reporter.add('E004', property.name.span, '`skills` takes a list of names or text', 'write a list: `["..."]`');
  }
  for (const item of items ?? []) checkImported(item, context);
}

/** One warning per name, at its first use in source order. */
function checkImported(item: Expression, context: LateCheckContext): void {
  if (item.kind === 'word' && context.isName(item)) return;
  const name = staticText(item);
  if (name === undefined || isImported(name, context)) return;
  const known = context.notes.missingSkills.get(name);
  if (!known || item.span.start < known.start) context.notes.missingSkills.set(name, item.span);
}

function isImported(name: string, context: LateCheckContext): boolean {
  return context.declarations.imports.some(({ skill }) => literalText(skill) === name);
}

export function reportMissingSkills(context: LateCheckContext): void {
  for (const [name, span] of context.notes.missingSkills) {
    context.reporter.add('W007', span, `skill \`${name}\` is not imported`, `add \`import "${name}" from "..."\``);
  }
}
