import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { folder, shell, troupe } from './troupe.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

describe('the command line', () => {
  test.each([[['--version']], [['check', '--version']]])('%j prints the version', async (words) => {
    expect(await troupe(words)).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[['--help']], [['-h']]])('%j lists the commands', async (words) => {
    const result = await troupe(words);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['check', 'fmt', 'completion']) expect(result.stdout).toMatch(new RegExp(`^  troupe ${name}`, 'm'));
  });

  test('help of a command shows its flags and examples', async () => {
    const { code, stdout } = await troupe(['check', '--help']);
    expect(code).toBe(0);
    for (const words of ['<FILE..>', '--json', '--strict', 'Examples:', 'troupe check review.prose']) expect(stdout).toContain(words);
  });

  test('help does not change with the language of the environment', async () => {
    const german = await troupe(['--help'], { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } });
    expect(german.stdout).toBe((await troupe(['--help'])).stdout);
  });

  test.each([
    [[], 'troupe: a command is needed\n  hint: the commands are '],
    [['chek', 'a.prose'], 'troupe: unknown command "chek"; did you mean "check"?'],
    [['frobnicate'], 'troupe: unknown command "frobnicate"\n'],
    [['check'], 'troupe: troupe check needs a FILE\n'],
    [['check', '--sticrt', 'a'], 'troupe: unknown flag --sticrt; did you mean "--strict"?'],
    [['check', '--json=maybe', 'a'], 'troupe: --json: "maybe" is not allowed'],
    [['check', ''], 'troupe: cannot read ""'],
  ])('%j is a usage error: exit 2, stdout empty', async (words, message) => {
    expect(await troupe(words, { cwd: folder() })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  test('completion: a script, and the words it asks for', async () => {
    expect((await troupe(['completion'])).stdout).toContain('complete -o bashdefault');
    const complete = async (...words: string[]) =>
      (await troupe(['--get-yargs-completions', 'troupe', ...words], { env: { SHELL: '/bin/bash' } })).stdout.split('\n');
    expect(await complete('ch')).toEqual(expect.arrayContaining(['check', 'fmt', 'run']));
    expect(await complete('check', '--')).toEqual(expect.arrayContaining(['--json', '--strict']));
    expect(await complete('check', '--')).not.toContain('--agent');
  });

  test('a reader that goes away is no error', async () => {
    const result = await shell('$TROUPE --help | true; echo "${PIPESTATUS[0]}"', folder());
    expect(result).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});
