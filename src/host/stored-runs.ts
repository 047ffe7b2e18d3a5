/**
 * Runs of the past and of other processes, as their folders tell them. Reading changes nothing.
 *
 * Owns: which folder of runs is meant (option, then environment, then the configuration found from here, then the default).
 */
import { resolve } from 'node:path';
import { environmentChoices } from '../executors/settings/choices.ts';
import { findConfiguration } from '../executors/settings/configuration-file.ts';
import { defaults } from '../executors/settings/settings.ts';
import { type DamagedRun, type ListedRun, listRuns, readLatestRun, readRun } from '../persist/run-list.ts';
import type { RunDocument } from '../runtime/run-document.ts';

export interface StoredRunsOptions {
  /** Folder of runs; relative to the current folder. */
  readonly runsDir?: string;
}

export interface StoredRun {
  readonly state: 'readable';
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
  readonly document: RunDocument;
}

export type { DamagedRun };

/**
 * All stored runs, the latest first. A damaged one does not hide the others: it is listed as such.
 *
 * @throws TroupeError `usage` when the folder of runs cannot be read
 *
 * @example
 * for (const run of await listStoredRuns()) console.log(run.id, run.state === 'readable' ? run.document.status : run.problem);
 */
export async function listStoredRuns(options: StoredRunsOptions = {}): Promise<readonly (StoredRun | DamagedRun)[]> {
  return listRuns<RunDocument>(await runsFolder(options)).map((run) => (run.state === 'damaged' ? run : storedRun(run)));
}

/**
 * One stored run; the one that began last when no id is given.
 *
 * @throws TroupeError `usage` for an id that is not there (with "did you mean"), `damaged` for a run that cannot be understood
 */
export async function readStoredRun(id: string | undefined, options: StoredRunsOptions = {}): Promise<StoredRun> {
  const folder = await runsFolder(options);
  return storedRun(id === undefined ? readLatestRun<RunDocument>(folder) : readRun<RunDocument>(folder, id));
}

function storedRun({ id, directory, document }: Extract<ListedRun<RunDocument>, { state: 'readable' }>): StoredRun {
  return { state: 'readable', id, directory, document };
}

async function runsFolder({ runsDir }: StoredRunsOptions): Promise<string> {
  return resolve(runsDir ?? environmentChoices(process.env).runsDir ?? (await configuredRunsDir()) ?? defaults.runsDir);
}

async function configuredRunsDir(): Promise<string | undefined> {
  const { config } = environmentChoices(process.env);
  return (await findConfiguration(process.cwd(), config === undefined ? null : resolve(config)))?.configuration.runsDir;
}
