import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingFor } from '../../src/executors/settings/settings.ts';
import { folderWith, pathWith, settingsIn, usageError } from './folder.ts';

const stub = { use: 'command', command: ['node', 'stub.mjs'] } as const;

describe('defaults', () => {
  it('are those of the documentation', async () => {
    expect(await settingsIn(folderWith({ 'troupe.config.json': { agent: 'stub', agents: { stub } } }))).toMatchObject({
      agent: 'stub',
      judge: 'stub',
      concurrency: 16,
      timeout: 1_800_000,
      grace: 5000,
      cleanupTimeout: 600_000,
      budget: {},
      runsDir: '.prose/runs',
      notices: [],
    });
  });

  it('of a setting', async () => {
    const settings = await settingsIn(folderWith({ 'troupe.config.json': { agents: { stub } } }));
    expect(settings.agents.get('stub')).toEqual({
      name: 'stub',
      use: 'command',
      command: ['node', 'stub.mjs'],
      args: [],
      prompt: 'stdin',
      output: 'text',
      model: null,
      models: new Map(),
      baseUrl: null,
      keyEnv: null,
      env: [],
      timeout: null,
      concurrency: null,
      allowEmpty: false,
      resumeSession: false,
      permissions: 'enforce',
      permissionMode: 'edit',
      answers: null,
    });
  });
});

describe('flags beat environment beats file', () => {
  const file = {
    agent: 'a',
    concurrency: 1,
    timeout: '1s',
    grace: '1s',
    cleanupTimeout: '1s',
    runsDir: 'file',
    budget: { usd: 1, tokens: 1 },
    agents: { a: { ...stub, timeout: '9s' }, b: stub, c: stub },
  };
  const environment = {
    TROUPE_AGENT: 'b',
    TROUPE_JUDGE: 'c',
    TROUPE_CONCURRENCY: '2',
    TROUPE_TIMEOUT: '2m',
    TROUPE_GRACE: '2s',
    TROUPE_CLEANUP_TIMEOUT: '2h',
    TROUPE_BUDGET: 'usd=2',
    TROUPE_RUNS_DIR: 'environment',
  };

  it('the file alone', async () => {
    const settings = await settingsIn(folderWith({ 'troupe.config.json': file }));
    expect(settings).toMatchObject({
      agent: 'a',
      judge: 'a',
      concurrency: 1,
      timeout: 1000,
      grace: 1000,
      cleanupTimeout: 1000,
      runsDir: 'file',
      budget: { usd: 1, tokens: 1 },
    });
    expect(settings.agents.get('a')?.timeout).toBe(9000);
  });

  it('the environment over the file; budgets part by part; a timeout also over those of settings', async () => {
    const settings = await settingsIn(folderWith({ 'troupe.config.json': file }), { environment });
    expect(settings).toMatchObject({
      agent: 'b',
      judge: 'c',
      concurrency: 2,
      timeout: 120_000,
      grace: 2000,
      cleanupTimeout: 7_200_000,
      runsDir: 'environment',
      budget: { usd: 2, tokens: 1 },
    });
    expect(settings.agents.get('a')?.timeout).toBeNull();
  });

  it('flags over both', async () => {
    const flags = { agent: 'c', judge: 'simulated', concurrency: 3, timeout: 3, grace: 4, runsDir: 'flag', budget: { tokens: 7 } };
    expect(await settingsIn(folderWith({ 'troupe.config.json': file }), { environment, flags })).toMatchObject({
      agent: 'c',
      judge: 'simulated',
      concurrency: 3,
      timeout: 3,
      grace: 4,
      runsDir: 'flag',
      budget: { usd: 2, tokens: 7 },
    });
  });

  it('a file named by TROUPE_CONFIG; empty variables count as absent', async () => {
    const folder = folderWith({ 'troupe.config.json': file, 'other.json': { ...file, concurrency: 8 } });
    expect((await settingsIn(folder, { environment: { TROUPE_CONFIG: 'other.json', TROUPE_AGENT: '' } })).concurrency).toBe(8);
    expect((await settingsIn(folder, { environment: { TROUPE_CONFIG: '', TROUPE_CONCURRENCY: '' } })).concurrency).toBe(1);
  });

  it('inside an agent process TROUPE_AGENT is the name of a program agent, no choice', async () => {
    const settings = await settingsIn(folderWith({ 'troupe.config.json': file }), { environment: { TROUPE_AGENT: 'researcher', TROUPE_MARK: 'k.h.1' } });
    expect(settings.agent).toBe('a');
  });

  it.each([
    ['TROUPE_CONCURRENCY', '0', 'is not a whole number of at least 1'],
    ['TROUPE_CONCURRENCY', '-1', 'is not a whole number of at least 1'],
    ['TROUPE_CONCURRENCY', '1e3', 'is not a whole number of at least 1'],
    ['TROUPE_TIMEOUT', 'soon', 'is not a duration such as "500ms", "30s", "5m" or "2h"'],
    ['TROUPE_TIMEOUT', '30', 'is not a duration such as'],
    ['TROUPE_BUDGET', 'euro=5', '"euro" is no budget; expected such as usd=5,tokens=2M,sessions=100'],
  ])('%s=%s is a usage error that names it', async (name, value, message) => {
    const error = await usageError(settingsIn(folderWith(), { environment: { [name]: value } }));
    expect(error.message).toContain(`${name}: `);
    expect(error.message).toContain(message);
  });

  it.each([{ concurrency: 0 }, { concurrency: Number.NaN }, { concurrency: 1.5 }, { timeout: -1 }, { grace: Number.POSITIVE_INFINITY }])(
    'the flags %j are a usage error',
    async (flags) => {
      const error = await usageError(settingsIn(folderWith(), { flags }));
      expect(error.message).toContain(Object.keys(flags)[0]);
    },
  );

  it('an agent or judge that does not exist is named, with the nearest one', async () => {
    const folder = folderWith({ 'troupe.config.json': { agents: { worker: stub } } });
    expect((await usageError(settingsIn(folder, { flags: { agent: 'wroker' } }))).message).toBe('agent: no setting is named "wroker"; did you mean "worker"?');
    expect((await usageError(settingsIn(folder, { environment: { TROUPE_JUDGE: 'claud' } }))).message).toBe(
      'judge: no setting is named "claud"; did you mean "claude"?',
    );
  });
});

describe('no agent is named', () => {
  it('one declared setting is it', async () => {
    expect((await settingsIn(folderWith({ 'troupe.config.json': { agents: { stub } } }))).agent).toBe('stub');
  });

  it('nothing on PATH: simulated, with a line that no model is asked', async () => {
    const settings = await settingsIn(folderWith(), { environment: { PATH: pathWith('node') } });
    expect(settings).toMatchObject({ agent: 'simulated', judge: 'simulated', file: null });
    expect(settings.notices).toEqual([
      'no agent is configured and none of claude, codex, gemini, opencode, copilot is on PATH: the simulated agent answers: no model is asked',
    ]);
  });

  it('something on PATH, off a terminal: a usage error that lists the choices', async () => {
    const error = await usageError(settingsIn(folderWith(), { environment: { PATH: pathWith('codex', 'claude') } }));
    expect(error.message).toBe('no agent is chosen (on PATH: claude, codex)');
    expect(error.hint).toBe('choose one: --agent claude, --agent codex, --agent simulated; or name one as "agent" in troupe.config.json');
  });

  it('a file that cannot be executed does not count', async () => {
    const folder = pathWith();
    writeFileSync(join(folder, 'claude'), '', { mode: 0o644 });
    expect((await settingsIn(folderWith(), { environment: { PATH: folder } })).agent).toBe('simulated');
  });

  it('on a terminal it is asked for by name and place: yes uses it, no does not', async () => {
    const path = pathWith('gemini', 'codex');
    const questions: string[] = [];
    const answering = (yes: boolean) => async (question: string) => {
      questions.push(question);
      return yes;
    };
    const environment = { PATH: path };
    expect((await settingsIn(folderWith(), { environment, confirm: answering(true) })).agent).toBe('codex');
    expect(questions).toEqual([`No agent is configured. Found codex at ${join(path, 'codex')} (also found: gemini). Use codex for this run?`]);
    expect((await usageError(settingsIn(folderWith(), { environment, confirm: answering(false) }))).message).toContain('no agent is chosen');
  });

  it('nobody is asked when a flag, a variable or a file names one', async () => {
    const environment = { PATH: pathWith('claude') };
    const confirm = async (): Promise<boolean> => {
      throw new Error('asked');
    };
    expect((await settingsIn(folderWith(), { environment, confirm, flags: { agent: 'simulated' } })).agent).toBe('simulated');
    expect((await settingsIn(folderWith(), { environment: { ...environment, TROUPE_AGENT: 'codex' }, confirm })).agent).toBe('codex');
    expect((await settingsIn(folderWith({ 'troupe.config.json': { agent: 'claude' } }), { environment, confirm })).agent).toBe('claude');
  });
});

describe('--answers', () => {
  const flags = { answers: 'a.json' };
  const notice = 'the simulated agent answers: no model is asked';

  it('implies simulated without a configuration, whatever is on PATH', async () => {
    const folder = folderWith();
    const settings = await settingsIn(folder, { flags, environment: { PATH: pathWith('claude') } });
    expect(settings).toMatchObject({ agent: 'simulated', judge: 'simulated', notices: [notice] });
    expect(settings.agents.get('simulated')?.answers).toBe(join(folder, 'a.json'));
  });

  it('implies simulated for everything when the configuration routes nothing to it', async () => {
    const folder = folderWith({ 'troupe.config.json': { agent: 'x', judge: 'y', agents: { x: { ...stub, for: ['r'] }, y: stub } } });
    const settings = await settingsIn(folder, { flags });
    expect(settings).toMatchObject({ agent: 'simulated', judge: 'simulated', notices: [notice] });
    expect(settingFor(settings, { agent: 'r', kind: 'session' })).toBe('simulated');
  });

  it('scripts the simulated setting that the configuration routes to, and leaves the rest', async () => {
    const folder = folderWith({ 'troupe.config.json': { agent: 'x', judge: 'simulated', agents: { x: stub } } });
    const settings = await settingsIn(folder, { flags });
    expect(settings).toMatchObject({ agent: 'x', judge: 'simulated', notices: [] });
    expect(settings.agents.get('simulated')?.answers).toBe(join(folder, 'a.json'));
  });

  it('says so when --agent leaves nothing to script', async () => {
    const folder = folderWith({ 'troupe.config.json': { agents: { x: stub } } });
    const settings = await settingsIn(folder, { flags: { ...flags, agent: 'x' } });
    expect(settings).toMatchObject({ agent: 'x', judge: 'x', notices: ['--answers is not used: no invocation goes to a simulated agent (--agent x)'] });
  });

  it('of the configuration may be named after the program; one that is not there scripts nothing', async () => {
    const files = {
      'troupe.config.json': { agents: { s: { use: 'simulated', answers: 'scripts/{{program}}.yaml' } } },
      'scripts/tea.yaml': '',
      'tea.prose': '',
    };
    const folder = folderWith(files);
    const answersOf = async (program: string) => (await settingsIn(folder, { program })).agents.get('s')?.answers;
    expect(await answersOf(join(folder, 'tea.prose'))).toBe(join(folder, 'scripts/tea.yaml'));
    expect(await answersOf(join(folder, 'coffee.prose'))).toBeNull();
    expect((await settingsIn(folder)).agents.get('s')?.answers).toBeNull();
    expect((await settingsIn(folder, { program: join(folder, 'tea.prose'), flags })).agents.get('s')?.answers).toBe(join(folder, 'a.json'));
  });

  it('beats the answers of the configuration, which are relative to its folder', async () => {
    const folder = folderWith({ 'troupe.config.json': { agent: 's', agents: { s: { use: 'simulated', answers: 'answers/b.yaml' } } }, 'sub/p.prose': '' });
    const programFolder = join(folder, 'sub');
    expect((await settingsIn(folder, { programFolder })).agents.get('s')?.answers).toBe(join(folder, 'answers/b.yaml'));
    expect((await settingsIn(folder, { programFolder, flags })).agents.get('s')?.answers).toBe(join(folder, 'a.json'));
  });
});

describe('which setting an invocation uses', () => {
  it('judge for judges, `for` for the agents it lists, agent for the rest', async () => {
    const settings = await settingsIn(
      folderWith({ 'troupe.config.json': { agent: 'x', judge: 'simulated', agents: { x: stub, y: { ...stub, for: ['researcher', '__proto__'] } } } }),
    );
    const used = (agent: string | null, kind: 'session' | 'resume' | 'judge' = 'session') => settingFor(settings, { agent, kind });
    expect([used(null), used('writer'), used('researcher'), used('researcher', 'resume'), used('__proto__'), used('constructor'), used(null, 'judge')]).toEqual(
      ['x', 'x', 'y', 'y', 'y', 'x', 'simulated'],
    );
  });

  it('`for` holds also when --agent replaces the general one', async () => {
    const settings = await settingsIn(folderWith({ 'troupe.config.json': { agent: 'x', agents: { x: stub, y: { ...stub, for: ['researcher'] } } } }), {
      flags: { agent: 'simulated' },
    });
    expect(settingFor(settings, { agent: 'researcher', kind: 'session' })).toBe('y');
    expect(settingFor(settings, { agent: null, kind: 'session' })).toBe('simulated');
  });
});
