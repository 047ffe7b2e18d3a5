/** Requests and commands that the tests of this folder share. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CommandOptions } from '../../src/executors/command.ts';
import type { AgentActivity, AgentRequest } from '../../src/ports.ts';

export const stubAgent = fileURLToPath(new URL('../stub-agent.mjs', import.meta.url));

let requests = 0;

/** A request for a plain session, with its own marker. */
export function makeRequest(change: Partial<AgentRequest> = {}): AgentRequest {
  requests += 1;
  return {
    run: '20261121-093012-a7b3c9',
    path: '/session-say-hello@0123456789',
    attempt: 1,
    kind: 'session',
    label: 'Say hello',
    agent: null,
    model: null,
    system: null,
    prompt: 'Say hello',
    context: { kind: 'index', entries: [] },
    memory: null,
    permissions: null,
    returns: { kind: 'text' },
    expects: { kind: 'text' },
    question: null,
    timeout: null,
    cwd: tmpdir(),
    files: null,
    mark: `${process.pid.toString(16).padStart(16, '0')}${requests.toString(16).padStart(16, '0')}.abc.1`,
    ...change,
  };
}

/** Options that run the stub agent. */
export function stubOptions(change: Partial<CommandOptions> = {}): CommandOptions {
  return {
    command: [process.execPath, stubAgent],
    prompt: 'stdin',
    output: 'text',
    env: ['STUB_*'],
    allowEmpty: false,
    grace: 5000,
    environment: process.env,
    ...change,
  };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Hooks that record what the executor tells; `abort` stops the invocation. */
export function recordingHooks(): {
  readonly signal: AbortSignal;
  readonly emit: (activity: AgentActivity) => void;
  readonly activities: AgentActivity[];
  readonly abort: () => void;
} {
  const controller = new AbortController();
  const activities: AgentActivity[] = [];
  return { signal: controller.signal, emit: (activity) => activities.push(activity), activities, abort: () => controller.abort() };
}

/** Whether a process lives; one that only waits to be collected by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for a condition that something outside brings about; the test's own timeout is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The entries of the stub's log. */
export function readLog(file: string): readonly { readonly event: string; readonly pid: number; readonly path: string; readonly [key: string]: unknown }[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
