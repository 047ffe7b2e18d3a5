/**
 * The values of the language as plain data (semantics 1.4).
 *
 * 1. A value survives `JSON.parse(JSON.stringify(value))` unchanged, error values and cancelled included.
 * 2. Text from outside can never become an error value: the tag is a key that `sanitizeJson` drops.
 */
import type { Failure } from './errors.ts';

/** A key that no program can write and no parsed JSON may hold. */
export const VALUE_TAG = '\u0000troupe';

export type Value = null | boolean | number | string | readonly Value[] | ObjectValue | ErrorValue | CancelledValue;
export interface ObjectValue {
  readonly [key: string]: Value;
}
export interface ErrorValue {
  readonly [VALUE_TAG]: 'error';
  readonly failure: Failure;
}
/** `by`: path of the session or statement whose end decided the cancellation. */
export interface CancelledValue {
  readonly [VALUE_TAG]: 'cancelled';
  readonly by: string;
}

export function errorValue(failure: Failure): ErrorValue {
  return { [VALUE_TAG]: 'error', failure };
}
export function cancelledValue(by: string): CancelledValue {
  return { [VALUE_TAG]: 'cancelled', by };
}
export function isErrorValue(value: Value): value is ErrorValue {
  return isTagged(value, 'error');
}
export function isCancelled(value: Value): value is CancelledValue {
  return isTagged(value, 'cancelled');
}
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
/** A plain object value: no list, error value or cancelled. */
export function isObject(value: Value): value is ObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(VALUE_TAG in value);
}
function isTagged(value: Value, tag: 'error' | 'cancelled'): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && (value as { [VALUE_TAG]?: unknown })[VALUE_TAG] === tag;
}

/** A copy of `record` with one own key set; safe for `__proto__`, which plain assignment is not. */
export function setOwn<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  return { ...record, [key]: value };
}

/** Reads an own key; undefined when the record lacks it. */
export function getOwn<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
