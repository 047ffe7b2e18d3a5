/**
 * Programs as files: reads the ones given by the user and the ones that they `use`.
 *
 * Owns: which file a `use` path means, and that one file is one `Source` however it is reached.
 * Does not own: what is wrong with a program (`language/check.ts`), nor storing copies with a run.
 *
 * 1. Loaded by light commands too: Node's own modules only.
 * 2. Nothing is ever written, and a path that cannot be read is `undefined`, never an exception.
 * 3. A program from a registry or a URL is found only where it is vendored: under `imports/` beside the program that
 *    uses it, or beside the first program.
 */
import { readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { Source } from '../language/source.ts';

/** The name under which standard input is checked and run. */
export const STANDARD_INPUT = '-';

export type FileProblem = { readonly problem: string };

export class ProgramFiles {
  /** By real path. */
  readonly #sources = new Map<string, Source>();
  #first: string | undefined;

  /** @param directory what relative paths given by the user, and those used by standard input, start from; absolute */
  constructor(private readonly directory: string = process.cwd()) {}

  /** Reads a program given by the user; the problem is one line without the file's name. */
  open(file: string): Source | FileProblem {
    try {
      return file === STANDARD_INPUT ? this.standardInput() : this.read(file);
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  /** Takes a program whose text is already there, such as standard input. */
  given(file: string, text: string): Source {
    return this.add(file === STANDARD_INPUT ? file : this.realPath(file), file, text);
  }

  /** Finds the program that `use "path"` means in `importer`; undefined when there is none. */
  readonly load = (path: string, importer: Source): Source | undefined => {
    for (const candidate of this.candidates(path, importer)) {
      try {
        return this.read(candidate);
      } catch {
        // Not there or not readable: the checker reports it at the `use`.
      }
    }
    return undefined;
  };

  /** Every program read so far, by the name that diagnostics show. */
  sources(): ReadonlyMap<string, Source> {
    return new Map([...this.#sources.values()].map((source) => [source.file, source]));
  }

  private candidates(path: string, importer: Source): readonly string[] {
    if (isFilePath(path)) return [isAbsolute(path) ? path : join(dirname(importer.file), path)];
    const vendored = vendoredPath(path);
    if (vendored === undefined) return [];
    const folders = new Set([dirname(importer.file), dirname(this.#first ?? importer.file)]);
    return [...folders].flatMap((folder) => [join(folder, `${vendored}.prose`), join(folder, vendored)]);
  }

  /** Read once: a second `-` means the same text. */
  private standardInput(): Source {
    return this.#sources.get(STANDARD_INPUT) ?? this.add(STANDARD_INPUT, STANDARD_INPUT, readStandardInput());
  }

  private read(file: string): Source {
    const real = this.realPath(file);
    const known = this.#sources.get(real);
    if (known) return known;
    if (!statSync(real).isFile()) throw new NotAFile();
    return this.add(real, file, readFileSync(real, 'utf8'));
  }

  private realPath(file: string): string {
    return realpathSync(isAbsolute(file) ? file : join(this.directory, file));
  }

  private add(key: string, file: string, text: string): Source {
    const source = new Source(file, text);
    this.#sources.set(key, source);
    this.#first ??= file;
    return source;
  }
}

class NotAFile extends Error {}

/** `language.md` 6: everything else is a registry name or a URL. */
function isFilePath(path: string): boolean {
  return !isUrl(path) && (/^(\.{0,2}\/)/.test(path) || path.endsWith('.prose'));
}

function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** `imports/` and the name, a URL without its scheme; undefined for a name that would lead elsewhere. */
function vendoredPath(path: string): string | undefined {
  const name = path.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const isSafe = name !== '' && !name.includes('\\') && !name.includes('\0') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  return isSafe ? join('imports', name) : undefined;
}

/**
 * All of standard input. A parent may have made it non-blocking (EAGAIN): then waiting is left to the system, in short
 * naps, because the light commands are synchronous.
 */
function readStandardInput(): string {
  const chunks: Buffer[] = [];
  const nap = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    try {
      const length = readSync(0, chunk);
      if (length === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(chunk.subarray(0, length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(nap, 0, 0, 5);
    }
  }
}

function problemOf(error: unknown): string {
  if (error instanceof NotAFile) return 'it is not a file';
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not permitted';
  return error instanceof Error ? error.message : String(error);
}
