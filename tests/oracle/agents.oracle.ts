/**
 * Agent invocations: slots, the wait for one, kills (semantics 1.12, 2.3, 2.11).
 *
 * 1. Only a running invocation holds a slot; one that is being stopped holds it until it is gone.
 * 2. Waiting invocations start first ready, first served, ties by place; those of cleanup first.
 * 3. An end that is a fact before a cancellation is delivered stays a fact: the session succeeded or failed.
 */
import type { AgentFailureKind } from '../../src/errors.ts';
import type { AttemptRecord, InvocationKind, RunLog, SessionRecord } from './record.oracle.ts';
import { comparePlaces, pause, type Place, type Simulation, type Steps, type Task } from './simulation.oracle.ts';

/** What an agent is asked. */
export interface Invocation {
  readonly place: Place;
  readonly kind: InvocationKind;
  readonly label: string;
  readonly agent: string | null;
  readonly prompt: string;
  readonly context: readonly { readonly name: string; readonly text: string }[] | null;
  /** From 1, under one path. */
  readonly attempt: number;
  /** For a judge: the closed answer set; null for true or false. */
  readonly options: readonly string[] | null;
  /** For a judge: the statement that asks. */
  readonly from: 'if' | 'until' | 'while' | 'expression' | 'choice' | null;
  /** For a judge: how often this condition has been asked in its loop, from 1. */
  readonly check: number;
}

/** What an agent does. `delay` and `dies` are milliseconds; `dies`: how long it lives after it is told to stop. */
export interface Behaviour {
  readonly delay?: number;
  readonly dies?: number;
  readonly reply?: string;
  readonly fail?: { readonly kind: AgentFailureKind; readonly message?: string; readonly exitCode?: number; readonly retryAfter?: number };
  readonly hang?: boolean;
}

/** `arrival`: how many invocations came before, from 1. */
export type Agent = (invocation: Invocation & { readonly arrival: number }) => Behaviour;

export type Reply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly kind: AgentFailureKind; readonly message: string; readonly exitCode?: number; readonly retryAfter?: number };

/** What the program asks of an attempt besides its words. */
export interface Terms {
  /** Milliseconds per attempt. */
  readonly timeout: number | null;
  /** The reply must be JSON. */
  readonly json: boolean;
  /** The session this attempt belongs to. It is on record from the moment that it is scheduled. */
  readonly session: SessionRecord;
}

interface Pending {
  readonly invocation: Invocation;
  readonly task: Task;
  readonly terms: Terms;
  readonly cleanup: boolean;
  readonly readyAt: number;
  state: 'ready' | 'running' | 'stopping' | 'ended';
  /** What it will reply, and what undoes the arrival of that. */
  reply: Reply | null;
  unschedule: () => void;
  dies: number;
  record: AttemptRecord | null;
}

export class Agents {
  #waiting: Pending[] = [];
  #running = 0;
  #arrivals = 0;

  constructor(
    private readonly agent: Agent,
    private readonly slots: number,
    private readonly log: RunLog,
    private readonly simulation: () => Simulation,
  ) {}

  get busy(): boolean {
    return this.#running > 0;
  }

  /** One attempt: waits for a slot, runs, gives the reply. */
  *ask(task: Task, invocation: Invocation, terms: Terms): Steps<Reply> {
    const simulation = this.simulation();
    const pending: Pending = {
      invocation,
      task,
      terms,
      cleanup: task.cleansUp,
      readyAt: simulation.commit,
      state: 'ready',
      reply: null,
      unschedule: () => {},
      dies: 0,
      record: null,
    };
    this.#waiting.push(pending);
    yield* pause(task, { interrupt: () => this.stop(pending) });
    if (!pending.reply) throw new Error('an attempt that goes on has a reply');
    return pending.reply;
  }

  /** Starts what is ready as far as slots allow: after every commit. */
  startReady(): void {
    this.#waiting.sort((a, b) => Number(b.cleanup) - Number(a.cleanup) || a.readyAt - b.readyAt || comparePlaces(a.invocation.place, b.invocation.place));
    for (const { terms } of this.#waiting) if (!this.log.sessions.includes(terms.session)) this.log.sessions.push(terms.session);
    while (this.#running < this.slots) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.launch(next);
    }
  }

  private launch(pending: Pending): void {
    const simulation = this.simulation();
    const { invocation } = pending;
    const behaviour = this.agent({ ...invocation, arrival: ++this.#arrivals });
    const { place, kind, label, agent, prompt, context, attempt } = invocation;
    pending.record = { place, kind, label, agent, prompt, context, attempt, start: simulation.now, end: null, outcome: null };
    pending.state = 'running';
    pending.dies = behaviour.dies ?? 0;
    pending.terms.session.attempts++;
    this.#running++;
    this.log.attempts.push(pending.record);
    const end = endOf(behaviour, pending.terms);
    if (!end) return;
    pending.unschedule = simulation.schedule({
      at: simulation.now + end.after,
      place,
      deadline: false,
      arrive: () => this.finish(pending, end.reply.ok ? 'succeeded' : end.reply.kind),
      deliver: () => {
        if (pending.reply) return;
        pending.reply = end.reply;
        simulation.resume(pending.task);
      },
    });
  }

  /** The process is gone. */
  private finish(pending: Pending, outcome: string): void {
    pending.state = 'ended';
    this.#running--;
    if (!pending.record) return;
    pending.record.end = this.simulation().now;
    pending.record.outcome = outcome;
  }

  /** The invocation is given up: the process, when there is one, is stopped. */
  private stop(pending: Pending): 'now' | 'later' {
    if (pending.state === 'running') {
      this.kill(pending);
      return 'later';
    }
    if (pending.state === 'stopping') return 'later';
    this.#waiting = this.#waiting.filter((other) => other !== pending);
    // An end of the same commit that is not yet delivered must not resume the task a second time.
    pending.reply ??= { ok: false, kind: 'signal', message: 'cancelled' };
    return 'now';
  }

  private kill(pending: Pending): void {
    const simulation = this.simulation();
    pending.state = 'stopping';
    pending.unschedule();
    simulation.schedule({
      at: toldToStop(pending, simulation.now) + pending.dies,
      place: pending.invocation.place,
      deadline: false,
      arrive: () => this.finish(pending, 'cancelled'),
      deliver: () => simulation.resume(pending.task),
    });
  }
}

/** When a process was first told to stop: one that its timeout has stopped already dies no later for a cancellation. */
function toldToStop({ record, terms }: Pending, now: number): number {
  return terms.timeout === null || !record ? now : Math.min(now, record.start + terms.timeout);
}

function endOf(behaviour: Behaviour, { timeout, json }: Terms): { readonly after: number; readonly reply: Reply } | null {
  const delay = behaviour.hang ? Number.POSITIVE_INFINITY : (behaviour.delay ?? 0);
  // A reply at the very moment of the deadline counts.
  if (timeout !== null && delay > timeout) {
    return { after: timeout + (behaviour.dies ?? 0), reply: { ok: false, kind: 'timeout', message: `timed out after ${timeout} ms` } };
  }
  return behaviour.hang ? null : { after: delay, reply: replyOf(behaviour, json) };
}

function replyOf(behaviour: Behaviour, json: boolean): Reply {
  if (behaviour.fail) return { ok: false, ...behaviour.fail, message: behaviour.fail.message ?? behaviour.fail.kind };
  const text = behaviour.reply ?? '';
  if (text === '') return { ok: false, kind: 'empty', message: 'no output' };
  if (json && !isJson(text)) return { ok: false, kind: 'invalid-output', message: 'the output is no JSON' };
  return { ok: true, text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
