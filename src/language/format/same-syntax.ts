/**
 * Whether two programs are the same but for layout: what formatting must keep.
 *
 * Owns: which fields of the tree are layout. These are positions, the quotes of modifier words, and
 * the characters of a bare condition that can only be read as an expression.
 */
import type { Node, Program } from '../ast.ts';
import { isSurelyExpression } from './pieces.ts';

/**
 * Compares two syntax trees; works at any depth.
 *
 * @example
 * sameSyntax(parse(source).ast, parse(new Source('a.prose', formatted.text)).ast) // true
 */
export function sameSyntax(first: Program, second: Program): boolean {
  const pending: unknown[] = [first, second];
  while (pending.length > 0) {
    const b = pending.pop();
    const a = pending.pop();
    if (isObject(a) && isObject(b)) {
      if (!pairFields(a, b, pending)) return false;
    } else if (!Object.is(a, b)) return false;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** Puts the fields of both on the list, in pairs; false when one has a field that the other lacks. */
function pairFields(a: Fields, b: Fields, pending: unknown[]): boolean {
  for (const key in b) if (b[key] !== undefined && a[key] === undefined && !isLayout(b, key)) return false;
  for (const key in a) {
    if (a[key] === undefined || isLayout(a, key)) continue;
    if (b[key] === undefined) return false;
    pending.push(a[key], b[key]);
  }
  return true;
}

function isLayout(value: object, key: string): boolean {
  if (key === 'span') return true;
  if (key !== 'quoted' && key !== 'bare') return false;
  const node = value as Node; // only nodes have fields of these names
  if (node.kind === 'modifier-word') return key === 'quoted';
  return node.kind === 'condition' && key === 'bare' && node.expression !== undefined && isSurelyExpression(node.expression);
}
