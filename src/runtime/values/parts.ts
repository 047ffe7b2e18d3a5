/** Writing a part (`x.a = 1`, `x[0] = 1`): always a new value. */
import { isList, isObject, type Value } from '../../values.ts';
import { type Computed, type Failed, isFailed, typeFailed } from './failed.ts';
import { isReservedKey } from './json.ts';
import { dataInText, showIndex } from './members.ts';
import { bounded } from './nesting.ts';
import { numberIn } from './numbers.ts';
import { show } from './show.ts';

/** A field's name, or the value of an index. */
export type Key = Value;

/**
 * The value with one part of it replaced. A field may be new; its owner, and the item of a list, may not.
 * Text that holds JSON becomes that data.
 *
 * @example
 * writePart({ a: [1] }, ['a', 0], 2) // { a: [2] }
 */
export function writePart(value: Value, keys: readonly Key[], part: Value): Computed {
  const owners = ownersOf(value, keys);
  if (isFailed(owners)) return owners;
  let written: Computed = part;
  for (let at = keys.length - 1; at >= 0 && !isFailed(written); at--) {
    const owner = owners[at];
    const key = keys[at];
    if (owner !== undefined && key !== undefined) written = replaced(owner, key, written);
  }
  return isFailed(written) ? written : bounded(written);
}

/** The values that hold each key, outermost first. */
function ownersOf(value: Value, keys: readonly Key[]): readonly Value[] | Failed {
  const owners: Value[] = [];
  let owner: Value = value;
  for (const [at, key] of keys.entries()) {
    const data = typeof owner === 'string' ? dataInText(owner, describe(key)) : owner;
    if (isFailed(data)) return data;
    owners.push(data);
    if (at < keys.length - 1) owner = held(data, key);
  }
  return owners;
}

function held(owner: Value, key: Key): Value {
  if (isList(owner)) return owner[positionIn(key) ?? -1] ?? null;
  const name = nameIn(key);
  return isObject(owner) && name !== null && Object.hasOwn(owner, name) ? (owner[name] ?? null) : null;
}

function replaced(owner: Value, key: Key, part: Value): Computed {
  if (isList(owner)) return replacedItem(owner, key, part);
  if (!isObject(owner)) return typeFailed(`cannot set ${describe(key)} of ${show(owner)}: only objects and lists have parts that can be set`);
  const name = nameIn(key);
  if (name === null) return typeFailed(`cannot set ${describe(key)} of ${show(owner)}: a field is named by text or number`);
  if (isReservedKey(name)) return typeFailed(`cannot set ${describe(key)}: the name is reserved`);
  return { ...owner, [name]: part };
}

function replacedItem(list: readonly Value[], key: Key, part: Value): Computed {
  const at = positionIn(key);
  if (at === null) return typeFailed(`cannot set ${describe(key)} of ${show(list)}: the index of a list must be a whole number`);
  if (at < 0 || at >= list.length) return typeFailed(`cannot set ${describe(key)} of ${show(list)}: there is no such item; + puts items into a list`);
  return list.with(at, part);
}

function positionIn(key: Key): number | null {
  const at = numberIn(key);
  return at !== null && Number.isInteger(at) ? at : null;
}

function nameIn(key: Key): string | null {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : null;
}

function describe(key: Key): string {
  return typeof key === 'string' ? `.${key}` : showIndex(key);
}
