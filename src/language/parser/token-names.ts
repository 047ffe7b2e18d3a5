/** How messages speak of tokens. */
import type { LexedToken } from '../lexer/token-list.ts';

/** A token as a message names it. */
export function describe(token: LexedToken): string {
  switch (token.kind) {
    case 'newline':
    case 'end':
      return 'end of line';
    case 'indent':
      return 'indentation';
    case 'dedent':
      return 'end of the block';
    case 'string':
      return 'text';
    case 'discretion':
      return '`** **`';
    case 'unknown':
      return unknownCharacter(token.text);
    default:
      return `\`${token.text}\``;
  }
}

/** A character by itself, or by its number when it would not be seen. */
function unknownCharacter(text: string): string {
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return `\`${text}\``;
  return `the character U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const characterHints: ReadonlyMap<string, string> = new Map([
  ["'", 'texts stand in double quotes'],
  ['`', 'texts stand in double quotes'],
  ['\u201c', 'texts stand in straight double quotes'],
  ['\u201d', 'texts stand in straight double quotes'],
  [';', 'one statement a line, without `;`'],
  ['&', 'write `and`'],
  ['!', 'write `not` or `!=`'],
  ['=', '`==` compares'],
  ['\t', 'use spaces'],
]);

export function characterHint(token: LexedToken): string | undefined {
  return token.kind === 'string' ? undefined : characterHints.get(token.text);
}

/** The mark that would close a text or discretion text. */
export function closingMark(token: LexedToken): string {
  if (token.kind === 'string') return token.text.startsWith('"""') ? '"""' : '"';
  return token.text.startsWith('***') ? '***' : '**';
}
