/**
 * One agent process from spawn to proof that it is gone.
 *
 * Owns: the spawn, its three pipes, the timeout, when to stop and the receipt. Does not own: what the
 * output means (`command.ts` and the adapters), nor how a family is ended (`stop-processes.ts`).
 *
 * 1. The process leads its own group and gets no shell. Its standard input is closed at once after the
 *    text, because some agents wait for its end.
 * 2. `runOwnedProcess` settles when nobody of the family is alive any more, or is named in `unkilled`;
 *    it never rejects.
 * 3. A descendant that keeps a pipe open costs at most `DRAIN_LIMIT` after the process has ended; what
 *    the process itself wrote is in the pipe by then and is read.
 * 4. What is left behind after the process ended by itself is stopped too: a session that is over has
 *    no processes.
 * 5. Afterwards no descriptor, timer or listener of it is left.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Receipt } from '../../ports.ts';
import { onAbort } from '../on-abort.ts';
import { Capture } from './capture.ts';
import { Family } from './family.ts';
import { killGroupAtExit } from './last-resort.ts';
import { startLongTimer } from './long-timer.ts';
import { startTimeOf } from './process-table.ts';
import { describeSpawnFailure } from './spawn-failure.ts';
import { type StopReport, stopProcesses } from './stop-processes.ts';

/** Milliseconds after the process's end that its pipes are read on while they bring something ... */
const DRAIN_QUIET = 100;
/** ... and at most. */
const DRAIN_LIMIT = 2_000;
/** Milliseconds that leftovers of a process which ended by itself get, so that they cannot hold up the session. */
const LEFTOVER_GRACE = 500;

export interface ProcessOrder {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Text for its standard input; null for none. Either way it is closed at once. */
  readonly stdin: string | null;
  /** The value of `TROUPE_MARK`, by which the family is found. */
  readonly mark: string;
  /** Milliseconds; null for none. */
  readonly timeout: number | null;
  /** Milliseconds between the polite signal and SIGKILL. */
  readonly grace: number;
  /** Default SIGTERM. */
  readonly politeSignal?: NodeJS.Signals;
  /** Folder for `stdout.log`, `stderr.log` and `receipt.json`; null for no files. */
  readonly directory: string | null;
  /** Bytes kept and logged of each stream; default 64 MiB. */
  readonly captureLimit?: number;
}

export interface ProcessHooks {
  readonly signal: AbortSignal;
  readonly onSpawn: (pid: number, startTime: string | null) => void;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

export type ProcessEnd =
  | { readonly kind: 'not-started'; readonly reason: 'aborted' | 'spawn'; readonly message: string }
  | {
      readonly kind: 'ended';
      /** Null when a signal ended it, or nothing could. */
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Why we stopped it; null when it ended by itself. */
      readonly stoppedBy: 'timeout' | 'abort' | null;
      readonly stdout: Capture;
      readonly stderr: Capture;
      readonly receipt: Receipt;
    };

export async function runOwnedProcess(order: ProcessOrder, hooks: ProcessHooks): Promise<ProcessEnd> {
  if (hooks.signal.aborted) return { kind: 'not-started', reason: 'aborted', message: 'stopped before it was started' };
  const started = await start(order);
  if (started.kind === 'failed') return { kind: 'not-started', reason: 'spawn', message: started.message };
  return new OwnedProcess(order, hooks, started.child, started.pid).run();
}

type Started = { readonly kind: 'started'; readonly child: ChildProcess; readonly pid: number } | { readonly kind: 'failed'; readonly message: string };

async function start(order: ProcessOrder): Promise<Started> {
  const failed = (error: unknown): Started => ({ kind: 'failed', message: describeSpawnFailure(error, order.command, order.args, order.cwd) });
  try {
    const child = spawn(order.command, [...order.args], {
      cwd: order.cwd,
      env: order.environment,
      detached: process.platform !== 'win32',
      shell: false,
      stdio: [order.stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    if (child.pid === undefined) return failed(await new Promise((resolve) => child.once('error', resolve)));
    return { kind: 'started', child, pid: child.pid };
  } catch (error) {
    return failed(error);
  }
}

interface Exit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

class OwnedProcess {
  readonly #order: ProcessOrder;
  readonly #hooks: ProcessHooks;
  readonly #child: ChildProcess;
  readonly #family: Family;
  readonly #exited: Promise<Exit>;
  readonly #closed: Promise<void>;
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  readonly #startedAt = new Date();
  #lastOutput = 0;
  #exit: Exit | null = null;

  constructor(order: ProcessOrder, hooks: ProcessHooks, child: ChildProcess, pid: number) {
    this.#order = order;
    this.#hooks = hooks;
    this.#child = child;
    const startTime = startTimeOf(pid);
    this.#family = new Family({ root: { pid, startTime }, hasMark: (mark) => order.mark !== '' && mark === order.mark });
    this.#exited = new Promise((resolve) =>
      child.once('exit', (exitCode, signal) => {
        this.#exit = { exitCode, signal };
        resolve(this.#exit);
      }),
    );
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
    // A failing kill is reported as an event; whether the process is gone is asked of the table.
    child.on('error', () => {});
    this.#tellSafely(() => hooks.onSpawn(pid, startTime));
    this.#stdout = this.#capture('stdout', child.stdout);
    this.#stderr = this.#capture('stderr', child.stderr);
    this.#feed();
  }

  async run(): Promise<ProcessEnd> {
    const endWatch = killGroupAtExit(this.#family.pids[0] ?? 0);
    const stoppedBy = await this.#exitedOrStopped();
    const report = await (stoppedBy === null ? this.#endAfterExit() : this.#stop());
    await this.#close();
    endWatch();
    return this.#result(stoppedBy, report);
  }

  #capture(stream: 'stdout' | 'stderr', readable: Readable | null): Capture {
    const { directory, captureLimit } = this.#order;
    const capture = new Capture({
      logFile: directory === null ? null : join(directory, `${stream}.log`),
      tell: (line) => this.#tellSafely(() => this.#hooks.onLine(stream, line)),
      ...(captureLimit === undefined ? {} : { limit: captureLimit }),
    });
    readable?.on('data', (chunk: Buffer) => {
      this.#lastOutput = performance.now();
      capture.push(chunk);
    });
    readable?.on('error', () => {});
    return capture;
  }

  /** A listener's fault must not strand a process. */
  #tellSafely(tell: () => void): void {
    try {
      tell();
    } catch {
      // Its own business.
    }
  }

  #feed(): void {
    const { stdin } = this.#child;
    if (stdin === null) return;
    // An agent that does not read its input closes the pipe: not our failure.
    stdin.on('error', () => {});
    stdin.end(this.#order.stdin ?? '');
  }

  /** Null when the process ended by itself, else why it has to be stopped. */
  async #exitedOrStopped(): Promise<'timeout' | 'abort' | null> {
    const { signal } = this.#hooks;
    let cancelTimer = (): void => {};
    let forget = (): void => {};
    const stop = new Promise<'timeout' | 'abort'>((resolve) => {
      forget = onAbort(signal, () => resolve('abort'));
      if (this.#order.timeout !== null) cancelTimer = startLongTimer(this.#order.timeout, () => resolve('timeout'));
      if (signal.aborted) resolve('abort');
    });
    const reason = await Promise.race([this.#exited.then(() => null), stop]);
    cancelTimer();
    forget();
    // Both may be due in one turn; an end that was seen is an end by itself.
    return this.#exit === null ? reason : null;
  }

  #stop(): Promise<StopReport> {
    const { grace, politeSignal } = this.#order;
    return stopProcesses(this.#family, { grace, ...(politeSignal === undefined ? {} : { politeSignal }) });
  }

  async #endAfterExit(): Promise<StopReport> {
    await this.#drain();
    // Without a table of processes only the pid is known, and that may be somebody else's by now.
    if (process.platform === 'win32') return { sent: [], unkilled: [] };
    return stopProcesses(this.#family, { grace: Math.min(this.#order.grace, LEFTOVER_GRACE) });
  }

  /** Waits until the pipes have ended, or bring nothing any more, or the limit is reached. */
  async #drain(): Promise<void> {
    const limit = performance.now() + DRAIN_LIMIT;
    let isClosed = false;
    void this.#closed.then(() => (isClosed = true));
    this.#lastOutput = performance.now();
    while (!isClosed) {
      const until = Math.min(this.#lastOutput + DRAIN_QUIET, limit) - performance.now();
      if (until > 0) await raceWithTimer(this.#closed, until);
      else if (!(await this.#bringsMore()) || performance.now() >= limit) return;
    }
  }

  /** After a busy moment of ours, timers run before the pipes are read: silence counts only when they were. */
  async #bringsMore(): Promise<boolean> {
    const before = this.#lastOutput;
    await nextTurn();
    await nextTurn();
    return this.#lastOutput !== before;
  }

  /** Waits for what the pipes still hold, then lets go of them whoever else keeps them open. */
  async #close(): Promise<void> {
    const { stdin, stdout, stderr } = this.#child;
    await this.#drain();
    for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    this.#stdout.end();
    this.#stderr.end();
    // Known at once unless it could not be killed.
    if (this.#exit === null) await raceWithTimer(this.#exited, DRAIN_QUIET);
    if (this.#exit === null) this.#child.unref();
  }

  #result(stoppedBy: 'timeout' | 'abort' | null, report: StopReport): ProcessEnd {
    const exit = this.#exit ?? { exitCode: null, signal: null };
    const receipt: Receipt = { pids: this.#family.pids, signals: [...new Set(report.sent.map(({ signal }) => signal))], unkilled: report.unkilled };
    this.#writeReceipt({ ...exit, stoppedBy, pids: receipt.pids, sent: report.sent, unkilled: report.unkilled });
    return { kind: 'ended', ...exit, stoppedBy, stdout: this.#stdout, stderr: this.#stderr, receipt };
  }

  #writeReceipt(facts: Readonly<Record<string, unknown>>): void {
    if (this.#order.directory === null) return;
    const receipt = { startedAt: this.#startedAt.toISOString(), goneAt: new Date().toISOString(), ...facts };
    try {
      writeFileSync(join(this.#order.directory, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`, { mode: 0o600 });
    } catch {
      // The same facts travel in the reply.
    }
  }
}

async function raceWithTimer(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, elapsed]);
  clearTimeout(timer);
}
