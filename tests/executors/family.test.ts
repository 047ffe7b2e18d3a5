import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { filterEnvironment } from '../../src/executors/process/environment.ts';
import { Family } from '../../src/executors/process/family.ts';
import { isAlive, type ProcessEntry, parsePs, parseStat, readProcessTable, startTimeOf } from '../../src/executors/process/process-table.ts';

function table(...entries: Partial<ProcessEntry>[]): Map<number, ProcessEntry> {
  return new Map(entries.map((entry) => [entry.pid ?? 0, { pid: 0, parent: 1, group: entry.pid ?? 0, startTime: `t${entry.pid}`, mark: null, ...entry }]));
}

const pids = (entries: readonly ProcessEntry[]): readonly number[] => entries.map(({ pid }) => pid).sort((a, b) => a - b);
const me = process.pid;

describe('who belongs to an invocation', () => {
  const family = () => new Family({ root: { pid: 500_000, startTime: 't500000' }, hasMark: (mark) => mark === 'key.a.1' });

  test('the process, its group, its descendants of any generation and all that carry the mark', () => {
    const living = family().living(
      table(
        { pid: 500_000, parent: me },
        { pid: 500_001, parent: 500_000, group: 500_001 },
        { pid: 500_002, parent: 500_001, group: 500_001 },
        { pid: 500_003, group: 500_000 },
        { pid: 500_004, mark: 'key.a.1' },
        { pid: 500_005, parent: 500_004 },
        { pid: 500_006, mark: 'key.a.10' },
        { pid: 500_007, mark: 'key.b.1' },
        { pid: 500_008 },
      ),
    );
    expect(pids(living)).toEqual([500_000, 500_001, 500_002, 500_003, 500_004, 500_005]);
  });

  test('once a member, always a member', () => {
    const one = family();
    one.living(table({ pid: 500_000 }, { pid: 500_001, parent: 500_000, group: 500_001 }));
    expect(pids(one.living(table({ pid: 500_001, parent: 1, group: 500_001 })))).toEqual([500_001]);
    expect(one.pids).toEqual([500_000, 500_001]);
  });

  test('a reused pid is somebody else', () => {
    const one = family();
    one.living(table({ pid: 500_000 }, { pid: 500_001, parent: 500_000, group: 500_001 }));
    expect(
      one.living(table({ pid: 500_000, startTime: 'later' }, { pid: 500_001, startTime: 'later' }, { pid: 500_002, parent: 500_000, group: 500_000 })),
    ).toEqual([]);
  });

  test('this process and its ancestors are spared even with the mark', () => {
    expect(family().living(table({ pid: me, parent: 77, mark: 'key.a.1' }, { pid: 77, mark: 'key.a.1' }))).toEqual([]);
  });
});

describe('the table', () => {
  test('a name with spaces and parentheses does not confuse it', () => {
    expect(parseStat(`12 (a) b (c) S 3 4 5 ${'0 '.repeat(15)}987 0`)).toEqual({ parent: 3, group: 4, startTime: '987' });
    expect(parseStat(`12 (dead) Z 3 4 5 ${'0 '.repeat(15)}987 0`)).toBeNull();
    expect(parseStat('')).toBeNull();
  });

  test('shows a child with parent, group, start time and mark', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, A: '1', TROUPE_MARK: 'k.p.1', Z: '2' } });
    const pid = child.pid ?? 0;
    // The variables are there when the new program has replaced the fork, which `spawn` waits for.
    const entry = (await readProcessTable()).get(pid);
    expect(entry).toEqual({ pid, parent: process.pid, group: pid, startTime: startTimeOf(pid), mark: 'k.p.1' });
    expect(entry !== undefined && isAlive(entry)).toBe(true);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(entry !== undefined && isAlive(entry)).toBe(false);
    expect((await readProcessTable()).has(pid)).toBe(false);
  });

  test('the same from two listings of ps', () => {
    const facts =
      '    1     0     1 Ss   Sat Nov 21 09:00:00 2026\n  812     1   812 S+   Sat Nov 21 09:30:12 2026\n  813   812   812 Z    Sat Nov 21 09:30:13 2026\n';
    const environments = '    1 /sbin/launchd\n  812 node agent.mjs HOME=/Users/me TROUPE_MARK=key.ab.1 TERM=xterm\n  813 (node)\n';
    expect([...parsePs(facts, environments).values()]).toEqual([
      { pid: 1, parent: 0, group: 1, startTime: 'Sat Nov 21 09:00:00 2026', mark: null },
      { pid: 812, parent: 1, group: 812, startTime: 'Sat Nov 21 09:30:12 2026', mark: 'key.ab.1' },
    ]);
  });

  test.runIf(spawnSync('ps', ['--version']).status === 0)('what ps really prints can be read', () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, TROUPE_MARK: 'k.q.2' } });
    const run = (...args: string[]): string => spawnSync('ps', args, { encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } }).stdout;
    const entry = parsePs(run('-axo', 'pid=,ppid=,pgid=,stat=,lstart='), run('axeww', '-o', 'pid=,command=')).get(child.pid ?? 0);
    child.kill('SIGKILL');
    expect(entry).toMatchObject({ pid: child.pid, parent: process.pid, group: child.pid, mark: 'k.q.2' });
  });
});

describe('agents.md 2: what an agent sees of our environment', () => {
  const all = {
    PATH: '1',
    HOME: '2',
    USER: '3',
    LOGNAME: '4',
    SHELL: '5',
    LANG: '6',
    LC_ALL: '7',
    LC_TIME: '8',
    TZ: '9',
    TMPDIR: '10',
    TERM: '11',
    XDG_CONFIG_HOME: '12',
    HTTPS_PROXY: '13',
    no_proxy: '14',
    NODE_EXTRA_CA_CERTS: '15',
    SSL_CERT_FILE: '16',
  };
  const others = {
    NODE_OPTIONS: 'x',
    ANTHROPIC_API_KEY: 'x',
    TROUPE_AGENT: 'x',
    MY_KEY: 'x',
    MY_OTHER: 'x',
    PATHS: 'x',
    LANGUAGE: 'x',
    LD_PRELOAD: 'x',
    EMPTY: undefined,
  };

  test('the fixed list and nothing else', () => expect(filterEnvironment({ ...all, ...others }, [], 'linux')).toEqual(all));
  test('names of the setting, with a star at the end', () => {
    expect(filterEnvironment({ ...all, ...others }, ['MY_KEY', 'ANTHROPIC_*'], 'linux')).toEqual({ ...all, MY_KEY: 'x', ANTHROPIC_API_KEY: 'x' });
  });
  test('Windows: names have no case, and programs need some more', () => {
    expect(filterEnvironment({ Path: '1', SystemRoot: '2', my_key: '3', Other: '4' }, ['MY_KEY'], 'win32')).toEqual({
      Path: '1',
      SystemRoot: '2',
      my_key: '3',
    });
  });
});
