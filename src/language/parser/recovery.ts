/** Skipping over what an error made unreadable. */
import type { Cursor } from './cursor.ts';

/** Skips to behind the bracket that closes the innermost open one, or to the line's end. */
export function skipToCloser(cursor: Cursor, closer: ')' | ']' | '}'): void {
  let open = 0;
  while (!cursor.atLineEnd) {
    if (open === 0 && cursor.take(closer)) return;
    if (cursor.is('(') || cursor.is('[') || cursor.is('{')) open += 1;
    else if (open > 0 && (cursor.is(')') || cursor.is(']') || cursor.is('}'))) open -= 1;
    cursor.skip();
  }
}

/** Skips the rest of an indented block, its DEDENT included; its INDENT has been consumed. */
export function skipBlock(cursor: Cursor): void {
  for (let open = 1; open > 0 && !cursor.isKind('end'); ) {
    if (cursor.isKind('indent')) open += 1;
    else if (cursor.isKind('dedent')) open -= 1;
    cursor.skip();
  }
}
