/** Statements that leave a construct, and whether they may (E038, E039, E044, W022). */
import type { BreakStatement, ContinueStatement, OutputStatement, ReturnStatement, ThrowStatement } from '../ast.ts';
import { nearestPlace } from '../scopes/place.ts';
import type { Place, PlaceKind } from '../scopes/place.ts';
import type { CheckContext } from './check-context.ts';

const loopsAndBodies: ReadonlySet<PlaceKind> = new Set(['loop', 'branch', 'item']);
const bodies: ReadonlySet<PlaceKind> = new Set(['branch', 'item']);
const catches: ReadonlySet<PlaceKind> = new Set(['catch']);

/** A `continue` in an item's body ends the item; all else that leaves a branch or item is refused. */
export function checkJump(node: BreakStatement | ContinueStatement, context: CheckContext, place: Place): void {
  const around = nearestPlace(place, loopsAndBodies);
  if (around === 'loop' || (around === 'item' && node.kind === 'continue')) return;
  if (around === undefined) context.reporter.add('E039', node.span, `\`${node.kind}\` outside a loop`);
  else {
    const what = around === 'branch' ? 'a branch of `parallel`' : 'the body of a `parallel for` or pipeline';
    context.reporter.add(
      'E044',
      node.span,
      `\`${node.kind}\` cannot leave ${what}`,
      node.kind === 'break' ? 'use `return` to end only this one' : 'use `return`',
    );
  }
}

export function checkThrow(node: ThrowStatement, context: CheckContext, place: Place): void {
  if (node.value || nearestPlace(place, catches)) return;
  context.reporter.add('E038', node.span, '`throw` without a value outside `catch` has nothing to raise again', 'write `throw "message"`');
}

export function checkReturn(node: ReturnStatement | OutputStatement, context: CheckContext, place: Place): void {
  if (node.kind === 'output' && node.name) return;
  const around = nearestPlace(place, bodies);
  if (around) context.reporter.add('W022', node.span, `\`${node.kind}\` ends only this ${around}, not the block around it`);
}
