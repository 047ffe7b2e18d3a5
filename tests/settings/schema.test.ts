import { describe, expect, it } from 'vitest';
import type { AgentConfiguration, Budget, Configuration } from '../../src/executors/settings/configuration.ts';
import { agentSchema, configurationSchema } from '../../src/executors/settings/schema.ts';
import { validateConfiguration } from '../../src/executors/settings/validate-configuration.ts';

// `Required` makes the compiler ask for every key that the type knows.
const agent: Required<AgentConfiguration> = {
  use: 'simulated',
  command: ['x'],
  args: ['y'],
  prompt: 'file',
  output: 'json',
  model: 'm',
  models: { a: 'b' },
  baseUrl: 'http://127.0.0.1/v1',
  keyEnv: 'KEY',
  env: ['MY_*'],
  timeout: '1.5s',
  concurrency: 1,
  allowEmpty: true,
  resumeSession: true,
  permissions: 'advise',
  permissionMode: 'full',
  for: ['r'],
  answers: 'a.json',
};
const budget: Required<Budget> = { usd: 0.5, tokens: 1, sessions: 1 };
const configuration: Required<Configuration> = {
  $schema: './schemas/config.schema.json',
  agent: 'mine',
  judge: 'mine',
  concurrency: 1,
  timeout: '500ms',
  grace: '0s',
  cleanupTimeout: '2h',
  budget,
  runsDir: 'runs',
  explore: { runs: 5 },
  agents: { mine: agent },
};

describe("the schema and the type of a configuration's keys", () => {
  it('know the same keys', () => {
    const keys = (value: object): string[] => Object.keys(value).sort();
    expect(keys(configurationSchema.properties ?? {})).toEqual(keys(configuration));
    expect(keys(configurationSchema.properties?.budget?.properties ?? {})).toEqual(keys(budget));
    expect(keys(agentSchema.properties ?? {})).toEqual(keys(agent));
  });

  it('agree on values', async () => {
    expect(await validateConfiguration('f', configuration)).toBe(configuration);
  });

  it('say of every key what it is for and what is expected', () => {
    const nodes = [...Object.values(configurationSchema.properties ?? {}), ...Object.values(agentSchema.properties ?? {})];
    expect(nodes.filter((node) => !node.title || !node.description)).toEqual([]);
  });
});
