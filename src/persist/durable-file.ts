/**
 * Files that survive a crash whole: the old content or the new, never a mixture, never half.
 *
 * 1. Written as a temporary file beside it, fsync, rename, fsync of the folder: in this order.
 * 2. A failed write leaves the old content and no temporary file.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SyncAdapter } from 'lowdb';

export interface WriteOptions {
  /** Permission bits of the new file. */
  readonly mode?: number;
}

export function writeDurably(file: string, text: string, options: WriteOptions = {}): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeThrough(temporary, text, options.mode ?? 0o666);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder; its file systems journal renames by themselves.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeThrough(file: string, text: string, mode: number): void {
  const descriptor = openSync(file, 'w', mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * A lowdb adapter for one JSON document whose every write is durable.
 *
 * `read` gives null for a file that does not exist and throws `SyntaxError` for one that is no JSON.
 */
export class DurableJsonFile<Data> implements SyncAdapter<Data> {
  readonly #file: string;
  readonly #options: WriteOptions;

  constructor(file: string, options: WriteOptions = {}) {
    this.#file = file;
    this.#options = options;
  }

  read(): Data | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      // Node's file errors carry their code here; everything else is passed on.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    // Whoever reads checks the shape (`run-record.ts`); the adapter only promises JSON.
    return JSON.parse(text) as Data;
  }

  write(data: Data): void {
    writeDurably(this.#file, `${JSON.stringify(data, null, 2)}\n`, this.#options);
  }
}
