/** Names at the current token. */
import type { Name } from '../ast.ts';
import { isReserved } from '../lexer/spellings.ts';
import type { Cursor } from './cursor.ts';

/** The current token as a name. */
export function takeName(cursor: Cursor, expected: string, hint?: string): Name | undefined {
  if (cursor.isKind('name')) return nameHere(cursor);
  cursor.unexpected(expected, hint);
  return undefined;
}

/** As `takeName`, for a name that is being bound: reserved words are refused. */
export function takeBindingName(cursor: Cursor, expected: string): Name | undefined {
  if (cursor.isKind('name') && isReserved(cursor.code)) cursor.report('E105', cursor.span, `\`${cursor.characters}\` cannot be a name`, 'choose another name');
  return takeName(cursor, expected);
}

/** The current token, which is a name. */
export function nameHere(cursor: Cursor): Name {
  const name: Name = { kind: 'name', text: cursor.characters, span: { start: cursor.start, end: cursor.end } };
  cursor.advance();
  return name;
}

/** Stands for a name that an error has been reported for; it is empty and names nothing. */
export function absentName(cursor: Cursor): Name {
  return { kind: 'name', text: '', span: cursor.here };
}
