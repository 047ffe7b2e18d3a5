import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { nameSlug, pathSlug } from '../../src/persist/path-slug.ts';

const SAFE = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

describe('path slugs', () => {
  it('reads like the path and ends with a hash of all of it', () => {
    expect(pathSlug('/parallel-for-item@77c1a09b3e[1]/do-process-item@3f2a90c1d4/session-do-step@91bc4471aa')).toMatch(
      /^parallel-for-item-1-do-process-item-session-do-step-[0-9a-f]{16}$/,
    );
  });

  it('keeps the end of a long path', () => {
    const deep = `${'/do-some-block@0123456789'.repeat(60)}/session-the-last@abcdefabcd`;
    expect(pathSlug(deep)).toMatch(/do-some-block-session-the-last-[0-9a-f]{16}$/);
    expect(pathSlug(deep).length).toBeLessThanOrEqual(100);
  });

  it('tells paths apart that differ by case, by a hash, or only by signs', () => {
    const paths = ['/p@0000000000(a)/s', '/p@0000000000(A)/s', '/p@0000000001(a)/s', '/p@0000000000[a]/s', '/p@0000000000/a/s', ''];
    expect(new Set(paths.map((path) => pathSlug(path).toLowerCase())).size).toBe(paths.length);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })], { seed: 7301 })('any text gives one safe folder name (seed 7301)', (path) => {
    expect(pathSlug(path)).toMatch(SAFE);
    expect(pathSlug(path)).not.toMatch(DEVICE);
    expect(pathSlug(path).length).toBeLessThanOrEqual(100);
    expect(pathSlug(path)).toBe(pathSlug(path));
  });
});

describe('name slugs', () => {
  it.each(['draft', 'a_b', 'x-1', 'Report2', '_x'])('%s is itself', (name) => expect(nameSlug(name)).toBe(name));

  it.each(['../../etc/passwd', '..', '.', '', 'con', 'NUL', 'a/b', 'a\\b', 'x\u0000y', 'naïve', 'a'.repeat(300), '-rf'])('%j is made safe', (name) => {
    expect(nameSlug(name)).toMatch(SAFE);
    expect(nameSlug(name)).not.toMatch(DEVICE);
    expect(nameSlug(name).length).toBeLessThanOrEqual(100);
  });

  test.prop([fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 2, maxLength: 2 })], { seed: 7302 })(
    'different names have different slugs (seed 7302)',
    ([a = '', b = '']) => {
      expect(nameSlug(a)).not.toBe(nameSlug(b));
    },
  );
});
