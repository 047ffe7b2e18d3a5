/** `troupe check FILE...`: every diagnostic of every file, and of the programs that they use, each file once. */
import { ProgramFiles } from '../../src/host/program-loader.ts';
import { check, type Diagnostic } from '../../src/language/index.ts';
import type { Arguments } from '../command.ts';
import { print, say, wantsColour } from './console.ts';
import { countsText, diagnosticsJson, diagnosticsText, hasErrors, strictly } from './diagnostics.ts';
import { exitCodes } from './exit-codes.ts';
import { openFiles } from './read-files.ts';

/** Returns the exit code. */
export function execute({ words, switches }: Arguments): number {
  const programs = new ProgramFiles();
  const sources = new Set(openFiles(words, programs));
  const found = withoutRepeats([...sources].flatMap((source) => check(source, { load: programs.load }).diagnostics));
  const diagnostics = switches.has('strict') ? strictly(found) : found;
  if (switches.has('json')) print(diagnosticsJson(diagnostics));
  else printText(diagnostics, programs);
  return hasErrors(diagnostics) ? exitCodes.invalidProgram : exitCodes.succeeded;
}

function printText(diagnostics: readonly Diagnostic[], programs: ProgramFiles): void {
  const sources = programs.sources();
  if (diagnostics.length === 0) return;
  print(diagnosticsText(diagnostics, sources, wantsColour('stdout')));
  say(countsText(diagnostics, new Set(diagnostics.map((one) => one.file)).size));
}

/** A program that is given and used as well, or used twice, is checked more than once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}
