/**
 * The folder of one attempt (cli.md, "The run's directory"): what was asked and what came back.
 *
 * Owns: `request.json`, `prompt.md`, `result.md`. `stdout.log`, `stderr.log` and `receipt.json` are
 * written by `owned-process.ts`. All have mode 0600: they hold what the agent was told, unmasked.
 * Without files in the request a temporary folder is used and removed afterwards.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentRequest, ContextEntry } from '../../ports.ts';
import { CAPTURE_LIMIT } from './capture.ts';

export interface AttemptFolder {
  readonly directory: string;
  /** Where an agent may write its result, and where it is kept. */
  readonly resultFile: string;
  readonly promptFile: string;
  /** Removes a temporary folder. */
  readonly dispose: () => void;
}

/** Makes the folder and writes what is asked. Throws the system's error when it cannot. */
export function openAttemptFolder(request: AgentRequest, prompt: string): AttemptFolder {
  const directory = request.files?.directory ?? mkdtempSync(join(tmpdir(), 'troupe-'));
  mkdirSync(directory, { recursive: true });
  const folder: AttemptFolder = {
    directory,
    resultFile: request.files?.result ?? join(directory, 'result.md'),
    promptFile: join(directory, 'prompt.md'),
    dispose: () => {
      if (request.files === null) rmSync(directory, { recursive: true, force: true });
    },
  };
  // An answer must come from this attempt: nothing that lay here before may be taken for one.
  rmSync(folder.resultFile, { force: true });
  writePrivately(folder.promptFile, prompt);
  writePrivately(join(directory, 'request.json'), `${JSON.stringify(recordOf(request), null, 2)}\n`);
  return folder;
}

/** Keeps the result for people to read. */
export function keepResult(folder: AttemptFolder, text: string): void {
  try {
    writePrivately(folder.resultFile, text);
  } catch {
    // Derived: the reply holds the same text.
  }
}

/** What the agent wrote as its result; no more than any output may be. */
export function readResult(
  folder: AttemptFolder,
): { readonly kind: 'text'; readonly text: string } | { readonly kind: 'missing' } | { readonly kind: 'too-large' } {
  try {
    if (statSync(folder.resultFile).size > CAPTURE_LIMIT) return { kind: 'too-large' };
    return { kind: 'text', text: readFileSync(folder.resultFile, 'utf8') };
  } catch {
    return { kind: 'missing' };
  }
}

/** The request without the marker, which holds the run's secret key, and without texts that a file holds. */
function recordOf(request: AgentRequest): Readonly<Record<string, unknown>> {
  const { mark: _secret, prompt: _inPromptFile, context, ...facts } = request;
  const short = (entries: readonly ContextEntry[]): readonly unknown[] =>
    entries.map(({ name, file, text }) => (file === undefined ? { name, text } : { name, file }));
  const passed = context.passed === undefined ? {} : { passed: short(context.passed) };
  return { ...facts, context: { kind: context.kind, entries: short(context.entries), ...passed } };
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}
