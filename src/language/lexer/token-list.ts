/**
 * A program's tokens, in typed arrays: a token is a few bytes, and an object only while someone looks at it.
 *
 * With an object a token, collecting garbage took most of the time for a program of 1 MB.
 */
import type { Token, TokenKind } from '../token.ts';

export interface LexedToken extends Token {
  /** A line break stands somewhere between this token and the one before. */
  readonly lineBreak: boolean;
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
  private flags = new Uint8Array(64);
  private starts = new Uint32Array(64);
  private ends = new Uint32Array(64);

  constructor(private readonly text: string) {}

  get length(): number {
    return this.count;
  }

  push(code: TokenCode, start: number, end: number, lineBreak: boolean, closed: boolean): void {
    if (this.count === this.kinds.length) this.grow();
    this.kinds[this.count] = code;
    this.flags[this.count] = (lineBreak ? lineBreakFlag : 0) | (closed ? 0 : unclosedFlag);
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }

  /** The token at an index that is at least 0 and less than `length`. */
  at(index: number): LexedToken {
    const start = this.starts[index] ?? 0;
    const end = this.ends[index] ?? 0;
    const flags = this.flags[index] ?? 0;
    return {
      kind: this.kindAt(index),
      text: this.text.slice(start, end),
      span: { start, end },
      lineBreak: (flags & lineBreakFlag) !== 0,
      closed: (flags & unclosedFlag) === 0,
    };
  }

  kindAt(index: number): TokenKind {
    return kinds[this.kinds[index] ?? 0] ?? 'end';
  }

  endAt(index: number): number {
    return this.ends[index] ?? 0;
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
    this.flags = copied(new Uint8Array(length), this.flags);
    this.starts = copied(new Uint32Array(length), this.starts);
    this.ends = copied(new Uint32Array(length), this.ends);
  }
}

function copied<T extends Uint8Array | Uint32Array>(target: T, from: T): T {
  target.set(from);
  return target;
}
