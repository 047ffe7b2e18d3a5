/**
 * The real agent commands against the fake model server (`npm run test:agents`). With RECORD=1 the streams are kept
 * in `recordings/`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCliExecutor } from '../../../../src/executors/adapters/cli-executor.ts';
import { policyOf } from '../../../../src/executors/adapters/policy.ts';
import { readProcessTable } from '../../../../src/executors/process/process-table.ts';
import type { AgentReply, AgentRequest, Permissions } from '../../../../src/ports.ts';
import { type FakeServer, startFakeServer } from '../../../tools/fake-server.ts';
import { makeRequest, recordingHooks, until } from '../../requests.ts';
import { adapters } from '../adapters.ts';
import { type CommandName, cases, commandNames } from '../cases.ts';
import { benchOptions, commandFile, writeToolServer } from './benches.ts';
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
    const deeds = toolCalls[command];

    /** Has the model call one tool, in a folder with a file `docs/a.md` and a file `secret.md`. */
    async function attempt(permissions: Permissions, call: (cwd: string) => object, home?: string) {
      const { request, executor } = prepare({ permissions }, home);
      const { cwd } = request;
      mkdirSync(join(cwd, 'docs'));
      writeFileSync(join(cwd, 'docs', 'a.md'), 'OPEN-WORD');
      writeFileSync(join(cwd, 'secret.md'), 'SECRET-WORD');
      const before = server.requests().length;
      const reply = await executor.execute({ ...request, prompt: `CALL<<${JSON.stringify(call(cwd))}>>` }, recordingHooks());
      const text = (name: string): string | null => (existsSync(join(cwd, name)) ? readFileSync(join(cwd, name), 'utf8').trim() : null);
      return { reply, told: server.requests().slice(before).join('\n'), text, ran: existsSync(ran) };
    }

    const write = (name: string) => (cwd: string) => deeds.write(join(cwd, name));
    const read = (name: string) => (cwd: string) => deeds.read(join(cwd, name));
    const shell = (line: string) => () => deeds.shell(line);
    const held = (permissions: Permissions): boolean => {
      const found = policyOf(permissions, 'edit');
      return found.ok && adapters[command].unenforceable(found.policy) === null;
    };
    const asShell = command === 'codex';

    test('write: deny holds, and allow lets it', async () => {
      const permissions = (write: 'allow' | 'deny'): Permissions => (asShell ? { write, bash: 'allow' } : { write });
      expect((await attempt(permissions('deny'), write('made.txt'))).text('made.txt')).toBeNull();
      expect((await attempt(permissions('allow'), write('made.txt'))).text('made.txt')).toBe('written');
    });

    test('bash: deny holds, and allow lets it', async () => {
      expect((await attempt({ bash: 'deny' }, shell('echo hello > made.txt'))).text('made.txt')).toBeNull();
      expect((await attempt({ bash: 'allow' }, shell('echo hello > made.txt'))).text('made.txt')).toBe('hello');
    });

    if (held({ read: 'deny' }))
      test('read: deny holds, and allow lets it', async () => {
        expect((await attempt({ read: 'deny' }, read('secret.md'))).told).not.toContain('SECRET-WORD');
        expect((await attempt({ read: 'allow' }, read('secret.md'))).told).toContain('SECRET-WORD');
      });

    if (held({ read: ['docs/**'] }))
      test('read patterns hold', async () => {
        const permissions: Permissions = { read: ['docs/**'] };
        expect((await attempt(permissions, read('docs/a.md'))).told).toContain('OPEN-WORD');
        for (const name of ['secret.md', 'docs/../secret.md']) expect((await attempt(permissions, read(name))).told).not.toContain('SECRET-WORD');
      });

    if (held({ write: ['out/**'] }))
      test('write patterns hold', async () => {
        const permissions: Permissions = { write: ['out/', '*.txt'] };
        expect((await attempt(permissions, write('out/deep/made.md'))).text('out/deep/made.md')).toBe('written');
        expect((await attempt(permissions, write('made.txt'))).text('made.txt')).toBe('written');
        for (const name of ['made.md', 'docs/made.txt', 'out/../made.md'])
          expect([name, (await attempt(permissions, write(name))).text(name)]).toEqual([name, null]);
      });

    if (held({ execute: ['npm test'] }))
      test('execute patterns hold', async () => {
        const made = async (pattern: string, line: string): Promise<boolean> => (await attempt({ execute: [pattern] }, shell(line))).text('made.txt') !== null;
        expect(await made('touch *', 'touch made.txt')).toBe(true);
        expect(await made('touch made.txt', 'touch made.txt')).toBe(true);
        const lines = ['touch made.txt', 'echo x && touch made.txt', 'echo $(touch made.txt)', 'echo x; touch made.txt', 'echo x | tee made.txt'];
        for (const line of lines) expect([line, await made('echo *', line)]).toEqual([line, false]);
      });

    test('network: deny holds', async () => {
      const fetched = (permissions: Permissions) =>
        asShell
          ? attempt(permissions, shell(`curl -s -o made.txt ${server.url}/v1/models`))
          : attempt(permissions, () => deeds.fetch(`${server.url}/v1/models`));
      const { text, told } = await fetched(asShell ? { network: 'deny', bash: 'allow' } : { network: 'deny' });
      expect(text('made.txt')).toBeNull();
      expect(told).not.toContain('\n{}');
      if (asShell) expect((await fetched({ network: 'allow', bash: 'allow' })).text('made.txt')).toContain('fake');
    });

    test('tools of servers in the user’s configuration cannot be called, and without permissions they can', async () => {
      const call = () => ({ name: serverTool[command], input: {} });
      // codex names such tools in a way of its own; that it does not even start the server says more.
      const leave = asShell ? ['touch', ran] : [process.execPath, toolServer, ran];
      const home = homeFolder();
      writeToolServer(home, command, leave);
      expect(await attempt({ bash: 'deny' }, call, home)).toMatchObject({ ran: false });
      const free = homeFolder();
      const { request, executor } = prepare({ prompt: `CALL<<${JSON.stringify(call())}>>` }, free, { permissionMode: 'full' });
      writeToolServer(free, command, leave);
      await executor.execute(request, recordingHooks());
      expect(existsSync(ran)).toBe(true);
    });
  });
});

const toolServer = fileURLToPath(new URL('../../../tools/tool-server.mjs', import.meta.url));

/** What each command calls the tool `leave` of the server `probe`. */
const serverTool: Readonly<Record<CommandName, string>> = {
  claude: 'mcp__probe__leave',
  codex: 'mcp__probe__leave',
  gemini: 'mcp_probe_leave',
  opencode: 'probe_leave',
  copilot: 'probe-leave',
};

type Deeds = {
  readonly read: (file: string) => object;
  readonly write: (file: string) => object;
  readonly shell: (line: string) => object;
  readonly fetch: (url: string) => object;
};

/** The tools of each command, as its model calls them. */
const toolCalls: Readonly<Record<CommandName, Deeds>> = {
  claude: {
    read: (file) => ({ name: 'Read', input: { file_path: file } }),
    write: (file) => ({ name: 'Write', input: { file_path: file, content: 'written' } }),
    shell: (line) => ({ name: 'Bash', input: { command: line, description: 'x' } }),
    fetch: (url) => ({ name: 'WebFetch', input: { url, prompt: 'x' } }),
  },
  codex: {
    read: (file) => ({ name: 'exec_command', input: { cmd: `cat ${file}` } }),
    write: (file) => ({ name: 'exec_command', input: { cmd: `echo written > ${file}` } }),
    shell: (line) => ({ name: 'exec_command', input: { cmd: line } }),
    fetch: (url) => ({ name: 'web_search', input: { query: url } }),
  },
  gemini: {
    read: (file) => ({ name: 'read_file', input: { file_path: file } }),
    write: (file) => ({ name: 'write_file', input: { file_path: file, content: 'written' } }),
    shell: (line) => ({ name: 'run_shell_command', input: { command: line, description: 'x' } }),
    fetch: (url) => ({ name: 'web_fetch', input: { prompt: url } }),
  },
  opencode: {
    read: (file) => ({ name: 'read', input: { filePath: file } }),
    write: (file) => ({ name: 'write', input: { filePath: file, content: 'written' } }),
    shell: (line) => ({ name: 'bash', input: { command: line, description: 'x' } }),
    fetch: (url) => ({ name: 'webfetch', input: { url, format: 'text' } }),
  },
  copilot: {
    read: (file) => ({ name: 'view', input: { path: file } }),
    write: (file) => ({ name: 'create', input: { path: file, file_text: 'written' } }),
    shell: (line) => ({ name: 'bash', input: { command: line, description: 'x', mode: 'sync', initial_wait: 30 } }),
    fetch: (url) => ({ name: 'web_fetch', input: { url } }),
  },
};
