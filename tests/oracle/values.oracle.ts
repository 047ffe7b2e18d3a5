/**
 * Small value operators, an independent statement of semantics 1.4 to 1.6 and 1.10.
 *
 * Owns: `+`, arithmetic, comparison, equality, truth, members, parts, text of a value. Does not own:
 * text as a list (`collections.oracle.ts`), `and`/`or` (`expressions.oracle.ts`).
 */
import type { Failure, FailureKind } from '../../src/errors.ts';
import { errorValue, isCancelled, isErrorValue, isList, isObject, type ObjectValue, type Value } from '../../src/values.ts';

/** A run-time error on its way to a handler. */
export class Raised extends Error {
  constructor(
    readonly failure: Failure,
    readonly asIs = false,
  ) {
    super(`${failure.kind}: ${failure.message}`);
  }
}

/** What is wrong, before it is known where: `raise` at the statement adds path and label. */
export class Mistake extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

export function typeName(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  if (isErrorValue(value)) return 'error value';
  if (isCancelled(value)) return 'cancelled';
  return typeof value === 'string' ? 'text' : typeof value;
}

const isText = (value: Value): value is string => typeof value === 'string';
const isScalar = (value: Value): boolean => isText(value) || typeof value === 'number' || typeof value === 'boolean';

/** 1.5: numbers add, a list takes items, text joins with text, number or boolean. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (isList(left)) return isList(right) ? [...left, ...right] : [...left, right];
  if ((isText(left) && isScalar(right)) || (isText(right) && isScalar(left))) return textOf(left) + textOf(right);
  throw new Mistake('type', `cannot add ${typeName(left)} and ${typeName(right)}`);
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** 1.5: where a number is needed, text that is wholly a JSON number is that number. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (isText(value) && JSON_NUMBER.test(value.trim())) return Number(value);
  throw new Mistake('type', `${typeName(value)} is not a number`);
}

export function arithmetic(operator: '-' | '*' | '/', left: Value, right: Value): number {
  const a = numberOf(left);
  const b = numberOf(right);
  const result = operator === '-' ? a - b : operator === '*' ? a * b : a / b;
  if (!Number.isFinite(result)) throw new Mistake('type', `${a} ${operator} ${b} is no number`);
  return result;
}

/** `<` and its like: two numbers or two texts. */
export function compare(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean {
  const bothText = isText(left) && isText(right);
  const a = bothText ? left : numberOf(left);
  const b = bothText ? right : numberOf(right);
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Lists, objects and error values are equal by value; values of different types are unequal. */
export function equal(left: Value, right: Value): boolean {
  if (isList(left) && isList(right)) return left.length === right.length && left.every((item, i) => equal(item, right[i] ?? null));
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null && !isList(left) && !isList(right)) {
    const a = Object.entries(left).filter(([, value]) => value !== undefined);
    const b = Object.entries(right).filter(([, value]) => value !== undefined);
    const other: Readonly<Record<string, Value>> = Object.fromEntries(b);
    return a.length === b.length && a.every(([key, value]) => Object.hasOwn(other, key) && equal(value as Value, other[key] ?? null));
  }
  return left === right;
}

/** `is` compares trimmed text. */
export function is(left: Value, right: Value): boolean {
  return isText(left) && isText(right) ? left.trim() === right.trim() : equal(left, right);
}

/** The first run of letters and digits, lower case; empty when there is none. */
function firstWord(text: string): string {
  return (text.match(/[\p{L}\p{N}]+/u)?.[0] ?? '').toLowerCase();
}

/** 1.5: what a condition makes of a value. */
export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === 0 || value === '' || isErrorValue(value) || isCancelled(value)) return false;
  if (isText(value)) return truthOfText(value);
  if (isList(value)) return value.length > 0;
  return typeof value === 'number' || Object.keys(value).length > 0;
}

function truthOfText(text: string): boolean {
  const word = firstWord(text);
  if (word === 'true' || word === 'yes') return true;
  if (word === 'false' || word === 'no') return false;
  throw new Mistake('type', `text that begins with neither yes nor no is no condition: ${JSON.stringify(text.slice(0, 40))}`);
}

/** 1.6: whether `filter` keeps the item. */
export function keeps(value: Value): boolean {
  const word = isText(value) ? firstWord(value) : typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
  if (['yes', 'true', 'keep', '1'].includes(word)) return true;
  if (['no', 'false', 'drop', '0'].includes(word)) return false;
  throw new Mistake('type', `filter needs yes or no, not ${typeName(value)}`);
}

/** The members that `catch as e` and every error value show. */
function failureMembers(failure: Failure): Readonly<Record<string, Value>> {
  const { branches, cause, ...rest } = failure;
  const members: Record<string, Value> = {};
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) members[key] = value;
  if (cause) members.cause = errorValue(cause);
  if (branches)
    members.branches = branches.map(({ error, value, ...facts }) => ({
      ...facts,
      ...(value === undefined ? {} : { value: value as Value }),
      ...(error ? { error: errorValue(error) } : {}),
    }));
  return members;
}

function parsedText(text: string): Value {
  const fenced = /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(text);
  try {
    return JSON.parse(fenced?.[1] ?? text) as Value;
  } catch {
    throw new Mistake('type', `text is no JSON: ${JSON.stringify(text.slice(0, 40))}`);
  }
}

/** `value.name`. */
export function member(value: Value, name: string): Value {
  if (isObject(value) && Object.hasOwn(value, name)) return value[name] ?? null;
  if (name === 'failed') return isErrorValue(value);
  if (name === 'cancelled') return isCancelled(value);
  if (isErrorValue(value)) return failureMembers(value.failure)[name] ?? null;
  if (isObject(value) || isCancelled(value)) return null;
  if (isText(value)) return member(parsedText(value), name);
  throw new Mistake('type', `${typeName(value)} has no member ${name}`);
}

/** `value[index]`. */
export function element(value: Value, index: Value): Value {
  if (isText(index) && !isList(value) && !isText(value)) return member(value, index);
  if (isText(value)) return element(parsedText(value), index);
  if (isList(value)) return value[numberOf(index)] ?? null;
  throw new Mistake('type', `${typeName(value)} has no element ${textOf(index)}`);
}

/** The value with one part replaced: `x.a = 1`, `x[0] = 1`, at any depth. */
export function withPart(value: Value, steps: readonly Value[], part: Value): Value {
  const [step, ...rest] = steps;
  if (step === undefined) return part;
  if (isList(value)) {
    const at = numberOf(step);
    if (!Number.isInteger(at) || at < 0 || at >= value.length) throw new Mistake('type', `no element ${at} to assign`);
    return value.map((item, i) => (i === at ? withPart(item, rest, part) : item));
  }
  if (isObject(value) && isText(step)) return { ...value, [step]: withPart((value as ObjectValue)[step] ?? null, rest, part) };
  throw new Mistake('type', `${typeName(value)} has no part ${textOf(step)} to assign`);
}

/** 1.10: how a value reads in text. */
export function textOf(value: Value): string {
  if (isText(value)) return value;
  if (value === null) return '[none]';
  if (isErrorValue(value)) return `[failed: ${value.failure.message}]`;
  if (isCancelled(value)) return '[cancelled]';
  return JSON.stringify(value);
}

/** 1.11: the message of `throw value`. */
export function messageOf(value: Value): string {
  return isText(value) ? value : isCancelled(value) ? '[cancelled]' : JSON.stringify(value);
}

/** 1.10: a text result is stdout without one trailing newline. */
export function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
