/** The sample programs that tests of the language share. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../../src/language/source.ts';

const folder = join(import.meta.dirname, '../samples');

/** The programs of a folder of `tests/samples`, by file name. */
export function samplesIn(name: string): readonly Source[] {
  return readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.prose'))
    .map((file) => new Source(file, readFileSync(join(folder, name, file), 'utf8')));
}

/** A file below `tests/samples`. */
export function sampleFile(...path: readonly string[]): string {
  return readFileSync(join(folder, ...path), 'utf8');
}

/** The folders of a folder of `tests/samples`. */
export function caseFolders(name: string): readonly string[] {
  return readdirSync(join(folder, name), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
