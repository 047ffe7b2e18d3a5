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
  const pending: [unknown, unknown][] = [[first, second]];
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const [a, b] = pair;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      if (!Object.is(a, b)) return false;
      continue;
    }
    const left = fieldsOf(a);
    const right = fieldsOf(b);
    if (left.length !== right.length) return false;
    for (const [at, [key, value]] of left.entries()) {
      if (key !== right[at]?.[0]) return false;
      pending.push([value, right[at][1]]);
    }
  }
  return true;
}

/** The fields that are no layout, in a fixed order. */
function fieldsOf(value: object): [string, unknown][] {
  const fields: [string, unknown][] = Object.entries(value).filter(([key, field]) => field !== undefined && !isLayout(value, key));
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

function isLayout(value: object, key: string): boolean {
  if (key === 'span') return true;
  const node = value as Node; // a field named `quoted` or `bare` occurs in these two kinds only
  if (node.kind === 'modifier-word') return key === 'quoted';
  return node.kind === 'condition' && key === 'bare' && node.expression !== undefined && isSurelyExpression(node.expression);
}
