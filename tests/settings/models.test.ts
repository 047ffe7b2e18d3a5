import { describe, expect, it } from 'vitest';
import { knownModel, modelName } from '../../src/executors/settings/models.ts';
import { enforcementOf } from '../../src/executors/settings/permissions.ts';
import { agentSetting } from '../../src/executors/settings/settings.ts';
import { folderWith, settingsIn } from './folder.ts';

async function settings() {
  const stub = { use: 'command', command: ['x'] };
  return settingsIn(
    folderWith({
      'troupe.config.json': {
        agent: 'claude',
        agents: {
          claude: { models: { fast: 'claude-haiku-4-5' } },
          codex: {},
          gemini: {},
          opencode: {},
          copilot: {},
          anthropic: {},
          simulated: {},
          stub,
          mapped: { ...stub, models: { sonnet: 'x-1' } },
          fixed: { ...stub, model: 'qwen3' },
          any: { ...stub, models: 'any' },
          advised: { ...stub, permissions: 'advise' },
          local: { use: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1', model: 'qwen3' },
        },
      },
    }),
  );
}

describe('models that a setting knows', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['claude', ['sonnet', 'opus', 'haiku', 'claude-sonnet-4-5', 'fast'], ['gpt-5.2', 'sonnets', 'slow', 'o3']],
    ['anthropic', ['sonnet', 'claude-opus-4'], ['gpt-5']],
    ['codex', ['gpt-5.2', 'o3', 'o4-mini'], ['opus', 'sonnet', 'gemini-3']],
    ['gemini', ['gemini-3-pro'], ['gpt-5', 'sonnet']],
    ['opencode', ['anthropic/claude-sonnet-4-5', 'openrouter/meta/llama'], ['sonnet', '/x', 'x/']],
    ['copilot', ['gpt-5', 'claude-sonnet-4.5', 'gemini-3-pro'], ['llama']],
    ['simulated', ['anything', 'sonnet', ''], []],
    ['stub', [], ['sonnet', 'x-1']],
    ['mapped', ['sonnet'], ['opus', 'x-1', 'constructor', '__proto__']],
    ['fixed', ['qwen3'], ['qwen2']],
    ['any', ['sonnet', 'whatever'], []],
    ['local', ['qwen3'], ['sonnet']],
  ])('%s', async (name, known, unknown) => {
    const all = await settings();
    expect(known.filter((model) => !knownModel(all, name, model).ok)).toEqual([]);
    expect(unknown.filter((model) => knownModel(all, name, model).ok)).toEqual([]);
  });

  it('a name that nobody knows comes with how to map it', async () => {
    expect(knownModel(await settings(), 'stub', 'sonnet')).toEqual({
      ok: false,
      hint: 'map it in the configuration: "agents": { "stub": { "models": { "sonnet": "..." } } }, or let every name pass: "models": "any"',
    });
  });

  it("are called by the agent command's own name; the setting's model stands in for none", () => {
    const setting = agentSetting('claude', { model: 'opus', models: { sonnet: 'claude-sonnet-4-5' } });
    expect(['sonnet', 'haiku', null].map((model) => modelName(setting, model))).toEqual(['claude-sonnet-4-5', 'haiku', 'opus']);
    expect(modelName(agentSetting('x', { use: 'command', models: 'any' }), 'sonnet')).toBe('sonnet');
    expect(modelName(agentSetting('x', { use: 'command' }), null)).toBeNull();
  });
});

describe('permissions', () => {
  it('are held by the simulated agent, refused by a command, advised where the setting says so', async () => {
    const all = await settings();
    expect(['simulated', 'stub', 'advised'].map((name) => enforcementOf(all, name, { bash: 'deny' }))).toEqual([
      { kind: 'enforced' },
      { kind: 'refused', what: 'permissions' },
      { kind: 'advised', what: 'permissions' },
    ]);
  });
});
