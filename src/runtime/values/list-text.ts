/**
 * A numbered or bulleted list of one level, as agents write them (semantics 1.6).
 *
 * 1. Lines before the first item and after the last one are dropped.
 * 2. An indented line continues the item above it; its indentation is not part of the item.
 * 3. An item deeper than the first one, an item of the other kind, and an unindented line between items are
 *    errors: guessing would lose or invent items.
 */
import { type Failed, typeFailed } from './failed.ts';
import { quote } from './show.ts';

interface ItemLine {
  readonly kind: 'numbered' | 'bulleted';
  readonly indent: number;
  /** The column where the marker ends: `9.` and `10.` may be aligned on their right. */
  readonly markerEnd: number;
  readonly text: string;
}

const BULLET = /^([ \t]*)([-*+\u2022])(?:[ \t]+(.*))?$/;
const NUMBER = /^([ \t]*)(\(?[0-9]+[.)])(?:[ \t]+(.*))?$/;

/** The items of the list in a text; null when it holds no list. */
export function listInText(text: string): readonly string[] | null | Failed {
  const lines = text.split(/\r?\n/);
  const found = lines.map(itemLine);
  const first = found.find((line) => line !== null);
  if (!first) return null;
  const last = found.findLastIndex((line) => line !== null);
  const items: string[][] = [];
  for (let at = found.indexOf(first); at < lines.length; at++) {
    const item = found[at] ?? null;
    const line = lines[at] ?? '';
    if (item && !isSibling(item, first)) return misplaced(item, first, line);
    if (item) items.push([item.text]);
    else if (line.trim() === '' || isIndented(line)) items.at(-1)?.push(line.trim());
    else if (at > last) break;
    else return typeFailed(`the line ${quote(line)} stands between two items of a list without being indented`);
  }
  return items.map((parts) => parts.join('\n').trim());
}

function itemLine(line: string): ItemLine | null {
  const bullet = BULLET.exec(line);
  const match = bullet ?? NUMBER.exec(line);
  if (!match) return null;
  const indent = (match[1] ?? '').length;
  return { kind: bullet ? 'bulleted' : 'numbered', indent, markerEnd: indent + (match[2] ?? '').length, text: match[3] ?? '' };
}

function isSibling(item: ItemLine, first: ItemLine): boolean {
  if (item.kind !== first.kind) return false;
  return item.indent === first.indent || (item.kind === 'numbered' && item.markerEnd === first.markerEnd);
}

function misplaced(item: ItemLine, first: ItemLine, line: string): Failed {
  if (item.indent !== first.indent) return typeFailed(`the item ${quote(line.trim())} is nested: a list must have one level`);
  return typeFailed(`the item ${quote(line.trim())} is ${item.kind} in a ${first.kind} list`);
}

function isIndented(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}
