/**
 * Values and JSON: from outside in (never trusting keys or depth), and out again.
 *
 * 1. What `sanitizeJson` returns can be no error value and no cancelled value, and has no `__proto__`.
 * 2. `jsonOf` of a value is JSON that a reader outside understands: error values and cancelled are spelled out (`cli.md`).
 */
import type { Failure } from '../../errors.ts';
import { isCancelled, isErrorValue, isList, VALUE_TAG, type Value } from '../../values.ts';
import type { Json } from '../run-document.ts';
import { type Computed, isFailed, typeFailed } from './failed.ts';
import { MAX_NESTING, tooDeep } from './nesting.ts';

/** Keys that would change what an object is. */
export function isReservedKey(key: string): boolean {
  return key === VALUE_TAG || key === '__proto__';
}

/**
 * Parsed JSON as a value: reserved keys dropped, depth bounded, numbers finite.
 *
 * @returns `Failed` for what nests too deep, a number beyond range, or something that is no JSON
 */
export function sanitizeJson(json: unknown): Computed {
  return sanitize(json, MAX_NESTING);
}

function sanitize(json: unknown, levels: number): Computed {
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isFinite(json) ? plainZero(json) : typeFailed('a number is beyond the range of numbers');
  if (typeof json !== 'object') return typeFailed(`${typeof json} is no JSON`);
  if (levels === 0) return tooDeep();
  return Array.isArray(json) ? sanitizeList(json, levels) : sanitizeObject(json as Readonly<Record<string, unknown>>, levels);
}

function sanitizeList(items: readonly unknown[], levels: number): Computed {
  const out: Value[] = [];
  for (const item of items) {
    const value = sanitize(item, levels - 1);
    if (isFailed(value)) return value;
    out.push(value);
  }
  return out;
}

function sanitizeObject(fields: Readonly<Record<string, unknown>>, levels: number): Computed {
  const out: Record<string, Value> = {};
  for (const key of Object.keys(fields)) {
    if (isReservedKey(key)) continue;
    const value = sanitize(fields[key], levels - 1);
    if (isFailed(value)) return value;
    out[key] = value;
  }
  return out;
}

/** JSON has no minus zero that survives a round trip. */
export function plainZero(number: number): number {
  return number === 0 ? 0 : number;
}

/** The JSON that outputs, documents and agents read. */
export function jsonOf(value: Value): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(jsonOf);
  if (isErrorValue(value)) return errorJson(value.failure);
  if (isCancelled(value)) return { cancelled: true, by: value.by };
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, jsonOf(field)]));
}

function errorJson(failure: Failure): Json {
  return { failed: true, kind: failure.kind, message: failure.message, path: failure.path, attempts: failure.attempts };
}

export function compactJson(value: Value): string {
  return JSON.stringify(jsonOf(value));
}

/** JSON with sorted keys and nothing left out of it: equal values have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`).join(',')}}`;
}
