/** `==`, `!=` and `is`: they never fail (semantics 1.5). */
import type { Value } from '../../values.ts';

/** Values of different types are unequal; lists, objects and error values are equal by value. */
export function equals(a: Value, b: Value): boolean {
  return samePlainData(a, b);
}

/** As `equals`, but texts are compared without the white space around them. */
export function isSame(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.trim() === b.trim();
  return equals(a, b);
}

function samePlainData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b);
  return sameFields(a as Fields, b as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => samePlainData(item, b[index]));
}

function sameFields(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && samePlainData(a[name], b[name]));
}
