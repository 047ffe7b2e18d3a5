/** Run ids that come from outside: a run id is the name of a folder, and nothing is written outside of it. */
import { TroupeError } from '../errors.ts';

const EXPECTED = 'letters, digits, "-", "_" and "." (at most 100, starting with a letter or digit, not ending with ".")';
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** True when `id` can only mean one folder right inside the folder of runs, on every file system. */
export function isSafeRunId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id) && !id.endsWith('.') && !DEVICES.test(id);
}

/** @throws TroupeError `usage` for any id that `isSafeRunId` refuses */
export function checkRunId(id: string): void {
  if (isSafeRunId(id)) return;
  throw new TroupeError('usage', `run id ${JSON.stringify(id)} is not allowed: expected ${EXPECTED}`, { details: { runId: id } });
}
