/**
 * Processes that a dead driver left behind (agents.md 3.5): found by the run's secret key in their
 * marker, never by a remembered pid alone, so that a reused pid cannot be touched.
 *
 * The caller must hold the run's lock: a living driver's agents carry the same key.
 */
import type { Receipt } from '../../ports.ts';
import { Family } from './family.ts';
import { readProcessTable } from './process-table.ts';
import { stopProcesses } from './stop-processes.ts';

/** The living processes that carry `runKey`, and what these have started. */
export async function findRunProcesses(runKey: string): Promise<readonly { readonly pid: number; readonly startTime: string; readonly mark: string | null }[]> {
  return familyOfRun(runKey).living(await readProcessTable());
}

/**
 * Ends them all.
 * @param options.grace milliseconds between SIGTERM and SIGKILL
 */
export async function sweepRunProcesses(runKey: string, options: { readonly grace: number }): Promise<Receipt> {
  const family = familyOfRun(runKey);
  const { sent, unkilled } = await stopProcesses(family, options);
  return { pids: family.pids, signals: [...new Set(sent.map(({ signal }) => signal))], unkilled };
}

function familyOfRun(runKey: string): Family {
  return new Family({ root: null, hasMark: (mark) => runKey !== '' && mark.startsWith(`${runKey}.`) });
}
