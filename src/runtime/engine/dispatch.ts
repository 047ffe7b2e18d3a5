/**
 * One invocation on its way: waits for its memory and for a slot, runs, perhaps waits for a quota, and ends.
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | claiming | another call is on its memory | that has ended |
 * | ready | waits for a slot | one is free, and nothing is against a spawn |
 * | waiting | a quota, a sign-in or the budget is in the way | the reset time passes, or it is cancelled |
 * | running | the executor is at work | it has replied, or is given up after an order to stop |
 * | over | the reply is on its way, or nobody waits for it | - |
 *
 * 1. Nothing is scheduled that was cancelled in the step that made it ready.
 * 2. After an order to stop, the outcome comes when the executor confirms that everything is gone, or when the time
 *    for that is over (semantics 2.3).
 * 3. A reply that came before the order is a success on record, bound or not (semantics 4.1).
 * 4. An attempt that only met a quota is counted under its path and not charged (semantics 1.9).
 */
import type { FailureKind } from '../../errors.ts';
import type { AgentActivity, AgentExecutor, AgentFailure, AgentReply, RoutedAgent } from '../../ports.ts';
import type { EffectHandle } from './effect-logic.ts';
import type { Engine } from './engine.ts';
import { isWait, remainsOf } from './failures.ts';
import { type MemoryLoan, memoriesRead, ownMemory, versionRead } from './memory-use.ts';
import type { Invocation } from './requests.ts';
import { prepareRequest } from './requests.ts';
import type { Waiting } from './slots.ts';
import type { Guest, WaitKind } from './waiting-room.ts';

/** `attempt`: its number under the path, uncharged ones included. */
export type Ended =
  | { readonly kind: 'replied'; readonly attempt: number; readonly reply: AgentReply; readonly resultFile: string | null; readonly loan: MemoryLoan | null }
  /** It could not be asked. */
  | { readonly kind: 'refused'; readonly attempt: number; readonly failure: { readonly kind: FailureKind; readonly message: string } }
  | { readonly kind: 'cancelled'; readonly by: string };

/** Milliseconds beyond the grace that an executor has to confirm an end: its own 10 s, and time to say so. */
const confirmationTime = 12_500;

export function dispatch(engine: Engine, invocation: Invocation, ended: (how: Ended) => void): EffectHandle {
  const one = new Dispatch(engine, invocation, ended);
  one.begin();
  return one;
}

export class Dispatch implements EffectHandle, Waiting, Guest {
  readonly path: string;
  readonly command: string;
  readonly commandLimit: number | null;
  readonly cleanup: boolean;
  readonly #routed: RoutedAgent;
  /** Made when somebody looks at the signal: many agents in this process never do. */
  #stop: AbortController | null = null;
  #stopped = false;
  readonly #pids: number[] = [];
  #state: 'claiming' | 'ready' | 'waiting' | 'running' | 'over' = 'ready';
  #dropped = false;
  /** The session is in the run's document. */
  #onRecord: boolean;
  #giveUp: () => void = () => undefined;
  #cancelWatch: () => void = () => undefined;
  #cancelledBy: string | null = null;
  #startedAt = 0;
  #resultFile: string | null = null;
  #loan: MemoryLoan | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly invocation: Invocation,
    private readonly ended: (how: Ended) => void,
  ) {
    const { path, work, cleanup } = invocation;
    this.#routed = engine.router.route({ agent: work.agent, kind: work.kind });
    this.path = path;
    this.command = this.#routed.command;
    this.commandLimit = this.#routed.concurrency;
    this.cleanup = cleanup;
    this.#onRecord = invocation.attempt > 1;
  }

  get attempt(): number {
    return this.invocation.attempt + (this.engine.uncharged.get(this.path) ?? 0);
  }

  get facts(): Guest['facts'] {
    const { label, kind, agent, model } = this.invocation.work;
    return { execution: this.engine.recorder.executionOf(this.path), label, kind, agent, command: this.command, model };
  }

  begin(): void {
    const own = ownMemory(this.invocation.work);
    const reads = memoriesRead(this.invocation.work);
    const { memories, slots } = this.engine;
    if ((!own || memories.callOf(this.path)) && reads.length === 0) return slots.add(this);
    this.#state = 'claiming';
    memories.add({
      path: this.path,
      cleanup: this.cleanup,
      own: memories.callOf(this.path) ? null : own,
      reads,
      granted: () => {
        this.#state = 'ready';
        slots.add(this);
      },
      refused: (message) => {
        this.#state = 'over';
        this.refuse({ kind: 'spawn', message });
      },
    });
  }

  // -------------------------------------------------------------------------------------------
  // Slots and waits

  hold(): void {
    this.#state = 'waiting';
    this.#onRecord = true;
  }

  again(): void {
    this.#state = 'ready';
    this.engine.slots.add(this);
  }

  start(): void {
    const { engine, invocation } = this;
    this.#state = 'running';
    this.schedule();
    const prepared = prepareRequest(engine, this.#routed, { ...invocation, attempt: this.attempt });
    if (!prepared.ok) {
      this.freeSlot();
      return this.refuse(prepared);
    }
    this.#resultFile = prepared.request.files?.result ?? null;
    this.#loan = prepared.loan;
    this.#startedAt = engine.clock.now();
    engine.running.add(this);
    const settle = this.settleOnce();
    this.#giveUp = () => settle(notConfirmed(this.#pids));
    if (this.#routed.inProcess) engine.recorder.publish({ type: 'session.started', path: this.path, attempt: this.attempt, pid: null });
    this.#routed.executor
      .execute(prepared.request, this.hooks())
      .catch((error: unknown): AgentReply => ({ ok: false, error: { kind: 'spawn', message: error instanceof Error ? error.message : String(error) } }))
      .then(settle);
  }

  private hooks(): Parameters<AgentExecutor['execute']>[1] {
    const signal = (): AbortSignal => this.signal();
    return {
      get signal() {
        return signal();
      },
      emit: (activity) => this.emit(activity),
    };
  }

  private signal(): AbortSignal {
    this.#stop ??= new AbortController();
    if (this.#stopped) this.#stop.abort();
    return this.#stop.signal;
  }

  private schedule(): void {
    this.#onRecord = true;
    this.engine.recorder.publish({
      type: 'session.scheduled',
      path: this.path,
      attempt: this.attempt,
      ...this.facts,
      ...versionRead(this.engine, this.path, this.invocation.work),
    });
  }

  private freeSlot(): void {
    this.engine.slots.release(this.command);
    this.engine.running.delete(this);
    this.#cancelWatch();
  }

  private refuse(failure: { readonly kind: FailureKind; readonly message: string }): void {
    const { path, attempt } = this;
    this.#state = 'over';
    this.engine.deliveries.arrive({
      path,
      deliver: () => {
        if (this.#dropped) return;
        if (this.#cancelledBy !== null) return this.endCancelled();
        if (!this.#onRecord) this.schedule();
        this.ended({ kind: 'refused', attempt, failure });
      },
    });
  }

  // -------------------------------------------------------------------------------------------
  // The executor's reply

  private settleOnce(): (reply: AgentReply) => void {
    let settled = false;
    return (reply) => {
      if (settled) return;
      settled = true;
      this.settle(reply);
    };
  }

  private settle(reply: AgentReply): void {
    const { engine, path, attempt } = this;
    this.freeSlot();
    engine.budget.spend(reply.usage);
    if (engine.interrupted) return engine.recorder.publish({ type: 'session.interrupted', path, attempt, ...remainsOf(reply) });
    const stopped = this.#stopped;
    this.#state = 'over';
    engine.deliveries.arrive({ path, deliver: () => this.deliver(reply, stopped) });
  }

  private deliver(reply: AgentReply, stopped: boolean): void {
    const { engine, path, attempt } = this;
    if (stopped) engine.recorder.publish({ type: 'session.cancelled', path, attempt, by: this.#cancelledBy ?? '', unkilled: [], ...remainsOf(reply) });
    if (this.#dropped) return;
    if (stopped) this.ended({ kind: 'cancelled', by: this.#cancelledBy ?? '' });
    else if (!reply.ok && isWait(reply.error)) this.wait(reply.error, reply);
    else this.ended({ kind: 'replied', attempt, reply, resultFile: this.#resultFile, loan: this.#loan });
  }

  private wait(error: AgentFailure & { readonly kind: WaitKind }, reply: AgentReply): void {
    const { engine, path, attempt } = this;
    if (reply.usage) engine.recorder.publish({ type: 'session.usage', path, attempt, usage: reply.usage });
    engine.uncharged.set(path, (engine.uncharged.get(path) ?? 0) + 1);
    // A cancellation came between the reply and its delivery.
    if (this.#cancelledBy !== null) return this.endCancelled();
    this.hold();
    engine.room.answered(this, error, this.#startedAt);
  }

  private emit(activity: AgentActivity): void {
    const { engine, path, attempt } = this;
    switch (activity.type) {
      case 'spawned':
        this.#pids.push(activity.pid);
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

  // -------------------------------------------------------------------------------------------
  // Orders

  /** Stops the executor. One that does not confirm the end in time is given up: what it started is named as left over. */
  abort(): void {
    const { clock, grace } = this.engine;
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelWatch = clock.startTimer(grace + confirmationTime, this.#giveUp);
    this.#stop?.abort();
  }

  cancel(by: string): void {
    const { engine, path } = this;
    this.#cancelledBy ??= by;
    switch (this.#state) {
      case 'claiming':
        if (engine.memories.remove(path)) this.endSoon();
        return;
      case 'ready':
        if (engine.slots.remove(this)) this.endSoon();
        return;
      case 'waiting':
        if (engine.room.leave(path)) this.endSoon();
        return;
      case 'running':
        return this.abort();
      case 'over':
        return undefined;
      default:
        return this.#state satisfies never;
    }
  }

  drop(): void {
    const { engine, path } = this;
    this.#dropped = true;
    if (this.#state === 'claiming') engine.memories.remove(path);
    if (this.#state === 'ready') engine.slots.remove(this);
    if (this.#state === 'waiting') engine.room.leave(path);
    if (this.#state === 'running') this.abort();
    engine.memories.release(path);
  }

  private endSoon(): void {
    this.#state = 'over';
    this.engine.turns.soon(() => this.endCancelled());
  }

  private endCancelled(): void {
    const { engine, path, attempt } = this;
    const by = this.#cancelledBy ?? '';
    if (this.#onRecord) engine.recorder.publish({ type: 'session.cancelled', path, attempt, by, unkilled: [] });
    this.ended({ kind: 'cancelled', by });
  }
}

function notConfirmed(pids: readonly number[]): AgentReply {
  return { ok: false, error: { kind: 'signal', message: 'the agent did not end when it was told to stop' }, receipt: { pids, signals: [], unkilled: pids } };
}
