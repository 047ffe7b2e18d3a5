/**
 * A stage for black-box scenarios: a folder with a program, the stub agent as its agent command, and the stub's log.
 *
 * Owns: how a scenario is set up and how the log is read. Does not own: what must hold.
 *
 * 1. Everything is seen from outside: exit code, streams, files of the run, the log of spawns, living processes.
 * 2. Overlap is shown by intervals or by a rendezvous of the agents, never by how long something took.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { type Ended, ended, start as startCommand } from '../cli/troupe.ts';

const stubAgent = fileURLToPath(new URL('../stub-agent.mjs', import.meta.url));

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of these files, removed when the tests of the file have ended. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'troupe-stage-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** One start of the stub agent, with its end when it came to one. */
export interface Spawn {
  readonly path: string;
  readonly attempt: number;
  readonly pid: number;
  readonly label: string;
  readonly kind: 'session' | 'resume' | 'judge';
  readonly agent: string;
  readonly prompt: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number | null;
  readonly outcome: string | null;
}

export interface Played extends Ended {
  /** What `--json` prints. */
  readonly document: RunDocument;
  readonly spawns: readonly Spawn[];
}

export interface StageOptions {
  /** Further keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further keys of the agent's setting, such as `output`. */
  readonly agent?: Readonly<Record<string, unknown>>;
  /** Flags of the stub agent itself. */
  readonly stubFlags?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

export class Stage {
  readonly folder: string;
  readonly log: string;

  constructor(program: string, { config = {}, agent = {}, stubFlags = [], files = {} }: StageOptions = {}) {
    const stub = { use: 'command', command: [process.execPath, stubAgent, ...stubFlags], models: 'any', env: ['STUB_*'], ...agent };
    this.folder = folderOf({ 'program.prose': program, 'troupe.config.json': JSON.stringify({ agent: 'stub', agents: { stub }, ...config }), ...files });
    this.log = join(this.folder, 'stub.log');
  }

  /** `troupe WORDS` with the stub's log and rendezvous folder set up. */
  start(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = startCommand(words, { cwd: this.folder, env: { STUB_LOG: this.log, STUB_DIR: this.folder, ...env } });
    child.stdin?.end();
    return child;
  }

  command(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return ended(this.start(words, env));
  }

  /** `troupe run program.prose --json FLAGS`. */
  async run(...flags: readonly string[]): Promise<Played> {
    const result = await this.command(['run', 'program.prose', '--json', ...flags]);
    // The command's own document; a run that printed none fails here with all that it said.
    expect(result.stdout, result.stderr).toMatch(/^\{/);
    return { ...result, document: JSON.parse(result.stdout) as RunDocument, spawns: this.spawns() };
  }

  /** The stub's starts in order of arrival. */
  spawns(): readonly Spawn[] {
    const lines = this.lines();
    return lines
      .filter((line) => line.event === 'start')
      .map(({ path, attempt, pid, label, kind, agent, prompt, t }) => {
        const end = lines.find((line) => line.event === 'end' && line.pid === pid && line.path === path && line.attempt === attempt);
        return { path, attempt, pid, label, kind, agent, prompt: prompt ?? '', from: t, to: end?.t ?? null, outcome: end?.outcome ?? null };
      });
  }

  /** Whole lines of the stub's log. */
  lines(): readonly LogLine[] {
    if (!existsSync(this.log)) return [];
    const text = readFileSync(this.log, 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine); // written by our own stub
  }

  /** Waits until the log holds what is asked for. */
  async until(isThere: (lines: readonly LogLine[]) => boolean): Promise<void> {
    while (!isThere(this.lines())) {
      await new Promise<void>((resolve) => {
        const watcher = watch(this.folder, () => done());
        const done = (): void => {
          watcher.close();
          resolve();
        };
        if (isThere(this.lines())) done();
      });
    }
  }

  /** The folder of the only run. */
  runFolder(): string {
    const runs = join(this.folder, '.prose', 'runs');
    const names = readdirSync(runs);
    expect(names).toHaveLength(1);
    return join(runs, names[0] ?? '');
  }

  /** A file of the only run. */
  runFile(...path: readonly string[]): string {
    return readFileSync(join(this.runFolder(), ...path), 'utf8');
  }
}

export interface LogLine {
  readonly event: 'start' | 'end' | 'signal' | 'fork';
  readonly path: string;
  readonly attempt: number;
  readonly pid: number;
  readonly t: number;
  readonly label: string;
  readonly kind: Spawn['kind'];
  readonly agent: string;
  readonly prompt?: string;
  readonly outcome?: string;
  readonly signal?: string;
}

/** Runs a program on a stage of its own. */
export function play(program: string, ...flags: readonly string[]): Promise<Played> {
  return new Stage(program).run(...flags);
}

export interface Interval {
  readonly from: number;
  readonly to: number | null;
}

/** The last one starts before the first one ends. */
export function overlap(intervals: readonly Interval[]): boolean {
  return intervals.length > 1 && Math.max(...intervals.map((one) => one.from)) < Math.min(...intervals.map((one) => one.to ?? Number.POSITIVE_INFINITY));
}

/** Each ends before the next one starts. */
export function inOrder(intervals: readonly Interval[]): boolean {
  return intervals.every((one, at) => at === 0 || (intervals[at - 1]?.to ?? Number.POSITIVE_INFINITY) <= one.from);
}

/** The most that were between start and end at one moment. */
export function mostAtOnce(intervals: readonly Interval[]): number {
  return Math.max(0, ...intervals.map(({ from }) => intervals.filter((one) => one.from <= from && (one.to ?? Number.POSITIVE_INFINITY) > from).length));
}

export function labelsOf(spawns: readonly Spawn[]): readonly string[] {
  return spawns.map((spawn) => spawn.label);
}

export function labelled(spawns: readonly Spawn[], label: string): readonly Spawn[] {
  return spawns.filter((spawn) => spawn.label === label);
}

/** The only spawn of that label. */
export function only(spawns: readonly Spawn[], label: string): Spawn {
  const [found, ...others] = labelled(spawns, label);
  if (!found || others.length > 0) throw new Error(`${label} was spawned ${found ? others.length + 1 : 0} times; spawned were ${labelsOf(spawns).join(', ')}`);
  return found;
}

/** A process that has ended but that nobody has waited for yet (a zombie) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    // No such process; or no such file, where a system has no /proc.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync('/proc/self');
  }
}

/** Statuses by label. */
export function statuses(document: RunDocument): Readonly<Record<string, string>> {
  return Object.fromEntries(document.sessions.map((session) => [session.label, session.status]));
}

/** `name=status` of the branches of every join, in program order. */
export function joinsOf(document: RunDocument): readonly string[] {
  return document.joins.map(({ join, onFail, outcome, branches }) =>
    [`${join} ${onFail} ${outcome}:`, ...branches.map((branch) => `${branch.name}=${branch.status}`)].join(' '),
  );
}
