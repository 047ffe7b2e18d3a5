/**
 * The processes of this machine at one moment: who is whose child, in which group, with which marker.
 *
 * Linux reads `/proc`. Other systems with `ps` (macOS, the BSDs) ask it, which costs some tens of
 * milliseconds and shows the environment of our own user's processes only. Windows has neither groups
 * nor markers that can be read: the table is empty there and `stop-processes.ts` uses `taskkill`.
 *
 * 1. A process is named by pid *and* start time, so that a reused pid is never taken for an old one.
 * 2. A zombie is gone: it holds nothing but its place in the table.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Opaque; equal for the same process at every look. */
  readonly startTime: string;
  /** The value of `TROUPE_MARK`; null without one or when the environment may not be read. */
  readonly mark: string | null;
}
/** Living processes by pid. */
export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

const MARK_VARIABLE = 'TROUPE_MARK=';

/** Looks once; callers that ask while a look is being prepared share it. */
export function readProcessTable(): Promise<ProcessTable> {
  pendingLook ??= startLook();
  return pendingLook;
}

/** Shared, because sixteen agents that stop together need one look at each step, not sixteen. */
let pendingLook: Promise<ProcessTable> | undefined;

async function startLook(): Promise<ProcessTable> {
  // Whoever asks before the look begins may share it; who asks later needs a newer one.
  await new Promise((resolve) => setImmediate(resolve));
  pendingLook = undefined;
  if (process.platform === 'linux') return readProc();
  if (process.platform === 'win32') return new Map();
  return readPs();
}

// Linux ---------------------------------------------------------------------------------------

function readProc(): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const entry = readProcEntry(Number(name));
    if (entry !== null) table.set(entry.pid, entry);
  }
  return table;
}

function readProcEntry(pid: number): ProcessEntry | null {
  const stat = readText(`/proc/${pid}/stat`);
  const facts = stat === null ? null : parseStat(stat);
  if (facts === null) return null;
  return { pid, ...facts, mark: markIn(readText(`/proc/${pid}/environ`) ?? '', '\0') };
}

/** `pid (name) state ppid pgrp ... starttime ...`; the name may hold spaces and parentheses. Null for a zombie. */
export function parseStat(stat: string): { parent: number; group: number; startTime: string } | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const startTime = fields[19];
  if (state === undefined || parent === undefined || group === undefined || startTime === undefined) return null;
  if (state === 'Z' || state === 'X') return null;
  return { parent: Number(parent), group: Number(group), startTime };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return null;
  }
}

function markIn(environment: string, separator: '\0' | ' '): string | null {
  const start = environment.startsWith(MARK_VARIABLE) ? 0 : environment.indexOf(separator + MARK_VARIABLE) + 1;
  if (start === 0 && !environment.startsWith(MARK_VARIABLE)) return null;
  const end = environment.indexOf(separator, start);
  return environment.slice(start + MARK_VARIABLE.length, end < 0 ? undefined : end).trim() || null;
}

// Other systems with ps -----------------------------------------------------------------------

async function readPs(): Promise<ProcessTable> {
  const [facts, environments] = await Promise.all([ps(['-axo', 'pid=,ppid=,pgid=,stat=,lstart=']), ps(['axeww', '-o', 'pid=,command='])]);
  return parsePs(facts, environments);
}

/** Joins the two listings of `ps` into a table. A marker holds no space, so that it can be found in a command line. */
export function parsePs(facts: string, environments: string): ProcessTable {
  const marks = new Map<number, string>();
  for (const line of environments.split('\n')) {
    const [, pid, rest] = /^\s*(\d+)\s(.*)$/.exec(line) ?? [];
    const mark = rest === undefined ? null : markIn(rest, ' ');
    if (mark !== null) marks.set(Number(pid), mark);
  }
  const table = new Map<number, ProcessEntry>();
  for (const line of facts.split('\n')) {
    const [, pid, parent, group, state, startTime] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined || startTime === undefined || state?.startsWith('Z')) continue;
    table.set(Number(pid), { pid: Number(pid), parent: Number(parent), group: Number(group), startTime, mark: marks.get(Number(pid)) ?? null });
  }
  return table;
}

function ps(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('ps', args, { maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env.PATH ?? '/bin:/usr/bin', LC_ALL: 'C' } }, (_error, stdout) => resolve(stdout));
  });
}

// One process ---------------------------------------------------------------------------------

/** When a process began, as `ProcessEntry.startTime`; null when it is gone, or where asking is not cheap. */
export function startTimeOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : (parseStat(stat)?.startTime ?? null);
}

/** A cheap question about one process that a table has named. Without `/proc` a zombie and a reused pid count as alive. */
export function isAlive(entry: Pick<ProcessEntry, 'pid' | 'startTime'>): boolean {
  if (process.platform === 'linux') return startTimeOf(entry.pid) === entry.startTime;
  try {
    process.kill(entry.pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
