/** When a value counts as true: in conditions (semantics 1.5) and as the answer of a `filter` (1.6). */
import { isCancelled, isErrorValue, isList, type Value } from '../../values.ts';
import { type Failed, typeFailed } from './failed.ts';
import { show } from './show.ts';

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 'yes']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'no']);
const KEEP_WORDS: ReadonlySet<string> = new Set(['yes', 'true', 'keep', '1']);
const DROP_WORDS: ReadonlySet<string> = new Set(['no', 'false', 'drop', '0']);

/** A value as a condition; text that says neither yes nor no is an error. */
export function truthOf(value: Value): boolean | Failed {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value === '' ? false : truthOfText(value);
  if (value === null || value === 0 || isErrorValue(value) || isCancelled(value)) return false;
  if (typeof value === 'number') return true;
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function truthOfText(text: string): boolean | Failed {
  const word = firstWord(text);
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  return typeFailed(`${show(text)} is no condition: its first word must be true, yes, false or no`);
}

/** Whether a `filter` keeps the item, by the value of its body. */
export function keepsItem(value: Value): boolean | Failed {
  const word = typeof value === 'string' ? firstWord(value) : typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
  if (KEEP_WORDS.has(word)) return true;
  if (DROP_WORDS.has(word)) return false;
  return typeFailed(`filter cannot tell whether to keep the item from ${show(value)}: expected yes, true, keep or 1, or no, false, drop or 0`);
}

/** The first run of letters and digits, in lower case; empty when there is none. */
function firstWord(text: string): string {
  return /[\p{L}\p{Nd}]+/u.exec(text)?.[0].toLowerCase() ?? '';
}
