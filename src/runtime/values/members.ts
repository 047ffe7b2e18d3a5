/**
 * `x.name` and `x[i]` (semantics 1.5, 1.6).
 *
 * 1. A field that an object, error value or cancelled value lacks, and an index outside a list, are null.
 * 2. `.failed` and `.cancelled` are booleans on every value; only an object's own field of that name wins.
 * 3. Text is read as the JSON it holds, once: JSON inside a JSON text is not looked into.
 */
import { isCancelled, isErrorValue, isList, isObject, type ObjectValue, type Value } from '../../values.ts';
import { cancelledMembers, errorMembers } from './error-members.ts';
import { type Computed, isFailed, typeFailed } from './failed.ts';
import { jsonInText } from './json-text.ts';
import { numberIn } from './numbers.ts';
import { quote, show } from './show.ts';

export function member(value: Value, name: string): Computed {
  const status = statusMember(value, name);
  if (status !== null) return status;
  const data = typeof value === 'string' ? dataInText(value, `.${name}`) : value;
  return isFailed(data) ? data : field(data, name);
}

export function indexed(value: Value, index: Value): Computed {
  const data = typeof value === 'string' ? dataInText(value, showIndex(index)) : value;
  if (isFailed(data)) return data;
  if (isList(data)) return item(data, index);
  if (typeof index === 'string') return data === value ? member(data, index) : field(data, index);
  if (typeof index === 'number') return field(data, String(index));
  return typeFailed(`cannot take ${showIndex(index)} of ${show(data)}: a field is named by text or number`);
}

/** `[0]`, `["a"]`, and what is no index by its kind. */
export function showIndex(index: Value): string {
  if (typeof index === 'number') return `[${index}]`;
  return typeof index === 'string' ? `[${quote(index)}]` : `[${show(index)}]`;
}

function statusMember(value: Value, name: string): boolean | null {
  if ((name !== 'failed' && name !== 'cancelled') || (isObject(value) && Object.hasOwn(value, name))) return null;
  return name === 'failed' ? isErrorValue(value) : isCancelled(value);
}

function field(data: Value, name: string): Computed {
  const fields = fieldsOf(data);
  if (fields === null) return typeFailed(`cannot read .${name} of ${show(data)}: only objects and error values have fields`);
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}

function fieldsOf(data: Value): ObjectValue | null {
  if (isErrorValue(data)) return errorMembers(data);
  if (isCancelled(data)) return cancelledMembers(data);
  return isObject(data) ? data : null;
}

function item(list: readonly Value[], index: Value): Computed {
  const at = numberIn(index);
  if (at === null || !Number.isInteger(at)) return typeFailed(`the index of a list must be a whole number, not ${show(index)}`);
  return at >= 0 ? (list[at] ?? null) : null;
}

/** The object or list that a text holds. */
export function dataInText(text: string, part: string): Computed {
  const parsed = jsonInText(text);
  if (parsed === null) return typeFailed(`cannot read ${part} of ${show(text)}: it is not JSON`);
  if (typeof parsed.value === 'string') return typeFailed(`cannot read ${part} of ${show(text)}: it is a text in JSON, no object or list`);
  return parsed.value;
}
