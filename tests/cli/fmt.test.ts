import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, troupe } from './troupe.ts';

const untidy = 'let   a =  session "One" # why\n\n\n\noutput answer=a';
const tidy = 'let a = session "One"  # why\n\noutput answer = a\n';
const broken = 'let a = "open\nsession "x"\n';

describe('troupe fmt', () => {
  test('prints the canonical form and changes no file', async () => {
    const cwd = folder({ 'a.prose': untidy });
    expect(await troupe(['fmt', 'a.prose'], { cwd })).toMatchObject({ code: 0, stdout: tidy, stderr: '' });
    expect(readFileSync(join(cwd, 'a.prose'), 'utf8')).toBe(untidy);
  });

  test('- formats standard input', async () => {
    expect(await troupe(['fmt', '-'], { cwd: folder(), stdin: untidy })).toMatchObject({ code: 0, stdout: tidy });
  });

  test('--check names the files that differ, and exits with 1 only then', async () => {
    const cwd = folder({ 'a.prose': untidy, 'b.prose': tidy, 'c.prose': untidy });
    expect(await troupe(['fmt', '--check', 'a.prose', 'b.prose', 'c.prose'], { cwd })).toMatchObject({ code: 1, stdout: 'a.prose\nc.prose\n' });
    expect(await troupe(['fmt', '--check', 'b.prose'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(cwd, 'a.prose'), 'utf8')).toBe(untidy);
  });

  test('--write rewrites what differs, keeps modes and links, leaves nothing beside it; a second time changes nothing', async () => {
    const cwd = folder({ 'a.prose': untidy, 'b.prose': tidy });
    chmodSync(join(cwd, 'a.prose'), 0o640);
    symlinkSync('a.prose', join(cwd, 'link.prose'));
    expect(await troupe(['fmt', '--write', 'link.prose', 'b.prose'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: 'formatted link.prose\n' });
    expect(readFileSync(join(cwd, 'a.prose'), 'utf8')).toBe(tidy);
    expect(statSync(join(cwd, 'a.prose')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(cwd, 'link.prose')).isSymbolicLink()).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['a.prose', 'b.prose', 'link.prose']);
    expect(await troupe(['fmt', '--write', 'a.prose'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('a file with syntax errors is left alone and reported; the others are done; exit 3', async () => {
    const cwd = folder({ 'bad.prose': broken, 'a.prose': untidy });
    const result = await troupe(['fmt', '--write', 'bad.prose', 'a.prose'], { cwd });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain(' --> bad.prose:1:');
    expect(readFileSync(join(cwd, 'bad.prose'), 'utf8')).toBe(broken);
    expect(readFileSync(join(cwd, 'a.prose'), 'utf8')).toBe(tidy);
  });

  test.each([
    [['fmt'], 'troupe fmt needs a FILE'],
    [['fmt', '--check', '--write', 'a.prose'], '--check and --write exclude each other'],
    [['fmt', '--write', '-'], '--write has no file to write'],
    [['fmt', 'none.prose'], 'cannot read "none.prose"'],
    [['fmt', '--chek', 'a.prose'], 'unknown flag --chek; did you mean "--check"?'],
  ])('%j is a usage error', async (words, message) => {
    expect(await troupe(words, { cwd: folder({ 'a.prose': untidy }) })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
