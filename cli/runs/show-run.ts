/** `troupe show`: one run as a tree on stdout. */
import { readStoredRun } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { print } from '../light/console.ts';
import { exitCodes } from '../light/exit-codes.ts';
import { lastLines } from '../run/last-lines.ts';
import { runTree } from './run-tree.ts';
import { storedOptions } from './stored-options.ts';

/** Returns the exit code. */
export async function execute(given: Arguments): Promise<number> {
  const { document, directory } = await readStoredRun(given.words[0], storedOptions(given));
  if (given.switches.has('json')) print(`${JSON.stringify(document)}\n`);
  else print([...lastLines(document, directory), ...runTree(document)].map((line) => `${line}\n`).join(''));
  return exitCodes.succeeded;
}
