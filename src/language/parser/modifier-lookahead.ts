/** Tells modifiers from arguments where both could stand: glued to a name in the header of a `for` or `loop`. */
import type { Cursor } from './cursor.ts';

const modifierKeys: ReadonlySet<string> = new Set(['count', 'concurrency', 'timeout', 'on-fail', 'max']);
const joinWords: ReadonlySet<string> = new Set(['all', 'first', 'any', 'regardless']);

/**
 * Whether the parenthesis that the token at `distance` opens, glued to a name in the header of a `for` or
 * `loop`, holds modifiers and not arguments: a modifier's key, or a bare join word, at its own level.
 */
export function holdsModifiers(cursor: Cursor, distance: number): boolean {
  let depth = 0;
  for (let at = cursor.at + distance; ; at += 1) {
    const token = cursor.tokenAt(at);
    if (token.kind === 'end' || token.kind === 'newline') return false;
    if (token.text === '(' || token.text === '[' || token.text === '{') depth += 1;
    else if (token.text === ')' || token.text === ']' || token.text === '}') depth -= 1;
    if (depth === 0) return false;
    if (depth === 1 && token.kind === 'name' && isModifierStart(token.text, cursor.spellingAt(at - 1), cursor.spellingAt(at + 1))) return true;
  }
}

function isModifierStart(word: string, before: string, after: string): boolean {
  if (before !== '(' && before !== ',') return false;
  return after === ':' ? modifierKeys.has(word) : joinWords.has(word) && (after === ',' || after === ')');
}
