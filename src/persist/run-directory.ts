/**
 * A run's folder: made when the run begins, written while it is driven (`cli.md`, the run's directory).
 *
 * Owns: `program.prose`, `imports/`, `run.json`, `state.md`. Does not own: what a document says, when to
 * save it, or who may drive the run.
 *
 * 1. Nothing is ever written outside of the folder: ids are checked, all other names are made into slugs.
 * 2. A folder without `run.json` is no run; `run.json` is the last file to be made when a run begins.
 * 3. `run.json` and the copies of the program are durable when `createRunDirectory` returns.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LowSync } from 'lowdb';
import { TroupeError } from '../errors.ts';
import type { Logger, RunFiles } from '../ports.ts';
import { AppendedFile } from './appended-file.ts';
import { thisDriver } from './driver-identity.ts';
import { DurableJsonFile, syncFolder, writeDurably } from './durable-file.ts';
import { pathSlug } from './path-slug.ts';
import { createRunFiles } from './run-files.ts';
import { checkRunId } from './run-id.ts';
import type { RunRecord, StoredDocument } from './run-record.ts';

export interface NewRun<Document extends StoredDocument> {
  /** The folder of all runs; made when missing. */
  readonly runsDirectory: string;
  readonly id: string;
  /** The run's secret: 128 random bits in hex (`Ids.runKey`). */
  readonly key: string;
  readonly program: { readonly name: string /** Absolute; null for standard input. */; readonly file: string | null; readonly text: string };
  /** Programs that it uses, as their loader names them. */
  readonly imports: readonly { readonly name: string; readonly text: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Absolute: where agents work. */
  readonly cwd: string;
  /** The document of a run that has just begun. */
  readonly document: Document;
  /** Files for people, not needed to go on with a run: off for runs of in-process agents only, unless asked for. */
  readonly derived: { readonly stateLog: boolean; readonly bindings: boolean };
  readonly logger: Logger;
}

export interface RunDirectory<Document extends StoredDocument> {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly files: RunFiles;
  /** Appends lines to `state.md`. */
  appendState(lines: readonly string[]): void;
  /** Replaces the document in `run.json`; durable when it returns. */
  saveDocument(document: Document): void;
  /** Closes what is open; a later append opens it again. */
  close(): void;
}

/**
 * Begins a run on disk.
 *
 * @throws TroupeError `usage` for an id that is no safe folder name, for one that exists (naming
 * `resume`), and for a folder that cannot be made
 */
export function createRunDirectory<Document extends StoredDocument>(run: NewRun<Document>): RunDirectory<Document> {
  checkRunId(run.id);
  const runsDirectory = resolve(run.runsDirectory);
  const path = join(runsDirectory, run.id);
  makeFolders(runsDirectory, path, run.id);
  writeDurably(join(path, 'program.prose'), run.program.text);
  const database = new LowSync<RunRecord<Document>>(runFile(path), recordOf(run, copyImports(path, run.imports)));
  database.write();
  syncFolder(runsDirectory);
  return openFolder(run, path, database);
}

function runFile<Document extends StoredDocument>(path: string): DurableJsonFile<RunRecord<Document>> {
  return new DurableJsonFile(join(path, 'run.json'), { mode: 0o600 });
}

function makeFolders(runsDirectory: string, path: string, id: string): void {
  try {
    mkdirSync(runsDirectory, { recursive: true });
    // Not recursive: making the folder is what claims the id.
    mkdirSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') {
      throw new TroupeError('usage', `run "${id}" exists already: ${path}`, {
        hint: `to go on with it: troupe resume ${id}`,
        details: { runId: id },
        cause: error,
      });
    }
    throw new TroupeError('usage', `cannot make the run's folder ${path}: ${code ?? String(error)}`, { cause: error });
  }
}

function recordOf<Document extends StoredDocument>(run: NewRun<Document>, imports: Readonly<Record<string, string>>): RunRecord<Document> {
  return {
    format: 1,
    id: run.id,
    key: run.key,
    status: run.document.status,
    program: { name: run.program.name, file: run.program.file, digest: digestOf(run.program.text) },
    imports,
    inputs: run.inputs,
    cwd: run.cwd,
    driver: thisDriver(),
    document: run.document,
  };
}

/** How `run.json` names a source text: `sha256:` and hex digits. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function copyImports(path: string, imports: NewRun<StoredDocument>['imports']): Record<string, string> {
  if (imports.length > 0) mkdirSync(join(path, 'imports'));
  const copies = new Map<string, string>();
  for (const { name, text } of imports) {
    const copy = `imports/${pathSlug(name)}.prose`;
    writeDurably(join(path, copy), text);
    copies.set(name, copy);
  }
  return Object.fromEntries(copies);
}

function openFolder<Document extends StoredDocument>(run: NewRun<Document>, path: string, database: LowSync<RunRecord<Document>>): RunDirectory<Document> {
  const state = new AppendedFile(join(path, 'state.md'), run.logger);
  return {
    id: run.id,
    path,
    files: createRunFiles({ directory: path, bindings: run.derived.bindings, logger: run.logger }),
    appendState: (lines) => {
      if (run.derived.stateLog) state.append(lines);
    },
    saveDocument: (document) => {
      database.data = { ...database.data, status: document.status, document };
      database.write();
    },
    close: () => state.close(),
  };
}
