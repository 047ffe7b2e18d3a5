/** `name`, `name.path`, `name[0]` as spelled in texts and words: found in the raw characters, not in tokens. */
import type { Name, NumberLiteral, Reference } from '../ast.ts';
import { DOT, isDigit, nameEnd, OPENING_BRACKET } from '../lexer/characters.ts';
import { isReserved, wordCode } from '../lexer/spellings.ts';

export interface FoundReference {
  readonly reference: Reference;
  readonly end: number;
}

/** The longest reference that starts at `start`, if one does. */
export function referenceAt(text: string, start: number): FoundReference | undefined {
  const end = nameEnd(text, start);
  if (end === start) return undefined;
  if (isReserved(wordCode(text, start, end))) return undefined;
  const name = nameNode(text, start, end);
  return withPath(text, { reference: { kind: 'reference', name, span: name.span }, end });
}

function withPath(text: string, root: FoundReference): FoundReference {
  let found = root;
  for (;;) {
    const longer = memberAt(text, found) ?? indexAt(text, found);
    if (!longer) return found;
    found = longer;
  }
}

function memberAt(text: string, object: FoundReference): FoundReference | undefined {
  if (text.charCodeAt(object.end) !== DOT) return undefined;
  const start = object.end + 1;
  const end = nameEnd(text, start);
  if (end === start) return undefined;
  const span = { start: object.reference.span.start, end };
  return { reference: { kind: 'member', object: object.reference, name: nameNode(text, start, end), span }, end };
}

function indexAt(text: string, object: FoundReference): FoundReference | undefined {
  if (text.charCodeAt(object.end) !== OPENING_BRACKET) return undefined;
  const start = object.end + 1;
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  if (end === start || text[end] !== ']') return undefined;
  const span = { start: object.reference.span.start, end: end + 1 };
  return { reference: { kind: 'index', object: object.reference, index: numberNode(text, start, end), span }, end: end + 1 };
}

function nameNode(text: string, start: number, end: number): Name {
  return { kind: 'name', text: text.slice(start, end), span: { start, end } };
}

function numberNode(text: string, start: number, end: number): NumberLiteral {
  const raw = text.slice(start, end);
  return { kind: 'number', value: Number(raw), raw, span: { start, end } };
}
