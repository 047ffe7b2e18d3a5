/** A folder of files for one test, removed afterwards. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { loadSettings, type SettingsRequest } from '../../src/executors/settings/load-settings.ts';
import type { Settings } from '../../src/executors/settings/settings.ts';

/** Objects are written as JSON. */
export function folderWith(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'troupe-settings-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** A folder for PATH with executables of these names. */
export function pathWith(...names: readonly string[]): string {
  const folder = folderWith(Object.fromEntries(names.map((name) => [name, '#!/bin/sh\n'])));
  for (const name of names) chmodSync(join(folder, name), 0o755);
  return folder;
}

/** Settings in `folder`, with nothing on PATH unless the environment says otherwise. */
export function settingsIn(folder: string, more: Partial<SettingsRequest> = {}): Promise<Settings> {
  return loadSettings({ programFolder: folder, workingDirectory: folder, flags: {}, environment: {}, ...more });
}

export async function usageError(action: Promise<unknown>): Promise<TroupeError> {
  const error = await action.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TroupeError);
  expect(error).toMatchObject({ code: 'usage' });
  return error as TroupeError;
}
