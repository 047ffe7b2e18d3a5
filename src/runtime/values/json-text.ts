/** Text that holds JSON (semantics 1.6): the whole text, or a fenced block in it. */
import type { Value } from '../../values.ts';
import { isFailed } from './failed.ts';
import { sanitizeJson } from './json.ts';

/** Wrapped, because JSON may be `null`. */
export interface ParsedJson {
  readonly value: Value;
}

/** The JSON that a text holds: all of it, else the first fenced block that is JSON; null when it holds none. */
export function jsonInText(text: string, accept: (value: Value) => boolean = () => true): ParsedJson | null {
  const whole = parse(text);
  if (whole && accept(whole.value)) return whole;
  for (const block of fencedBlocks(text)) {
    const parsed = parse(block);
    if (parsed && accept(parsed.value)) return parsed;
  }
  return null;
}

function parse(text: string): ParsedJson | null {
  if (!mayBeJson(text)) return null;
  try {
    const value = sanitizeJson(JSON.parse(text));
    return isFailed(value) ? null : { value };
  } catch {
    return null;
  }
}

/** Long prose is told from JSON by its first character, without throwing. */
function mayBeJson(text: string): boolean {
  return /^\s*[[{"\-0-9tfn]/.test(text);
}

/** The contents of ``` and ~~~ blocks; one that is not closed ends with the text. */
function fencedBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  let open: { readonly fence: string; readonly lines: string[] } | null = null;
  for (const line of text.split(/\r?\n/)) {
    const fence = /^\s*(`{3,}|~{3,})(.*)$/.exec(line);
    if (open && fence && closes(fence, open.fence)) {
      blocks.push(open.lines.join('\n'));
      open = null;
    } else if (open) open.lines.push(line);
    else if (fence) open = { fence: fence[1] ?? '', lines: [] };
  }
  if (open) blocks.push(open.lines.join('\n'));
  return blocks;
}

function closes(line: RegExpExecArray, fence: string): boolean {
  return (line[1] ?? '').startsWith(fence) && (line[2] ?? '').trim() === '';
}
