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

const lineBreakFlag = 1;
const unclosedFlag = 2;

export class TokenList {
  private count = 0;
  private kinds = new Uint8Array(64);
  private codes = new Uint8Array(64);
  private flags = new Uint8Array(64);
  private starts = new Uint32Array(64);
  private ends = new Uint32Array(64);

  constructor(private readonly text: string) {}

  get length(): number {
    return this.count;
  }

  /** @param spelling the number of the token's spelling (`spellings.ts`) */
  push(code: TokenCode, spelling: number, start: number, end: number, lineBreak: boolean, closed: boolean): void {
    const at = this.count;
    if (at === this.kinds.length) this.grow();
    this.kinds[at] = code;
    this.codes[at] = spelling;
    this.flags[at] = (lineBreak ? lineBreakFlag : 0) | (closed ? 0 : unclosedFlag);
    this.starts[at] = start;
    this.ends[at] = end;
    this.count = at + 1;
  }

  // The parts of the token at an index that is at least 0 and less than `length`.

  kindAt(index: number): TokenKind {
    return kinds[this.kinds[index] ?? 0] ?? 'end';
  }

  codeAt(index: number): number {
    return this.codes[index] ?? 0;
  }

  /** What a mark, or a word that the grammar knows, is spelled like; else empty. */
  spellingAt(index: number): Spelling {
    return spellings[this.codes[index] ?? 0] ?? '';
  }

  startAt(index: number): number {
    return this.starts[index] ?? 0;
  }

  endAt(index: number): number {
    return this.ends[index] ?? 0;
  }

  textAt(index: number): string {
    return this.text.slice(this.startAt(index), this.endAt(index));
  }

  /** Whether a line break stands somewhere between this token and the one before. */
  lineBreakAt(index: number): boolean {
    return ((this.flags[index] ?? 0) & lineBreakFlag) !== 0;
  }

  closedAt(index: number): boolean {
    return ((this.flags[index] ?? 0) & unclosedFlag) === 0;
  }

  at(index: number): LexedToken {
    const start = this.startAt(index);
    const end = this.endAt(index);
    return { kind: this.kindAt(index), text: this.text.slice(start, end), span: { start, end }, closed: this.closedAt(index) };
  }

  /** Whether the list is empty or ends in a layout token. */
  get endsInLayout(): boolean {
    if (this.count === 0) return true;
    const last = this.kinds[this.count - 1] ?? 0;
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

  private grow(): void {
    const length = this.kinds.length * 2;
    this.kinds = copied(new Uint8Array(length), this.kinds);
    this.codes = copied(new Uint8Array(length), this.codes);
    this.flags = copied(new Uint8Array(length), this.flags);
    this.starts = copied(new Uint32Array(length), this.starts);
    this.ends = copied(new Uint32Array(length), this.ends);
  }
}

function copied<T extends Uint8Array | Uint32Array>(target: T, from: T): T {
  target.set(from);
  return target;
}
