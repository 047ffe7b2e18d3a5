/**
 * `try`: which names are bound when its handler and its cleanup run, and behind it.
 *
 * 1. The handler runs after any statement of the body that can fail: what the body binds may be bound.
 * 2. The cleanup runs after whatever happened, also a `return`; behind it only normal ends count.
 */
import type { CatchClause, TryStatement } from '../ast.ts';
import { walkBody } from './bodies.ts';
import { declareVariable } from './declare.ts';
import { BOUND, EARLIER, MAYBE, stateOver, UNBOUND } from './flow.ts';
import type { Binding, Fork } from './flow.ts';
import { Frame } from './frames.ts';
import { within } from './walk.ts';
import type { Handler, Walk } from './walk.ts';

export function walkTry(walk: Walk, statement: TryStatement): void {
  const { flow } = walk;
  const fork = flow.fork();
  const cleanup: Handler | undefined = statement.cleanup ? { kind: 'cleanup', times: [] } : undefined;
  if (cleanup) walk.handlers.push(cleanup);
  const exits = walkHandled(walk, statement, fork);
  if (cleanup) walk.handlers.pop();
  if (statement.cleanup && cleanup) walkCleanup(walk, statement.cleanup, fork, exits, cleanup.times);
  else flow.merge(fork, exits);
}

/** The body and its handler. Returns the times at which they end normally. */
function walkHandled(walk: Walk, statement: TryStatement, fork: Fork): number[] {
  const { flow } = walk;
  const failures: Handler | undefined = statement.handler ? { kind: 'catch', times: [] } : undefined;
  if (failures) walk.handlers.push(failures);
  walkBody(walk, statement.body);
  if (failures) walk.handlers.pop();
  const exits = flow.reachable ? [flow.now] : [];
  if (!statement.handler || !failures) return exits;
  flow.merge(fork, failures.times.length > 0 ? failures.times : [fork.time], EARLIER);
  flow.reachable = fork.reachable;
  walkHandler(walk, statement.handler);
  if (flow.reachable) exits.push(flow.now);
  return exits;
}

function walkHandler(walk: Walk, handler: CatchClause): void {
  const frame = new Frame('catch', walk.frame);
  if (handler.name) declareVariable(walk, frame, handler.name, 'catch-variable');
  within(walk, frame, { kind: 'catch', parent: walk.place }, () => walkBody(walk, handler.body));
}

function walkCleanup(walk: Walk, cleanup: NonNullable<TryStatement['cleanup']>, fork: Fork, exits: readonly number[], passing: readonly number[]): void {
  const { flow } = walk;
  const entries = [...exits, ...passing].sort((a, b) => a - b);
  flow.merge(fork, entries, EARLIER);
  flow.reachable = fork.reachable;
  const before = flow.fork();
  walkBody(walk, cleanup);
  const endsNormally = flow.reachable;
  const touched = new Set(flow.changedSince(before));
  for (const tracked of touched) flow.restore(tracked, tracked.state);
  for (const tracked of flow.changedSince(fork)) {
    flow.restore(tracked, behind(stateOver(tracked, exits, MAYBE), touched.has(tracked) ? tracked.state : UNBOUND));
  }
  flow.reachable = endsNormally && exits.length > 0;
}

/** What normal ends have bound counts, and what the cleanup itself binds. */
function behind(ends: Binding, byCleanup: Binding): Binding {
  if (byCleanup === BOUND || ends === UNBOUND) return byCleanup;
  return ends;
}
