import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Permissions } from '../../../src/ports.ts';
import { narrowed, permissionsIn } from '../../../src/runtime/request/permissions.ts';
import { type } from '../values/samples.ts';
import { described, refused } from './described.ts';

const SEED = 20261121;

describe('language 3: permissions', () => {
  it('of agent and session, as written', () => {
    const text = [
      'agent coder:',
      '  prompt: "Code"',
      '  permissions:',
      '    read: ["src/**", "docs/*.md"]',
      '    write: ["src/**"]',
      '    bash: prompt',
      '',
      'session: coder',
      '  prompt: "Look"',
      '  permissions:',
      '    write: deny',
      '    bash: allow',
      '    network: deny',
      '',
    ].join('\n');
    expect(described(text).permissions).toEqual({ read: ['src/**', 'docs/*.md'], write: 'deny', bash: 'prompt', network: 'deny' });
  });

  it('one pattern may stand without brackets', () => {
    expect(permissionsIn({ read: 'src/**', execute: 'allow' })).toEqual({ read: ['src/**'], execute: 'allow' });
  });

  it('other values are errors', () => {
    expect(permissionsIn('all')).toEqual(type('permissions must be a block of read, write, execute, network and bash, not text "all"'));
    expect(permissionsIn({ bash: ['ls'] })).toEqual(type('permissions: bash must be allow, deny or prompt, not list of 1'));
    expect(permissionsIn({ read: [1] })).toEqual(type('permissions: read must be allow, deny, prompt or a list of patterns, not list of 1'));
    expect(permissionsIn({ delete: 'allow' })).toEqual(type('permissions: delete is unknown; expected read, write, execute, network or bash'));
    expect(refused('session "s"\n  permissions:\n    read: n\n', { names: { n: 1 } })).toMatch(/^type at read: n: permissions: read must be/);
  });
});

describe('a session only narrows', () => {
  it.each<[string, Permissions, Permissions, Permissions]>([
    ['deny wins', { read: 'allow', write: 'deny' }, { read: 'deny', write: 'allow' }, { read: 'deny', write: 'deny' }],
    ['prompt is less than allow, more than deny', { read: 'prompt', write: 'prompt' }, { read: 'allow', write: 'deny' }, { read: 'prompt', write: 'deny' }],
    ['what one does not say, the other decides', { read: ['a'] }, { bash: 'deny' }, { read: ['a'], bash: 'deny' }],
    ['patterns with allow', { read: ['src/**'] }, { read: 'allow' }, { read: ['src/**'] }],
    ['patterns with deny', { read: ['src/**'] }, { read: 'deny' }, { read: 'deny' }],
    ['a folder inside a folder', { read: ['src/**'] }, { read: ['src/a/**', 'src/a.ts'] }, { read: ['src/a/**', 'src/a.ts'] }],
    ['a wider pattern', { read: ['src/a.ts'] }, { read: ['src/**'] }, { read: ['src/a.ts'] }],
    ['everything', { read: ['**'] }, { read: ['a', 'b/*'] }, { read: ['a', 'b/*'] }],
    ['one level', { read: ['docs/*.md'] }, { read: ['docs/a.md', 'docs/a/b.md', 'docs/a.txt'] }, { read: ['docs/a.md'] }],
    ['nothing in common', { read: ['src/**'] }, { read: ['lib/**'] }, { read: [] }],
    ['a way out of the folder', { read: ['src/**'] }, { read: ['src/../secret'] }, { read: [] }],
  ])('%s', (_, agent, session, both) => {
    expect(narrowed(agent, session)).toEqual(both);
  });

  it('nothing on both sides stays nothing', () => {
    expect(narrowed(null, null)).toBe(null);
    expect(narrowed(null, { read: 'deny' })).toEqual({ read: 'deny' });
  });

  const rule = fc.oneof(
    fc.constantFrom('allow', 'deny', 'prompt'),
    fc.subarray(['src/**', 'src/a/**', 'src/a/b.ts', '**', '*.md', 'x.md', 'lib/?.ts', 'lib/a.ts']),
  );
  test.prop([rule, rule], { seed: SEED, numRuns: 300 })(`whatever is left, both allow (seed ${SEED})`, (agent, session) => {
    const both = narrowed({ read: agent } as Permissions, { read: session } as Permissions)?.read;
    for (const path of ['src/x.ts', 'src/a/b.ts', 'x.md', 'deep/x.md', 'lib/a.ts', 'lib/ab.ts']) {
      if (access(both, path) === 'yes') expect([access(agent, path), access(session, path)]).toEqual(['yes', 'yes']);
    }
  });
});

/** What a rule says of one path. */
function access(rule: unknown, path: string): 'yes' | 'no' | 'ask' {
  if (!Array.isArray(rule)) return rule === 'allow' ? 'yes' : rule === 'prompt' ? 'ask' : 'no';
  return rule.some((pattern: string) => matches(pattern.split('/'), path.split('/'))) ? 'yes' : 'no';
}

/** A plain matcher by segments, for the patterns above. */
function matches([pattern, ...patterns]: readonly string[], [part, ...parts]: readonly string[]): boolean {
  if (pattern === undefined) return part === undefined;
  if (pattern === '**') return part !== undefined && (patterns.length === 0 || matches(patterns, [part, ...parts]) || matches(['**', ...patterns], parts));
  if (part === undefined) return false;
  const shape = pattern.replace(/[.]/g, '[.]').replace('*', '[^/]*').replace('?', '[^/]');
  return new RegExp(`^${shape}$`).test(part) && matches(patterns, parts);
}
