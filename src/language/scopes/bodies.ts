/** Bodies and right sides. Statements are walked through the `Walk`, because they hold bodies in turn. */
import type { Body, DoStatement, Statement } from '../ast.ts';
import { noteCall, walkExpression } from './expressions.ts';
import { inNewList } from './walk.ts';
import type { Walk } from './walk.ts';

export function walkBody(walk: Walk, body: Body): void {
  inNewList(walk, () => {
    for (const statement of body.statements) walk.statement(walk, statement);
  });
}

/** The right side of `=`: there a `do` hands back its value only, its outputs are not bound. */
export function walkValue(walk: Walk, statement: Statement): void {
  if (statement.kind !== 'do') {
    walk.statement(walk, statement);
    return;
  }
  walk.observe(statement, walk.place);
  walkDo(walk, statement);
}

export function walkDo(walk: Walk, statement: DoStatement): void {
  for (const argument of statement.arguments) walkExpression(walk, argument);
  noteCall(walk, statement.name.text);
}
