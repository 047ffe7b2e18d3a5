/** `troupe check FILE...`: every diagnostic of every file, and of the programs that they use, each file once. */
import { ProgramFiles } from '../../src/host/program-loader.ts';
import { type AgentKnowledge, check, type Diagnostic, type Source } from '../../src/language/index.ts';
import type { Arguments } from '../command.ts';
import { configurationMayBeNear } from './configuration-near.ts';
import { print, say, wantsColour } from './console.ts';
import { countsText, diagnosticsJson, diagnosticsText, hasErrors, strictly } from './diagnostics.ts';
import { exitCodes } from './exit-codes.ts';
import { openFiles } from './read-files.ts';

/** Returns the exit code. */
export async function execute({ words, switches }: Arguments): Promise<number> {
  const programs = new ProgramFiles();
  const found: Diagnostic[] = [];
  for (const source of new Set(openFiles(words, programs))) {
    found.push(...check(source, { load: programs.load, ...(await knowledgeOf(source)) }).diagnostics);
  }
  const diagnostics = switches.has('strict') ? strictly(withoutRepeats(found)) : withoutRepeats(found);
  if (switches.has('json')) print(diagnosticsJson(diagnostics));
  else printText(diagnostics, programs);
  return hasErrors(diagnostics) ? exitCodes.invalidProgram : exitCodes.succeeded;
}

async function knowledgeOf({ file }: Source): Promise<AgentKnowledge> {
  return configurationMayBeNear(file) ? (await import('../check/knowledge.ts')).knowledgeFor(file) : {};
}

function printText(diagnostics: readonly Diagnostic[], programs: ProgramFiles): void {
  if (diagnostics.length === 0) return;
  print(diagnosticsText(diagnostics, programs.sources(), wantsColour('stdout')));
  say(countsText(diagnostics, new Set(diagnostics.map((one) => one.file)).size));
}

/** A program that is given and used as well, or used twice, is checked more than once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}
