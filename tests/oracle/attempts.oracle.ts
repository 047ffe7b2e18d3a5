/**
 * One attempt, and how a session's end is put on record (semantics 1.9, 1.11, 2.3).
 */
import type { Invocation, Reply, Terms } from './agents.oracle.ts';
import type { SessionRecord } from './record.oracle.ts';
import { Cancelled, pauseForGood, type Steps } from './simulation.oracle.ts';
import { Raised } from './values.oracle.ts';
import { failureAt, type Flow } from './world.oracle.ts';

/** 1.9: waiting is not failing. The attempt waits for a login, a quota or a budget that never comes here. */
const WAITS: readonly string[] = ['auth', 'quota', 'budget'];

export function* attemptOf(flow: Flow, invocation: Invocation, terms: Terms): Steps<Reply> {
  const reply = yield* flow.world.agents.ask(flow.task, invocation, terms);
  if (reply.ok || !WAITS.includes(reply.kind)) return reply;
  flow.world.log.waits.push({ place: flow.place, reason: reply.kind });
  return yield* pauseForGood(flow.task);
}

/** Runs a session's attempts and notes how it ended. */
export function* concluding<T>(flow: Flow, session: SessionRecord, attempts: () => Steps<T>): Steps<T> {
  try {
    const value = yield* attempts();
    session.status = 'succeeded';
    return value;
  } catch (error) {
    session.status = error instanceof Cancelled ? endBefore(flow, session) : 'failed';
    throw error;
  }
}

/** A result that was a fact before the cancellation reached the session stays one. */
function endBefore(flow: Flow, session: SessionRecord): 'succeeded' | 'cancelled' {
  const last = flow.world.log.attempts.findLast((attempt) => attempt.place === session.place && attempt.kind === session.kind);
  return last?.outcome === 'succeeded' ? 'succeeded' : 'cancelled';
}

export function sessionError(flow: Flow, session: SessionRecord, reply: Reply & { readonly ok: false }): Raised {
  return new Raised({
    ...failureAt(flow.place, reply.kind, reply.message),
    label: session.label,
    attempts: session.attempts,
    ...(reply.exitCode === undefined ? {} : { exitCode: reply.exitCode }),
  });
}
