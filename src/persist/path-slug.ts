/**
 * Names from programs as names of files: safe on every file system, readable, never outside a folder.
 *
 * 1. Only `a-z A-Z 0-9 _ -` occur; no name is `.`, `..`, hidden, or a device of Windows.
 * 2. At most 100 characters; what had to be cut or replaced is told apart by a hash of the whole name.
 * 3. Two paths have different slugs also where case does not count.
 */
import { createHash } from 'node:crypto';

const READABLE_LENGTH = 80;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** The folder of a session's files: the path's words, its end kept, and 16 hex digits of its hash. */
export function pathSlug(path: string): string {
  const words = lowerWords(path.replace(/@[0-9a-f]{10}/g, ''));
  return [...(words === '' ? [] : [tail(words)]), shortHash(path, 16)].join('-');
}

/** A name as a file name without extension: itself when that is safe, else its safe characters and a hash. */
export function nameSlug(name: string): string {
  if (name.length <= READABLE_LENGTH && /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(name) && !RESERVED.test(name)) return name;
  const words = lowerWords(name);
  return [...(words === '' ? [] : [words.slice(0, READABLE_LENGTH)]), shortHash(name, 12)].join('-');
}

/** The first `digits` hex digits of the text's SHA-256. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

function lowerWords(text: string): string {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  ).join('-');
}

/** The last words: the end of a path says most about a session. */
function tail(words: string): string {
  if (words.length <= READABLE_LENGTH) return words;
  const cut = words.slice(-READABLE_LENGTH);
  const firstWhole = cut.indexOf('-') + 1;
  return firstWhole > 0 && firstWhole < READABLE_LENGTH / 2 ? cut.slice(firstWhole) : cut;
}
