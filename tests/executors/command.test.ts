import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandOptions, createCommandExecutor } from '../../src/executors/command.ts';
import { renderContext, renderPrompt } from '../../src/executors/prompt.ts';
import type { AgentReply, AgentRequest } from '../../src/ports.ts';
import { makeRequest, recordingHooks, stubAgent, stubOptions, temporaryFolder } from './requests.ts';

function run(prompt: string, options: Partial<CommandOptions> = {}, change: Partial<AgentRequest> = {}): Promise<AgentReply> {
  return createCommandExecutor(stubOptions(options)).execute(makeRequest({ prompt, ...change }), recordingHooks());
}

/** Runs a script of Node instead of the stub. */
function runScript(script: string, options: Partial<CommandOptions> = {}, change: Partial<AgentRequest> = {}): Promise<AgentReply> {
  return run('Go', { command: [process.execPath, '-e', script], ...options }, change);
}

const print = (text: string): string => `process.stdout.write(${JSON.stringify(text)})`;
const filesIn = (directory: string) => ({ directory, result: join(directory, 'result.md') });
const parsed = (reply: AgentReply) => JSON.parse((reply as Extract<AgentReply, { ok: true }>).text);

describe('success needs positive proof', () => {
  test('stdout without one trailing newline', async () => {
    expect(await run('SAY<<  two lines\n\n>>')).toEqual({
      ok: true,
      text: '  two lines\n\n',
      receipt: { pids: [expect.any(Number)], signals: [], unkilled: [] },
    });
  });

  test.each<[string, string, object]>([
    ['exit code', 'BEHAVIOR=crash', { kind: 'exit', message: 'exit 1: Error: stub crashed', exitCode: 1, stderrTail: 'Error: stub crashed' }],
    ['exit code after an answer', 'BEHAVIOR=exit:7', { kind: 'exit', message: 'exit 7', exitCode: 7 }],
    [
      'signal',
      'STDERR<<dying>> BEHAVIOR=signal:SIGKILL',
      { kind: 'signal', message: 'killed by SIGKILL', signal: 'SIGKILL', exitCode: null, stderrTail: 'dying' },
    ],
    ['no output', 'STDERR<<nothing to say>> BEHAVIOR=empty', { kind: 'empty', message: 'empty output', stderrTail: 'nothing to say' }],
    ['blank output', 'SAY<< \n >>', { kind: 'empty', message: 'empty output' }],
  ])('%s', async (_name, prompt, error) => {
    expect(await run(prompt)).toEqual({ ok: false, error, receipt: { pids: [expect.any(Number)], signals: [], unkilled: [] } });
  });

  test('a timeout says how long it was', async () => {
    const reply = await run('STDERR<<still thinking>> BEHAVIOR=hang', {}, { timeout: 1500 });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'timeout', message: 'timed out after 1.5s', signal: 'SIGTERM', stderrTail: 'still thinking' } });
  });

  test('no output is a success when it may be', async () => {
    expect(await run('BEHAVIOR=empty', { allowEmpty: true })).toMatchObject({ ok: true, text: '' });
    expect(await run('BEHAVIOR=empty', { allowEmpty: true, output: 'json' })).toMatchObject({ ok: true, text: '' });
    expect(await run('BEHAVIOR=empty', { allowEmpty: true, output: 'file' })).toMatchObject({ ok: true, text: '' });
    expect(await run('BEHAVIOR=empty', { allowEmpty: true }, { returns: { kind: 'json' } })).toMatchObject({ ok: false, error: { kind: 'invalid-output' } });
  });

  test('a command that does not exist is no attempt to repeat', async () => {
    expect(await run('Go', { command: ['no-such-agent-command'] })).toEqual({
      ok: false,
      error: { kind: 'spawn', message: 'cannot start "no-such-agent-command": no such command on PATH' },
    });
  });

  test('secrets are masked in what is recorded as an error and in what is shown', async () => {
    const environment = { ...process.env, STUB_KEY: 'sesame-sesame' };
    const hooks = recordingHooks();
    const executor = createCommandExecutor(stubOptions({ environment }));
    const reply = await executor.execute(makeRequest({ prompt: 'STDERR<<Error: bad key sesame-sesame>> SAY<<sesame-sesame>> BEHAVIOR=exit:2' }), hooks);
    expect(reply).toMatchObject({ ok: false, error: { message: 'exit 2: Error: bad key ***', stderrTail: 'Error: bad key ***' } });
    expect(hooks.activities.flatMap((activity) => (activity.type === 'output' ? [activity.line] : []))).toEqual(
      expect.arrayContaining(['Error: bad key ***', '***']),
    );
    // The answer itself is data.
    expect(await executor.execute(makeRequest({ prompt: 'SAY<<sesame-sesame>>' }), recordingHooks())).toMatchObject({ ok: true, text: 'sesame-sesame' });
  });
});

describe('how the prompt reaches the agent', () => {
  const hostile = '$(touch x) `id` "quoted" \'single\' \\ {{model}} {{prompt}} %PATH% ; | > & * ~ !\n--flag é€😀\t$HOME';

  test('stdin: byte by byte', async () => {
    expect(await run(`BEHAVIOR=echo ${hostile}`, {}, { label: '' })).toMatchObject({ ok: true, text: `BEHAVIOR=echo ${hostile}` });
  });

  test('arg: a whole argument or part of one, never looked at again, never a shell', async () => {
    const command = [process.execPath, stubAgent, '--arg', '{{prompt}}', '--model={{model}}', '{{system}}|{{path}}|{{attempt}}|{{run}}', '{{unknown}}', ''];
    const prompt = `BEHAVIOR=argv ${hostile}`;
    const reply = await run(prompt, { command, prompt: 'arg' }, { label: '', model: '{{prompt}} x', system: '$(id)', path: '/a[1]', attempt: 3, run: 'R' });
    expect(parsed(reply)).toEqual(['--arg', prompt, '--model={{prompt}} x', '$(id)|/a[1]|3|R', '{{unknown}}', '']);
  });

  test('arg without a placeholder: the last argument', async () => {
    const reply = await run('BEHAVIOR=argv', { command: [process.execPath, stubAgent, '--arg'], prompt: 'arg' }, { label: '' });
    expect(parsed(reply)).toEqual(['--arg', 'BEHAVIOR=argv']);
  });

  test('file: the absolute path of a file that holds it', async () => {
    const directory = temporaryFolder();
    const reply = await run('BEHAVIOR=argv', { command: [process.execPath, stubAgent, '--file', '{{prompt}}'], prompt: 'file' }, { files: filesIn(directory) });
    expect(parsed(reply)).toEqual(['--file', join(directory, 'prompt.md')]);
    expect(readFileSync(join(directory, 'prompt.md'), 'utf8')).toBe('Task: Say hello\n\nBEHAVIOR=argv');
  });

  test('file without a folder of the run: a temporary one, removed afterwards', async () => {
    const reply = await run('BEHAVIOR=argv', { command: [process.execPath, stubAgent, '--file', '{{prompt}}', '{{result}}'], prompt: 'file' });
    const [, promptFile, resultFile] = parsed(reply);
    expect(promptFile.startsWith(join(tmpdir(), 'troupe-'))).toBe(true);
    expect(existsSync(promptFile) || existsSync(resultFile)).toBe(false);
  });

  test('stdin is closed at once, whatever the way', async () => {
    const script = `process.stdin.resume().on('end', () => ${print('end seen')})`;
    for (const prompt of ['stdin', 'arg', 'file'] as const) expect(await runScript(script, { prompt })).toMatchObject({ ok: true, text: 'end seen' });
  });

  test('an agent that does not read a big prompt is no failure', async () => {
    expect(await run('x'.repeat(5_000_000), { command: [process.execPath, '-e', `${print('did not look')}`] })).toMatchObject({
      ok: true,
      text: 'did not look',
    });
  });

  test('parts whose placeholder the argv uses are left out of the prompt', async () => {
    const request = makeRequest({ prompt: 'BEHAVIOR=echo', system: 'S', context: { kind: 'given', entries: [{ name: 'a', text: '1', file: '/a' }] } });
    const command = [process.execPath, stubAgent, '{{system}}', '{{context}}'];
    const reply = await createCommandExecutor(stubOptions({ command })).execute(request, recordingHooks());
    expect(reply).toMatchObject({ ok: true, text: 'Task: Say hello\n\nBEHAVIOR=echo' });
    const whole = await createCommandExecutor(stubOptions()).execute(request, recordingHooks());
    expect(whole).toMatchObject({ ok: true, text: renderPrompt(request) });
    const argv = await createCommandExecutor(stubOptions({ command })).execute({ ...request, prompt: 'BEHAVIOR=argv' }, recordingHooks());
    expect(parsed(argv)).toEqual(['S', renderContext(request)]);
  });

  test('an argument that is too long is told with its remedy', async () => {
    const reply = await run('x'.repeat(200_000), { prompt: 'arg' });
    expect(reply).toMatchObject({
      ok: false,
      error: { kind: 'spawn', message: expect.stringMatching(/command line is too long .* "prompt": "stdin" or "file"/) },
    });
  });
});

describe('the environment', () => {
  const factsOf = async (change: Partial<AgentRequest>, options: Partial<CommandOptions> = {}) => {
    const environment = { PATH: process.env.PATH, HOME: '/home/me', SECRET: 'no', STUB_A: 'yes', TROUPE_RUN: 'outer', TROUPE_AGENT: 'setting', LC_ALL: 'C' };
    return parsed(await run('BEHAVIOR=env', { environment, ...options }, change));
  };

  test('holds the fixed list, the names of the setting and the facts of the attempt, and nothing else', async () => {
    const request = { agent: 'critic', model: 'sonnet', label: 'Re\0view', attempt: 2, kind: 'resume', mark: 'key.hash.2' } as const;
    const memory = { file: '/m/memory.md', text: 'x' };
    const directory = temporaryFolder();
    expect(await factsOf({ ...request, memory, files: filesIn(directory) }, { modelName: (model) => `mapped-${model}` })).toEqual({
      PATH: process.env.PATH,
      HOME: '/home/me',
      STUB_A: 'yes',
      LC_ALL: 'C',
      TROUPE_RUN: '20261121-093012-a7b3c9',
      TROUPE_PATH: '/session-say-hello@0123456789',
      TROUPE_ATTEMPT: '2',
      TROUPE_LABEL: 'Re\uFFFDview',
      TROUPE_AGENT: 'critic',
      TROUPE_MODEL: 'mapped-sonnet',
      TROUPE_RESULT: join(directory, 'result.md'),
      TROUPE_MEMORY: '/m/memory.md',
      TROUPE_KIND: 'resume',
      TROUPE_MARK: 'key.hash.2',
    });
  });

  test('a fact that there is none of is empty', async () => {
    expect(await factsOf({})).toMatchObject({ TROUPE_AGENT: '', TROUPE_MODEL: '', TROUPE_MEMORY: '', TROUPE_KIND: 'session' });
  });

  test('the agent works in the folder of the request', async () => {
    const cwd = temporaryFolder();
    expect(parsed(await run('BEHAVIOR=cwd', {}, { cwd }))).toBe(cwd);
  });
});

describe('output: json', () => {
  const json = (document: unknown, script = ''): Promise<AgentReply> =>
    runScript(`${print(typeof document === 'string' ? document : JSON.stringify(document))};${script}`, { output: 'json' });

  test('result and usage; a figure that is not reported is null', async () => {
    expect(await json({ result: 'done\n', model: 'm', usage: { inputTokens: 100, outputTokens: 12.5, costUsd: 'free', turns: 3 } })).toMatchObject({
      ok: true,
      text: 'done\n',
      usage: { inputTokens: 100, outputTokens: 12.5, costUsd: null, turns: 3 },
    });
    expect(await json({ result: 'done' })).not.toHaveProperty('usage');
  });

  test('a result that is data is sent as JSON text and satisfies returns', async () => {
    expect(await json({ result: { a: [1] } })).toMatchObject({ ok: true, text: '{"a":[1]}' });
    const script = print(JSON.stringify({ result: { a: 1 } }));
    expect(await runScript(script, { output: 'json' }, { returns: { kind: 'schema', schema: { required: ['a'] } } })).toMatchObject({
      ok: true,
      structured: { a: 1 },
    });
    expect(await runScript(script, { output: 'json' }, { returns: { kind: 'schema', schema: { required: ['b'] } } })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-output', message: "invalid output: not valid for the schema: the value must have required property 'b'" },
    });
  });

  test('an error reports quota and its end, or a wait', async () => {
    const usage = { inputTokens: 1, outputTokens: null, costUsd: null };
    expect(await json({ error: { kind: 'quota', message: 'limit reached', resetsAt: '2026-11-21T12:00:00+02:00' }, usage: { inputTokens: 1 } })).toMatchObject({
      ok: false,
      error: { kind: 'quota', message: 'limit reached', resetsAt: '2026-11-21T10:00:00.000Z', exitCode: 0 },
      usage,
    });
    expect(await json({ error: { kind: 'quota', message: 'x', resetsAt: 1_795_262_400 } })).toMatchObject({ error: { resetsAt: '2026-11-21T12:00:00.000Z' } });
    expect(await json({ error: { kind: 'overload', message: 'x', retryAfter: '1.5s' } })).toMatchObject({ error: { kind: 'overload', retryAfter: 1500 } });
    expect(await json({ error: { kind: 'overload', message: 'x', retryAfter: 2 } })).toMatchObject({ error: { retryAfter: 2000 } });
  });

  test('an error counts even beside a result, as text it is of kind exit, and an unknown kind is told', async () => {
    expect(await json({ result: 'x', error: 'broken' })).toMatchObject({ ok: false, error: { kind: 'exit', message: 'broken' } });
    expect(await json({ error: { kind: 'moon', message: 'full' } })).toMatchObject({ ok: false, error: { kind: 'exit', message: 'moon: full' } });
    expect(await json({ result: 'x', error: null })).toMatchObject({ ok: true, text: 'x' });
  });

  test('a process that failed may say why', async () => {
    expect(await json({ error: { kind: 'auth', message: 'sign in first' } }, 'process.exitCode = 3')).toMatchObject({
      ok: false,
      error: { kind: 'auth', message: 'sign in first', exitCode: 3 },
    });
    expect(await json({ result: 'fine', usage: { inputTokens: 2 } }, 'process.exitCode = 3')).toMatchObject({
      ok: false,
      error: { kind: 'exit', message: 'exit 3' },
      usage: { inputTokens: 2 },
    });
    expect(await json('no json', 'process.exitCode = 3')).toMatchObject({ ok: false, error: { kind: 'exit', message: 'exit 3' } });
  });

  test.each<[string, object]>([
    ['', { kind: 'empty', message: 'empty output' }],
    ['{"result": ""}', { kind: 'empty', message: 'empty output: the JSON document has an empty "result"' }],
    ['{"result": null}', { kind: 'empty', message: 'empty output: the JSON document has an empty "result"' }],
    [
      'log\n{"result": 1}',
      { kind: 'invalid-output', message: 'invalid output: expected one JSON document on stdout, but found unexpected "l" at line 1 column 1' },
    ],
    [
      '{"result": 1}{"result": 2}',
      { kind: 'invalid-output', message: 'invalid output: expected one JSON document on stdout, but found unexpected "{" at line 1 column 14' },
    ],
    ['[1]', { kind: 'invalid-output', message: 'invalid output: expected a JSON object with "result" or "error" on stdout' }],
    ['{"answer": 1}', { kind: 'invalid-output', message: 'invalid output: the JSON document has neither "result" nor "error"' }],
  ])('%j', async (stdout, error) => expect(await json(stdout)).toMatchObject({ ok: false, error }));
});

describe('output: file', () => {
  test('the agent writes {{result}}; stdout is talk', async () => {
    const directory = temporaryFolder();
    const script = `require('node:fs').writeFileSync(process.argv[1], 'the résult\\n'); console.log('talk')`;
    const reply = await runScript(script, { command: [process.execPath, '-e', script, '{{result}}'], output: 'file' }, { files: filesIn(directory) });
    expect(reply).toMatchObject({ ok: true, text: 'the résult' });
    expect(readFileSync(join(directory, 'result.md'), 'utf8')).toBe('the résult\n');
  });

  test('a file from before is not taken for an answer', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'result.md'), 'old');
    expect(await runScript(print('talk'), { output: 'file' }, { files: filesIn(directory) })).toMatchObject({
      ok: false,
      error: { kind: 'empty', message: `empty output: the agent wrote no ${join(directory, 'result.md')}` },
    });
  });
});

describe('the folder of an attempt', () => {
  test('holds request, prompt, logs, result and receipt, for the owner only', async () => {
    const directory = join(temporaryFolder(), 'not', 'yet', 'there');
    const context: AgentRequest['context'] = {
      kind: 'given',
      entries: [
        { name: 'big', text: 'x'.repeat(9000), file: '/ctx/big.md' },
        { name: 'small', text: 'here' },
      ],
    };
    await run('STDERR<<note>> SAY<<answer>>', {}, { files: filesIn(directory), context, mark: 'secret-key.hash.1' });
    expect(readdirSync(directory).sort()).toEqual(['prompt.md', 'receipt.json', 'request.json', 'result.md', 'stderr.log', 'stdout.log']);
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'result.md'), 'utf8')).toBe('answer');
    expect(readFileSync(join(directory, 'stderr.log'), 'utf8')).toBe('note\n');
    const request = JSON.parse(readFileSync(join(directory, 'request.json'), 'utf8'));
    expect(request).toMatchObject({
      path: '/session-say-hello@0123456789',
      attempt: 1,
      context: {
        entries: [
          { name: 'big', file: '/ctx/big.md' },
          { name: 'small', text: 'here' },
        ],
      },
    });
    expect(JSON.stringify(request)).not.toContain('secret-key');
  });

  test('an answer that failed leaves no result', async () => {
    const directory = temporaryFolder();
    await run('BEHAVIOR=dirty', {}, { files: filesIn(directory), returns: { kind: 'json' } });
    expect(existsSync(join(directory, 'result.md'))).toBe(false);
    expect(readFileSync(join(directory, 'stdout.log'), 'utf8')).toContain('<<<this is');
  });

  test('a folder that cannot be made is told', async () => {
    const reply = await run('Go', {}, { files: filesIn('/dev/null/attempt') });
    expect(reply).toMatchObject({ ok: false, error: { kind: 'spawn', message: expect.stringContaining('/dev/null/attempt') } });
  });
});

test('the process is told first, with pid and start time, then its lines', async () => {
  const hooks = recordingHooks();
  await createCommandExecutor(stubOptions()).execute(makeRequest({ prompt: 'STDERR<<thinking>> SAY<<one\ntwo>>' }), hooks);
  expect(hooks.activities[0]).toEqual({ type: 'spawned', pid: expect.any(Number), startTime: expect.stringMatching(/^\d+$/) });
  expect(hooks.activities.slice(1)).toEqual(
    expect.arrayContaining([
      { type: 'output', stream: 'stderr', line: 'thinking' },
      { type: 'output', stream: 'stdout', line: 'one' },
      { type: 'output', stream: 'stdout', line: 'two' },
    ]),
  );
});

test('two outputs of 25 MB and a hang do not strand the others', { timeout: 40_000 }, async () => {
  const replies = await Promise.all([
    run('BEHAVIOR=big:25'),
    run('BEHAVIOR=big:25'),
    run('SAY<<a>>'),
    run('SAY<<b>>'),
    run('BEHAVIOR=hang', {}, { timeout: 4000 }),
  ]);
  expect(replies.map((reply) => (reply.ok ? reply.text.length : reply.error.kind))).toEqual([25 * 1024 * 1024, 25 * 1024 * 1024, 1, 1, 'timeout']);
});
