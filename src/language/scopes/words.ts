/** WORD values: the name of a visible value is that value, all else its own text (`language.md` 3). */
import type { Expression, NameReference, Span, Word } from '../ast.ts';
import { isVisible, readName } from './reads.ts';
import type { Walk } from './walk.ts';

/** `name`, `name.path`, `name[0]`. */
const path = /^[\p{L}_][\p{L}\p{Nd}_-]*(?:\.[\p{L}_][\p{L}\p{Nd}_-]*|\[\d+\])*$/u;
const segment = /[\p{L}_][\p{L}\p{Nd}_-]*|\d+/gu;

export function walkWord(walk: Walk, word: Word): void {
  if (walk.frame.kind === 'agent' && !isVisible(walk, rootText(word.text))) return;
  const read = asReference(word);
  if (!read) return;
  if (!isVisible(walk, read.root.name.text)) {
    walk.late.push({ kind: 'word', word, ...read, frame: walk.frame, time: walk.flow.now });
    return;
  }
  readName(walk, read.root);
  walk.tables.wordReferences.set(word, read.expression);
}

/** The characters up to the first `.` or `[`. */
function rootText(text: string): string {
  const end = text.search(/[.[]/);
  return end < 0 ? text : text.slice(0, end);
}

function asReference(word: Word): { expression: Expression; root: NameReference } | undefined {
  if (!path.test(word.text)) return undefined;
  let expression: Expression | undefined;
  let root: NameReference | undefined;
  for (const match of word.text.matchAll(segment)) {
    const start = word.span.start + match.index;
    const span = { start, end: start + match[0].length };
    if (!expression) expression = root = reference(match[0], span);
    else expression = step(expression, match[0], { start: word.span.start, end: span.end }, span, word.text[match.index - 1] === '[');
  }
  return expression && root ? { expression, root } : undefined;
}

function reference(text: string, span: Span): NameReference {
  return { kind: 'reference', name: { kind: 'name', text, span }, span };
}

function step(object: Expression, text: string, span: Span, own: Span, isIndex: boolean): Expression {
  if (isIndex) return { kind: 'index', object, index: { kind: 'number', value: Number(text), raw: text, span: own }, span };
  return { kind: 'member', object, name: { kind: 'name', text, span: own }, span };
}
