/**
 * Text as a collection (semantics 1.6): JSON array, else fenced JSON array, else a list of one level.
 */
import { isList, type Value } from '../../src/values.ts';
import { Mistake, typeName } from './values.oracle.ts';

/** The items of what stands after `in` or before `|`. `what` names the binding in errors. */
export function itemsOf(value: Value, what: string): readonly Value[] {
  if (isList(value)) return value;
  if (typeof value !== 'string') throw new Mistake('type', `${what} is ${typeName(value)}, not a list`);
  const items = jsonArray(value) ?? fencedArray(value) ?? writtenList(value, what);
  if (!items) throw new Mistake('type', `${what} is text that holds no list`);
  return items;
}

function jsonArray(text: string): readonly Value[] | null {
  try {
    const parsed = JSON.parse(text) as Value;
    return isList(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function fencedArray(text: string): readonly Value[] | null {
  for (const match of text.matchAll(/```[^\n]*\n([\s\S]*?)```/g)) {
    const items = jsonArray(match[1] ?? '');
    if (items) return items;
  }
  return null;
}

const ITEM = /^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$/;

/** Lines before the first item and after the last are dropped, indented lines continue an item. */
function writtenList(text: string, what: string): readonly string[] | null {
  const items: string[] = [];
  let indent = -1;
  let open = false;
  for (const line of text.split(/\r?\n/)) {
    const match = ITEM.exec(line);
    const column = (match?.[1] ?? /^\s*/.exec(line)?.[0] ?? '').length;
    if (match && indent >= 0 && column > indent) throw new Mistake('type', `${what} holds a nested list`);
    if (match) {
      indent = column;
      items.push(match[2] ?? '');
      open = true;
    } else if (open && line.trim() !== '' && column > indent) items[items.length - 1] += `\n${line.trim()}`;
    else if (line.trim() !== '') open = false;
  }
  return items.length > 0 ? items : null;
}
