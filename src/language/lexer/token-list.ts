/**
 * A program's tokens, in typed arrays: a token is a few bytes, and an object only when a message speaks of it.
 *
 * With an object a token, collecting garbage took most of the time for a program of 1 MB.
 */
import type { Token, TokenKind } from '../token.ts';
import type { Spelling } from './spellings.ts';
import { spellings } from './spellings.ts';

export interface LexedToken extends Token {
  /** False for a text that lacks its closing mark (E001). */
  readonly closed: boolean;
}

const kinds: readonly TokenKind[] = [
  'name',
  'word',
  'number',
  'duration',
  'string',
  'discretion',
  'punctuation',
  'newline',
  'indent',
  'dedent',
  'unknown',
  'end',
];

/** A token's kind as it is stored: its place in the list above. */
export const tokenCode = {
  name: 0,
  word: 1,
  number: 2,
  duration: 3,
  string: 4,
  discretion: 5,
  punctuation: 6,
  newline: 7,
  indent: 8,
  dedent: 9,
  unknown: 10,
  end: 11,
} as const satisfies Record<TokenKind, number>;
export type TokenCode = (typeof tokenCode)[TokenKind];

/**
 * A token's numbers: where it starts, where it ends, and what it is (kind, flags and spelling in one).
 * One array for all of them: it is made once, and a token's numbers lie side by side.
 */
const numbers = 3;
const kindMask = 0xf;
const lineBreakFlag = 0x10;
const unclosedFlag = 0x20;
const spellingShift = 8;

/** In code, a token has this many characters and the white space before it, or more. */
const fewestCharacters = 4;

export class TokenList {
  private count = 0;
  private table: Int32Array;

  constructor(private readonly text: string) {
    this.table = new Int32Array((Math.ceil(text.length / fewestCharacters) + 16) * numbers);
  }

  get length(): number {
    return this.count;
  }

  /** @param spelling the number of the token's spelling (`spellings.ts`) */
  push(code: TokenCode, spelling: number, start: number, end: number, lineBreak: boolean, closed: boolean): void {
    const at = this.count * numbers;
    if (at === this.table.length) this.grow();
    this.table[at] = start;
    this.table[at + 1] = end;
    this.table[at + 2] = code | (lineBreak ? lineBreakFlag : 0) | (closed ? 0 : unclosedFlag) | (spelling << spellingShift);
    this.count += 1;
  }

  // The parts of the token at an index that is at least 0 and less than `length`.

  kindAt(index: number): TokenKind {
    return kinds[this.what(index) & kindMask] ?? 'end';
  }

  codeAt(index: number): number {
    return this.what(index) >> spellingShift;
  }

  /** What a mark, or a word that the grammar knows, is spelled like; else empty. */
  spellingAt(index: number): Spelling {
    return spellings[this.what(index) >> spellingShift] ?? '';
  }

  startAt(index: number): number {
    return this.table[index * numbers] ?? 0;
  }

  endAt(index: number): number {
    return this.table[index * numbers + 1] ?? 0;
  }

  /** Whether a line break stands somewhere between this token and the one before. */
  lineBreakAt(index: number): boolean {
    return (this.what(index) & lineBreakFlag) !== 0;
  }

  closedAt(index: number): boolean {
    return (this.what(index) & unclosedFlag) === 0;
  }

  at(index: number): LexedToken {
    const start = this.startAt(index);
    const end = this.endAt(index);
    return { kind: this.kindAt(index), text: this.text.slice(start, end), span: { start, end }, closed: this.closedAt(index) };
  }

  /** Whether the list is empty or ends in a layout token. */
  get endsInLayout(): boolean {
    if (this.count === 0) return true;
    const last = this.what(this.count - 1) & kindMask;
    return last >= tokenCode.newline && last <= tokenCode.dedent;
  }

  /** Forgets the tokens from an index on. */
  truncate(length: number): void {
    this.count = Math.min(this.count, length);
  }

  toArray(): readonly Token[] {
    return Array.from({ length: this.count }, (_, index) => {
      const { kind, text, span } = this.at(index);
      return { kind, text, span };
    });
  }

  private what(index: number): number {
    return this.table[index * numbers + 2] ?? 0;
  }

  private grow(): void {
    const longer = new Int32Array(this.table.length * 2);
    longer.set(this.table);
    this.table = longer;
  }
}
