/**
 * The `simulated` agent: no process, no model; answers from a script, else placeholders.
 *
 * 1. Everything it does follows from the script, the requests and the order of their arrival.
 * 2. Time passes only through the clock; without a delay the reply comes in the same instant.
 * 3. An aborted invocation settles at once: nothing of it is left that could go on.
 * 4. A scripted reply is judged as an agent's is: an empty one, or one not valid for `returns`, fails.
 */
import type { AgentActivity, AgentExecutor, AgentFailure, AgentReply, AgentRequest, Clock, JudgeQuestion } from '../../ports.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { onAbort } from '../on-abort.ts';
import { prepareAnswerCheck } from '../returns.ts';
import type { Answers, ScriptedFailure, ScriptedReply } from './answers.ts';
import { checkAnswers } from './check-answers.ts';
import { placeholderJudgement, placeholderReply } from './placeholder.ts';
import { type Arrival, Script, type ScriptedDeed } from './script.ts';

export interface SimulatedOptions {
  /** The script; null for placeholders only. */
  readonly answers: Answers | null;
  readonly clock: Clock;
  /** Attempts that had ended before, in order: at resume the counters start from them. */
  readonly ended?: readonly Arrival[];
}

const NO_ANSWERS: Answers = { format: 1, replies: [] };
/** Lines of a reply that are told to the live view. */
const LINES_TOLD = 100;

/**
 * Makes the simulated agent of one run.
 *
 * @throws TroupeError `usage` when `answers` are not well formed
 * @example createSimulatedExecutor({ answers: { format: 1, replies: [{ label: 'Say hello', reply: 'Hello.' }] }, clock })
 */
export function createSimulatedExecutor(options: SimulatedOptions): AgentExecutor {
  const answers = checkAnswers(options.answers ?? NO_ANSWERS, 'answers');
  const script = new Script(answers);
  for (const arrival of options.ended ?? []) script.next(arrival);
  return {
    async execute(request, { signal, emit }) {
      if (signal.aborted) return failed({ kind: 'signal', message: 'stopped before it was started' });
      // Counted on arrival, in the caller's own turn.
      const deed = script.next(request) ?? unscripted(request, answers);
      const { duration, reply } = carryOut(deed, request);
      const outcome = await elapse(options.clock, duration, request.timeout, signal);
      if (outcome === 'aborted') return failed({ kind: 'signal', message: 'stopped' });
      if (outcome === 'timeout') return failed({ kind: 'timeout', message: `timed out after ${formatDuration(request.timeout ?? 0)}` });
      if (reply.ok) tell(reply.text, emit);
      return reply;
    },
  };
}

function tell(text: string, emit: (activity: AgentActivity) => void): void {
  try {
    for (const line of text.split('\n').slice(0, LINES_TOLD)) emit({ type: 'output', stream: 'stdout', line });
  } catch {
    // A listener's fault is not the agent's.
  }
}

function unscripted(request: AgentRequest, answers: Answers): ScriptedDeed {
  const reply = request.question === null ? (answers.otherwise ?? placeholderReply(request)) : placeholderJudgement(request.question);
  return { kind: 'reply', reply, delay: 0 };
}

function carryOut(deed: ScriptedDeed, request: AgentRequest): { readonly duration: number; readonly reply: AgentReply } {
  switch (deed.kind) {
    case 'hang':
      return { duration: Number.POSITIVE_INFINITY, reply: failed({ kind: 'signal', message: 'stopped' }) };
    case 'fail':
      return { duration: deed.delay, reply: failed(failureOf(deed.fail)) };
    case 'reply':
      return { duration: deed.delay, reply: answer(deed.reply, request) };
  }
}

function answer(reply: ScriptedReply, request: AgentRequest): AgentReply {
  const text = request.question === null ? asText(reply) : judgementText(reply, request.question);
  if (text.trim() === '') return failed({ kind: 'empty', message: 'empty output' });
  const prepared = prepareAnswerCheck(request.returns);
  if (!prepared.ok) return failed({ kind: 'spawn', message: prepared.message });
  const checked = prepared.check(text);
  if (!checked.ok) return failed({ kind: 'invalid-output', message: `${checked.message} (simulated; an entry of the answers can give a valid reply)` });
  return { ok: true, text, ...('structured' in checked ? { structured: checked.structured } : {}) };
}

function asText(reply: ScriptedReply): string {
  // A scripted text stands for what a process prints: the line break that ends it is no part of the result.
  return typeof reply === 'string' ? reply.replace(/\r?\n$/, '') : JSON.stringify(reply);
}

/** A judge is answered as an agent would: JSON with answer and reason. A reply outside the closed set goes out as it is. */
function judgementText(reply: ScriptedReply, question: JudgeQuestion): string {
  const allowed: readonly ScriptedReply[] = question.form === 'boolean' ? [true, false] : question.options;
  const isWord = question.form === 'boolean' && (reply === 'true' || reply === 'false');
  const meant = isWord ? reply === 'true' : reply;
  return allowed.includes(meant) ? JSON.stringify({ answer: meant, reason: 'simulated' }) : asText(reply);
}

function failureOf(fail: ScriptedFailure): AgentFailure {
  const exitCode = fail.kind === 'exit' ? (fail.exitCode ?? 1) : fail.kind === 'signal' ? null : fail.exitCode;
  const retryAfter = parseDuration(fail.retryAfter);
  return {
    kind: fail.kind,
    message: fail.message ?? (fail.kind === 'exit' ? `exit ${exitCode} (simulated)` : `${usualMessages[fail.kind]} (simulated)`),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(fail.resetsAt === undefined ? {} : { resetsAt: fail.resetsAt }),
    ...(retryAfter === null ? {} : { retryAfter }),
  };
}

const usualMessages: Readonly<Record<Exclude<ScriptedFailure['kind'], 'exit'>, string>> = {
  signal: 'killed by SIGKILL',
  timeout: 'timed out',
  'no-final-event': 'ended without a final event',
  empty: 'empty output',
  'invalid-output': 'invalid output',
  auth: 'not signed in',
  quota: 'quota exceeded',
  overload: 'overloaded',
  'turn-limit': 'turn limit reached',
  budget: 'budget exhausted',
  denied: 'permission denied',
  spawn: 'cannot be started',
};

function failed(error: AgentFailure): AgentReply {
  return { ok: false, error };
}

/** Lets `duration` pass, or less: until the timeout, which must be shorter, or until the signal aborts. */
function elapse(clock: Clock, duration: number, timeout: number | null, signal: AbortSignal): Promise<'elapsed' | 'timeout' | 'aborted'> {
  const limit = timeout ?? Number.POSITIVE_INFINITY;
  if (duration === 0) return Promise.resolve('elapsed');
  return new Promise((resolve) => {
    const wait = Math.min(duration, limit);
    const cancel = Number.isFinite(wait) ? clock.startTimer(wait, () => settle(duration <= limit ? 'elapsed' : 'timeout')) : () => {};
    const forget = onAbort(signal, () => settle('aborted'));
    const settle = (outcome: 'elapsed' | 'timeout' | 'aborted'): void => {
      cancel();
      forget();
      resolve(outcome);
    };
  });
}
