/**
 * What a quoted text or a discretion text holds: escapes resolved, interpolations found.
 *
 * Owns: E001, E030 and W012. Does not own: whether an interpolated name is visible.
 */
import type { Discretion, Interpolation, Span, Text, TextPart } from '../ast.ts';
import { BACKSLASH, CARRIAGE_RETURN, CLOSING_BRACE, LINE_FEED, OPENING_BRACE } from '../lexer/characters.ts';
import { isTripleDiscretion, isTripleText } from '../lexer/literals.ts';
import type { Cursor } from './cursor.ts';
import { Gathered, none } from './gathered.ts';
import { referenceAt } from './references.ts';

/** The current string token as a text. */
export function parseText(cursor: Cursor): Text {
  const { start, isClosed } = cursor;
  const triple = isTripleText(cursor.text, start);
  const content = takeContent(cursor, triple ? 3 : 1);
  const parts = partsOf(cursor, content, !triple && isClosed);
  return { kind: 'text', quote: triple ? 'triple' : 'single', parts, span: { start, end: cursor.lastEnd } };
}

/** The current discretion token. */
export function parseDiscretion(cursor: Cursor): Discretion {
  const { span, isClosed } = cursor;
  const triple = isTripleDiscretion(cursor.text, span.start);
  const content = takeContent(cursor, triple ? 3 : 2);
  if (isClosed && cursor.text.slice(content.start, content.end).trim() === '') cursor.report('E030', span, 'nothing to judge between the stars');
  return { kind: 'discretion', fence: triple ? 'triple' : 'double', parts: partsOf(cursor, content, isClosed), span };
}

/** The bare text of a condition, as a judge's question. */
export function bareDiscretion(cursor: Cursor, span: Span): Discretion {
  return { kind: 'discretion', fence: 'bare', parts: partsOf(cursor, span, false), span, ext: 'bare-condition' };
}

/** Consumes the current token, whose marks are `fence` characters long; returns the span between them. */
function takeContent(cursor: Cursor, fence: number): Span {
  const start = cursor.start + fence;
  const end = Math.max(start, cursor.isClosed ? cursor.end - fence : cursor.end);
  const unterminated = cursor.isClosed ? undefined : cursor.token;
  cursor.advance();
  if (unterminated) cursor.reportUnterminated(unterminated);
  return { start, end };
}

function partsOf(cursor: Cursor, content: Span, warns: boolean): readonly TextPart[] {
  const { start, end } = content;
  if (start === end) return none;
  if (cursor.isPlain(start, end)) return [{ kind: 'literal', value: cursor.text.slice(start, end), span: content }];
  return new Decoder(cursor, content, warns).decode();
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['"', '"'],
  ['n', '\n'],
  ['t', '\t'],
  ['{', '{'],
  ['}', '}'],
]);

class Decoder {
  private readonly parts = new Gathered<TextPart>();
  private readonly text: string;
  private value = '';
  private partStart: number;
  /** Up to here everything has been added to `value`. */
  private copied: number;
  private at: number;
  private warned: boolean;

  constructor(
    private readonly cursor: Cursor,
    private readonly content: Span,
    warns: boolean,
  ) {
    this.text = cursor.text;
    this.partStart = content.start;
    this.copied = content.start;
    this.at = content.start;
    this.warned = !warns;
  }

  decode(): readonly TextPart[] {
    while (this.at < this.content.end) this.step(this.text.charCodeAt(this.at));
    this.flush(this.content.end);
    return this.parts.list;
  }

  private step(code: number): void {
    if (code === BACKSLASH) this.escape();
    else if (code === OPENING_BRACE) this.brace();
    else if (code === CARRIAGE_RETURN && this.text.charCodeAt(this.at + 1) === LINE_FEED) this.replace(1, '');
    else this.at += 1;
  }

  private escape(): void {
    const next = this.at + 1 < this.content.end ? this.text.charAt(this.at + 1) : '';
    const meaning = escapes.get(next);
    if (meaning !== undefined) this.replace(2, meaning);
    else this.unknownEscape(next);
  }

  private unknownEscape(next: string): void {
    const start = this.at;
    this.at += 1;
    if (this.warned) return;
    this.warned = true;
    this.cursor.report('W012', { start, end: start + 1 + next.length }, `\`\\${next}\` is no escape; the backslash stays`, 'write `\\\\` for a backslash');
  }

  private brace(): void {
    const found = referenceAt(this.text, this.at + 1);
    if (!found || this.text.charCodeAt(found.end) !== CLOSING_BRACE || found.end >= this.content.end) {
      this.at += 1;
      return;
    }
    const span = { start: this.at, end: found.end + 1 };
    this.flush(this.at);
    const part: Interpolation = { kind: 'interpolation', raw: this.text.slice(span.start, span.end), reference: found.reference, span };
    this.parts.add(part);
    this.at = span.end;
    this.partStart = this.at;
    this.copied = this.at;
  }

  /** Takes `length` characters as `value`. */
  private replace(length: number, value: string): void {
    this.value += this.text.slice(this.copied, this.at) + value;
    this.at += length;
    this.copied = this.at;
  }

  private flush(end: number): void {
    const value = this.value + this.text.slice(this.copied, end);
    if (value !== '') this.parts.add({ kind: 'literal', value, span: { start: this.partStart, end } });
    this.value = '';
  }
}
