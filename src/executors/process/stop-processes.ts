/**
 * Ending every process of a family, and proof that they are gone (agents.md 3.3, 3.4).
 *
 * 1. Descendants are looked up before the first signal: a process that loses its parent can no longer
 *    be found by its parent pid.
 * 2. Everybody gets the polite signal once, and nobody is killed before the grace is over.
 * 3. After SIGKILL the table is read again until it shows nobody twice in a row, because a process can
 *    fork while a table is being read. This is bounded by `KILL_LIMIT`; who is left then is named.
 *
 * Windows: one `taskkill /T /F`, without a polite signal; what left the tree is neither found nor named.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Family } from './family.ts';
import { isAlive, type ProcessEntry, readProcessTable } from './process-table.ts';

/** Milliseconds after the grace during which killing goes on (semantics 2.3). */
const KILL_LIMIT = 10_000;
/** Milliseconds between two looks: short at first, because most agents end at once. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 100;

interface SentSignal {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /** ISO time. */
  readonly at: string;
}
export interface StopReport {
  readonly sent: readonly SentSignal[];
  /** Pids that were still alive at the end. */
  readonly unkilled: readonly number[];
}

export interface StopOptions {
  /** Milliseconds between the polite signal and SIGKILL. */
  readonly grace: number;
  /** Default SIGTERM. */
  readonly politeSignal?: NodeJS.Signals;
  /** Milliseconds of killing; default 10 s. */
  readonly killLimit?: number;
}

/** What is to be ended: a family, or something that knows its members as one does. */
export type Stoppable = Pick<Family, 'living' | 'pids'>;

/** Ends all members of `family`. */
export async function stopProcesses(family: Stoppable, options: StopOptions): Promise<StopReport> {
  const sent: SentSignal[] = [];
  if (process.platform === 'win32') return stopTree(family, sent);
  const living = await look(family);
  if (living.length === 0) return { sent, unkilled: [] };
  const stubborn = await askToEnd(family, living, { grace: options.grace, signal: options.politeSignal ?? 'SIGTERM' }, sent);
  const unkilled = stubborn.length === 0 ? [] : await kill(family, stubborn, options.killLimit ?? KILL_LIMIT, sent);
  return { sent, unkilled: unkilled.map((entry) => entry.pid) };
}

async function look(family: Stoppable): Promise<readonly ProcessEntry[]> {
  return family.living(await readProcessTable());
}

/** Sends the polite signal and waits; returns who is still alive when the grace is over. */
async function askToEnd(
  family: Stoppable,
  first: readonly ProcessEntry[],
  how: { readonly grace: number; readonly signal: NodeJS.Signals },
  sent: SentSignal[],
): Promise<readonly ProcessEntry[]> {
  const deadline = performance.now() + how.grace;
  const asked = new Set<string>();
  let living = first;
  for (let delay = FIRST_PAUSE; living.length > 0; delay = Math.min(delay * 2, LONGEST_PAUSE)) {
    for (const entry of living) {
      const identity = `${entry.pid} ${entry.startTime}`;
      if (!asked.has(identity)) send(entry.pid, how.signal, sent);
      asked.add(identity);
    }
    const left = deadline - performance.now();
    if (left <= 0) return living;
    await pause(Math.min(delay, left));
    // Reading the whole table is dear; it is worth it only when those we know of are gone.
    if (!living.some(isAlive)) living = await look(family);
  }
  return living;
}

/** Sends SIGKILL until two looks in a row show nobody; returns who is left at the limit. */
async function kill(family: Stoppable, first: readonly ProcessEntry[], limit: number, sent: SentSignal[]): Promise<readonly ProcessEntry[]> {
  const deadline = performance.now() + limit;
  const killed = new Set<number>();
  let living = first;
  let emptyLooks = 0;
  for (let delay = FIRST_PAUSE; emptyLooks < 2; delay = Math.min(delay * 2, LONGEST_PAUSE)) {
    for (const entry of living) {
      // Repeated silently: a second SIGKILL only matters to a process that was not there for the first.
      send(entry.pid, 'SIGKILL', killed.has(entry.pid) ? [] : sent);
      killed.add(entry.pid);
    }
    if (performance.now() >= deadline) return living;
    await pause(delay);
    living = await look(family);
    emptyLooks = living.length === 0 ? emptyLooks + 1 : 0;
  }
  return [];
}

function send(pid: number, signal: NodeJS.Signals, sent: SentSignal[]): void {
  try {
    process.kill(pid, signal);
    sent.push({ pid, signal, at: new Date().toISOString() });
  } catch {
    // Gone meanwhile, or somebody else's: the next look tells which.
  }
}

function stopTree(family: Stoppable, sent: SentSignal[]): StopReport {
  const unkilled: number[] = [];
  for (const pid of family.pids) {
    // 128: no such process.
    const { status } = spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    if (status === 0) sent.push({ pid, signal: 'SIGKILL', at: new Date().toISOString() });
    else if (status !== 128) unkilled.push(pid);
  }
  return { sent, unkilled };
}
