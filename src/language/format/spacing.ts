/** The space between two neighbours on a line, as far as their characters decide it (brackets of calls and signs: `marks.ts`). */
import type { Piece } from './pieces.ts';

const tightAfter = new Set(['(', '[', '.']);
const tightBefore = new Set([')', ']', ',', ':', '.']);

export function isSpaced(before: Piece, after: Piece): boolean {
  if (isPunctuation(before, tightAfter) || isPunctuation(after, tightBefore)) return false;
  return !(before.text === '{' && after.text === '}');
}

function isPunctuation(piece: Piece, set: ReadonlySet<string>): boolean {
  return piece.kind === 'punctuation' && set.has(piece.text);
}
