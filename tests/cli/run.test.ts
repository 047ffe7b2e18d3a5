/** `troupe run` as users see it: the built command, real agent processes, real signals and pipes. */
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RunDocument, RunEvent } from '../../src/index.ts';
import { command, ended, folder, shell, start, troupe } from './troupe.ts';

const stub = fileURLToPath(new URL('../stub-agent.mjs', import.meta.url));
const config = JSON.stringify({
  agent: 'stub',
  agents: { stub: { use: 'command', command: [process.execPath, stub], env: ['STUB_LOG', 'STUB_DIR'] } },
});

const hello = 'output answer = session "SAY<<Owls fly.>>"\n';

describe('troupe run', () => {
  test('the output on stdout, talk on stderr, exit 0, and a folder for the run', async () => {
    const cwd = programFolder({ 'p.prose': hello });
    const result = await troupe(['run', 'p.prose'], { cwd });
    expect(result).toMatchObject({ code: 0, stdout: 'Owls fly.\n' });
    const last = result.stderr.trimEnd().split('\n').slice(-3);
    expect(last[0]).toMatch(/^run \d{8}-\d{6}-\w{6} succeeded after .*, sessions: 1 succeeded$/);
    expect(last[1]).toBe('  output answer: Owls fly.');
    const shown = /^ {2}results: (\.prose\/runs\/\S+)$/.exec(last[2] ?? '')?.[1] ?? '';
    expect(readFileSync(join(cwd, shown, 'program.prose'), 'utf8')).toBe(hello);
  });

  test('neither stream holds an escape sequence off a terminal', async () => {
    const result = await troupe(['run', 'p.prose', '--verbose'], {
      cwd: programFolder({ 'p.prose': 'session "SAY<<\u001b[31mred>>"\nsession "STDERR<<\u001b[31mred>>"\n' }),
    });
    expect(result.code).toBe(0);
    expect(result.stderr).not.toContain('\u001b');
  });

  test('--json: the document as one line; nothing else on stdout', async () => {
    const result = await troupe(['run', 'p.prose', '--json'], { cwd: programFolder({ 'p.prose': hello }) });
    expect(result.stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(result.stdout)).toMatchObject({
      format: 1,
      status: 'succeeded',
      program: 'p.prose',
      outputs: { answer: 'Owls fly.' },
      error: null,
      sessions: [{ status: 'succeeded', attempts: 1, command: 'stub' }],
    });
  });

  test('--json | head -1 is the whole document, and nobody complains', async () => {
    const result = await shell('$TROUPE run p.prose --json --quiet 2>err | head -1; echo "${PIPESTATUS[0]}"', programFolder({ 'p.prose': hello }));
    const [line, code] = result.stdout.split('\n');
    expect((JSON.parse(line ?? '') as RunDocument).outputs).toEqual({ answer: 'Owls fly.' });
    expect(code).toBe('0');
  });

  test('--events: every event a line, numbered without gaps, the document last', async () => {
    const result = await troupe(['run', 'p.prose', '--events'], { cwd: programFolder({ 'p.prose': hello }) });
    const events = result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
    expect(events[0]?.type).toBe('run.started');
    expect(events.at(-1)).toMatchObject({ v: 1, type: 'run.ended', document: { status: 'succeeded', outputs: { answer: 'Owls fly.' } } });
  });

  test('a failing run: stdout empty, exit 1; with --json the document and exit 1', async () => {
    const cwd = programFolder({ 'p.prose': 'output first = session "SAY<<one>>"\nsession "BEHAVIOR=crash"\n' });
    const plain = await troupe(['run', 'p.prose'], { cwd });
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toMatch(/\n {2}error: exit: exit 1/);
    const json = await troupe(['run', 'p.prose', '--json'], { cwd });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'failed', outputs: { first: 'one' }, error: { kind: 'exit' } });
  });

  test('an input that is missing: the run pauses, exit 4, and says what it waits for; supplied, it runs', async () => {
    const cwd = programFolder({ 'p.prose': 'input topic: "What about?"\noutput answer = topic\n' });
    const paused = await troupe(['run', 'p.prose', '--no-input'], { cwd });
    expect(paused).toMatchObject({ code: 4, stdout: '' });
    expect(paused.stderr).toContain('waits for input topic: What about?');
    for (const words of [['topic=owls'], ['--input', 'topic=owls'], ['topic=bees', '--input', 'topic:="owls"'], ['--inputs', 'in.json']]) {
      const given = programFolder({ 'p.prose': 'input topic: "What about?"\noutput answer = topic\n', 'in.json': '{"topic":"owls"}' });
      expect(await troupe(['run', 'p.prose', ...words], { cwd: given })).toMatchObject({ code: 0, stdout: 'owls\n' });
    }
  });

  test('an invalid program: exit 3, frames on stderr, nothing started, no folder made', async () => {
    const cwd = programFolder({ 'p.prose': 'session "SAY<<x>>"\nsession "{oops}"\n' });
    const result = await troupe(['run', 'p.prose'], { cwd });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain(' --> p.prose:2:');
    expect(existsSync(join(cwd, '.prose'))).toBe(false);
    expect(existsSync(join(cwd, 'log'))).toBe(false);
  });

  test('the program from standard input', async () => {
    expect(await troupe(['run', '-'], { cwd: programFolder({}), stdin: hello })).toMatchObject({ code: 0, stdout: 'Owls fly.\n' });
  });

  test.each([
    [['run', 'p.prose', 'tpoic=x'], 'input "tpoic" is unknown; did you mean "topic"?'],
    [['run', 'p.prose', '--agent', 'stbu'], 'did you mean "stub"?'],
    [['run', 'p.prose', '--config', 'none.json'], 'none.json'],
    [['run', 'p.prose', '--answers', 'none.yaml'], 'none.yaml'],
    [['run', 'p.prose', '--run-id', '../x'], '../x'],
    [['run', 'p.prose', '--concurrency', '0'], '--concurrency: "0" is not allowed: expected a whole number, at least 1'],
    [['run', 'p.prose', '--timeout', 'soon'], '--timeout: "soon" is not allowed'],
    [['run', 'none.prose'], 'cannot read "none.prose": there is no such file'],
  ])('%j is a usage error: exit 2, stdout empty, nothing made', async (words, message) => {
    const cwd = programFolder({ 'p.prose': 'input topic: "What? (optional)"\noutput answer = session "SAY<<x>>"\n' });
    expect(await troupe(words, { cwd })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(readdirSync(cwd).sort()).toEqual(['p.prose', 'troupe.config.json']);
  });

  test('--run-id names the run; a second one of that name is refused', async () => {
    const cwd = programFolder({ 'p.prose': hello });
    expect((await troupe(['run', 'p.prose', '--run-id', 'mine', '--runs-dir', 'runs'], { cwd })).stderr).toContain('results: runs/mine');
    expect(await troupe(['run', 'p.prose', '--run-id', 'mine', '--runs-dir', 'runs'], { cwd })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('mine'),
    });
  });

  test('--cwd is where agents work', async () => {
    const cwd = programFolder({ 'p.prose': 'output answer = session "BEHAVIOR=cwd"\n', 'elsewhere/x': '' });
    const { stdout } = await troupe(['run', 'p.prose', '--cwd', 'elsewhere'], { cwd });
    expect(stdout).toContain(join(cwd, 'elsewhere'));
  });

  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s stops the agents, leaves the run as interrupted, and exits with %d', async (signal, code) => {
    const cwd = programFolder({ 'p.prose': 'session "BEHAVIOR=hang"\n' });
    const child = start(['run', 'p.prose', '--json'], { cwd, env: { STUB_LOG: join(cwd, 'log') } });
    const result = ended(child);
    const pid = (await firstLine(join(cwd, 'log'))).pid;
    child.kill(signal);
    const { stdout, stderr, ...how } = await result;
    expect(how).toEqual({ code, signal: null });
    expect(stderr).toContain('stopping 1 agent ...');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted' });
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test('a second signal ends the command at once', async () => {
    const cwd = programFolder({ 'p.prose': 'session "BEHAVIOR=ignoreterm"\n' });
    const child = start(['run', 'p.prose'], { cwd, env: { STUB_LOG: join(cwd, 'log') } });
    const result = ended(child);
    const pid = (await firstLine(join(cwd, 'log'))).pid;
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('stopping')) child.kill('SIGINT');
    });
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 130, stdout: '' });
    process.kill(pid, 'SIGKILL');
  });

  test('a reader of --events that goes away stops the run without noise', async () => {
    const cwd = programFolder({ 'p.prose': 'session "SAY<<one>>"\nsession "BEHAVIOR=hang"\n' });
    const result = await shell('$TROUPE run p.prose --events 2>err | head -1; echo "${PIPESTATUS[0]}"; cat err', cwd, { STUB_LOG: join(cwd, 'log') });
    expect(result.stdout).toMatch(/\n141\n/);
    expect(result.stdout).not.toContain('EPIPE');
    expect(result.stdout).toContain(' interrupted');
  });

  test('the bundle is the whole command: it runs without the packages', async () => {
    const cwd = programFolder({ 'p.prose': hello });
    const copy = await shell(`cp -r ${join(command, '..')} cli && ${process.execPath} cli/troupe.js run p.prose`, cwd);
    expect(copy).toMatchObject({ code: 0, stdout: 'Owls fly.\n' });
  });
});

function programFolder(files: Readonly<Record<string, string>>): string {
  return folder({ 'troupe.config.json': config, ...files });
}

/** The stub's first record, as soon as it is there. */
async function firstLine(log: string): Promise<{ pid: number }> {
  const read = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n', 1)[0] : '');
  while (!read()?.endsWith('}')) {
    await new Promise<void>((resolve) => {
      const watcher = watch(join(log, '..'), () => {
        watcher.close();
        resolve();
      });
      if (read()?.endsWith('}')) {
        watcher.close();
        resolve();
      }
    });
  }
  return JSON.parse(read() ?? '') as { pid: number };
}
