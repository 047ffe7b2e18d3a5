/** Values in error messages: what kind of value it is, and enough of it to recognise it. */
import { isCancelled, isErrorValue, isList, type Value } from '../../values.ts';

const SHOWN_CHARACTERS = 40;
const SHOWN_FIELDS = 4;

/** One of the kinds of value of semantics 1.4, as a noun. */
export type TypeName = 'null' | 'boolean' | 'number' | 'text' | 'list' | 'object' | 'error value' | 'cancelled';

export function typeName(value: Value): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (isList(value)) return 'list';
  if (isErrorValue(value)) return 'error value';
  return isCancelled(value) ? 'cancelled' : 'object';
}

/**
 * @example
 * show('a "b"')      // 'text "a \"b\""'
 * show([1, 2, 3])    // 'list of 3'
 * show({ a: 1 })     // 'object { a }'
 */
export function show(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `text ${quote(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${typeName(value)} ${value}`;
  if (isList(value)) return value.length === 0 ? 'empty list' : `list of ${value.length}`;
  if (isErrorValue(value)) return `error value ${quote(value.failure.message)}`;
  return isCancelled(value) ? 'cancelled value' : showObject(Object.keys(value));
}

/** Text in quotes on one line, cut where it is long. */
export function quote(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
  return JSON.stringify(cut);
}

function showObject(names: readonly string[]): string {
  if (names.length === 0) return 'empty object';
  const shown = names.slice(0, SHOWN_FIELDS).map((name) => (name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}...` : name));
  return `object { ${shown.join(', ')}${names.length > SHOWN_FIELDS ? ', ...' : ''} }`;
}
