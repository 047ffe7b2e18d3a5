/** Runs the built command as a user would, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const command = fileURLToPath(new URL('../../dist/cli/troupe.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A fresh folder that holds these files. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'troupe-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

export function start(words: readonly string[], { cwd, env }: Options = {}): ChildProcess {
  return spawn(process.execPath, [command, ...words], { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
}

export async function troupe(words: readonly string[], options: Options = {}): Promise<Ended> {
  const child = start(words, options);
  child.stdin?.end(options.stdin ?? '');
  return ended(child);
}

export function ended(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
  });
}

/** One line of a shell in a folder, with the command as `$TROUPE`; `script` gives it a terminal. */
export function shell(line: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: { ...process.env, ...env, TROUPE: `${process.execPath} ${command}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(child);
}
