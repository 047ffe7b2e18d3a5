import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { createCommandExecutor } from '../../src/executors/command.ts';
import { type ProcessOrder, runOwnedProcess } from '../../src/executors/process/owned-process.ts';
import { stopProcesses } from '../../src/executors/process/stop-processes.ts';
import { findRunProcesses, sweepRunProcesses } from '../../src/executors/process/sweep.ts';
import { isRunning, makeRequest, readLog, recordingHooks, stubAgent, stubOptions, temporaryFolder, until } from './requests.ts';

/** A stub with its own log; `pids` are those of all processes it has logged for an event. */
function stub(change: Parameters<typeof stubOptions>[0] = {}) {
  const log = join(temporaryFolder(), 'log.jsonl');
  const executor = createCommandExecutor(stubOptions({ environment: { ...process.env, STUB_LOG: log }, ...change }));
  const pids = (event: string): readonly number[] =>
    readLog(log)
      .filter((entry) => entry.event === event)
      .map(({ pid }) => pid);
  return { log, executor, pids };
}

function order(change: Partial<ProcessOrder> = {}): ProcessOrder {
  return {
    command: process.execPath,
    args: [],
    cwd: temporaryFolder(),
    environment: { PATH: process.env.PATH ?? '' },
    stdin: null,
    mark: makeRequest().mark,
    timeout: null,
    grace: 2000,
    directory: null,
    ...change,
  };
}

const quiet = () => ({ signal: new AbortController().signal, onSpawn: () => {}, onLine: () => {} });

describe('stopping (agents.md 3.3)', () => {
  test('SIGTERM is enough for most; no SIGKILL is sent', async () => {
    const { executor, pids } = stub();
    const reply = await executor.execute(makeRequest({ prompt: 'BEHAVIOR=hang', timeout: 400 }), recordingHooks());
    expect(reply.receipt).toEqual({ pids: pids('start'), signals: ['SIGTERM'], unkilled: [] });
    expect(pids('start').some(isRunning)).toBe(false);
  });

  test('an agent that ignores SIGTERM gets the grace, then SIGKILL', async () => {
    const { executor, pids } = stub({ grace: 150 });
    const reply = await executor.execute(makeRequest({ prompt: 'BEHAVIOR=ignoreterm', timeout: 500 }), recordingHooks());
    expect(reply).toMatchObject({ ok: false, error: { kind: 'timeout', signal: 'SIGKILL' }, receipt: { signals: ['SIGTERM', 'SIGKILL'], unkilled: [] } });
    expect(pids('signal')).toEqual(pids('start'));
    expect(pids('start').some(isRunning)).toBe(false);
  });

  test('an agent that ends well when it is told to stop has still been stopped', async () => {
    const { executor } = stub();
    const reply = await executor.execute(makeRequest({ prompt: 'BEHAVIOR=termok', timeout: 400 }), recordingHooks());
    expect(reply).toMatchObject({ ok: false, error: { kind: 'timeout' }, receipt: { signals: ['SIGTERM'] } });
  });

  test('a process two forks away in its own session is found by its marker', async () => {
    const { executor, pids } = stub();
    const hooks = recordingHooks();
    const reply = executor.execute(makeRequest({ prompt: 'BEHAVIOR=fork,hang' }), hooks);
    await until(() => pids('fork').length === 1);
    const [orphan = 0] = pids('fork');
    expect(isRunning(orphan)).toBe(true);
    hooks.abort();
    const { receipt } = await reply;
    expect(receipt?.pids).toContain(orphan);
    expect(receipt?.unkilled).toEqual([]);
    expect([...pids('start'), orphan].some(isRunning)).toBe(false);
  });

  test('a child without the marker, in its own session, is found by its parent', async () => {
    const ready = join(temporaryFolder(), 'child');
    const child = `require('node:fs').writeFileSync(${JSON.stringify(ready)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { detached: true, env: {}, stdio: 'ignore' }); setInterval(() => {}, 1000)`;
    const controller = new AbortController();
    const end = runOwnedProcess(order({ args: ['-e', script] }), { ...quiet(), signal: controller.signal });
    const childPid = (): number => {
      try {
        return Number(readFileSync(ready, 'utf8'));
      } catch {
        return 0;
      }
    };
    await until(() => childPid() > 0);
    controller.abort();
    expect(await end).toMatchObject({ kind: 'ended', stoppedBy: 'abort', receipt: { pids: expect.arrayContaining([childPid()]), unkilled: [] } });
    expect(isRunning(childPid())).toBe(false);
  });

  test('a process that starts another one when it is told to end does not escape', async () => {
    const child = `require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })`;
    const script = `process.on('SIGTERM', () => { ${child}; process.exit(0); }); console.log('ready'); setInterval(() => {}, 1000)`;
    const controller = new AbortController();
    const mark = makeRequest().mark;
    const environment = { PATH: process.env.PATH ?? '', TROUPE_MARK: mark };
    const hooks = { ...quiet(), signal: controller.signal, onLine: () => controller.abort() };
    const end = await runOwnedProcess(order({ args: ['-e', script], mark, environment }), hooks);
    expect(end).toMatchObject({ kind: 'ended', exitCode: 0, stoppedBy: 'abort', receipt: { unkilled: [], pids: [expect.any(Number), expect.any(Number)] } });
    expect(end.kind === 'ended' && end.receipt.pids.some(isRunning)).toBe(false);
  });

  test('who cannot be killed is named after the limit', async () => {
    // No process can have this pid, so that no signal reaches it, yet it is said to live on.
    const immortal = { pid: 2 ** 31 - 7, parent: 1, group: 1, startTime: '1', mark: null };
    const report = await stopProcesses({ pids: [immortal.pid], living: () => [immortal] }, { grace: 20, killLimit: 50 });
    expect(report).toEqual({ sent: [], unkilled: [immortal.pid] });
  });

  test('processes of another mark are left alone', async () => {
    const { executor, pids } = stub();
    const [mine, other] = [recordingHooks(), recordingHooks()];
    const stopped = executor.execute(makeRequest({ prompt: 'BEHAVIOR=hang' }), mine);
    const kept = executor.execute(makeRequest({ prompt: 'BEHAVIOR=hang' }), other);
    await until(() => pids('start').length === 2);
    mine.abort();
    await stopped;
    const spawned = other.activities.find((activity) => activity.type === 'spawned');
    expect(spawned !== undefined && isRunning(spawned.pid)).toBe(true);
    other.abort();
    await kept;
  });
});

describe('what is left behind (agents.md 3.6)', () => {
  test('a grandchild that keeps the pipes open does not hold up the answer, and is ended', async () => {
    const { executor, pids } = stub();
    const reply = await executor.execute(makeRequest({ prompt: 'BEHAVIOR=pipe SAY<<the answer>>' }), recordingHooks());
    expect(reply).toMatchObject({ ok: true, text: 'the answer', receipt: { signals: ['SIGTERM'], unkilled: [] } });
    expect(reply.receipt?.pids).toHaveLength(2);
    expect(reply.receipt?.pids.some(isRunning)).toBe(false);
    expect(pids('start').some(isRunning)).toBe(false);
  });

  test('what an agent writes just before its end is read to the end', async () => {
    const script = `process.stdout.write('x'.repeat(300_000) + 'END', () => process.exit(0))`;
    const end = await runOwnedProcess(order({ args: ['-e', script] }), quiet());
    expect(end.kind === 'ended' && end.stdout.text().endsWith('END')).toBe(true);
    expect(end.kind === 'ended' && end.stdout.text().length).toBe(300_003);
  });
});

describe('sweep (agents.md 3.5)', () => {
  test('finds and ends the processes of one run by its key', async () => {
    const { executor, pids } = stub();
    const [mine, other] = [makeRequest({ prompt: 'BEHAVIOR=fork,hang' }), makeRequest({ prompt: 'BEHAVIOR=hang' })];
    const hooks = recordingHooks();
    const replies = [executor.execute(mine, hooks), executor.execute(other, hooks)];
    await until(() => pids('start').length === 2 && pids('fork').length === 1);
    const key = mine.mark.split('.')[0] ?? '';
    const found = (await findRunProcesses(key)).map(({ pid }) => pid);
    expect(found).toEqual(expect.arrayContaining([...pids('fork')]));
    expect(found).toHaveLength(2);
    expect(await sweepRunProcesses(key, { grace: 2000 })).toEqual({ pids: expect.arrayContaining(found), signals: ['SIGTERM'], unkilled: [] });
    expect(found.some(isRunning)).toBe(false);
    expect(pids('start').filter(isRunning)).toHaveLength(1);
    expect(await findRunProcesses(key)).toEqual([]);
    hooks.abort();
    await Promise.all(replies);
  });

  test('an empty key finds nothing', async () => expect(await findRunProcesses('')).toEqual([]));
});

describe('our own exit', () => {
  test('takes the groups of living agents along', async () => {
    const folder = temporaryFolder();
    const driver = join(folder, 'driver.mjs');
    const entryPoints = [fileURLToPath(new URL('../../src/executors/process/owned-process.ts', import.meta.url))];
    await build({ entryPoints, outfile: join(folder, 'owned-process.mjs'), bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
    writeFileSync(
      driver,
      `import { runOwnedProcess } from './owned-process.mjs';
      const order = { command: 'sleep', args: ['60'], cwd: '/', environment: process.env, stdin: null, mark: '', timeout: null, grace: 1000, directory: null };
      const onSpawn = (pid) => { console.log(pid); process.exit(130); };
      runOwnedProcess(order, { signal: new AbortController().signal, onSpawn: (pid) => setImmediate(onSpawn, pid), onLine() {} });`,
    );
    const { stdout, status } = spawnSync(process.execPath, [driver], { encoding: 'utf8' });
    expect(status).toBe(130);
    const pid = Number(stdout.trim());
    expect(pid).toBeGreaterThan(1);
    await until(() => !isRunning(pid));
  });
});

describe('not started', () => {
  const cannotStart = async (change: Partial<ProcessOrder>) => runOwnedProcess(order(change), quiet());

  test.each<[string, Partial<ProcessOrder>, RegExp]>([
    ['a command that is not on PATH', { command: 'no-such-agent-command' }, /^cannot start "no-such-agent-command": no such command on PATH$/],
    ['a file that is not there', { command: './nothing' }, /^cannot start ".\/nothing": no such file$/],
    ['a working directory that is not there', { cwd: '/no/such/folder' }, /working directory \/no\/such\/folder does not exist/],
    ['a file that is not executable', { command: stubAgent.replace('stub-agent.mjs', 'executors/requests.ts') }, /permission denied/],
    [
      'arguments that are too long',
      { args: ['-e', '0', 'x'.repeat(4 * 1024 * 1024)] },
      /command line is too long \(41943\d\d bytes of arguments\); let it read the prompt with "prompt": "stdin" or "file"/,
    ],
    ['a NUL in an argument', { args: ['-e', '0', 'a\0b'] }, /NUL character/],
  ])('%s', async (_name, change, message) => {
    expect(await cannotStart(change)).toEqual({ kind: 'not-started', reason: 'spawn', message: expect.stringMatching(message) });
  });

  test('a script whose interpreter is missing', async () => {
    const command = join(temporaryFolder(), 'agent');
    writeFileSync(command, '#!/no/such/interpreter\n', { mode: 0o755 });
    expect(await cannotStart({ command })).toMatchObject({ message: expect.stringContaining('interpreter that its first line names does not exist') });
  });
});

describe('files of an attempt', () => {
  test('logs and receipt have mode 0600 and hold what happened', async () => {
    const directory = temporaryFolder();
    const script = `process.stdout.write('out é'); process.stderr.write('err'); process.exit(3)`;
    const end = await runOwnedProcess(order({ args: ['-e', script], directory }), quiet());
    expect(readFileSync(join(directory, 'stdout.log'), 'utf8')).toBe('out é');
    expect(readFileSync(join(directory, 'stderr.log'), 'utf8')).toBe('err');
    const receipt = JSON.parse(readFileSync(join(directory, 'receipt.json'), 'utf8'));
    expect(receipt).toEqual({
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      goneAt: expect.stringMatching(/^\d{4}-.*Z$/),
      exitCode: 3,
      signal: null,
      stoppedBy: null,
      pids: end.kind === 'ended' ? end.receipt.pids : [],
      sent: [],
      unkilled: [],
    });
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  });

  test('a stopped attempt has its signals on the receipt, with pid and time', async () => {
    const directory = temporaryFolder();
    await runOwnedProcess(order({ args: ['-e', 'setInterval(() => {}, 1000)'], directory, timeout: 200 }), quiet());
    const { sent, stoppedBy, signal } = JSON.parse(readFileSync(join(directory, 'receipt.json'), 'utf8'));
    expect({ sent, stoppedBy, signal }).toEqual({
      sent: [{ pid: expect.any(Number), signal: 'SIGTERM', at: expect.stringMatching(/Z$/) }],
      stoppedBy: 'timeout',
      signal: 'SIGTERM',
    });
  });

  test('output beyond the limit is read, dropped and noted', async () => {
    const directory = temporaryFolder();
    const script = `process.stdout.write('é'.repeat(1_000_000), () => process.stdout.write('LAST'))`;
    const end = await runOwnedProcess(order({ args: ['-e', script], directory, captureLimit: 1024 * 1024 - 1 }), quiet());
    const log = readFileSync(join(directory, 'stdout.log'), 'utf8');
    expect(end).toMatchObject({ kind: 'ended', exitCode: 0 });
    // An odd limit falls into the middle of a two-byte character.
    expect(log).toBe(`${'é'.repeat(524_287)}\n[output cut after 1 MiB]\n`);
    expect(end.kind === 'ended' && end.stdout.text()).toBe(log);
  });
});

describe('nothing leaks', () => {
  const openDescriptors = (): number => readdirSync('/proc/self/fd').length;
  const trueOrder = (directory: string) => order({ command: 'true', directory });

  test('200 processes one after the other, then 64 at once', { timeout: 60_000 }, async () => {
    const directory = temporaryFolder();
    const { signal } = new AbortController();
    const warnings: string[] = [];
    const onWarning = (warning: Error): unknown => warnings.push(warning.message);
    process.on('warning', onWarning);
    await runOwnedProcess(trueOrder(directory), quiet());
    const [descriptors, listeners] = [openDescriptors(), process.listenerCount('exit')];
    for (let count = 0; count < 200; count++) await runOwnedProcess(trueOrder(directory), { ...quiet(), signal });
    const ends = await Promise.all(Array.from({ length: 64 }, () => runOwnedProcess(trueOrder(directory), { ...quiet(), signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(ends.every((end) => end.kind === 'ended' && end.exitCode === 0)).toBe(true);
    expect(openDescriptors()).toBeLessThanOrEqual(descriptors);
    expect(process.listenerCount('exit')).toBe(listeners);
    expect(warnings).toEqual([]);
  });

  test('stopped processes leave no descriptors either', async () => {
    const before = openDescriptors();
    const ends = await Promise.all(Array.from({ length: 16 }, () => runOwnedProcess(order({ command: 'sleep', args: ['60'], timeout: 100 }), quiet())));
    expect(ends.every((end) => end.kind === 'ended' && end.stoppedBy === 'timeout' && end.receipt.unkilled.length === 0)).toBe(true);
    expect(openDescriptors()).toBeLessThanOrEqual(before);
  });
});
