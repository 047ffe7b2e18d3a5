/** WORD values: the name of a visible value is that value, all else its own text (`language.md` 3). */
import type { Word } from '../ast.ts';
import { rootOf } from './declare.ts';
import { isVisible, readName } from './reads.ts';
import type { Walk } from './walk.ts';

export function walkWord(walk: Walk, word: Word): void {
  const root = word.reference && rootOf(word.reference);
  if (!root || !word.reference) return;
  if (isVisible(walk, root.name.text)) {
    readName(walk, root);
    walk.tables.wordReferences.set(word, word.reference);
  } else if (walk.frame.kind !== 'agent') {
    walk.late.push({ kind: 'word', word, expression: word.reference, root, frame: walk.frame, time: walk.flow.now });
  }
}
