/**
 * The words and marks that the grammar knows, each with a number, so that the parser compares no texts.
 *
 * Owns: these numbers. Does not own: what a word means where it stands (`keywords.ts`), for every word may be a plain name.
 *
 * 1. Number 0 is any other token; its spelling here is the empty text.
 * 2. The numbers of the reserved words follow one another, and so do those of the keywords.
 */
const marks = [':', ',', '(', ')', '[', ']', '{', '}', '.', '|', '=', '<', '>', '+', '-', '*', '/', '->', '==', '!=', '<=', '>='] as const;

const reservedWords = ['true', 'false', 'null', 'not', 'is', 'and', 'or'] as const;

const keywords = [
  'input',
  'let',
  'const',
  'output',
  'return',
  'session',
  'resume',
  'call',
  'do',
  'parallel',
  'repeat',
  'for',
  'loop',
  'if',
  'elif',
  'else',
  'choice',
  'option',
  'try',
  'catch',
  'finally',
  'throw',
  'break',
  'continue',
  'assert',
  'agent',
  'block',
  'use',
  'import',
] as const;

/** Words that mean something behind a keyword. */
const particles = ['as', 'in', 'each', 'from', 'until', 'while', 'max', 'max_depth', 'map', 'filter', 'pmap', 'reduce'] as const;

/** Names that may begin a statement, a clause of one, or a declaration. */
export type Keyword = (typeof keywords)[number];
/** What `spellings` holds: a mark, or a word as a name token. */
export type Spelling = '' | (typeof marks)[number] | (typeof reservedWords)[number] | Keyword | (typeof particles)[number];

export const spellings: readonly Spelling[] = ['', ...marks, ...reservedWords, ...keywords, ...particles];
export const keywordNames: ReadonlySet<string> = new Set(keywords);

const firstWord = 1 + marks.length;
const firstKeyword = firstWord + reservedWords.length;
const behindKeywords = firstKeyword + keywords.length;

/** Words that are never a variable's name. */
export function isReserved(code: number): boolean {
  return code >= firstWord && code < firstKeyword;
}

/** The keyword that a number stands for, if it is one. */
export function keywordOf(code: number): Keyword | undefined {
  return code >= firstKeyword && code < behindKeywords ? (spellings[code] as Keyword) : undefined; // the range holds the keywords
}

export function markCode(mark: (typeof marks)[number]): number {
  return spellings.indexOf(mark);
}

/** By the character of a mark of one character. */
export const markCodes: Uint8Array = codesOfMarks();

function codesOfMarks(): Uint8Array {
  const codes = new Uint8Array(128);
  for (const mark of marks) if (mark.length === 1) codes[mark.charCodeAt(0)] = markCode(mark);
  return codes;
}

// ---------------------------------------------------------------------------------------------
// Words are found by their length and first letter; few have both in common.

const longestWord = 9;
const letters = 32;
/** The first word of that length and letter, and for each word the next one; 0 ends. */
const firstOf = new Uint8Array((longestWord + 1) * letters);
const nextOf = new Uint8Array(spellings.length);
for (let code = firstWord; code < spellings.length; code += 1) {
  const place = placeOf(spellings[code]?.length ?? 0, spellings[code]?.charCodeAt(0) ?? 0);
  nextOf[code] = firstOf[place] ?? 0;
  firstOf[place] = code;
}

function placeOf(length: number, letter: number): number {
  return length * letters + (letter & (letters - 1));
}

/** The number of the word from `start` to `end`; 0 for a name that the grammar does not know. */
export function wordCode(text: string, start: number, end: number): number {
  const length = end - start;
  if (length > longestWord) return 0;
  let code = firstOf[placeOf(length, text.charCodeAt(start))] ?? 0;
  while (code !== 0 && !isSpelled(text, start, spellings[code] ?? '')) code = nextOf[code] ?? 0;
  return code;
}

function isSpelled(text: string, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (text.charCodeAt(start + at) !== word.charCodeAt(at)) return false;
  return true;
}
