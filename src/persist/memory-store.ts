/**
 * Memories of persistent agents on disk (semantics 1.13): the `MemoryStore` port on folders.
 *
 * | `persist:` | folder |
 * |---|---|
 * | `true` | `agents/NAME/` in the run's folder |
 * | `project` | `.prose/agents/NAME/` in the folder where Troupe runs |
 * | `user` | `.prose/agents/NAME/` in the user's home |
 * | a path | that folder, relative to the program's file |
 *
 * Owns: these folders: `memory.md`, one `NAME-001.md` a version, and the lock. Does not own: what is in a memory.
 *
 * 1. A version is durable before `memory.md` says the same, and is never changed.
 * 2. All but those of one run are guarded by a lock that is held for one call.
 * 3. Names of agents become safe names of files: nothing is written outside these folders.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { MemoryAddress, MemoryCall, MemoryStore, MemoryVersion } from '../ports.ts';
import { writeDurably } from './durable-file.ts';
import { type Release, tryLock } from './file-lock.ts';
import { nameSlug, shortHash } from './path-slug.ts';

export interface MemoryStoreOptions {
  /** Absolute: the run's folder. */
  readonly runDirectory: string;
  /** Absolute: where Troupe runs. */
  readonly workingDirectory: string;
  /** Absolute: the user's home. */
  readonly home: string;
  /** File of the main program, as its source names it. */
  readonly program: string;
}

const current = 'memory.md';

/** @example createMemoryStore({ runDirectory, workingDirectory: process.cwd(), home: homedir(), program: 'a.prose' }) */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  return new FolderMemoryStore(options);
}

class FolderMemoryStore implements MemoryStore {
  readonly #options: MemoryStoreOptions;

  constructor(options: MemoryStoreOptions) {
    this.#options = options;
  }

  keyOf(address: MemoryAddress): string {
    return this.#folder(address);
  }

  open(address: MemoryAddress): MemoryCall | null {
    const folder = this.#folder(address);
    const release = address.place.kind === 'run' ? () => undefined : tryLock(folder);
    if (release === null) return null;
    try {
      return new FolderCall(folder, nameSlug(address.agent), release);
    } catch (error) {
      release();
      throw error;
    }
  }

  read(address: MemoryAddress): MemoryVersion | null {
    return newestIn(this.#folder(address), nameSlug(address.agent));
  }

  #folder({ agent, place, program }: MemoryAddress): string {
    const { runDirectory, workingDirectory, home } = this.#options;
    const name = nameSlug(agent);
    switch (place.kind) {
      case 'run':
        // Agents of used programs may be called alike.
        return join(runDirectory, 'agents', program === this.#options.program ? name : `${name}-${shortHash(program, 12)}`);
      case 'project':
        return join(workingDirectory, '.prose', 'agents', name);
      case 'user':
        return join(home, '.prose', 'agents', name);
      default:
        return resolve(dirname(resolve(workingDirectory, program)), place.path);
    }
  }
}

class FolderCall implements MemoryCall {
  readonly found: MemoryVersion | null;
  readonly #folder: string;
  readonly #name: string;
  readonly #release: Release;

  constructor(folder: string, name: string, release: Release) {
    this.#folder = folder;
    this.#name = name;
    this.#release = release;
    this.found = newestIn(folder, name);
  }

  lend(directory: string, text: string): string {
    const copy = join(directory, current);
    writeFileSync(copy, text);
    return copy;
  }

  returned(file: string): string | null {
    return readIfThere(file);
  }

  promote(text: string): MemoryVersion {
    mkdirSync(this.#folder, { recursive: true });
    const number = (numbersIn(this.#folder, this.#name).at(-1) ?? 0) + 1;
    const file = versionFile(this.#folder, this.#name, number);
    writeDurably(file, text);
    writeDurably(join(this.#folder, current), text);
    return { number, text, file };
  }

  close(): void {
    this.#release();
  }
}

/** What `memory.md` says counts; its version's own file is named while it says the same. */
function newestIn(folder: string, name: string): MemoryVersion | null {
  const file = join(folder, current);
  const text = readIfThere(file);
  if (text === null) return null;
  const number = numbersIn(folder, name).at(-1) ?? 0;
  const version = number === 0 ? file : versionFile(folder, name, number);
  return { number, text, file: readIfThere(version) === text ? version : file };
}

function versionFile(folder: string, name: string, number: number): string {
  return join(folder, `${name}-${String(number).padStart(3, '0')}.md`);
}

/** Numbers of the versions, in ascending order. */
function numbersIn(folder: string, name: string): readonly number[] {
  const prefix = `${name}-`;
  const numbers = namesIn(folder).flatMap((file) => (file.startsWith(prefix) ? (/^(\d{3,})\.md$/.exec(file.slice(prefix.length))?.[1] ?? []) : []));
  return numbers.map(Number).sort((a, b) => a - b);
}

function namesIn(folder: string): readonly string[] {
  return unlessMissing(() => readdirSync(folder)) ?? [];
}

function readIfThere(file: string): string | null {
  return unlessMissing(() => readFileSync(file, 'utf8'));
}

function unlessMissing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    // Node's file errors carry their code here; everything else is passed on.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
