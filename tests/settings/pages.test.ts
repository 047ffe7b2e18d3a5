import { describe, expect, it } from 'vitest';
import { configurationPage, configurationSchemaFile } from '../../scripts/configuration-page.ts';

describe('files made from the schema', () => {
  it('docs/configuration.md', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md');
  });

  it('schemas/config.schema.json', async () => {
    await expect(configurationSchemaFile()).toMatchFileSnapshot('../../schemas/config.schema.json');
  });

  it('the page lists every key of a setting and of the configuration', () => {
    const page = configurationPage();
    for (const key of [
      'agent',
      'judge',
      'concurrency',
      'timeout',
      'grace',
      'cleanupTimeout',
      'budget.usd',
      'runsDir',
      'explore',
      'agents',
      'use',
      'command',
      'args',
      'prompt',
      'output',
    ]) {
      expect(page).toContain(`| \`${key}\` |`);
    }
    for (const key of ['model', 'models', 'baseUrl', 'keyEnv', 'env', 'allowEmpty', 'resumeSession', 'permissions', 'permissionMode', 'for', 'answers']) {
      expect(page).toContain(`| \`${key}\` |`);
    }
  });
});
