/**
 * Reading stored runs: one by its id, or all of a folder.
 *
 * 1. Absent is not corrupt: a run without `run.json` is not found; one whose `run.json` cannot be
 *    understood is damaged, and reading never changes or removes anything.
 * 2. A damaged run never hides the others.
 * 3. A run whose driver died is `interrupted`, never `running`.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { closest } from '../closest.ts';
import { TroupeError } from '../errors.ts';
import { driverLives } from './driver-identity.ts';
import { DurableJsonFile } from './durable-file.ts';
import { checkRunId, isSafeRunId } from './run-id.ts';
import { problemOf, type RunRecord, type StoredDocument } from './run-record.ts';

export interface StoredRun<Document extends StoredDocument> {
  readonly state: 'readable';
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
  readonly record: RunRecord<Document>;
  /** The record's document, its status corrected when the driver is gone. */
  readonly document: Document;
}

export interface DamagedRun {
  readonly state: 'damaged';
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
  /** Absolute: the file that cannot be understood. */
  readonly file: string;
  readonly problem: string;
}

export type ListedRun<Document extends StoredDocument> = StoredRun<Document> | DamagedRun;

/** All runs of a folder, the latest first; empty when there is no such folder. */
export function listRuns<Document extends StoredDocument>(runsDirectory: string): readonly ListedRun<Document>[] {
  const runs = runIds(runsDirectory).flatMap((id) => look<Document>(runsDirectory, id) ?? []);
  const began = new Map(runs.map((run) => [run, beganAt(run)]));
  return runs.sort((a, b) => (began.get(b) ?? 0) - (began.get(a) ?? 0) || (a.id < b.id ? 1 : -1));
}

/**
 * Reads one run.
 *
 * @throws TroupeError `usage` for an id that is not there (with "did you mean"), `damaged` for a run
 * whose files cannot be understood, naming file and problem
 */
export function readRun<Document extends StoredDocument>(runsDirectory: string, id: string): StoredRun<Document> {
  checkRunId(id);
  const run = look<Document>(runsDirectory, id);
  if (run === null) throw notFound(runsDirectory, id);
  if (run.state === 'damaged') throw damaged(run);
  return run;
}

/**
 * The run that began last.
 *
 * @throws TroupeError `usage` when there is none, `damaged` when it cannot be understood
 */
export function readLatestRun<Document extends StoredDocument>(runsDirectory: string): StoredRun<Document> {
  const latest = listRuns<Document>(runsDirectory)[0];
  if (latest === undefined) throw new TroupeError('usage', `there are no runs in ${resolve(runsDirectory)}`);
  if (latest.state === 'damaged') throw damaged(latest);
  return latest;
}

/** Null when there is no such run. */
function look<Document extends StoredDocument>(runsDirectory: string, id: string): ListedRun<Document> | null {
  const directory = join(resolve(runsDirectory), id);
  const file = join(directory, 'run.json');
  const damage = (problem: string): DamagedRun => ({ state: 'damaged', id, directory, file, problem });
  let data: unknown;
  try {
    data = new DurableJsonFile<unknown>(file).read();
  } catch (error) {
    return isNotAFolder(error) ? null : damage(readProblem(error));
  }
  if (data === null) return isAbsent(file) ? null : damage('it holds no JSON object');
  const problem = problemOf(data, id);
  if (problem !== null) return damage(problem);
  // `problemOf` has looked at every member that storage and lists read; the rest is the writer's document.
  const record = data as RunRecord<Document>;
  return { state: 'readable', id, directory, record, document: presentDocument(record) };
}

function presentDocument<Document extends StoredDocument>(record: RunRecord<Document>): Document {
  const orphaned = record.document.status === 'running' && !driverLives(record.driver);
  return orphaned ? { ...record.document, status: 'interrupted' } : record.document;
}

function runIds(runsDirectory: string): string[] {
  try {
    return readdirSync(runsDirectory).filter(isSafeRunId);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new TroupeError('usage', `cannot read the folder of runs ${resolve(runsDirectory)}: ${readProblem(error)}`, { cause: error });
  }
}

function isAbsent(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) === undefined;
}

/** A stray file among the runs: `run.json` cannot be below it. */
function isNotAFolder(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
}

function readProblem(error: unknown): string {
  if (error instanceof SyntaxError) return `it is no JSON: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** When the run began; for a damaged one, when its folder was last changed. Milliseconds since the epoch. */
function beganAt(run: ListedRun<StoredDocument>): number {
  if (run.state === 'readable') return Date.parse(run.document.startedAt);
  return statSync(run.directory, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function notFound(runsDirectory: string, id: string): TroupeError {
  const ids = runIds(runsDirectory);
  const near = closest(id, ids) ?? ids.find((other) => other.includes(id));
  const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` };
  return new TroupeError('usage', `run "${id}" not found: there is no ${join(resolve(runsDirectory), id, 'run.json')}`, { ...hint, details: { runId: id } });
}

function damaged(run: DamagedRun): TroupeError {
  return new TroupeError('damaged', `run "${run.id}" is damaged: ${run.file}: ${run.problem}`, {
    details: { runId: run.id, file: run.file, problem: run.problem },
  });
}
