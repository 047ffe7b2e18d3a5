/** The tables of docs/agents.md that can be computed are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentFailureKinds } from '../../src/executors/output-document.ts';
import { uses } from '../../src/executors/settings/configuration.ts';
import { enforcementOf } from '../../src/executors/settings/permissions.ts';
import { agentSetting, type Settings } from '../../src/executors/settings/settings.ts';
import type { Permissions } from '../../src/ports.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/agents.md'), 'utf8');

function rowsAfter(heading: string): readonly (readonly string[])[] {
  const [, table = ''] = page.split(heading);
  const lines =
    table
      .slice(table.indexOf('\n|') + 1)
      .split('\n\n')[0]
      ?.split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith('|') && !line.startsWith('|-'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const permissionsOfRow: Readonly<Record<string, Permissions>> = {
  '`bash: deny`': { bash: 'deny' },
  '`write: deny`': { write: 'deny' },
  '`network: deny`': { network: 'deny' },
  '`read: deny`': { read: 'deny' },
  '`write: ["out/**"]`': { write: ['out/**'] },
  '`read: ["docs/**"]`': { read: ['docs/**'] },
  '`network: ["example.com"]`': { network: ['example.com'] },
  '`execute: ["npm test"]`': { execute: ['npm test'] },
  '`bash: allow` with `write: deny`': { bash: 'allow', write: 'deny' },
  '`bash: allow` with `network: deny`': { bash: 'allow', network: 'deny' },
  '`write: prompt`, and any other `prompt`': { write: 'prompt' },
};

test('what each command holds of permissions', () => {
  // Only the settings' own part of this is read.
  const settings = { agents: new Map(uses.map((use) => [use, agentSetting(use)])) } as unknown as Settings;
  const [head = [], ...rows] = rowsAfter('<!-- enforcement -->');
  const commands = head.slice(1).map((cell) => cell.replaceAll('`', ''));
  expect(rows.map(([name]) => name)).toEqual(Object.keys(permissionsOfRow));
  for (const [name = '', ...cells] of rows) {
    const held = commands.map((command) => (enforcementOf(settings, command, permissionsOfRow[name] ?? {}).kind === 'enforced' ? '✓' : 'E045'));
    expect([name, ...cells]).toEqual([name, ...held]);
  }
});

test('every kind of failure has its row', () => {
  const kinds = rowsAfter('## Failures by kind')
    .slice(1)
    .map(([kind]) => kind?.replaceAll('`', ''));
  expect(kinds.sort()).toEqual([...agentFailureKinds].sort());
});
