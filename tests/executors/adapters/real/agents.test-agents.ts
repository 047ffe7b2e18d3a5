/**
 * The real agent commands against the fake model server (`npm run test:agents`). With RECORD=1 the streams are kept
 * in `recordings/`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCliExecutor } from '../../../../src/executors/adapters/cli-executor.ts';
import { readProcessTable } from '../../../../src/executors/process/process-table.ts';
import type { AgentReply, AgentRequest, Permissions } from '../../../../src/ports.ts';
import { type FakeServer, startFakeServer } from '../../../tools/fake-server.ts';
import { makeRequest, recordingHooks, until } from '../../requests.ts';
import { type CommandName, cases, commandNames } from '../cases.ts';
import { benchOptions, commandFile } from './benches.ts';
import { saveRecording } from './recording.ts';

const wanted = (process.env.ONLY ?? '').split(',').filter((name) => name !== '');

/** A folder that is removed when the test ends. Homes are no temporary folders: codex keeps no helpers in such a one. */
function folder(parent = tmpdir()): string {
  const made = mkdtempSync(join(parent, 'troupe-agents-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function homeFolder(): string {
  return folder(process.env.TROUPE_AGENT_COMMANDS);
}

function carriers(mark: string): Promise<number[]> {
  return readProcessTable().then((table) => [...table.values()].filter((entry) => entry.mark === mark).map((entry) => entry.pid));
}

describe.each(commandNames.filter((name) => wanted.length === 0 || wanted.includes(name)))('%s', (command: CommandName) => {
  const ran = join(tmpdir(), `troupe-tool-ran-${process.pid}-${command}`);
  let server: FakeServer;
  let version: string;

  beforeAll(async () => {
    server = await startFakeServer(`touch ${ran}`);
    version = execFileSync(commandFile(command), ['--version'], { encoding: 'utf8' }).trim().split('\n')[0] ?? '';
  });
  afterAll(() => server.stop());

  /** One request in folders of its own. */
  function prepare(change: Partial<AgentRequest>, home = homeFolder(), options: Parameters<typeof benchOptions>[3] = {}) {
    rmSync(ran, { force: true });
    const directory = folder();
    const request = makeRequest({ label: '', cwd: folder(), files: { directory, result: join(directory, 'result.md') }, timeout: 90_000, ...change });
    const executor = createCliExecutor(benchOptions(command, server.url, home, options));
    return { directory, request, executor, home };
  }

  test.each(cases)('$name', async ({ name, request: change, permissionMode, reply: expected }) => {
    const { directory, request, executor, home } = prepare(change, homeFolder(), permissionMode === undefined ? {} : { permissionMode });
    const reply = await executor.execute(request, recordingHooks());
    if (process.env.RECORD) {
      const hidden = new Map([
        [server.url, 'http://127.0.0.1:PORT'],
        [home, '/home/me'],
        [request.cwd, '/work'],
        [directory, '/attempt'],
        [ran, '/tmp/ran'],
        [process.env.TROUPE_AGENT_COMMANDS ?? '', '/agents'],
      ]);
      saveRecording(command, version, name, directory, hidden);
    }
    expect(reply).toMatchObject(expected(command) as AgentReply);
    expect(await carriers(request.mark)).toEqual([]);
    if (name === 'denied') expect(existsSync(ran)).toBe(false);
    if (name === 'tool') expect(existsSync(ran)).toBe(true);
  });

  test('system prompt and prompt reach the model as they are, however long', async () => {
    const system = 'You are "terse".\nNever say \\more than needed\u007f é€😀';
    const prompts = ['- SAY<<dash>> "quoted" \'single\' $(id) `id` {{x}} \\ é€😀\nsecond line', `SAY<<long>> ${'word '.repeat(50_000)}end`];
    for (const prompt of prompts) {
      const { request, executor } = prepare({ system, prompt });
      const before = server.requests().length;
      expect(await executor.execute(request, recordingHooks())).toMatchObject({ ok: true, text: /SAY<<(.*?)>>/.exec(prompt)?.[1] });
      const asked = server.requests().slice(before).join('\n');
      expect(asked).toContain(JSON.stringify(prompt.trim()).slice(1, -1));
      expect(asked).toContain(JSON.stringify(system).slice(1, -1));
    }
  });

  test('a model that never answers is ended by the timeout', async () => {
    const { request, executor } = prepare({ prompt: 'HANGME', timeout: 12_000 });
    expect(await executor.execute(request, recordingHooks())).toMatchObject({ ok: false, error: { kind: 'timeout', message: 'timed out after 12s' } });
    expect(await carriers(request.mark)).toEqual([]);
  });

  test('a tool that runs when the session is stopped is gone with it', async () => {
    const started = join(tmpdir(), `troupe-tool-started-${process.pid}-${command}`);
    const endless = await startFakeServer(`touch ${started} && tail -f /dev/null`);
    onTestFinished(() => endless.stop());
    onTestFinished(() => rmSync(started, { force: true }));
    const { request } = prepare({ prompt: 'TOOLRUN' });
    const executor = createCliExecutor(benchOptions(command, endless.url, homeFolder(), { permissionMode: 'full', grace: 2000 }));
    const hooks = recordingHooks();
    const reply = executor.execute(request, hooks);
    await until(() => existsSync(started));
    expect((await carriers(request.mark)).length).toBeGreaterThan(0);
    hooks.abort();
    expect(await reply).toMatchObject({ ok: false, error: { kind: 'signal', message: 'stopped' }, receipt: { unkilled: [] } });
    expect(await carriers(request.mark)).toEqual([]);
  });

  test('goes on with its own session, and counts each call for itself', async () => {
    const home = homeFolder();
    const cwd = folder();
    const executor = createCliExecutor(benchOptions(command, server.url, home, { resumeSession: true }));
    const ask = (prompt: string, change: Partial<AgentRequest>): Promise<AgentReply> =>
      executor.execute(makeRequest({ prompt, cwd, label: '', timeout: 90_000, ...change }), recordingHooks());
    const first = await ask('The word is XYZZY. SAY<<one>>', {});
    if (!first.ok || first.agentSessionId === undefined) throw new Error(JSON.stringify(first));
    const before = server.requests().length;
    const second = await ask('SAY<<two>>', { kind: 'resume', continues: first.agentSessionId });
    expect(server.requests().slice(before).join('\n')).toContain('XYZZY');
    expect(first).toMatchObject({ text: 'one', usage: { inputTokens: 100, outputTokens: 12 } });
    expect(second).toMatchObject({ ok: true, text: 'two', usage: { inputTokens: 100, outputTokens: 12, costUsd: first.usage?.costUsd } });
    if (!second.ok || second.agentSessionId === undefined) throw new Error(JSON.stringify(second));
    const third = await ask('SAY<<three>>', { kind: 'resume', continues: second.agentSessionId });
    expect(third).toMatchObject({ ok: true, text: 'three', usage: { inputTokens: 100, outputTokens: 12 } });
  });

  describe('permissions', () => {
    const calls: Readonly<Record<CommandName, (file: string) => Readonly<Record<'read' | 'write' | 'shell', object>>>> = {
      claude: (file) => ({
        read: { name: 'Read', input: { file_path: file } },
        write: { name: 'Write', input: { file_path: file, content: 'written' } },
        shell: { name: 'Bash', input: { command: `touch ${ran}`, description: 'x' } },
      }),
      codex: () => ({
        read: { name: 'exec_command', input: { cmd: `touch ${ran}` } },
        write: { name: 'exec_command', input: { cmd: 'echo written > made.txt' } },
        shell: { name: 'exec_command', input: { cmd: `echo hello > made.txt; touch ${ran}` } },
      }),
      gemini: (file) => ({
        read: { name: 'read_file', input: { file_path: file } },
        write: { name: 'write_file', input: { file_path: file, content: 'written' } },
        shell: { name: 'run_shell_command', input: { command: `touch ${ran}`, description: 'x' } },
      }),
      opencode: (file) => ({
        read: { name: 'read', input: { filePath: file } },
        write: { name: 'write', input: { filePath: file, content: 'written' } },
        shell: { name: 'bash', input: { command: `touch ${ran}`, description: 'x' } },
      }),
      copilot: (file) => ({
        read: { name: 'view', input: { path: file } },
        write: { name: 'create', input: { path: file, file_text: 'written' } },
        shell: { name: 'bash', input: { command: `touch ${ran}`, description: 'x', mode: 'sync', initial_wait: 30 } },
      }),
    };

    async function attempt(what: 'read' | 'write' | 'shell', permissions: Permissions, name = 'made.txt') {
      const { request, executor } = prepare({ permissions });
      const file = join(request.cwd, name);
      const before = server.requests().length;
      const call = JSON.stringify(calls[command](file)[what]);
      const reply = await executor.execute({ ...request, prompt: `CALL<<${call}>>` }, recordingHooks());
      return { reply, asked: server.requests().slice(before).join('\n'), text: existsSync(file) ? readFileSync(file, 'utf8').trim() : null };
    }

    test('write: deny holds', async () => {
      expect(await attempt('write', { write: 'deny' })).toMatchObject({ text: null });
    });

    test('write: allow lets it', async () => {
      expect(await attempt('write', command === 'codex' ? { write: 'allow', bash: 'allow' } : { write: 'allow' })).toMatchObject({
        reply: { ok: true },
        text: 'written',
      });
    });

    test('bash: deny holds', async () => {
      await attempt('shell', { bash: 'deny' });
      expect(existsSync(ran)).toBe(false);
    });

    test('bash: allow lets it', async () => {
      const { reply, text } = await attempt('shell', { bash: 'allow' });
      expect(reply).toMatchObject({ ok: true });
      expect(command === 'codex' ? text === 'hello' : existsSync(ran)).toBe(true);
    });
  });
});
