/** `+ - * /`, `< <= > >=` and unary `-` (semantics 1.5). All others never fail: `equality.ts`, `truth.ts`. */
import { isList, type Value } from '../../values.ts';
import { type Computed, type Failed, isFailed, typeFailed } from './failed.ts';
import { plainZero } from './json.ts';
import { boundedItem } from './nesting.ts';
import { numberIn, numberOf } from './numbers.ts';
import { show, typeName } from './show.ts';

/** The longest text that every JavaScript host we run on can hold (2^29 - 24 characters). */
const MAX_TEXT = 0x1fffffe8;

/** Numbers add; a list takes another list's items or one further item; text joins with text, number or boolean. */
export function add(a: Value, b: Value): Computed {
  if (typeof a === 'number' && typeof b === 'number') return finite(a + b, '+', a, b);
  if (isList(a)) return append(a, b);
  if (joins(a, b)) return join(String(a), String(b));
  return typeFailed(`cannot add ${describePair(a, b)}: + adds two numbers, joins text with text, number or boolean, or puts items into the list on its left`);
}

function append(list: readonly Value[], value: Value): Computed {
  if (isList(value)) return [...list, ...value];
  const item = boundedItem(value);
  return isFailed(item) ? item : [...list, item];
}

function joins(a: Value, b: Value): boolean {
  return (typeof a === 'string' && isScalar(b)) || (typeof b === 'string' && isScalar(a));
}

function isScalar(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function join(a: string, b: string): Computed {
  return a.length + b.length > MAX_TEXT ? typeFailed(`cannot join texts of ${a.length} and ${b.length} characters: the result is too long`) : a + b;
}

/** Both messages of a wrong pair start alike, so that they read the same for every operator. */
function describePair(a: Value, b: Value): string {
  return typeName(a) === 'list' ? `list and ${show(b)}` : `${show(a)} and ${show(b)}`;
}

export function arithmetic(operator: '-' | '*' | '/', a: Value, b: Value): Computed {
  const left = numberOf(a, `the left side of ${operator}`);
  if (isFailed(left)) return left;
  const right = numberOf(b, `the right side of ${operator}`);
  if (isFailed(right)) return right;
  if (operator === '/' && right === 0) return typeFailed(`cannot divide ${left} by zero`);
  return finite(operator === '-' ? left - right : operator === '*' ? left * right : left / right, operator, left, right);
}

export function negate(value: Value): Computed {
  const number = numberOf(value, 'what follows -');
  return isFailed(number) ? number : plainZero(-number);
}

function finite(result: number, operator: string, a: number, b: number): Computed {
  return Number.isFinite(result) ? plainZero(result) : typeFailed(`${a} ${operator} ${b} is beyond the range of numbers`);
}

/** Two texts by code units; otherwise two numbers, which text may spell. */
export function compare(operator: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean | Failed {
  if (typeof a === 'string' && typeof b === 'string') return holds(operator, a < b ? -1 : a > b ? 1 : 0);
  const left = numberIn(a);
  const right = numberIn(b);
  if (left === null || right === null) return typeFailed(`cannot compare ${show(a)} ${operator} ${show(b)}: it needs two numbers or two texts`);
  return holds(operator, left - right);
}

function holds(operator: '<' | '<=' | '>' | '>=', order: number): boolean {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}
