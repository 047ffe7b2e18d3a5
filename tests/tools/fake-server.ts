/** The fake model server as a process of its own, with what was asked of it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('fake-model-server.mjs', import.meta.url));

export interface FakeServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** The requests that came, as text, in order of arrival. */
  readonly requests: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** @param toolCommand what the model asks the agent's shell tool to run */
export async function startFakeServer(toolCommand = 'true'): Promise<FakeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-fake-server-'));
  const bodies = join(folder, 'bodies.jsonl');
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, TOOL_COMMAND: toolCommand, BODIES: bodies },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  return {
    url,
    requests: () => (existsSync(bodies) ? readFileSync(bodies, 'utf8').trim().split('\n') : []),
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
