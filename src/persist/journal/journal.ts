/**
 * The append-only journal of a run: what is in it has happened (semantics 4.1, 4.3).
 *
 * Owns: order, durability, torn lines. Does not own: what entries mean.
 *
 * 1. `append` resolves only when its entries survive a loss of power; one sync serves all that wait.
 * 2. Bytes after the last line feed are a torn line: left out when reading, cut before the next append.
 * 3. After a failed write or sync nothing more is appended: what the file then holds is unknown.
 */
import { TroupeError } from '../../errors.ts';
import type { AppendFile, FilePort } from './file-port.ts';
import { nodeFiles } from './file-port.ts';
import { damage, decodeEntry, encodeEntry, type JournalEntry } from './journal-line.ts';

export interface JournalContents {
  readonly entries: readonly JournalEntry[];
  /** Length of the whole lines; bytes beyond it are a torn line. */
  readonly length: number;
}

/** @throws TroupeError `damaged` naming `journal.jsonl:LINE` */
export function readJournal(file: string, files: FilePort = nodeFiles): JournalContents {
  const bytes = files.read(file) ?? Buffer.alloc(0);
  const length = bytes.lastIndexOf(0x0a) + 1;
  const entries: JournalEntry[] = [];
  for (let start = 0, line = 1; start < length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const place = `journal.jsonl:${line}`;
    const entry = decodeEntry(bytes.subarray(start, end), place);
    const before = entries.at(-1);
    if (before && entry.n !== before.n + 1) throw damage(place, `its number is ${entry.n}, expected ${before.n + 1}`);
    entries.push(entry);
    start = end + 1;
  }
  return { entries, length };
}

export interface NewEntry {
  readonly e: number;
  readonly k: string;
  readonly p: string;
  readonly [field: string]: unknown;
}

interface Commit {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Journal {
  #next: number;
  #waiting: Commit[] = [];
  #writing = false;
  #failure: TroupeError | null = null;
  readonly #file: AppendFile;

  private constructor(
    private readonly path: string,
    next: number,
    file: AppendFile,
  ) {
    this.#next = next;
    this.#file = file;
  }

  /** Opens a journal for appending behind `contents`, and cuts a torn line. */
  static open(path: string, contents: JournalContents, nextNumber = (contents.entries.at(-1)?.n ?? 0) + 1, files: FilePort = nodeFiles): Journal {
    const file = files.openForAppend(path);
    file.truncate(contents.length);
    return new Journal(path, nextNumber, file);
  }

  /** Numbers and appends entries as one commit; resolves when they are durable. */
  append(entries: readonly NewEntry[]): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (entries.length === 0) return Promise.resolve();
    const bytes = Buffer.concat(entries.map((entry) => encodeEntry({ n: this.#next++, ...entry })));
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ bytes, resolve, reject }));
    if (!this.#writing) void this.#write();
    return done;
  }

  close(): void {
    this.#file.close();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const commits = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure) throw this.#failure;
        await this.#file.append(Buffer.concat(commits.map((commit) => commit.bytes)));
        await this.#file.sync();
        for (const commit of commits) commit.resolve();
      } catch (error) {
        this.#failure ??= storeFailure(this.path, error);
        for (const commit of commits) commit.reject(this.#failure);
      }
    }
    this.#writing = false;
  }
}

function storeFailure(path: string, error: unknown): TroupeError {
  const why = error instanceof Error ? error.message : String(error);
  return new TroupeError('damaged', `cannot write ${path}: ${why}`, { hint: 'mend the cause (space, permissions), then resume the run', cause: error });
}
