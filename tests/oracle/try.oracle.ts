/**
 * `try`, `catch`, `finally`, in the ordinary case and under a cancellation (semantics 1.11, 2.3).
 */
import type { Body, CatchClause, TryStatement } from '../../src/language/ast.ts';
import type { Failure } from '../../src/errors.ts';
import { errorValue } from '../../src/values.ts';
import { declare, Frame } from './frames.oracle.ts';
import type { Steps } from './simulation.oracle.ts';
import { type Completion, failureAt, type Flow, suffixed, type Throw } from './world.oracle.ts';

const CATCH_ARM = 2;
const FINALLY_ARM = 3;

export function* runTry(flow: Flow, node: TryStatement): Steps<Completion> {
  const body = yield* flow.world.body({ ...flow, place: suffixed(flow.place, 'arm', 1) }, node.body);
  const handled = body.kind === 'throw' && node.handler ? yield* handle(flow, node.handler, body) : body;
  return node.cleanup ? yield* cleanUp({ ...flow, place: suffixed(flow.place, 'arm', FINALLY_ARM) }, node.cleanup, handled) : handled;
}

function* handle(flow: Flow, clause: CatchClause, caught: Throw): Steps<Completion> {
  const frame = new Frame('variables', flow.frame, flow.overlay);
  if (clause.name) declare(frame, clause.name.text, errorValue(caught.failure), true);
  const completion = yield* flow.world.body({ ...flow, frame, caught, place: suffixed(flow.place, 'arm', CATCH_ARM) }, clause.body);
  return completion.kind === 'throw' ? instead(flow, completion, caught.failure) : completion;
}

/** An error that replaces another keeps it as `cause`; one raised again as it is leaves it to `tolerated`. */
function instead(flow: Flow, completion: Throw, first: Failure): Completion {
  if (completion.failure === first) return completion;
  if (!completion.asIs) return { ...completion, failure: withCause(completion.failure, first) };
  flow.world.log.tolerated.push({ place: flow.place, failure: first });
  return completion;
}

/** The first error becomes the end of the chain: what replaced what stays readable from the newest on. */
function withCause(failure: Failure, first: Failure): Failure {
  return { ...failure, cause: failure.cause ? withCause(failure.cause, first) : first };
}

function* cleanUp(flow: Flow, body: Body, before: Completion): Steps<Completion> {
  const { task, world, place } = flow;
  if (before.kind === 'cancelled' && task.killed) {
    world.log.tolerated.push({ place, failure: failureAt(place, 'cleanup', 'finally skipped: the cleanup time was over') });
    return before;
  }
  world.log.finallies.push({ place, at: world.simulation.now });
  task.shield++;
  const after = yield* world.body(flow, body);
  task.shield--;
  return task.mustStop ? underCancellation(flow, after) : inOrdinaryCase(flow, before, after);
}

/** Nothing that leaves the body changes the branch: it is cancelled. */
function underCancellation(flow: Flow, after: Completion): Completion {
  if (after.kind !== 'normal') {
    const what = after.kind === 'throw' ? after.failure.message : after.kind === 'cancelled' ? 'killed: the cleanup time was over' : after.kind;
    const failure = failureAt(flow.place, 'cleanup', `finally: ${what}`);
    flow.world.log.tolerated.push({ place: flow.place, failure: after.kind === 'throw' ? { ...failure, cause: after.failure } : failure });
  }
  return { kind: 'cancelled' };
}

function inOrdinaryCase(flow: Flow, before: Completion, after: Completion): Completion {
  if (after.kind === 'normal') return before;
  if (before.kind !== 'throw') return after;
  if (after.kind === 'throw') return instead(flow, after, before.failure);
  flow.world.log.tolerated.push({ place: flow.place, failure: before.failure });
  return after;
}
