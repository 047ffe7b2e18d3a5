/** What `for`, `map`, `filter`, `pmap` and `reduce` go over (semantics 1.6). */
import { isList, type Value } from '../../values.ts';
import { type Failed, isFailed, typeFailed } from './failed.ts';
import { jsonInText } from './json-text.ts';
import { listInText } from './list-text.ts';
import { show } from './show.ts';

/**
 * The items of a collection: a list, or text that holds one.
 *
 * @param name what the error calls it: the binding, or the source text of the expression
 */
export function itemsOf(value: Value, name: string): readonly Value[] | Failed {
  if (isList(value)) return value;
  if (typeof value !== 'string') return typeFailed(`${name} is ${show(value)}, not a list`);
  const json = jsonInText(value, isList);
  if (json && isList(json.value)) return json.value;
  const items = listInText(value);
  if (isFailed(items)) return typeFailed(`${name} is no list: ${items.message}`);
  return items ?? typeFailed(`${name} is no list: ${show(value)} is neither a JSON array nor a numbered or bulleted list`);
}
