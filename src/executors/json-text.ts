/**
 * JSON out of an agent's answer: bare or in one fenced block, with the place of a mistake.
 *
 * 1. What comes back is safe to walk and to copy: at most `DEEPEST` levels, no `__proto__` key.
 * 2. It never throws.
 */

import { jsonMistakeOffset } from './json-mistake.ts';

/** Levels of nesting; deeper values would overflow the stack of whoever walks them. */
const DEEPEST = 200;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  /** `message` says what is wrong and where: `unexpected "<" at line 1 column 1`. */
  | { readonly ok: false; readonly message: string };

/** Parses a text that is wholly JSON, or else holds exactly one fenced block that is. */
export function parseJsonAnswer(text: string): ParsedJson {
  const bare = parseJson(text);
  if (bare.ok) return bare;
  const blocks = fencedBlocks(text);
  const [block] = blocks;
  if (block === undefined) return bare;
  if (blocks.length > 1)
    return { ok: false, message: `${blocks.length} fenced blocks at line ${blocks.map(({ line }) => line).join(', ')}: which one is meant?` };
  return parseJson(block.text, block.line);
}

/** Parses a text that is wholly JSON; `firstLine` is the number of its first line in messages. */
export function parseJson(text: string, firstLine = 1): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: describeMistake(text, firstLine) };
  }
  return withinDepth(value) ? { ok: true, value: withoutPrototypeKeys(value) } : { ok: false, message: `nested deeper than ${DEEPEST} levels` };
}

function fencedBlocks(text: string): readonly { readonly text: string; readonly line: number }[] {
  return [...text.matchAll(/^[ \t]*(`{3,})[^\n`]*\n([\s\S]*?)^[ \t]*\1[ \t]*\r?$/gm)].map((match) => ({
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

function withinDepth(root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    if (level.length === 0) return true;
  }
  return false;
}

function withoutPrototypeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypeKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, member]) => [key, withoutPrototypeKeys(member)]),
  );
}

function describeMistake(text: string, firstLine: number): string {
  const at = jsonMistakeOffset(text);
  const before = text.slice(0, at).split('\n');
  const place = `at line ${firstLine + before.length - 1} column ${(before.at(-1) ?? '').length + 1}`;
  const found = text.codePointAt(at);
  return found === undefined ? `unexpected end of the text ${place}` : `unexpected ${JSON.stringify(String.fromCodePoint(found))} ${place}`;
}
