/** What an agent command gets and gives: prompt, arguments, environment, answers in three forms. */
import { describe, expect, test } from 'vitest';
import { only, Stage } from './stage.ts';

describe.concurrent('an agent command', () => {
  test('sees the variables that it is promised, those that the setting names, and nothing else', async () => {
    const stage = new Stage(`agent seer:
  model: opus
  prompt: "You see."
output env = session look: seer
  prompt: "BEHAVIOR=env"
  returns: json
`);
    const { code, stdout } = await stage.command(['run', 'program.prose', '--json'], {
      SECRET_OF_MINE: 'x',
      STUB_EXTRA: 'seen',
      LC_TIME: 'C',
      https_proxy: '',
    });
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { id: string; outputs: { env: Record<string, string> }; sessions: { path: string }[] };
    const { env } = document.outputs;
    expect(env).toMatchObject({
      TROUPE_RUN: document.id,
      TROUPE_PATH: document.sessions[0]?.path,
      TROUPE_ATTEMPT: '1',
      TROUPE_LABEL: 'look',
      TROUPE_AGENT: 'seer',
      TROUPE_MODEL: 'opus',
      TROUPE_KIND: 'session',
      STUB_EXTRA: 'seen',
      LC_TIME: 'C',
    });
    expect(env.TROUPE_MARK).toMatch(/^[0-9a-f]{32}\.[0-9a-z]+\.1$/);
    const allowed =
      /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TERM|XDG_\w+|\w+_PROXY|\w+_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|TROUPE_\w+|STUB_\w+)$/;
    expect(Object.keys(env).filter((name) => !allowed.test(name))).toEqual([]);
  });

  test('gets values in its arguments as they are: nothing is read a second time, there is no shell', async () => {
    const stage = new Stage('output argv = session "BEHAVIOR=argv \\{\\{model\\}\\} $(touch pwned) `x` \\"; ls"\n  model: "a b"\n  returns: json\n', {
      agent: { prompt: 'arg' },
      stubFlags: ['--model={{model}}', '--arg', '{{prompt}}', '{{attempt}}'],
    });
    const { document } = await stage.run();
    expect(document.outputs.argv).toEqual(['--model=a b', '--arg', expect.stringContaining('BEHAVIOR=argv {{model}} $(touch pwned) `x` "; ls'), '1']);
  });

  test('may answer as one JSON document, whose usage is on record', async () => {
    const { document } = await new Stage('output x = session "SAY<<fine>>"\n', { agent: { output: 'json' }, stubFlags: ['--json'] }).run();
    expect(document.outputs).toEqual({ x: 'fine' });
    expect(document.sessions[0]?.usage).toMatchObject({ inputTokens: 100, outputTokens: 12, costUsd: null });
  });

  test('may read its prompt from a file and write its answer to one', async () => {
    const stage = new Stage('output x = session "SAY<<written>>"\n', {
      agent: { prompt: 'file', output: 'file' },
      stubFlags: ['--file', '{{prompt}}', '--result'],
    });
    const { code, document } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ x: 'written' });
  });

  test('that answers nothing, babbles, or is stopped by a signal has failed, each with its own kind', async () => {
    const { document } = await new Stage(`let all = parallel (on-fail: continue):
  session "BEHAVIOR=empty"
  session "BEHAVIOR=exit:3 SAY<<an answer before a failure>>"
  session "BEHAVIOR=signal:SIGKILL"
  session "BEHAVIOR=dirty"
    returns: { type: "object", required: ["ok"] }
output all = all
`).run();
    expect(document.outputs.all).toMatchObject([{ kind: 'empty' }, { kind: 'exit' }, { kind: 'signal' }, { kind: 'invalid-output' }]);
    expect(document.sessions.slice(1, 3).map((session) => session.error?.exitCode)).toEqual([3, null]);
  });

  test('that does not exist is an error of kind spawn, never repeated', async () => {
    const stage = new Stage('try:\n  session "x"\n    retry: 3\ncatch as e:\n  output kind = e.kind\n  output attempts = e.attempts\n', {
      agent: { command: ['/no/such/agent'] },
    });
    const { code, document } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ kind: 'spawn', attempts: 1 });
  });

  test('reads the parts of its prompt in order, with what the program does with the answer as the last line', async () => {
    const stage = new Stage(`agent writer:
  prompt: "You write."
let facts = session "SAY<<a fact>>"
let list = session titles: writer
  prompt: "List three titles. BEHAVIOR=echo"
  context: facts
output seen = list
try:
  for title in list:
    session "never"
catch:
  session "caught"
`);
    const { document, spawns } = await stage.run();
    expect(document.outputs.seen).toMatch(
      /^System: You write\.\n\nTask: titles\n\nList three titles\. BEHAVIOR=echo\n\n--- context ---\nfacts \(file: \/.*\)\na fact\n\nAnswer with a JSON array of strings\.$/,
    );
    expect(only(spawns, 'caught').kind).toBe('session');
  });
});
