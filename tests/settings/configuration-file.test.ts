import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, settingsIn, usageError } from './folder.ts';

const mine = { use: 'command', command: ['node', 'agent.mjs'] };

describe('where a configuration is found', () => {
  it.each([
    ['troupe.config.json', { agent: 'simulated', concurrency: 3 }],
    ['troupe.config.yaml', 'agent: simulated\nconcurrency: 3\n'],
    ['troupe.config.yml', 'agent: simulated\nconcurrency: 3\n'],
    ['troupe.config.mjs', 'export default { agent: "simulated", concurrency: 1 + 2 };\n'],
    ['package.json', { name: 'x', troupe: { agent: 'simulated', concurrency: 3 } }],
  ])('%s in the folder of the program', async (name, content) => {
    const folder = folderWith({ [name]: content });
    expect(await settingsIn(folder)).toMatchObject({ file: join(folder, name), agent: 'simulated', concurrency: 3 });
  });

  it('in the nearest parent; folders are not merged', async () => {
    const folder = folderWith({
      'troupe.config.json': { agent: 'simulated', concurrency: 3, grace: '1s' },
      'a/troupe.config.yaml': 'agent: simulated\nconcurrency: 4\n',
      'a/b/c/p.prose': '',
    });
    expect(await settingsIn(join(folder, 'a/b/c'))).toMatchObject({ file: join(folder, 'a/troupe.config.yaml'), concurrency: 4, grace: 5000 });
  });

  it('not in a package.json without the key, even when it mentions the name', async () => {
    const folder = folderWith({
      'troupe.config.json': { agent: 'simulated' },
      'a/package.json': { name: 'x', dependencies: { troupe: '1.0.0' } },
    });
    expect((await settingsIn(join(folder, 'a'))).file).toBe(join(folder, 'troupe.config.json'));
  });

  it('by --config, relative to the working directory', async () => {
    const folder = folderWith({ 'troupe.config.json': { agent: 'simulated' }, 'other/my.json': { agent: 'simulated', concurrency: 9 } });
    expect(await settingsIn(folder, { flags: { config: 'other/my.json' } })).toMatchObject({ concurrency: 9 });
    expect((await usageError(settingsIn(folder, { flags: { config: 'none.json' } }))).message).toBe(
      `configuration not found: there is no file ${join(folder, 'none.json')}`,
    );
    expect((await usageError(settingsIn(folder, { flags: { config: 'other' } }))).message).toContain('there is no file');
  });

  it('never twice in one folder', async () => {
    const error = await usageError(
      settingsIn(folderWith({ 'troupe.config.json': { agent: 'simulated' }, 'package.json': { troupe: { agent: 'simulated' } } })),
    );
    expect(error.message).toMatch(/two configurations in one folder: .*troupe\.config\.json and .*package\.json/);
  });
});

describe('a configuration that cannot be read names file and place', () => {
  it.each([
    ['troupe.config.json', '{\n  "agent": "simulated",\n  "concurrency": 3,\n}\n', 'troupe.config.json:4:1: it is no JSON from here on'],
    ['troupe.config.json', '', 'troupe.config.json:1:1: it is no JSON from here on'],
    ['troupe.config.yaml', 'agent: simulated\n  concurrency: 3\n', 'troupe.config.yaml:'],
    ['troupe.config.yaml', 'agent: a\nagent: b\n', 'Map keys must be unique'],
    ['troupe.config.mjs', 'export const agent = "simulated";\n', 'it has no default export'],
    ['troupe.config.mjs', 'export default nothing;\n', 'it cannot be loaded: nothing is not defined'],
    ['package.json', '{ "troupe": { ', 'package.json:1:15: it is no JSON from here on'],
  ])('%s with %j', async (name, content, message) => {
    expect((await usageError(settingsIn(folderWith({ [name]: content })))).message).toContain(message);
  });

  it('a file of another kind', async () => {
    const folder = folderWith({ 'x.toml': '' });
    expect((await usageError(settingsIn(folder, { flags: { config: 'x.toml' } }))).message).toContain('a configuration ends in .json, .yaml, .yml or .mjs');
  });
});

describe('mistakes in a configuration name file, key, value and expectation', () => {
  it.each<[string, unknown, string]>([
    ['an unknown key', { agent: 'simulated', concurency: 3 }, 'concurency: unknown key; did you mean "concurrency"?'],
    ['an unknown key like nothing', { agent: 'simulated', zzz: 3 }, 'zzz: unknown key; known keys: agent, judge, concurrency, timeout'],
    ['an unknown key of a setting', { agents: { mine: { ...mine, prompts: 'stdin' } } }, 'agents.mine.prompts: unknown key; did you mean "prompt"?'],
    ['an unknown key of the budget', { agent: 'simulated', budget: { dollars: 1 } }, 'budget.dollars: unknown key; known keys: usd, tokens, sessions'],
    ['a wrong type', { agent: 'simulated', concurrency: 'many' }, 'concurrency: "many" is not a whole number of at least 1'],
    ['zero', { agent: 'simulated', concurrency: 0 }, 'concurrency: 0 is not a whole number of at least 1'],
    ['a fraction', { agent: 'simulated', concurrency: 1.5 }, 'concurrency: 1.5 is not a whole number of at least 1'],
    ['a number as duration', { agent: 'simulated', timeout: 30 }, 'timeout: 30 is not a duration such as "500ms", "30s", "5m" or "2h"'],
    ['a duration without unit', { agent: 'simulated', grace: '5' }, 'grace: "5" is not a duration'],
    ['a word outside the list', { agents: { mine: { ...mine, prompt: 'argv' } } }, 'agents.mine.prompt: "argv" is not one of "stdin", "arg", "file"'],
    ['an unknown use', { agents: { mine: { use: 'clade' } } }, 'agents.mine.use: "clade" is not one of "simulated", "command", "claude"'],
    [
      'a command as text',
      { agents: { mine: { use: 'command', command: 'node x' } } },
      'agents.mine.command: "node x" is not a list of the program and its arguments',
    ],
    ['an empty command', { agents: { mine: { use: 'command', command: [] } } }, 'agents.mine.command: [] is not a list of the program and its arguments'],
    ['a list with a wrong item', { agents: { mine: { ...mine, command: ['node', 5] } } }, 'agents.mine.command[1]: 5 is not a text that is not empty'],
    ['models of a wrong type', { agents: { mine: { ...mine, models: 'all' } } }, 'agents.mine.models: "all" is not "any" or an object that maps model names'],
    ['no use', { agents: { mine: { command: ['x'] } } }, 'agents.mine.use: missing; expected one of "simulated", "command"'],
    ['no command', { agents: { mine: { use: 'command' } } }, 'agents.mine.command: missing; expected a list of the program and its arguments'],
    ['no server', { agents: { local: { use: 'openai-compatible' } } }, 'agents.local.baseUrl: missing; expected a URL such as'],
    ['answers that nobody reads', { agents: { mine: { ...mine, answers: 'a.json' } } }, 'agents.mine.answers: only the simulated agent reads answers'],
    ['an agent that does not exist', { agent: 'mien', agents: { mine } }, 'agent: no setting is named "mien"; did you mean "mine"?'],
    ['a judge that does not exist', { agent: 'simulated', judge: 'oracle' }, 'judge: no setting is named "oracle"; known: simulated, claude'],
    ['an undeclared command', { agent: 'command' }, 'agent: "command" needs a setting in "agents" that says which command'],
    ['an agent mapped twice', { agents: { a: { ...mine, for: ['r'] }, b: { ...mine, for: ['r'] } } }, 'agents.b.for: "r" is mapped to agents.a already'],
    ['a list', [], 'the configuration: [] is not an object with the keys of a configuration'],
  ])('%s', async (_name, configuration, message) => {
    const folder = folderWith({ 'troupe.config.json': configuration });
    const error = await usageError(settingsIn(folder));
    expect(error.message).toContain(`${join(folder, 'troupe.config.json')}: ${message}`);
    expect(error.message.split('\n')).toHaveLength(1);
  });

  it('all at once, a line each', async () => {
    const folder = folderWith({ 'troupe.config.yaml': 'agent: simulated\nconcurrency: 0\nagents:\n  mine:\n    use: command\n    tiemout: 5s\n' });
    const error = await usageError(settingsIn(folder));
    expect(error.message.split('\n')).toHaveLength(2);
    expect(error.details).toMatchObject({
      file: join(folder, 'troupe.config.yaml'),
      mistakes: expect.arrayContaining(['concurrency: 0 is not a whole number of at least 1', 'agents.mine.tiemout: unknown key; did you mean "timeout"?']),
    });
  });

  it('a function in a module', async () => {
    const error = await usageError(settingsIn(folderWith({ 'troupe.config.mjs': 'export default { agent: () => "x" };' })));
    expect(error.message).toContain('agent: a function is not a text that is not empty');
  });
});
