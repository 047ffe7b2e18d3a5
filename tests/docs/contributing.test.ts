/** The table in CONTRIBUTING.md and the table that is enforced name the same folders. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rooms } from '../../scripts/architecture/rules.ts';

const page = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');

describe('CONTRIBUTING', () => {
  test('has a row for each folder with rules of its own', () => {
    const rows = [...page.matchAll(/^\| `(?:src\/)?([a-z-]+)` \|/gm)].map(([, name]) => name);
    const folders = rooms
      .map((room) => room.name)
      .filter((name) => existsSync(new URL(`../../src/${name}`, import.meta.url)) || name === 'cli' || name === 'diagrams');
    expect(rows.sort()).toEqual(folders.sort());
  });

  test('names files and folders that exist', () => {
    const named = [...page.matchAll(/`((?:src|cli|scripts|tests|docs|benchmarks)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !path.includes('diagrams') && !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});
