/**
 * `troupe fmt FILE...`: the canonical form, on stdout. With `--write` into the files, with `--check` only the names of
 * those that differ. A file is never changed unasked, and never half written.
 */
import { renameSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { ProgramFiles, STANDARD_INPUT } from '../../src/host/program-loader.ts';
import { type Diagnostic, format, type Source } from '../../src/language/index.ts';
import type { Arguments } from '../command.ts';
import { print, say, wantsColour } from './console.ts';
import { diagnosticsText } from './diagnostics.ts';
import { exitCodes } from './exit-codes.ts';
import { openFiles } from './read-files.ts';
import { UsageError } from './usage-error.ts';

interface Formatted {
  readonly source: Source;
  readonly text: string;
}

/** Returns the exit code: 1 when `--check` found a difference, 3 when a file has syntax errors (the others are done). */
export function execute({ words, switches }: Arguments): number {
  if (switches.has('write') && words.includes(STANDARD_INPUT)) throw new UsageError('--write has no file to write when the program comes from standard input');
  const programs = new ProgramFiles();
  const results = openFiles(words, programs).map((source) => ({ source, ...format(source) }));
  const formatted = results.flatMap((result) => (result.kind === 'formatted' ? [result] : []));
  const diagnostics = results.flatMap((result) => (result.kind === 'invalid' ? result.diagnostics : []));
  const differing = formatted.filter((one) => one.text !== one.source.text);
  if (switches.has('check')) print(differing.map((one) => `${one.source.file}\n`).join(''));
  else if (switches.has('write')) differing.forEach(rewrite);
  else print(formatted.map((one) => one.text).join(''));
  if (diagnostics.length > 0) return refuse(diagnostics, programs);
  return switches.has('check') && differing.length > 0 ? exitCodes.failed : exitCodes.succeeded;
}

function refuse(diagnostics: readonly Diagnostic[], programs: ProgramFiles): number {
  say(diagnosticsText(diagnostics, programs.sources(), wantsColour('stderr')).trimEnd());
  return exitCodes.invalidProgram;
}

/** Beside the file, then renamed over it; a link keeps pointing to the file it names. */
function rewrite({ source, text }: Formatted): void {
  const file = realpathSync(source.file);
  const beside = `${file}.${process.pid}.troupe`;
  writeFileSync(beside, text, { mode: statSync(file).mode });
  renameSync(beside, file);
  say(`formatted ${source.file}`);
}
