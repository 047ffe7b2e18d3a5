/**
 * A derived text file that only grows, such as `state.md`.
 *
 * 1. Opened at the first line, one write an append, no fsync.
 * 2. A line that cannot be written never stops the run: the first failure is reported, then it is silent.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Logger } from '../ports.ts';

export class AppendedFile {
  readonly #file: string;
  readonly #logger: Logger;
  #descriptor: number | undefined;
  #broken = false;

  constructor(file: string, logger: Logger) {
    this.#file = file;
    this.#logger = logger;
  }

  append(lines: readonly string[]): void {
    if (lines.length === 0 || this.#broken) return;
    try {
      this.#descriptor ??= openSync(this.#file, 'a');
      writeSync(this.#descriptor, `${lines.join('\n')}\n`);
    } catch (error) {
      this.#broken = true;
      this.#logger.warn(`${this.#file} is not complete: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
