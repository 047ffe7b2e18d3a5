/**
 * The files of a run that people and agents read: the `RunFiles` port on a folder.
 *
 * 1. All of them are derived from the journal and the document: no fsync, made anew when missing.
 * 2. Equal values handed over under one name share one file, which agents cannot write by accident (mode 0444).
 * 3. A binding that cannot be written never stops the run: it is reported once.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BindingRecord, Logger, RunFiles } from '../ports.ts';
import { BindingFiles } from './binding-files.ts';
import { nameSlug, pathSlug, shortHash } from './path-slug.ts';

export interface RunFilesOptions {
  /** Absolute: the run's folder. */
  readonly directory: string;
  /** False: no bindings are written, as for runs of in-process agents only; `writeBinding` then only names the folder. */
  readonly bindings: boolean;
  readonly logger: Logger;
}

export function createRunFiles(options: RunFilesOptions): RunFiles {
  return new FolderRunFiles(options);
}

class FolderRunFiles implements RunFiles {
  readonly #options: RunFilesOptions;
  readonly #written = new Set<string>();
  #bindings: BindingFiles | undefined;
  #reported = false;

  constructor(options: RunFilesOptions) {
    this.#options = options;
  }

  attempt(path: string, attempt: number): { directory: string; result: string } {
    const directory = join(this.#options.directory, 'sessions', pathSlug(path), String(attempt));
    mkdirSync(directory, { recursive: true });
    return { directory, result: join(directory, 'result.md') };
  }

  writeContext(_path: string, name: string, text: string): string {
    const file = join(this.#options.directory, 'context', `${nameSlug(name)}-${shortHash(text, 16)}.md`);
    if (!this.#written.has(file)) {
      replaceReadOnly(file, text);
      this.#written.add(file);
    }
    return file;
  }

  writeBinding(binding: BindingRecord): string {
    const directory = join(this.#options.directory, 'bindings');
    if (!this.#options.bindings) return directory;
    try {
      return this.#bindingFiles(directory).write(binding);
    } catch (error) {
      this.#report(error);
      return directory;
    }
  }

  #bindingFiles(directory: string): BindingFiles {
    mkdirSync(directory, { recursive: true });
    this.#bindings ??= new BindingFiles(directory);
    return this.#bindings;
  }

  #report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#options.logger.warn(`bindings are not all written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** By rename: a file that an earlier driver wrote is read-only, and a reader sees all of it or none. */
function replaceReadOnly(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o444 });
  renameSync(temporary, file);
}
