/**
 * Invocations that wait without being charged: for a quota, a sign-in, a budget (semantics 1.9).
 *
 * 1. They hold no slot, and no branch fails because of them; a join may cancel them.
 * 2. After an answer "quota" or "auth" nothing more is sent to that agent command: what is ready for it waits too.
 * 3. When a reset time passes, all that waits for that command is ready again. One at most 10 minutes away is waited
 *    for when nothing else is left; otherwise the run pauses, and what waits is tried at the next resume.
 * 4. A reset time that had passed before the attempt began says nothing: an agent that repeats it would be asked for
 *    ever.
 */
import { timeOf } from '../../ids.ts';
import type { AgentFailure, Clock } from '../../ports.ts';
import type { RunEventBody } from '../events.ts';
import type { Budget } from './budget.ts';
import type { Deliveries } from './deliveries.ts';
import type { Recorder } from './recorder.ts';

export type WaitKind = 'quota' | 'auth' | 'budget';

export interface WaitReason {
  readonly kind: WaitKind;
  readonly message: string;
  /** ISO time; null when nobody knows. */
  readonly resetsAt: string | null;
}

export interface Guest {
  readonly path: string;
  readonly command: string;
  readonly facts: NonNullable<Extract<RunEventBody, { type: 'run.waiting' }>['session']>;
  /** It waits here from now on. */
  hold(): void;
  /** May be tried again. */
  again(): void;
}

/** What this needs of the run's engine. */
interface Surroundings {
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  readonly recorder: Recorder;
  readonly budget: Budget;
  /** `open`: what only a person or time outside can end, by path. */
  readonly waits: { readonly open: Map<string, { readonly kind: 'input' | WaitKind }> };
}

/** An agent command that nothing is sent to. */
interface Closed {
  readonly reason: WaitReason;
  /** Milliseconds since the epoch; null: until the run is resumed. */
  readonly opensAt: number | null;
}

/** Milliseconds to a reset that is waited for when nothing else is left. */
const longestWait = 600_000;
/** Milliseconds: however soon a reset is, an agent is not asked again at once. */
const shortestWait = 1000;

export class WaitingRoom {
  readonly #guests = new Map<string, Guest>();
  readonly #closed = new Map<string, Closed>();
  readonly #timers = new Set<() => void>();

  constructor(private readonly engine: () => Surroundings) {}

  /** The gate of the slots: what may not be spawned now stays here. */
  lets(guest: Guest): boolean {
    const reason = this.obstacle(guest.path, guest.command);
    if (reason) {
      guest.hold();
      this.admit(guest, reason);
    } else this.engine().budget.begin(guest.path);
    return reason === null;
  }

  private obstacle(path: string, command: string): WaitReason | null {
    const closed = this.#closed.get(command);
    if (closed) return closed.reason;
    const message = this.engine().budget.obstacle(path);
    return message === null ? null : { kind: 'budget', message, resetsAt: null };
  }

  /** @param startedAt when the attempt began, milliseconds since the epoch */
  answered(guest: Guest, error: AgentFailure & { readonly kind: WaitKind }, startedAt: number): void {
    const resetsAt = laterThan(error.resetsAt, startedAt);
    const reason: WaitReason = { kind: error.kind, message: error.message, resetsAt };
    if (error.kind !== 'budget') this.shut(guest.command, reason);
    this.admit(guest, reason);
  }

  private admit(guest: Guest, { kind, message, resetsAt }: WaitReason): void {
    const { waits, recorder } = this.engine();
    this.#guests.set(guest.path, guest);
    waits.open.set(guest.path, { kind });
    recorder.publish({ type: 'run.waiting', path: guest.path, reason: kind, agent: guest.facts.agent, message, resetsAt, session: guest.facts });
  }

  /** False when it does not wait here. */
  leave(path: string): boolean {
    this.engine().waits.open.delete(path);
    return this.#guests.delete(path);
  }

  /** True while a reset is near enough to be waited for. */
  get opensSoon(): boolean {
    const latest = this.engine().clock.now() + longestWait;
    return [...this.#guests.values()].some(({ command }) => (this.#closed.get(command)?.opensAt ?? Number.POSITIVE_INFINITY) <= latest);
  }

  /** The run is left. */
  close(): void {
    for (const stop of this.#timers) stop();
  }

  private shut(command: string, reason: WaitReason): void {
    const known = this.#closed.get(command);
    const opensAt = latestOf(known, reason);
    if (known && known.opensAt === opensAt && known.reason.kind === reason.kind) return;
    this.#closed.set(command, { reason, opensAt });
    if (opensAt !== null) this.openAt(command, opensAt);
  }

  private openAt(command: string, opensAt: number): void {
    const { clock, deliveries } = this.engine();
    const stop = clock.startTimer(Math.max(opensAt - clock.now(), shortestWait), () => {
      this.#timers.delete(stop);
      if (this.#closed.get(command)?.opensAt === opensAt) deliveries.arrive({ path: '', deliver: () => this.open(command) });
    });
    this.#timers.add(stop);
  }

  private open(command: string): void {
    this.#closed.delete(command);
    for (const guest of [...this.#guests.values()])
      if (guest.command === command) {
        this.leave(guest.path);
        guest.again();
      }
  }
}

/** The text as ISO time when it is one and lies after `moment`. */
function laterThan(text: string | undefined, moment: number): string | null {
  const time = text === undefined ? null : timeOf(text);
  return time === null || time <= moment ? null : (text ?? null);
}

/** When the command opens again: no time is later than a sign-in, and a known time is better than none. */
function latestOf(known: Closed | undefined, reason: WaitReason): number | null {
  const time = reason.kind === 'quota' && reason.resetsAt !== null ? timeOf(reason.resetsAt) : null;
  if (reason.kind === 'auth' || known?.reason.kind === 'auth') return null;
  if (time === null || known?.opensAt == null) return time ?? known?.opensAt ?? null;
  return Math.max(time, known.opensAt);
}
