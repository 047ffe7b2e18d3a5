/**
 * The readable files of a run's bindings, `bindings/` (`cli.md`, the run's directory).
 *
 * 1. `NAME.md` belongs to the program's own names; names of calls, branches and items are `NAME__ID.md`,
 *    and so is a name that differs from another only by case.
 * 2. No two bindings share a file, except that a name bound again replaces its own.
 * 3. An unnamed result keeps its number over resumes, by its execution id.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BindingRecord } from '../ports.ts';
import { nameSlug } from './path-slug.ts';

/** A header of `key: value` lines, a line `---`, then the value and nothing else. */
function renderBinding(binding: BindingRecord, title: string): string {
  const source = binding.source.split(/[\r\n]/, 1)[0]?.trim() ?? '';
  return `# ${title}\n\nname: ${title}\nkind: ${binding.kind}\nexecution_id: ${binding.executionId}\nsource: ${source}\n\n---\n\n${binding.text}\n`;
}

export class BindingFiles {
  readonly #directory: string;
  /** Lower-case file name -> file name as it is. */
  readonly #used: Map<string, string>;
  /** Execution id of an unnamed result -> its number. */
  readonly #anonymous: Map<number, number>;

  /** @param directory exists; files of an earlier driver are taken over */
  constructor(directory: string) {
    this.#directory = directory;
    const files = readdirSync(directory);
    this.#used = new Map(files.map((file) => [file.toLowerCase(), file]));
    this.#anonymous = new Map(files.flatMap((file) => this.#readAnonymous(file)));
  }

  /** Writes the binding and returns its absolute file. */
  write(binding: BindingRecord): string {
    const file = binding.name === null ? this.#anonymousFile(binding.executionId) : this.#namedFile(binding.name, binding);
    const path = join(this.#directory, file);
    writeFileSync(path, renderBinding(binding, binding.name ?? file.slice(0, -'.md'.length)));
    return path;
  }

  #anonymousFile(executionId: number): string {
    let number = this.#anonymous.get(executionId);
    if (number === undefined) {
      number = this.#anonymous.size + 1;
      this.#anonymous.set(executionId, number);
    }
    return `anon_${String(number).padStart(3, '0')}.md`;
  }

  #namedFile(name: string, binding: BindingRecord): string {
    const stem = nameSlug(name);
    if (binding.programLevel && !isTakenForm(stem) && this.#claim(`${stem}.md`)) return `${stem}.md`;
    const numbered = `${stem}__${binding.executionId}`;
    for (let copy = 1; ; copy++) {
      const file = copy === 1 ? `${numbered}.md` : `${numbered}-${copy}.md`;
      if (this.#claim(file)) return file;
    }
  }

  /** False when the file belongs to a name that differs by case. */
  #claim(file: string): boolean {
    const owner = this.#used.get(file.toLowerCase());
    if (owner === undefined) this.#used.set(file.toLowerCase(), file);
    return owner === undefined || owner === file;
  }

  #readAnonymous(file: string): [number, number][] {
    const number = /^anon_(\d+)\.md$/.exec(file)?.[1];
    if (number === undefined) return [];
    const execution = /^execution_id: (\d+)$/m.exec(readFileSync(join(this.#directory, file), 'utf8').slice(0, 400))?.[1];
    return execution === undefined ? [] : [[Number(execution), Number(number)]];
  }
}

/** A program's name that reads like a numbered or an unnamed one gives way to those. */
function isTakenForm(stem: string): boolean {
  return /__\d+(?:-\d+)?$/.test(stem) || /^anon_\d+$/i.test(stem);
}
