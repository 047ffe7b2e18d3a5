/** `runProgram` with a library that the test scripts: what goes where, and the exit codes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readArguments } from '../../cli/arguments/read-arguments.ts';
import { commands } from '../../cli/commands/all.ts';
import type { RunRequest, StartRun } from '../../cli/run/run-port.ts';
import { runProgram } from '../../cli/run/run-program.ts';
import { type RunDocument, TroupeError } from '../../src/index.ts';
import { deferred, document, events } from './run-material.ts';
import { folder } from './troupe.ts';

const said = vi.hoisted(() => ({ stdout: '', stderr: '' }));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (fd: number, bytes: Buffer) => {
    said[fd === 1 ? 'stdout' : 'stderr'] += bytes.toString();
    return bytes.length;
  },
}));

beforeEach(() => Object.assign(said, { stdout: '', stderr: '' }));
afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
});

describe('troupe run', () => {
  test('prints the outputs on stdout, progress and last lines on stderr', async () => {
    expect(await run([], ends({ outputs: { answer: 'Owls.' } }))).toBe(0);
    expect(said.stdout).toBe('Owls.\n');
    expect(said.stderr).toContain('▸ 1 Look');
    expect(said.stderr.trimEnd().split('\n').slice(-3)).toEqual([expect.stringContaining('run r1 succeeded'), '  output answer: Owls.', '  results: /runs/r1']);
  });

  test('--json: the document on one line, also of a failed run', async () => {
    expect(await run(['--json'], ends({ status: 'failed', error: { kind: 'exit', message: 'no' } }))).toBe(1);
    expect(said.stdout.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(said.stdout)).toMatchObject({ format: 1, id: 'r1', status: 'failed', error: { kind: 'exit', message: 'no' } });
  });

  test('--events: the events as JSON lines and nothing else on stdout; no progress on stderr', async () => {
    expect(await run(['--events'], ends({ outputs: { answer: 'Owls.' } }))).toBe(0);
    expect(
      said.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(JSON.parse(JSON.stringify(events)));
    expect(said.stderr).not.toContain('▸');
    expect(said.stderr).toContain('run r1 succeeded');
  });

  test('--quiet: only the last lines', async () => {
    await run(['--quiet'], ends({}));
    expect(said.stderr).toMatch(/^run r1 succeeded/);
  });

  test.each<[RunDocument['status'], number]>([
    ['succeeded', 0],
    ['failed', 1],
    ['cancelled', 1],
    ['paused', 4],
    ['interrupted', 130],
  ])('a run that is %s exits with %d', async (status, code) => {
    expect(await run([], ends({ status }))).toBe(code);
    if (status !== 'succeeded') expect(said.stdout).toBe('');
  });

  test('an invalid program: frames on stderr, exit 3; with --json the array of check --json', async () => {
    const cwd = folder({ 'p.prose': 'session "{x}"\n' });
    const diagnostic = { file: `${cwd}/p.prose`, code: 'E029', severity: 'error', message: 'm', line: 1, column: 11, endLine: 1, endColumn: 12 };
    const refuses: StartRun = () => Promise.reject(new TroupeError('invalid-program', 'it has errors', { details: { diagnostics: [diagnostic] } }));
    expect(await run([], refuses, `${cwd}/p.prose`)).toBe(3);
    expect(said.stdout).toBe('');
    expect(said.stderr).toContain('1 | session "{x}"\n  |           ^');
    expect(await run(['--json'], refuses, `${cwd}/p.prose`)).toBe(3);
    expect(JSON.parse(said.stdout)).toEqual([diagnostic]);
  });

  test('a missing file is a usage error before anything starts', async () => {
    const start = vi.fn<StartRun>();
    await expect(run([], start, '/no/such.prose')).rejects.toThrow('cannot read "/no/such.prose": there is no such file');
    expect(start).not.toHaveBeenCalled();
  });

  test('off a terminal nobody is asked', async () => {
    let request: RunRequest | undefined;
    await run([], (given) => {
      request = given;
      return ends({})(given);
    });
    expect(request).toBeDefined();
    expect(request).not.toHaveProperty('asker');
  });

  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('the first %s stops the agents and exits with %d; the second ends the process at once', async (signal, code) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const interrupted = deferred<RunDocument>();
    const interrupt = vi.fn(async () => interrupted.resolve({ ...document, status: 'interrupted' }));
    const started = deferred<void>();
    const result = run([], async ({ onEvent }) => {
      for (const event of events.slice(0, 3)) onEvent?.(event);
      started.resolve();
      return { id: 'r1', directory: '/runs/r1', done: interrupted.promise, interrupt };
    });
    await started.promise;
    process.emit(signal, signal);
    process.emit(signal, signal);
    expect(await result).toBe(code);
    expect(interrupt).toHaveBeenCalledTimes(1);
    expect(exit).toHaveBeenCalledExactlyOnceWith(code);
    expect(said.stderr).toContain('stopping 1 agent ...');
    exit.mockRestore();
  });

  test('a run that cannot tell how it ended is a bug, and its agents are stopped first', async () => {
    const interrupt = vi.fn(() => Promise.resolve());
    const bug = new Error('projection broke');
    const start: StartRun = () => Promise.resolve({ id: 'r1', directory: '/runs/r1', done: Promise.reject(bug), interrupt });
    await expect(run([], start)).rejects.toBe(bug);
    expect(interrupt).toHaveBeenCalledTimes(1);
    expect(said.stdout).toBe('');
  });

  test('a run that ended well in spite of a signal has its own exit code', async () => {
    const done = deferred<RunDocument>();
    const started = deferred<void>();
    const result = run([], async () => {
      started.resolve();
      return { id: 'r1', directory: '/runs/r1', done: done.promise, interrupt: async () => done.resolve(document) };
    });
    await started.promise;
    process.emit('SIGINT', 'SIGINT');
    expect(await result).toBe(0);
  });
});

function run(flags: readonly string[], start: StartRun, file?: string): Promise<number> {
  const program = file ?? `${folder({ 'hello.prose': 'session "Look"\n' })}/hello.prose`;
  const line = readArguments(['run', program, ...flags], commands);
  if (line.kind !== 'command') throw new Error('not a command');
  return runProgram(line.given, start);
}

/** A run that tells all events and ends with this document. */
function ends(part: Partial<RunDocument>): StartRun {
  return ({ onEvent }) => {
    for (const event of events) onEvent?.(event);
    return Promise.resolve({ id: 'r1', directory: '/runs/r1', done: Promise.resolve({ ...document, ...part }), interrupt: () => Promise.resolve() });
  };
}
