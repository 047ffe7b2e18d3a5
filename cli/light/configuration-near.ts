/**
 * Whether there may be a configuration for a program: in its folder or a parent. Only a look at names, so that checking a
 * program without one loads nothing; the library decides what is really a configuration.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configurationNames } from '../../src/executors/settings/configuration-names.ts';

export function configurationMayBeNear(programFile: string): boolean {
  for (let folder = dirname(resolve(programFile)); ; folder = dirname(folder)) {
    if (configurationNames.some((name) => existsSync(join(folder, name))) || manifestMayHoldOne(join(folder, 'package.json'))) return true;
    if (folder === dirname(folder)) return false;
  }
}

function manifestMayHoldOne(manifest: string): boolean {
  return existsSync(manifest) && /"troupe"\s*:\s*\{/.test(readFileSync(manifest, 'utf8'));
}
