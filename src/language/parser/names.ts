/** Names at the current token. */
import type { Name } from '../ast.ts';
import { isReservedWord } from '../lexer/keywords.ts';
import type { LexedToken } from '../lexer/token-list.ts';
import type { Cursor } from './cursor.ts';

/** The current token as a name. */
export function takeName(cursor: Cursor, expected: string, hint?: string): Name | undefined {
  if (cursor.isKind('name')) return nameOf(cursor.advance());
  cursor.unexpected(expected, hint);
  return undefined;
}

/** As `takeName`, for a name that is being bound: reserved words are refused. */
export function takeBindingName(cursor: Cursor, expected: string): Name | undefined {
  if (cursor.isKind('name') && isReservedWord(cursor.token.text))
    cursor.report('E105', cursor.token.span, `\`${cursor.token.text}\` cannot be a name`, 'choose another name');
  return takeName(cursor, expected);
}

export function nameOf(token: LexedToken): Name {
  return { kind: 'name', text: token.text, span: token.span };
}

/** Stands for a name that an error has been reported for; it is empty and names nothing. */
export function absentName(cursor: Cursor): Name {
  return { kind: 'name', text: '', span: cursor.here };
}
