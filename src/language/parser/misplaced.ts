/** Keywords in places where they mean nothing: reported once, and what follows them is read all the same. */
import type { Statement } from '../ast.ts';
import { addStatement, opensBlock, parseBlock } from './bodies.ts';
import type { Cursor } from './cursor.ts';
import type { DeclarationKeyword } from './declarations.ts';
import { parseTopLevelDeclaration } from './declarations.ts';
import { Gathered } from './gathered.ts';

export type ClauseKeyword = 'elif' | 'else' | 'catch' | 'finally' | 'option';

const owners: Readonly<Record<ClauseKeyword, string>> = { elif: 'if', else: 'if', catch: 'try', finally: 'try', option: 'choice' };

/** A clause without its statement; of several in a row (`option`s) only the first is reported. Its body is read as a `do:` would be, so that its bindings are known. */
export function refuseClause(cursor: Cursor, keyword: ClauseKeyword): Statement | undefined {
  const { span } = cursor;
  const again = cursor.lastRefused.keyword === keyword && cursor.lastRefused.end === cursor.at;
  if (!cursor.inOrphan && !again) cursor.report('E105', span, `\`${keyword}\` without \`${owners[keyword]}\``, hintFor(keyword));
  cursor.silence();
  cursor.skipLine();
  if (!opensBlock(cursor)) return undefined;
  const statements = new Gathered<Statement>();
  const start = parseBlock(cursor, addStatement, statements, statements);
  cursor.lastRefused = { keyword, end: cursor.at };
  const body = { kind: 'body', layout: 'indented', statements: statements.list, span: cursor.spanFrom(start) } as const;
  return { kind: 'do-body', body, span: cursor.spanFrom(span.start) };
}

function hintFor(keyword: ClauseKeyword): string {
  return keyword === 'option' ? 'indent it under its `choice`' : `it must follow the body of its \`${owners[keyword]}\`, at the same column`;
}

/** A declaration inside a body: it is known in the whole program all the same. */
export function refuseDeclaration(cursor: Cursor, keyword: DeclarationKeyword): undefined {
  if (!cursor.inOrphan) cursor.report('E105', cursor.span, `\`${keyword}\` inside a body`, 'move it to the left margin');
  cursor.silence();
  cursor.misplaced.add(parseTopLevelDeclaration(cursor, keyword));
  return undefined;
}
