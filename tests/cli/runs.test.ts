/** `troupe runs` and `troupe show`, on runs that really ran. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ageText } from '../../cli/runs/list-runs.ts';
import { runTree } from '../../cli/runs/run-tree.ts';
import type { RunDocument, SessionEntry } from '../../src/index.ts';
import { document } from './run-material.ts';
import { folder, troupe } from './troupe.ts';

const config = '{"agent":"simulated"}';
const program = 'parallel (on-fail: continue):\n  a = session "One"\n  b = throw "no"\noutput answer = session "Two"\n  context: a\n';

describe('troupe runs and show', () => {
  test('a folder without runs', async () => {
    expect(await troupe(['runs'], { cwd: folder() })).toMatchObject({ code: 0, stdout: '', stderr: 'no runs yet\n' });
    expect(await troupe(['runs', '--json'], { cwd: folder() })).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await troupe(['show'], { cwd: folder() })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('there are no runs in ') });
  });

  test('runs that ran: listed, shown, and as JSON the documents that run printed', async () => {
    const cwd = folder({ 'troupe.config.json': config, 'p.prose': program });
    const first = JSON.parse((await troupe(['run', 'p.prose', '--json', '--run-id', 'first'], { cwd })).stdout) as RunDocument;
    await troupe(['run', 'p.prose', '--run-id', 'second'], { cwd });

    const list = await troupe(['runs'], { cwd });
    expect(list.stdout.split('\n')[0]).toMatch(/^ID +STATUS +AGE +SESSIONS +PROGRAM$/);
    expect(list.stdout).toMatch(/^second +succeeded +\d+s +2 done +p\.prose$/m);
    expect(list.stdout).toMatch(/^first +succeeded +\d+s +2 done +p\.prose$/m);

    const { sessions, joins, ...summary } = first;
    expect(JSON.parse((await troupe(['runs', '--json'], { cwd })).stdout)).toEqual([expect.objectContaining({ id: 'second' }), summary]);
    expect(JSON.parse((await troupe(['show', 'first', '--json'], { cwd })).stdout)).toEqual({ ...summary, sessions, joins });

    const shown = await troupe(['show'], { cwd });
    expect(shown.stdout).toMatch(/^run second succeeded/);
    expect(shown.stdout).toContain('  parallel (all, continue): succeeded\n');
    expect(shown.stdout).toMatch(/\(a\) ✓ One \(succeeded, simulated/);
  });

  test('an unknown id: exit 2 with "did you mean"', async () => {
    const cwd = folder({ 'troupe.config.json': config, 'p.prose': program });
    await troupe(['run', 'p.prose', '--run-id', 'nightly-1'], { cwd });
    expect(await troupe(['show', 'nightly-2'], { cwd })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/not found[\s\S]*did you mean "nightly-1"/),
    });
    expect(await troupe(['show', '../x'], { cwd })).toMatchObject({ code: 2, stdout: '' });
  });

  test('a damaged run is refused by show, naming the file, and hides no other', async () => {
    const cwd = folder({ 'troupe.config.json': config, 'p.prose': program });
    await troupe(['run', 'p.prose', '--run-id', 'good'], { cwd });
    mkdirSync(join(cwd, '.prose/runs/bad'));
    writeFileSync(join(cwd, '.prose/runs/bad/run.json'), '{"format": 1, "id"');
    const list = await troupe(['runs'], { cwd });
    expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/^good /m), stderr: expect.stringContaining('run bad is damaged: ') });
    expect(await troupe(['show', 'bad'], { cwd })).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('run.json') });
  });

  test('--runs-dir beats the environment, which beats the configuration', async () => {
    const cwd = folder({ 'troupe.config.json': '{"agent":"simulated","runsDir":"configured"}', 'p.prose': program });
    for (const [id, words, env] of [
      ['c', [], {}],
      ['e', [], { TROUPE_RUNS_DIR: 'environment' }],
      ['f', ['--runs-dir', 'flag'], { TROUPE_RUNS_DIR: 'environment' }],
    ] as const) {
      await troupe(['run', 'p.prose', '--run-id', id, ...words], { cwd, env });
      expect((await troupe(['runs', ...words], { cwd, env })).stdout).toMatch(new RegExp(`^${id} `, 'm'));
    }
    rmSync(join(cwd, 'configured'), { recursive: true });
    expect((await troupe(['runs'], { cwd })).stderr).toBe('no runs yet\n');
  });
});

describe('the tree of a run', () => {
  test('steps by path, without hashes; a step that leads to one thing shares its line', () => {
    const session = (path: string, more: Partial<SessionEntry> = {}): SessionEntry => ({ ...(document.sessions[0] as SessionEntry), path, ...more });
    const tree = runTree({
      ...document,
      sessions: [
        session('/parallel-for-x@77c1a09b3e[0]/do-b@3f2a90c1d4/session-one@1234567890', {
          label: 'one',
          attempts: 2,
          usage: { inputTokens: 90, outputTokens: 10, costUsd: 0.5 },
        }),
        session('/parallel-for-x@77c1a09b3e[1]/do-b@3f2a90c1d4/session-one@1234567890', { label: 'one', status: 'cancelled', cancelledBy: '/p' }),
        session('/try@aaaaaaaaaa.try/session-a@1234567890#2', { label: 'two', status: 'failed', error: { kind: 'exit', message: 'exit 1:\nno' } }),
        session('/try@aaaaaaaaaa~2.finally/resume-m@1234567890', { label: 'three', kind: 'resume' }),
      ],
      joins: [{ path: '/parallel-for-x@77c1a09b3e', join: 'any', onFail: 'ignore', outcome: 'succeeded', branches: [] }],
    });
    expect(tree).toEqual([
      '  parallel-for-x (any, ignore): succeeded',
      '    [0] do-b ✓ one (succeeded, simulated, 2 attempts, 100 tokens, $0.50)',
      '    [1] do-b ⊘ one (cancelled, simulated), by /p',
      '  try',
      '    try ✗ two (failed, simulated): exit: exit 1: no',
      '    ~2 finally ✓ three (succeeded, resume, simulated)',
    ]);
  });

  test.each([
    [-5, '0s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [3_600_000, '1h'],
    [90_000_000, '1d'],
  ])('an age of %d ms reads %s', (milliseconds, expected) => {
    expect(ageText(milliseconds)).toBe(expected);
  });
});
