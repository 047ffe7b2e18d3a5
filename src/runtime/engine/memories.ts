/**
 * Calls on the memories of persistent agents (semantics 1.13): who may begin, and what they have open.
 *
 * Owns: the order of calls of this run. Does not own: storing memories (`MemoryStore`), nor what goes into them.
 *
 * 1. Calls on one memory never overlap: first ready, first served, what became ready in one step in program order;
 *    what cleans up goes first. Attempts, waits and backoffs belong to the call.
 * 2. Who only reads a memory waits while a call on it is under way, and keeps nobody waiting: what it reads is a
 *    version that never changes.
 * 3. Nobody holds one memory while waiting for another, so that there is no deadlock.
 * 4. Another run's call is waited for by asking again now and then; this keeps the driver alive.
 */
import type { Clock, MemoryAddress, MemoryCall, MemoryStore, MemoryVersion } from '../../ports.ts';
import type { Deliveries } from './deliveries.ts';

export interface MemoryClaim {
  readonly path: string;
  readonly cleanup: boolean;
  /** The memory that the call is on; null for one that only reads others. */
  readonly own: MemoryAddress | null;
  readonly reads: readonly MemoryAddress[];
  /** The call has begun, or what is read may be read. */
  granted(): void;
  /** The memory cannot be opened. */
  refused(message: string): void;
}

/** What this needs of the run's engine. */
interface Surroundings {
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  /** `timers`: those that keep the driver alive. */
  readonly waits: { timers: number };
}

interface OpenCall {
  readonly path: string;
  readonly call: MemoryCall;
}

/** Milliseconds between two questions whether another run's call is over. */
const pollInterval = 100;

export class Memories {
  #fresh: MemoryClaim[] = [];
  #queue: MemoryClaim[] = [];
  /** By memory. */
  readonly #calls = new Map<string, OpenCall>();
  /** Memory of each call, by path. */
  readonly #keys = new Map<string, string>();
  /** By memory: the agent command's own session behind its newest version, as far as this driver made it. */
  readonly #agentSessions = new Map<string, { readonly session: string; readonly version: number }>();
  #stopPolling: (() => void) | null = null;

  constructor(
    private readonly store: MemoryStore,
    private readonly comparePaths: (a: string, b: string) => number,
    private readonly engine: () => Surroundings,
  ) {}

  add(claim: MemoryClaim): void {
    this.#fresh.push(claim);
  }

  /** True when it was not granted yet: it never will. */
  remove(path: string): boolean {
    const others = (claim: MemoryClaim): boolean => claim.path !== path;
    const count = this.#fresh.length + this.#queue.length;
    this.#fresh = this.#fresh.filter(others);
    this.#queue = this.#queue.filter(others);
    return this.#fresh.length + this.#queue.length < count;
  }

  /** The open call of a session; undefined when it has none. */
  callOf(path: string): MemoryCall | undefined {
    return this.#calls.get(this.#keys.get(path) ?? '')?.call;
  }

  /** The agent command's session behind the version that a call found; undefined when another driver made that. */
  agentSessionOf(path: string): string | undefined {
    const known = this.#agentSessions.get(this.#keys.get(path) ?? '');
    return known !== undefined && known.version === this.callOf(path)?.found?.number ? known.session : undefined;
  }

  keepAgentSession(path: string, session: string, version: number): void {
    const key = this.#keys.get(path);
    if (key !== undefined) this.#agentSessions.set(key, { session, version });
  }

  read(address: MemoryAddress): MemoryVersion | null {
    return this.store.read(address);
  }

  /** The session has ended, or will never go on. */
  release(path: string): void {
    const key = this.#keys.get(path);
    if (key === undefined) return;
    this.#keys.delete(path);
    this.#calls.get(key)?.call.close();
    this.#calls.delete(key);
  }

  /** The run is left: other runs may go on. */
  closeAll(): void {
    this.stopPolling();
    for (const path of [...this.#keys.keys()]) this.release(path);
  }

  /** Grants all that may be granted. */
  fill(): void {
    this.lineUp();
    if (this.#queue.length === 0) return;
    const taken = new Set<string>();
    const left: MemoryClaim[] = [];
    for (const claim of this.#queue) if (!this.grant(claim, taken)) left.push(claim);
    this.#queue = left;
  }

  private lineUp(): void {
    if (this.#fresh.length === 0) return;
    const all = [...this.#queue, ...this.#fresh.sort((a, b) => this.comparePaths(a.path, b.path))];
    this.#queue = [...all.filter((claim) => claim.cleanup), ...all.filter((claim) => !claim.cleanup)];
    this.#fresh = [];
  }

  /** @param taken memories that an earlier claim waits for */
  private grant(claim: MemoryClaim, taken: Set<string>): boolean {
    const { own, reads, path } = claim;
    const key = own ? this.store.keyOf(own) : null;
    const isFree = key === null || (!this.#calls.has(key) && !taken.has(key));
    if (key !== null) taken.add(key);
    if (!isFree || reads.some((address) => this.#calls.has(this.store.keyOf(address)))) return false;
    try {
      const call = own ? this.store.open(own) : undefined;
      if (call === null) return this.poll();
      if (call && key !== null) this.begin(key, { path, call });
    } catch (error) {
      claim.refused(error instanceof Error ? error.message : String(error));
      return true;
    }
    claim.granted();
    return true;
  }

  private begin(key: string, open: OpenCall): void {
    this.#calls.set(key, open);
    this.#keys.set(open.path, key);
  }

  /** Another run is in a call: asked again after a while. */
  private poll(): false {
    if (this.#stopPolling) return false;
    const { clock, waits, deliveries } = this.engine();
    waits.timers++;
    this.#stopPolling = clock.startTimer(pollInterval, () => {
      this.#stopPolling = null;
      waits.timers--;
      deliveries.arrive({ path: '', deliver: () => undefined });
    });
    return false;
  }

  private stopPolling(): void {
    if (!this.#stopPolling) return;
    this.#stopPolling();
    this.#stopPolling = null;
    this.engine().waits.timers--;
  }
}
