/**
 * Tokens of a `.prose` source. Tokens and comments together tile the source: what lies between two
 * of them is white space, line breaks or a BOM.
 */
import type { Span } from './ast.ts';

export type TokenKind =
  | 'name' // keywords are soft, so they are names too
  | 'word' // a property's WORD value that is no name: `gpt-5.2`, `./memory`
  | 'number'
  | 'duration'
  | 'string' // "..." and """...""", quotes included
  | 'discretion' // **...** and ***...***, stars included
  | 'punctuation' // one of : , ( ) [ ] { } . | -> = == != < <= > >= + - * /
  | 'newline'
  | 'indent'
  | 'dedent'
  | 'unknown' // a character that begins no token: E105, except in the bare text of a condition
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The characters as written; empty for newline, indent, dedent and end. */
  readonly text: string;
  readonly span: Span;
}

/** `#` to the end of the line, the line break not included. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}
