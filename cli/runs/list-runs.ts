/** `troupe runs`: one line a run on stdout; damaged runs are named on stderr and hide no other. */
import { type DamagedRun, listStoredRuns, type RunDocument, type StoredRun } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { print, say } from '../light/console.ts';
import { exitCodes } from '../light/exit-codes.ts';
import { oneLine } from '../run/plain-text.ts';
import { storedOptions } from './stored-options.ts';
import { tableText } from './table.ts';

/** Returns the exit code. */
export async function execute(given: Arguments): Promise<number> {
  const runs = await listStoredRuns(storedOptions(given));
  const readable = runs.filter((run): run is StoredRun => run.state === 'readable');
  const damaged = runs.filter((run): run is DamagedRun => run.state === 'damaged');
  if (given.switches.has('json')) print(`${JSON.stringify(readable.map(({ document: { sessions: _, joins: __, ...rest } }) => rest))}\n`);
  else if (readable.length > 0) print(runsText(readable, Date.now()));
  else say('no runs yet');
  for (const run of damaged) say(`run ${run.id} is damaged: ${run.file}: ${oneLine(run.problem)}`);
  return exitCodes.succeeded;
}

/** @param now milliseconds since the epoch */
export function runsText(runs: readonly StoredRun[], now: number): string {
  const rows = runs.map(({ document }) => [
    document.id,
    document.status,
    ageText(now - Date.parse(document.startedAt)),
    sessionsText(document),
    oneLine(document.program),
  ]);
  return tableText([['ID', 'STATUS', 'AGE', 'SESSIONS', 'PROGRAM'], ...rows]);
}

/** `4 done, 1 failed, 2 running`: cancelled and interrupted sessions are neither. */
function sessionsText({ sessions }: RunDocument): string {
  const count = (...statuses: readonly string[]) => sessions.filter((session) => statuses.includes(session.status)).length;
  const counts = [
    [count('succeeded'), 'done'],
    [count('failed'), 'failed'],
    [count('running', 'waiting'), 'running'],
  ] as const;
  return counts.flatMap(([number, what]) => (number === 0 && what !== 'done' ? [] : [`${number} ${what}`])).join(', ');
}

/** The largest whole unit: `5s`, `12m`, `3h`, `4d`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
