/** Values of properties and modifiers that are known from the text alone. */
import type { Expression, PropertyBlock, Span } from '../ast.ts';
import { ungrouped } from '../scopes/certainty.ts';
import { literalText } from '../scopes/expressions.ts';

export type Value = Expression | PropertyBlock;

/** The text of a word or of a text without interpolation. */
export function staticText(value: Value): string | undefined {
  if (value.kind === 'word') return value.text;
  return value.kind === 'text' ? literalText(value) : undefined;
}

/** The number that a literal stands for, a sign included. */
export function staticNumber(value: Expression): number | undefined {
  const inner = ungrouped(value);
  if (inner.kind === 'number') return inner.value;
  if (inner.kind === 'unary' && inner.operator === '-' && inner.operand.kind === 'number') return -inner.operand.value;
  return undefined;
}

export function isPositiveInteger(number: number): boolean {
  return Number.isInteger(number) && number >= 1;
}

/** A literal that is never a number: no name, no expression that may turn out to be one. */
export function isLiteralButNoNumber(value: Value): boolean {
  switch (value.kind) {
    case 'text':
    case 'boolean':
    case 'null':
    case 'list':
    case 'object':
    case 'duration':
    case 'discretion':
    case 'property-block':
      return true;
    default:
      return false;
  }
}

/** Text that reads as a duration: `30s`, or a number of seconds. */
export function isDurationText(text: string): boolean {
  return /^\d+(\.\d+)?(ms|s|m|h)?$/.test(text.trim());
}

/** The items of a list, or of an indented block of values. */
export function itemsOf(value: Value): readonly Expression[] | undefined {
  if (value.kind === 'list') return value.items;
  if (value.kind !== 'property-block') return undefined;
  const items: Expression[] = [];
  for (const entry of value.entries) {
    if (entry.kind === 'property') return undefined;
    items.push(entry);
  }
  return items;
}

export interface NamedEntry {
  readonly key: string;
  readonly span: Span;
  readonly value: Value | undefined;
}

/** The entries of an object, or of an indented block of properties. */
export function entriesOf(value: Value): readonly NamedEntry[] | undefined {
  if (value.kind === 'object') return value.entries.map(({ key, span, value: entry }) => ({ key, span, value: entry }));
  if (value.kind !== 'property-block') return undefined;
  const entries: NamedEntry[] = [];
  for (const entry of value.entries) {
    if (entry.kind !== 'property') return undefined;
    entries.push({ key: entry.name.text, span: entry.name.span, value: entry.value });
  }
  return entries;
}

export function isNameOrText(value: Expression): boolean {
  switch (value.kind) {
    case 'text':
    case 'word':
    case 'reference':
    case 'member':
    case 'index':
    case 'missing':
      return true;
    default:
      return false;
  }
}

/** A value that only the run knows. */
export function isOpen(value: Value): boolean {
  switch (value.kind) {
    case 'reference':
    case 'member':
    case 'index':
    case 'program-call':
    case 'binary':
    case 'unary':
    case 'group':
    case 'text':
    case 'missing':
      return true;
    default:
      return false;
  }
}
