#!/usr/bin/env node
/**
 * The `troupe` command: reads the command line, loads the code of the one command, sets the exit code.
 *
 * Owns: the order of loading. Each command's code is a bundle of its own (`scripts/build.mjs`), loaded when it is needed.
 */
import * as nodeModule from 'node:module';
import { readArguments } from './arguments/read-arguments.ts';
import type { Command, CommandCode } from './command.ts';
import { commands } from './commands/all.ts';
import { watchForBugs } from './light/bugs.ts';
import { flushed, print } from './light/console.ts';
import { exitCodes } from './light/exit-codes.ts';
import { reportFailure } from './light/report.ts';

// Since Node 22.1: compiled code is kept between starts.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

watchForBugs();
void answer(process.argv.slice(2)).then(async (code) => {
  await flushed();
  process.exit(code);
});

async function answer(words: readonly string[]): Promise<number> {
  try {
    const line = readArguments(words, commands);
    if (line.kind === 'command') return await (lightCode(line.command) ?? (await line.command.load())).execute(line.given);
    print(line.kind === 'version' ? `${TROUPE_VERSION}\n` : await (await import('./help/help.ts')).helpText(words, commands));
    return exitCodes.succeeded;
  } catch (error) {
    return reportFailure(error);
  }
}

/** Light commands are CommonJS beside this file: `import()` would first start the loader of ES modules. */
function lightCode({ name }: Command): CommandCode | null {
  switch (name) {
    case 'check':
      return require('./check.js') as typeof import('./light/check.ts');
    case 'fmt':
      return require('./fmt.js') as typeof import('./light/fmt.ts');
    default:
      return null;
  }
}
