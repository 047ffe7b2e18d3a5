import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, shell, troupe } from './troupe.ts';

const good = 'let a = session "One"\noutput answer = a\n';
const bad = 'let a = session "One"\nsession "Use {b}"\nlet c = nmae\n';
const warns = 'session ""\n';

describe('troupe check', () => {
  test('a clean program: nothing on stdout or stderr, exit 0', async () => {
    expect(await troupe(['check', 'good.prose'], { cwd: folder({ 'good.prose': good }) })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('errors: code frames on stdout, counts on stderr, exit 3', async () => {
    const result = await troupe(['check', 'bad.prose'], { cwd: folder({ 'bad.prose': bad }) });
    expect(result.code).toBe(3);
    expect(result.stdout).toContain('error E029');
    expect(result.stdout).toContain(' --> bad.prose:2:15');
    expect(result.stdout).toContain('2 | session "Use {b}"\n  |               ^');
    expect(result.stderr).toBe('2 errors in 1 file\n');
  });

  test('--json: one document on one line, with positions; stderr stays empty', async () => {
    const result = await troupe(['check', '--json', 'bad.prose', 'good.prose'], { cwd: folder({ 'bad.prose': bad, 'good.prose': good }) });
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(result.stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(result.stdout)).toMatchObject([
      { file: 'bad.prose', code: 'E029', severity: 'error', line: 2, column: 15, endLine: 2, endColumn: 16 },
      { file: 'bad.prose', code: 'E029', severity: 'error', line: 3, column: 9 },
    ]);
  });

  test('--json of clean programs is the empty array', async () => {
    expect(await troupe(['check', 'good.prose', '--json'], { cwd: folder({ 'good.prose': good }) })).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
  });

  test('warnings alone: exit 0; with --strict they are errors', async () => {
    const cwd = folder({ 'warns.prose': warns });
    expect(await troupe(['check', 'warns.prose'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('warning W001'),
      stderr: '1 warning in 1 file\n',
    });
    expect(await troupe(['check', '--strict', 'warns.prose'], { cwd })).toMatchObject({ code: 3, stdout: expect.stringContaining('error W001') });
    const json = await troupe(['check', '--strict', '--json', 'warns.prose'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject([{ code: 'W001', severity: 'error' }]);
  });

  test('- reads standard input and is its name', async () => {
    const result = await troupe(['check', '--json', '-'], { cwd: folder(), stdin: bad });
    expect(result.code).toBe(3);
    expect(JSON.parse(result.stdout)).toMatchObject([{ file: '-' }, { file: '-' }]);
  });

  test('standard input beyond one pipe buffer', async () => {
    const result = await troupe(['check', '-'], { cwd: folder(), stdin: `${'# filler\n'.repeat(40_000)}${bad}` });
    expect(result.stdout).toContain(' --> -:40002:15');
  });

  test('missing files: a usage error that names each, and nothing is checked', async () => {
    const cwd = folder({ 'bad.prose': bad });
    mkdirSync(join(cwd, 'sub'));
    const result = await troupe(['check', 'bad.prose', 'none.prose', 'sub'], { cwd });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toBe('troupe: cannot read "none.prose": there is no such file\ntroupe: cannot read "sub": it is not a file\n');
  });

  test('used programs are checked too, once, under their own file, relative to the one that uses them', async () => {
    const cwd = folder({
      'p/main.prose': 'use "./lib/a.prose"\nuse "lib/b.prose"\nlet x = call a\nlet y = call b\n',
      'p/lib/a.prose': 'use "b.prose"\nlet z = call b\nsession "{oops}"\n',
      'p/lib/b.prose': 'session "{oh}"\n',
    });
    const result = await troupe(['check', '--json', 'p/main.prose', 'p/lib/b.prose'], { cwd });
    const found = JSON.parse(result.stdout) as { file: string; code: string; line: number }[];
    expect(
      found
        .filter((one) => one.code === 'E029')
        .map(({ file, line }) => `${file}:${line}`)
        .sort(),
    ).toEqual(['p/lib/a.prose:3', 'p/lib/b.prose:1']);
    const text = await troupe(['check', 'p/main.prose'], { cwd });
    expect(text.stdout).toContain('1 | session "{oh}"');
  });

  test('programs that use each other: E043, and it ends', async () => {
    const cwd = folder({ 'a.prose': 'use "./b.prose"\nlet x = call b\n', 'b.prose': 'use "../link/a.prose"\nlet y = call a\n' });
    const result = await troupe(['check', '--json', 'a.prose'], { cwd: cwd });
    expect(result.code).toBe(3);
    const looped = folder({ 'a.prose': 'use "./b.prose"\nlet x = call b\n', 'b.prose': 'use "./a.prose"\nlet y = call a\n' });
    expect((await troupe(['check', '--json', 'a.prose'], { cwd: looped })).stdout).toContain('"E043"');
  });

  test('a program of a registry is a warning; vendored under imports/ it is found', async () => {
    const program = 'use "alice/research" as r\nlet x = call r\n';
    expect((await troupe(['check', '--json', 'm.prose'], { cwd: folder({ 'm.prose': program }) })).stdout).toContain('"W023"');
    const vendored = folder({ 'm.prose': program, 'imports/alice/research.prose': good });
    expect((await troupe(['check', '--json', 'm.prose'], { cwd: vendored })).stdout).toBe('[]\n');
  });

  test('a registry name never leads outside imports/', async () => {
    const cwd = folder({ 'p/m.prose': 'use "x/../../../secret" as r\nlet x = call r\n', 'secret.prose': good, secret: good });
    const found = JSON.parse((await troupe(['check', '--json', 'p/m.prose'], { cwd })).stdout) as { code: string }[];
    expect(found.map((one) => one.code)).toContain('W023');
  });

  test('where a configuration is found, models and permissions are checked against it', async () => {
    const program = 'agent a:\n  model: gpt-9\n  prompt: "x"\n  permissions:\n    bash: deny\nsession: a\n  prompt: "hi"\n';
    const stub = '{ "use": "command", "command": ["node", "x.mjs"] }';
    const codes = async (files: Readonly<Record<string, string>>) => {
      const result = await troupe(['check', '--json', 'p/x.prose'], { cwd: folder({ 'p/x.prose': program, ...files }) });
      return [...(JSON.parse(result.stdout) as { code: string }[]).map((one) => one.code), result.code];
    };
    expect(await codes({})).toEqual([0]);
    expect(await codes({ 'troupe.config.json': `{ "agents": { "stub": ${stub} } }` })).toEqual(['E008', 'E045', 3]);
    expect(await codes({ 'package.json': `{ "troupe": { "agents": { "stub": ${stub} } } }` })).toEqual(['E008', 'E045', 3]);
    expect(await codes({ 'package.json': '{ "dependencies": { "troupe": "1.0.0" } }' })).toEqual([0]);
    expect(await codes({ 'p/troupe.config.yaml': 'agent: simulated\n' })).toEqual([0]);
  });

  test('a configuration with mistakes is named, and the program is checked all the same', async () => {
    const cwd = folder({ 'bad.prose': bad, 'troupe.config.json': '{ "agnet": "x" }' });
    const result = await troupe(['check', '--json', 'bad.prose'], { cwd });
    expect(result).toMatchObject({ code: 3, stderr: expect.stringMatching(/models and permissions are not checked: .*agnet/) });
    expect(JSON.parse(result.stdout)).toHaveLength(2);
  });

  test('a closed pipe ends it quietly', async () => {
    const cwd = folder({ 'many.prose': 'session "{oops}"\n'.repeat(5000) });
    const result = await shell('$TROUPE check many.prose 2>err | head -1; echo "${PIPESTATUS[0]}"; cat err', cwd);
    expect(result.stdout.split('\n')[0]).toContain('E029');
    expect(result.stdout).not.toContain('EPIPE');
    expect(result.stdout).not.toMatch(/\n\s+at /);
    expect(result.stdout).toMatch(/\n3\n/);
  });

  test('no colours off a terminal, colours on one, none there with NO_COLOR', async () => {
    const cwd = folder({ 'bad.prose': bad });
    const escapeCharacter = '\u001b[';
    expect((await troupe(['check', 'bad.prose'], { cwd })).stdout).not.toContain(escapeCharacter);
    if (!hasScript()) return;
    const onTerminal = (env: Readonly<Record<string, string>>) => shell('script -qec "$TROUPE check bad.prose" /dev/null', cwd, { TERM: 'xterm', ...env });
    expect((await onTerminal({ NO_COLOR: '' })).stdout).toContain(escapeCharacter);
    expect((await onTerminal({ NO_COLOR: '1' })).stdout).not.toContain(escapeCharacter);
  });
});

function hasScript(): boolean {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
