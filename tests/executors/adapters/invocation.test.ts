/** What each agent command is started with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/executors/adapters/adapter.ts';
import { type CliOptions, createCliExecutor } from '../../../src/executors/adapters/cli-executor.ts';
import { policyOf } from '../../../src/executors/adapters/policy.ts';
import type { AgentRequest, Permissions } from '../../../src/ports.ts';
import { makeRequest, recordingHooks, temporaryFolder } from '../requests.ts';
import { adapters } from './adapters.ts';
import { type CommandName, commandNames } from './cases.ts';

function task(change: Partial<Task> = {}, request: Partial<AgentRequest> = {}): Task {
  return {
    request: makeRequest(request),
    prompt: 'Say hello',
    promptFitsArgument: true,
    model: null,
    continues: null,
    newSessionId: '0-new',
    directory: '/attempt',
    policy: null,
    permissionMode: 'edit',
    environment: {},
    ...change,
  };
}

const args = (command: CommandName, change: Partial<Task> = {}, request: Partial<AgentRequest> = {}): string =>
  adapters[command].invocation(task(change, request)).args.join(' ');

function policy(permissions: Permissions): Task['policy'] {
  const found = policyOf(permissions, 'edit');
  if (!found.ok) throw new Error(found.problem);
  return found.policy;
}

describe('the plainest session', () => {
  test.each<[CommandName, string]>([
    ['claude', '-p Say hello --output-format stream-json --verbose --session-id 0-new --permission-mode acceptEdits'],
    ['codex', 'exec --json --skip-git-repo-check -c sandbox_mode="workspace-write" Say hello'],
    ['gemini', '-p Say hello -o stream-json --skip-trust --session-id 0-new --approval-mode auto_edit'],
    ['opencode', 'run --format json --agent troupe --title=Say hello'],
    [
      'copilot',
      '-p Say hello --output-format json --no-ask-user --no-auto-update --usage-output-file /attempt/usage.json --session-id 0-new --allow-tool=write',
    ],
  ])('%s', (command, expected) => expect(args(command)).toBe(expected));
});

describe('a model, an earlier session and a long prompt', () => {
  test.each<[CommandName, string]>([
    ['claude', '-p --output-format stream-json --verbose --model m --resume 0-old --fork-session --session-id 0-new --permission-mode acceptEdits'],
    ['codex', 'exec resume --json --skip-git-repo-check -m m -c sandbox_mode="workspace-write" 0-old -'],
    ['gemini', '-o stream-json --skip-trust -m m -r 0-old --approval-mode auto_edit'],
    ['opencode', 'run --format json --agent troupe --title=Say hello -m m -s 0-old --fork'],
    ['copilot', '--output-format json --no-ask-user --no-auto-update --usage-output-file /attempt/usage.json --model m --resume=0-old --allow-tool=write'],
  ])('%s', (command, expected) => {
    const invocation = adapters[command].invocation(task({ model: 'm', continues: '0-old', promptFitsArgument: false }));
    expect(invocation.args.join(' ')).toBe(expected);
    expect(invocation.stdin).toBe('Say hello');
  });
});

describe('a system prompt', () => {
  const system = 'Be "brief".\nAlways\u007f.';

  test('claude: an argument, a long one a file', () => {
    expect(args('claude', {}, { system })).toContain(`--system-prompt ${system}`);
    const long = adapters.claude.invocation(task({}, { system: 'x'.repeat(200_000) }));
    expect(long.args.join(' ')).toContain('--system-prompt-file /attempt/system.md');
    expect(long.files).toEqual({ 'system.md': 'x'.repeat(200_000) });
  });

  test('codex: developer instructions, as a TOML string', () => {
    expect(args('codex', {}, { system })).toContain('-c developer_instructions="Be \\"brief\\".\\nAlways\\u007f."');
  });

  test('gemini: a file that a variable names', () => {
    expect(adapters.gemini.invocation(task({}, { system }))).toMatchObject({
      environment: { GEMINI_SYSTEM_MD: '/attempt/system.md' },
      files: { 'system.md': system },
    });
  });

  test('opencode: an agent beside those of the user’s own inline configuration', () => {
    const own = JSON.stringify({ model: 'a/b', agent: { mine: { prompt: 'x' } } });
    const { environment } = adapters.opencode.invocation(task({ environment: { OPENCODE_CONFIG_CONTENT: own } }, { system }));
    expect(JSON.parse(environment?.OPENCODE_CONFIG_CONTENT ?? '')).toMatchObject({
      model: 'a/b',
      agent: { mine: { prompt: 'x' }, troupe: { mode: 'primary', prompt: system } },
    });
  });

  test('copilot: a custom agent in a folder of the attempt', () => {
    const invocation = adapters.copilot.invocation(task({}, { system }));
    expect(invocation.args.join(' ')).toContain('--add-dir /attempt/copilot --agent troupe');
    expect(invocation.files?.['copilot/.github/agents/troupe.agent.md']).toMatch(/^---\nname: troupe\n[\s\S]*---\n\nBe "brief"\./);
  });
});

describe('a schema', () => {
  const strict = { $schema: 'x', type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false };
  const returns = (schema: object): Partial<AgentRequest> => ({ returns: { kind: 'schema', schema: schema as Readonly<Record<string, unknown>> } });
  const { $schema: _draft, ...native } = strict;

  test('goes to claude when it describes an object', () => {
    expect(args('claude', {}, returns(strict))).toContain(`--json-schema ${JSON.stringify(native)}`);
    expect(args('claude', {}, returns({ type: 'array' }))).not.toContain('--json-schema');
  });

  test('goes to codex when its provider will take it', () => {
    expect(adapters.codex.invocation(task({}, returns(strict)))).toMatchObject({
      args: expect.arrayContaining(['--output-schema', '/attempt/schema.json']),
      files: { 'schema.json': JSON.stringify(native) },
    });
    const { additionalProperties: _closed, ...open } = strict;
    for (const schema of [open, { ...strict, required: [] }, { ...strict, properties: { a: { oneOf: [] } } }, { type: 'array' }]) {
      expect(args('codex', {}, returns(schema))).not.toContain('--output-schema');
    }
  });
});

describe('permissionMode', () => {
  test.each<[CommandName, string, string]>([
    ['claude', '--permission-mode dontAsk --disallowedTools Edit,Write,NotebookEdit', '--permission-mode bypassPermissions'],
    ['codex', '-c sandbox_mode="read-only"', '-c sandbox_mode="danger-full-access"'],
    ['gemini', '--approval-mode default', '--approval-mode yolo'],
    ['copilot', '--deny-tool=write --deny-tool=shell', '--allow-all'],
  ])('%s', (command, read, full) => {
    expect(args(command, { permissionMode: 'read' })).toContain(read);
    expect(args(command, { permissionMode: 'full' })).toContain(full);
  });

  test('opencode: its shell, allowed by default, is denied but in full', () => {
    const permission = (permissionMode: Task['permissionMode']) =>
      JSON.parse(adapters.opencode.invocation(task({ permissionMode })).environment?.OPENCODE_CONFIG_CONTENT ?? '').agent.troupe.permission;
    expect(permission('read')).toMatchObject({ edit: 'deny', bash: 'deny' });
    expect(permission('edit')).toMatchObject({ edit: 'allow', bash: 'deny', external_directory: 'deny' });
    expect(permission('full')).toMatchObject({ '*': 'allow' });
  });
});

describe('permissions', () => {
  test('claude: nothing exists but what is listed, and no settings of the user widen it', () => {
    expect(args('claude', { policy: policy({ write: ['out/', './a/*.md', '/abs/x'], bash: 'deny', network: ['example.com'] }) }, { cwd: '/work' })).toContain(
      '--permission-mode dontAsk --setting-sources  --strict-mcp-config --tools Read,Glob,Grep,Edit,Write,NotebookEdit,WebFetch --allowedTools Read Glob Grep Edit(//work/out/**) Edit(//work/a/*.md) Edit(//abs/x) WebFetch(domain:example.com)',
    );
    expect(args('claude', { policy: policy({ read: 'deny', write: 'deny', network: 'deny' }) })).toMatch(/--tools {1,2}$/);
    expect(args('claude', { policy: policy({ execute: ['npm test'] }) })).toContain('Bash(npm test)');
  });

  test('codex: the sandbox', () => {
    expect(args('codex', { policy: policy({ write: 'deny', network: 'deny', bash: 'allow' }) })).toContain(
      '--ignore-user-config --ignore-rules -c sandbox_mode="read-only" -c sandbox_workspace_write.network_access=false -c web_search="disabled" Say hello',
    );
    expect(args('codex', { policy: policy({ network: 'allow', bash: 'deny' }) })).toContain(
      'sandbox_mode="workspace-write" -c sandbox_workspace_write.network_access=true -c features.shell_tool=false -c features.unified_exec=false',
    );
  });

  test('gemini: rules of the highest tier', () => {
    const invocation = adapters.gemini.invocation(task({ policy: policy({ write: 'deny', network: 'deny' }) }));
    const text = invocation.files?.['policy.toml'] ?? '';
    expect(invocation.args.join(' ')).toContain('--approval-mode default --admin-policy /attempt/policy.toml');
    expect(text).toMatch(/toolName = "read_file"\ndecision = "allow"/);
    expect(text).toMatch(/toolName = "\*"\ndecision = "deny"/);
    expect(text).not.toMatch(/write_file|run_shell_command|web_fetch/);
  });

  test('opencode: everything denied, then what is allowed', () => {
    const { environment } = adapters.opencode.invocation(task({ policy: policy({ execute: ['npm test'] }) }));
    const { permission } = JSON.parse(environment?.OPENCODE_CONFIG_CONTENT ?? '').agent.troupe;
    expect(Object.entries(permission)[0]).toEqual(['*', 'deny']);
    expect(permission).toMatchObject({ read: 'allow', edit: 'allow', bash: { '*': 'deny', 'npm test': 'allow' } });
  });

  test('copilot: tools by name and rules by kind', () => {
    expect(args('copilot', { policy: policy({ write: 'deny', network: 'deny' }) })).toMatch(
      /--available-tools=view,rg,grep,glob,update_todo --deny-tool=write --deny-tool=shell --deny-tool=url --disable-builtin-mcps$/,
    );
  });
});

describe('what a command cannot hold', () => {
  const verdict = (command: CommandName, permissions: Permissions): string | null => {
    const found = policyOf(permissions, 'edit');
    return found.ok ? adapters[command].unenforceable(found.policy) : found.problem;
  };

  test.each<[Permissions, Readonly<Record<CommandName, string | null>>]>([
    [{ bash: 'deny' }, { claude: null, codex: null, gemini: null, opencode: null, copilot: null }],
    [{ write: 'deny' }, { claude: null, codex: null, gemini: null, opencode: null, copilot: null }],
    [{ network: 'deny' }, { claude: null, codex: null, gemini: null, opencode: null, copilot: null }],
    [{ bash: 'allow' }, { claude: null, codex: null, gemini: null, opencode: null, copilot: null }],
    [
      { read: ['docs/**'] },
      { claude: '`read` patterns', codex: '`read` patterns', gemini: '`read` patterns', opencode: '`read` patterns', copilot: '`read` patterns' },
    ],
    [{ write: ['out/**'] }, { claude: null, codex: '`write` patterns', gemini: '`write` patterns', opencode: '`write` patterns', copilot: '`write` patterns' }],
    [
      { network: ['example.com'] },
      { claude: null, codex: '`network` hosts', gemini: '`network` hosts', opencode: '`network` hosts', copilot: '`network` hosts' },
    ],
    [{ read: 'deny' }, { claude: null, codex: '`read: deny`', gemini: null, opencode: null, copilot: null }],
    ...(['write', 'network'] as const).map((aspect): [Permissions, Readonly<Record<CommandName, string | null>>] => {
      const shell = 'a shell together with restricted files or network';
      return [
        { [aspect]: 'deny', bash: 'allow' },
        { claude: shell, codex: null, gemini: shell, opencode: shell, copilot: shell },
      ];
    }),
  ])('%j', (permissions, expected) => {
    expect(Object.fromEntries(commandNames.map((command) => [command, verdict(command, permissions)]))).toEqual(expected);
  });

  test('`prompt`, whatever it is about: nobody can be asked', () => {
    for (const aspect of ['read', 'write', 'execute', 'network', 'bash'] as const) {
      expect(verdict('claude', { [aspect]: 'prompt' })).toBe(`\`${aspect}: prompt\` (nobody can be asked)`);
    }
  });
});

describe('the process', () => {
  const replay = fileURLToPath(new URL('replay.mjs', import.meta.url));
  const recording = (command: CommandName): string => fileURLToPath(new URL(`recordings/${command}/answer.json`, import.meta.url));

  async function seen(command: CommandName, change: Partial<AgentRequest>, options: Partial<CliOptions> = {}) {
    const saw = join(temporaryFolder(), 'saw.json');
    const executor = createCliExecutor({
      adapter: adapters[command],
      command: [process.execPath, replay, recording(command)],
      args: ['--last', 'word'],
      env: ['SAW', 'MINE_*'],
      allowEmpty: false,
      resumeSession: false,
      permissions: 'enforce',
      permissionMode: 'edit',
      grace: 1000,
      modelName: (model) => (model === null ? null : `mapped-${model}`),
      environment: { PATH: process.env.PATH, SAW: saw, OTHER: 'hidden', MINE_A: 'a', ...families },
      ...options,
    });
    const reply = await executor.execute(makeRequest(change), recordingHooks());
    const facts = reply.ok ? JSON.parse(readFileSync(saw, 'utf8')) : null;
    return { reply, args: facts?.args as string[], stdin: facts?.stdin as string, environment: facts?.environment as Record<string, string> };
  }

  const families = {
    ANTHROPIC_A: '1',
    CLAUDE_A: '1',
    OPENAI_A: '1',
    CODEX_A: '1',
    GEMINI_A: '1',
    GOOGLE_A: '1',
    OPENCODE_A: '1',
    GITHUB_A: '1',
    GH_A: '1',
    COPILOT_A: '1',
  };

  test.each<[CommandName, readonly string[]]>([
    ['claude', ['ANTHROPIC_A', 'CLAUDE_A']],
    ['codex', ['CODEX_A', 'OPENAI_A']],
    ['gemini', ['GEMINI_A', 'GOOGLE_A']],
    ['opencode', ['ANTHROPIC_A', 'GEMINI_A', 'GOOGLE_A', 'OPENAI_A', 'OPENCODE_A']],
    ['copilot', ['COPILOT_A', 'GH_A', 'GITHUB_A']],
  ])('%s sees its own family, the names of the setting and the facts of the attempt', async (command, family) => {
    const { environment } = await seen(command, { model: 'm', mark: 'key.hash.1' });
    expect(
      Object.keys(environment)
        .filter((name) => name in families)
        .sort(),
    ).toEqual(family);
    expect(environment).toMatchObject({ MINE_A: 'a', TROUPE_MODEL: 'mapped-m', TROUPE_MARK: 'key.hash.1', TROUPE_ATTEMPT: '1' });
    expect(environment).not.toHaveProperty('OTHER');
  });

  test('`args` of the setting come last, and the model is the command’s own name of it', async () => {
    const { args: argv, stdin } = await seen('claude', { model: 'm', label: '', prompt: 'Say hello' });
    expect(argv.slice(-2)).toEqual(['--last', 'word']);
    expect(argv.slice(0, 2)).toEqual(['-p', 'Say hello']);
    expect(argv.join(' ')).toContain('--model mapped-m');
    expect(stdin).toBe('');
  });

  test.each([
    ['long', 'x'.repeat(150_000)],
    ['one that looks like a flag', '--help'],
    ['one with a NUL', 'a\0b'],
  ])('a prompt goes by standard input: %s', async (_name, prompt) => {
    const { stdin, args: argv } = await seen('claude', { label: '', prompt });
    expect(stdin).toBe(prompt);
    expect(argv).not.toContain(prompt);
  });

  test('a session is gone on with only where the setting says so, for `resume`, at the first attempt', async () => {
    const resume = { kind: 'resume', continues: '0-old' } as const;
    const argv = async (change: Partial<AgentRequest>, resumeSession: boolean) => (await seen('claude', change, { resumeSession })).args.join(' ');
    expect(await argv(resume, true)).toContain('--resume 0-old');
    expect(await argv(resume, false)).not.toContain('--resume');
    expect(await argv({ ...resume, attempt: 2 }, true)).not.toContain('--resume');
    expect(await argv({ ...resume, kind: 'session' }, true)).not.toContain('--resume');
  });

  test('permissions that nothing holds are refused before anything runs, or advised', async () => {
    const permissions = { read: ['docs/**'], bash: 'prompt' } as const;
    expect((await seen('claude', { permissions })).reply).toEqual({
      ok: false,
      error: { kind: 'denied', message: 'claude cannot enforce `bash: prompt` (nobody can be asked) of the permissions' },
    });
    expect((await seen('claude', { permissions: { read: ['docs/**'] } })).reply).toMatchObject({
      ok: false,
      error: { kind: 'denied', message: 'claude cannot enforce `read` patterns of the permissions' },
    });
    expect((await seen('claude', { permissions }, { permissions: 'advise' })).reply).toMatchObject({ ok: true });
  });

  test('a command that is not installed says so', async () => {
    const { reply } = await seen('claude', {}, { command: ['no-such-agent-command'] });
    expect(reply).toEqual({ ok: false, error: { kind: 'spawn', message: 'cannot start "no-such-agent-command": no such command on PATH' } });
  });

  test('its folder holds the command’s own session and totals, for the owner only', async () => {
    const directory = temporaryFolder();
    await seen('codex', { files: { directory, result: join(directory, 'result.md') } });
    expect(JSON.parse(readFileSync(join(directory, 'agent-session.json'), 'utf8'))).toMatchObject({
      command: 'codex',
      session: expect.stringMatching(/^[\w-]{20,}$/),
      continued: null,
      totals: { inputTokens: 100, outputTokens: 12 },
    });
    expect(readFileSync(join(directory, 'result.md'), 'utf8')).toBe('hi there');
  });
});
