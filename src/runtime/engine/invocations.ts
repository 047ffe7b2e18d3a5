/**
 * What becomes of an invocation's end: outcomes for the machines, events for the record.
 *
 * Owns: success, failure and retry of sessions, answers of judges. Does not own: the way there (`dispatch.ts`).
 *
 * 1. A memory's call ends with its session: kept when it succeeded, left as it was otherwise.
 */
import type { Failure } from '../../errors.ts';
import type { JudgingInput, JudgingOutcome } from '../../machines/judge.machine.ts';
import { retryDelay } from '../../machines/retry.ts';
import type { AgentInput, AgentOutcome } from '../../machines/session.machine.ts';
import type { AgentReply, MemoryVersion } from '../../ports.ts';
import type { Value } from '../../values.ts';
import { parseJudgement } from '../judge-reply.ts';
import type { JudgeDescription, SessionDescription } from '../request/session-description.ts';
import { isFailed } from '../values/failed.ts';
import { sanitizeJson } from '../values/json.ts';
import { textOf } from '../values/text.ts';
import { dispatch, type Ended } from './dispatch.ts';
import type { EffectLogic } from './effect-logic.ts';
import { effectLogic } from './effect-logic.ts';
import type { Engine } from './engine.ts';
import { failureOf, malformed, remainsOf, unkilledOf } from './failures.ts';
import { keepMemory, type MemoryLoan } from './memory-use.ts';

type Replied = Extract<Ended, { kind: 'replied' }>;
type Success = Extract<AgentReply, { ok: true }>;

export function agentLogic(engine: Engine): EffectLogic<AgentInput, AgentOutcome> {
  return effectLogic((input, end) => {
    const { session, attempt } = input;
    if (session.work.status === 'failed') throw new Error('a session without a description asks no agent');
    // The semantics of this runtime made the description; machines pass it on unread.
    const work = session.work.session as SessionDescription;
    return dispatch(engine, { path: session.path, attempt, frames: session.frames, cleanup: session.cleanup ?? false, work }, (ended) => {
      const outcome = agentOutcome(engine, input, work, ended);
      if (outcome.status !== 'failed' || outcome.delay === null) engine.memories.release(session.path);
      end(outcome);
    });
  });
}

function agentOutcome(engine: Engine, { session, attempt }: AgentInput, work: SessionDescription, ended: Ended): AgentOutcome {
  if (ended.kind === 'cancelled') return { status: 'cancelled', by: ended.by };
  const { path } = session;
  if (ended.kind === 'refused') return fail(engine, path, ended.attempt, notAsked(ended, path, work.label));
  const { reply } = ended;
  if (reply.ok) return succeed(engine, session, work, ended, reply);
  const error = failureOf(reply.error, path, work.label, ended.attempt);
  const delay = retryDelay(work, error.kind, attempt, reply.error.retryAfter ?? 0);
  if (delay === null) return fail(engine, path, ended.attempt, error, reply);
  engine.recorder.publish({ type: 'session.retrying', path, attempt: ended.attempt, error, delay, ...remainsOf(reply) });
  return { status: 'failed', error, delay };
}

function fail(engine: Engine, path: string, attempt: number, error: Failure, reply?: AgentReply): AgentOutcome & { readonly status: 'failed' } {
  engine.recorder.publish({ type: 'session.failed', path, attempt, error, ...(reply ? remainsOf(reply) : {}) });
  return { status: 'failed', error, delay: null };
}

/** The attempt that was refused is no spawn. */
function notAsked({ attempt, failure }: Extract<Ended, { kind: 'refused' }>, path: string, label: string): Failure {
  return { ...failure, label, path, attempts: attempt - 1 };
}

function succeed(
  engine: Engine,
  session: AgentInput['session'],
  work: SessionDescription,
  { attempt, resultFile, loan }: Replied,
  reply: Success,
): AgentOutcome {
  const { path, binding, source, frames } = session;
  const kept = loan ? keep(loan, reply.text) : null;
  if (typeof kept === 'string') return fail(engine, path, attempt, { kind: 'spawn', message: kept, label: work.label, path, attempts: attempt }, reply);
  if (kept && reply.agentSessionId !== undefined) engine.memories.keepAgentSession(path, reply.agentSessionId, kept.number);
  const value = replyValue(reply);
  engine.results.add(frames, { name: binding ?? work.label, text: textOf(value) });
  engine.recorder.publish({
    type: 'session.succeeded',
    path,
    attempt,
    value,
    usage: reply.usage ?? null,
    resultFile,
    ...(kept ? { memory: kept.number } : {}),
    ...unkilledOf(reply),
  });
  tellDenials(engine, path, work.label, attempt, reply);
  if (binding === null) {
    const execution = engine.recorder.executionOf(path);
    engine.recorder.publish({
      type: 'name.bound',
      path,
      execution,
      name: null,
      kind: 'result',
      programLevel: frames.length === 1 && frames[0] === '',
      source,
      value,
    });
  }
  return { status: 'succeeded', value };
}

/** A success all the same: the agent has found another way, or has said so. */
function tellDenials(engine: Engine, path: string, label: string, attempt: number, { denials = [] }: Success): void {
  for (const { message } of denials) {
    engine.recorder.publish({ type: 'error.tolerated', path, error: { kind: 'denied', message, label, path, attempts: attempt } });
  }
}

/** A memory that cannot be kept is lost work that a later `resume:` relies on: the session has failed. */
function keep(loan: MemoryLoan, reply: string): MemoryVersion | string {
  try {
    return keepMemory(loan, reply);
  } catch (error) {
    return `the agent's memory cannot be kept: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function replyValue(reply: Success): Value {
  if (reply.structured === undefined) return reply.text;
  const value = sanitizeJson(reply.structured);
  return isFailed(value) ? reply.text : value;
}

export function judgingLogic(engine: Engine): EffectLogic<JudgingInput, JudgingOutcome> {
  return effectLogic(({ judge, attempt }, end) => {
    // The semantics of this runtime made the description; machines pass it on unread.
    const work = judge.work as unknown as JudgeDescription;
    const invocation = { path: judge.path, attempt, frames: [], cleanup: judge.cleanup ?? false, work };
    return dispatch(engine, invocation, (ended) => end(judgingOutcome(engine, judge, work.label, ended)));
  });
}

function judgingOutcome(engine: Engine, { path, question }: JudgingInput['judge'], label: string, ended: Ended): JudgingOutcome {
  if (ended.kind === 'cancelled') return { status: 'cancelled', by: ended.by };
  const { attempt } = ended;
  if (ended.kind === 'refused') return fail(engine, path, attempt, notAsked(ended, path, label));
  const { reply } = ended;
  if (!reply.ok) return fail(engine, path, attempt, failureOf(reply.error, path, label, attempt), reply);
  const judgement = parseJudgement(reply.text, question);
  if (!judgement) return { ...fail(engine, path, attempt, malformed(path, label, attempt, reply.text), reply), status: 'malformed' };
  engine.recorder.publish({
    type: 'session.succeeded',
    path,
    attempt,
    value: judgement.answer,
    usage: reply.usage ?? null,
    resultFile: ended.resultFile,
    ...unkilledOf(reply),
  });
  tellDenials(engine, path, label, attempt, reply);
  engine.recorder.publish({ type: 'condition.judged', path, answer: judgement.answer, reason: judgement.reason });
  return { status: 'succeeded', value: judgement.answer };
}
