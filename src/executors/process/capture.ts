/**
 * One output stream of an agent process: kept in memory for the reply, copied to its log file, told
 * line by line to the live view.
 *
 * 1. At most `CAPTURE_LIMIT` bytes are kept and logged, cut between characters, followed by a note. What
 *    comes after is read and dropped, so that the agent never blocks on a full pipe.
 * 2. The log has mode 0600 and holds the raw bytes. A log that cannot be written costs the log, never
 *    the reply.
 * 3. Each of the first `LINES_TOLD` lines is told; after that the last line of each chunk, so that an
 *    agent with much to say cannot drown the reader.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { completeLength } from '../text-limits.ts';
import { LineSplitter } from './line-splitter.ts';

export const CAPTURE_LIMIT = 64 * 1024 * 1024;
const LINES_TOLD = 10_000;

export class Capture {
  readonly #limit: number;
  readonly #tell: (line: string) => void;
  readonly #lines = new LineSplitter();
  #chunks: Buffer[] = [];
  #size = 0;
  #isCut = false;
  #told = 0;
  #logged = 0;
  #log: number | null;
  #isEnded = false;

  constructor(options: { readonly logFile: string | null; readonly tell: (line: string) => void; readonly limit?: number }) {
    this.#limit = options.limit ?? CAPTURE_LIMIT;
    this.#tell = options.tell;
    this.#log = options.logFile === null ? null : openLog(options.logFile);
  }

  /** Whether bytes beyond the limit were dropped. */
  get isCut(): boolean {
    return this.#isCut;
  }

  push(chunk: Buffer): void {
    if (this.#isEnded) return;
    this.#keep(chunk);
    this.#tellLines(this.#lines.push(chunk));
  }

  /** Closes the log; later bytes are ignored. May be called more than once. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#tellLines(this.#lines.end());
    if (this.#isCut) this.#writeLog(Buffer.from(this.#cutNote()));
    this.#closeLog();
  }

  /** Everything that was kept, with the note when it was cut. Bytes that are no UTF-8 read as U+FFFD. */
  text(): string {
    const text = Buffer.concat(this.#chunks, this.#size).toString('utf8');
    return this.#isCut ? text + this.#cutNote() : text;
  }

  #cutNote(): string {
    return `\n[output cut after ${Number((this.#limit / 1024 / 1024).toFixed(1))} MiB]\n`;
  }

  #keep(chunk: Buffer): void {
    if (this.#isCut) return;
    const room = this.#limit - this.#size;
    if (chunk.length <= room) return this.#append(chunk);
    this.#append(chunk.subarray(0, room));
    this.#isCut = true;
    this.#dropCutCharacter();
  }

  /** Drops the beginning of a character whose rest does not fit; it may have come in several chunks. */
  #dropCutCharacter(): void {
    const all = Buffer.concat(this.#chunks, this.#size);
    const whole = all.subarray(0, completeLength(all));
    this.#chunks = [whole];
    this.#size = whole.length;
    this.#withLog((log) => ftruncateSync(log, whole.length));
    this.#logged = whole.length;
  }

  #append(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    this.#writeLog(bytes);
  }

  #writeLog(bytes: Buffer): void {
    this.#withLog((log) => {
      // A position, because truncating does not move the end that a plain write goes to.
      for (let written = 0; written < bytes.length; ) written += writeSync(log, bytes, written, bytes.length - written, this.#logged + written);
      this.#logged += bytes.length;
    });
  }

  #withLog(work: (log: number) => void): void {
    if (this.#log === null) return;
    try {
      work(this.#log);
    } catch {
      this.#closeLog();
    }
  }

  #closeLog(): void {
    const log = this.#log;
    this.#log = null;
    try {
      if (log !== null) closeSync(log);
    } catch {
      // Nothing is left to be done with it.
    }
  }

  #tellLines(lines: readonly string[]): void {
    const untold = Math.max(LINES_TOLD - this.#told, 0);
    const shown = lines.length <= untold ? lines : [...lines.slice(0, untold), ...lines.slice(Math.max(untold, lines.length - 1))];
    this.#told += lines.length;
    for (const line of shown) this.#tell(line);
  }
}

function openLog(file: string): number | null {
  try {
    return openSync(file, 'w', 0o600);
  } catch {
    return null;
  }
}
