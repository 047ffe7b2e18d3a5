/**
 * Agent invocations as effects: waits for a slot, runs the executor, hands the reply on in order.
 *
 * 1. Nothing is scheduled that was cancelled in the step that made it ready.
 * 2. After an order to stop, the outcome comes when the executor confirms that everything is gone.
 * 3. A reply that came before the order is a success on record, bound or not (semantics 4.1).
 */
import type { Failure } from '../../errors.ts';
import { retryDelay } from '../../machines/retry.ts';
import type { AgentInput, AgentOutcome } from '../../machines/session.machine.ts';
import type { JudgingInput, JudgingOutcome } from '../../machines/judge.machine.ts';
import type { AgentActivity, AgentFailure, AgentReply, Usage } from '../../ports.ts';
import type { Value } from '../../values.ts';
import { parseJudgement } from '../judge-reply.ts';
import type { JudgeDescription, SessionDescription } from '../request/session-description.ts';
import { isFailed } from '../values/failed.ts';
import { sanitizeJson } from '../values/json.ts';
import { textOf } from '../values/text.ts';
import type { EffectHandle, EffectLogic } from './effect-logic.ts';
import { effectLogic } from './effect-logic.ts';
import type { Engine } from './engine.ts';
import type { Invocation } from './requests.ts';
import { prepareRequest } from './requests.ts';
import type { Waiting } from './slots.ts';

export function agentLogic(engine: Engine): EffectLogic<AgentInput, AgentOutcome> {
  return effectLogic((input, end) => {
    const { session, attempt } = input;
    if (session.work.status === 'failed') throw new Error('a session without a description asks no agent');
    // The semantics of this runtime made the description; machines pass it on unread.
    const work = session.work.session as SessionDescription;
    return invoke(engine, { path: session.path, attempt, frames: session.frames, cleanup: session.cleanup ?? false, work }, (ended) => {
      if (ended.kind === 'cancelled') return end({ status: 'cancelled', by: ended.by });
      const { reply } = ended;
      if (reply.ok) return end(succeed(engine, input, work, reply, ended.resultFile));
      const error = failureOf(reply.error, session.path, work.label, attempt);
      const delay = retryDelay(work, error.kind, attempt, reply.error.retryAfter ?? 0);
      const remains = remainsOf(reply);
      if (delay === null) engine.recorder.publish({ type: 'session.failed', path: session.path, attempt, error, ...remains });
      else engine.recorder.publish({ type: 'session.retrying', path: session.path, attempt, error, delay, ...remains });
      end({ status: 'failed', error, delay });
    });
  });
}

function succeed(engine: Engine, { session, attempt }: AgentInput, work: SessionDescription, reply: Extract<AgentReply, { ok: true }>, resultFile: string | null): AgentOutcome {
  const value = valueOf(reply);
  const { path, binding, source, frames } = session;
  const text = textOf(value);
  engine.results.add(frames, { name: binding ?? work.label, text });
  engine.recorder.publish({ type: 'session.succeeded', path, attempt, value, usage: reply.usage ?? null, resultFile });
  if (binding === null) {
    engine.recorder.publish({ type: 'name.bound', path, execution: engine.recorder.executionOf(path), name: null, kind: 'result', programLevel: frames.length === 1 && frames[0] === '', source, value });
  }
  return { status: 'succeeded', value };
}

function valueOf(reply: Extract<AgentReply, { ok: true }>): Value {
  if (reply.structured === undefined) return reply.text;
  const value = sanitizeJson(reply.structured);
  return isFailed(value) ? reply.text : value;
}

export function judgingLogic(engine: Engine): EffectLogic<JudgingInput, JudgingOutcome> {
  return effectLogic(({ judge, attempt }, end) => {
    const { path, question } = judge;
    // The semantics of this runtime made the description; machines pass it on unread.
    const work = judge.work as unknown as JudgeDescription;
    return invoke(engine, { path, attempt, frames: [], cleanup: judge.cleanup ?? false, work }, (ended) => {
      if (ended.kind === 'cancelled') return end({ status: 'cancelled', by: ended.by });
      const { reply } = ended;
      if (!reply.ok) {
        const error = failureOf(reply.error, path, work.label, attempt);
        engine.recorder.publish({ type: 'session.failed', path, attempt, error, ...remainsOf(reply) });
        return end({ status: 'failed', error });
      }
      const judgement = parseJudgement(reply.text, question);
      if (!judgement) {
        const error = malformed(path, work.label, attempt, reply.text);
        engine.recorder.publish({ type: 'session.failed', path, attempt, error, ...remainsOf(reply) });
        return end({ status: 'malformed', error });
      }
      engine.recorder.publish({ type: 'session.succeeded', path, attempt, value: judgement.answer, usage: reply.usage ?? null, resultFile: ended.resultFile });
      engine.recorder.publish({ type: 'condition.judged', path, answer: judgement.answer, reason: judgement.reason });
      end({ status: 'succeeded', value: judgement.answer });
    });
  });
}

function malformed(path: string, label: string, attempt: number, text: string): Failure {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return { kind: 'judge', message: `the judge's answer is none of those allowed: ${JSON.stringify(shown)}`, label, path, attempts: attempt };
}

function failureOf(error: AgentFailure, path: string, label: string, attempt: number): Failure {
  const { kind, message, exitCode, signal, stderrTail } = error;
  return {
    kind,
    message,
    label,
    path,
    attempts: attempt,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(stderrTail === undefined ? {} : { stderrTail }),
  };
}

function remainsOf(reply: AgentReply): { usage?: Usage; unkilled?: readonly number[] } {
  return { ...(reply.usage ? { usage: reply.usage } : {}), ...(reply.receipt?.unkilled.length ? { unkilled: reply.receipt.unkilled } : {}) };
}

type Ended = { readonly kind: 'replied'; readonly reply: AgentReply; readonly resultFile: string | null } | { readonly kind: 'cancelled'; readonly by: string };

function invoke(engine: Engine, invocation: Invocation, ended: (how: Ended) => void): EffectHandle {
  const { path, attempt, work } = invocation;
  const routed = engine.router.route({ agent: work.agent, kind: work.kind });
  const stop = new AbortController();
  let state: 'ready' | 'running' | 'replied' | 'dropped' = 'ready';
  let cancelledBy: string | null = null;
  let resultFile: string | null = null;

  const settle = (reply: AgentReply): void => {
    engine.slots.release(routed.command);
    engine.running.delete(stop);
    if (engine.interrupted) return interrupted(engine, path, attempt, reply);
    const stopped = stop.signal.aborted;
    if (state === 'running') state = 'replied';
    engine.deliveries.arrive({
      path,
      deliver() {
        if (stopped) engine.recorder.publish({ type: 'session.cancelled', path, attempt, by: cancelledBy ?? '', unkilled: reply.receipt?.unkilled ?? [], ...(reply.usage ? { usage: reply.usage } : {}) });
        if (state === 'dropped') return;
        if (stopped) ended({ kind: 'cancelled', by: cancelledBy ?? '' });
        else if (!reply.ok && waitsFor(reply.error)) wait(engine, invocation, reply.error);
        else ended({ kind: 'replied', reply, resultFile });
      },
    });
  };

  const waiting: Waiting = {
    path,
    command: routed.command,
    commandLimit: routed.concurrency,
    cleanup: invocation.cleanup,
    start() {
      state = 'running';
      engine.running.add(stop);
      schedule(engine, invocation, routed.command);
      const prepared = prepareRequest(engine, routed, invocation);
      if (!prepared.ok) return settle({ ok: false, error: { kind: 'spawn', message: prepared.message } });
      resultFile = prepared.request.files?.result ?? null;
      if (routed.inProcess) engine.recorder.publish({ type: 'session.started', path, attempt, pid: null });
      routed.executor
        .execute(prepared.request, { signal: stop.signal, emit: (activity) => emit(engine, path, attempt, activity) })
        .catch((error: unknown): AgentReply => ({ ok: false, error: { kind: 'spawn', message: error instanceof Error ? error.message : String(error) } }))
        .then(settle);
    },
  };
  engine.slots.add(waiting);

  return {
    cancel(by) {
      cancelledBy ??= by;
      if (engine.slots.remove(waiting) || engine.waits.open.delete(path)) engine.turns.soon(() => ended({ kind: 'cancelled', by }));
      else if (state === 'running') stop.abort();
    },
    drop() {
      engine.slots.remove(waiting);
      if (state === 'running') stop.abort();
      state = 'dropped';
    },
  };
}

function schedule(engine: Engine, { path, attempt, work }: Invocation, command: string): void {
  engine.recorder.publish({
    type: 'session.scheduled',
    path,
    attempt,
    execution: engine.recorder.executionOf(path),
    label: work.label,
    kind: work.kind,
    agent: work.agent,
    command,
    model: work.model,
  });
}

function emit(engine: Engine, path: string, attempt: number, activity: AgentActivity): void {
  switch (activity.type) {
    case 'spawned':
      return engine.recorder.publish({ type: 'session.started', path, attempt, pid: activity.pid });
    case 'output':
      return engine.recorder.publish({ type: 'session.output', path, attempt, stream: activity.stream, line: activity.line });
    case 'usage':
      return engine.recorder.publish({ type: 'session.usage', path, attempt, usage: activity.usage });
    case 'tool':
      return undefined;
    default:
      return activity satisfies never;
  }
}

function interrupted(engine: Engine, path: string, attempt: number, reply: AgentReply): void {
  engine.recorder.publish({ type: 'session.interrupted', path, attempt, ...remainsOf(reply) });
}

type WaitKind = 'quota' | 'auth' | 'budget';

function waitsFor(error: AgentFailure): error is AgentFailure & { kind: WaitKind } {
  return error.kind === 'quota' || error.kind === 'auth' || error.kind === 'budget';
}

/** The invocation stays where it is, without a slot, until it is cancelled or the run is resumed (semantics 1.9). */
function wait(engine: Engine, { path, work }: Invocation, error: AgentFailure & { kind: WaitKind }): void {
  engine.waits.open.set(path, { kind: error.kind });
  engine.recorder.publish({ type: 'run.waiting', path, reason: error.kind, agent: work.agent, message: error.message, resetsAt: error.resetsAt ?? null });
}
