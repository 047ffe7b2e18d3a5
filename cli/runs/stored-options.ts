/** The flags that say where runs are kept. */
import type { StoredRunsOptions } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { readText } from '../run/flag-values.ts';

export function storedOptions({ values }: Arguments): StoredRunsOptions {
  const text = values.get('runs-dir');
  return text === undefined ? {} : { runsDir: readText('runs-dir', text, 'a folder') };
}
