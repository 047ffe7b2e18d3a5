/** P3, P4, P5, P26, P27, P45: agents that hang, crash, answer nonsense or too much, and how often they are tried. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isAlive, joinsOf, labelled, only, overlap, type Played, play, Stage, statuses } from './stage.ts';

describe('P3: sixteen branches, three of them bad', () => {
  const program = `let all = parallel for n in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] (on-fail: continue):
  if n == 3:
    session "hangs"
      prompt: "BEHAVIOR=hang"
      timeout: 3500ms
  elif n == 7:
    session "crashes"
      prompt: "RENDEZVOUS=most:15 BEHAVIOR=crash"
  elif n == 11:
    session "babbles"
      prompt: "RENDEZVOUS=most:15 BEHAVIOR=dirty"
      returns: json
  else:
    session "good {n}"
      prompt: "RENDEZVOUS=most:15 SAY<<result {n}>>"
output all = all
`;
  const bad: Readonly<Record<number, { readonly kind: string; readonly message: RegExp }>> = {
    3: { kind: 'timeout', message: /timed out/ },
    7: { kind: 'exit', message: /exit 1/ },
    11: { kind: 'invalid-output', message: /JSON|invalid/ },
  };
  const stage = new Stage(program);
  let played: Played;

  beforeAll(async () => {
    played = await stage.run();
  });

  test('thirteen results are accepted, in item order, and each failure has its own reason', () => {
    expect(played.code).toBe(0);
    const all = played.document.outputs.all as readonly unknown[];
    expect(all).toHaveLength(16);
    for (const [n, value] of all.entries()) {
      const failure = bad[n];
      if (failure) expect(value).toMatchObject({ failed: true, kind: failure.kind, message: expect.stringMatching(failure.message), attempts: 1 });
      else expect(value).toBe(`result ${n}`);
    }
  });

  test('all sixteen were at work at the same time, each as a process of its own', () => {
    expect(played.spawns).toHaveLength(16);
    expect(new Set(played.spawns.map((spawn) => spawn.pid)).size).toBe(16);
    expect(overlap(played.spawns.filter((spawn) => spawn.label !== 'hangs'))).toBe(true);
    const hanging = only(played.spawns, 'hangs');
    expect(hanging.to).toBeNull();
    expect(isAlive(hanging.pid)).toBe(false);
  });

  test('the record is in item order', () => {
    expect(played.document.joins.map((join) => join.branches.map((branch) => branch.status))).toEqual([
      [...Array(16).keys()].map((n) => (bad[n] ? 'failed' : 'succeeded')),
    ]);
    expect(played.document.sessions.map((session) => session.path)).toEqual([...Array(16).keys()].map((n) => expect.stringContaining(`[${n}]`)));
    expect(played.document.tolerated.map((one) => one.error.kind)).toEqual(['timeout', 'exit', 'invalid-output']);
  });

  test('the stored state parses and says who passed and who failed', () => {
    const stored = JSON.parse(stage.runFile('run.json')) as { document: { sessions: { status: string; error: { kind: string } | null }[] } };
    expect(stored.document.sessions.map((session) => session.status)).toEqual([...Array(16).keys()].map((n) => (bad[n] ? 'failed' : 'succeeded')));
    expect(stored.document.sessions.flatMap((session) => (session.error ? [session.error.kind] : []))).toEqual(['timeout', 'exit', 'invalid-output']);
    const log = stage.runFile('state.md');
    expect(log).toMatch(/^\d+→ hangs ✗ .*timed out/m);
    expect(log).toMatch(/^\d+→ crashes ✗ .*exit 1/m);
    expect(log).toMatch(/^\d+→ babbles ✗ invalid-output/m);
    expect(log.match(/→ good \d+ ✓$/gm)).toHaveLength(13);
  });
});

describe.concurrent('agents that do not end well', () => {
  test('P4: a session that hangs is killed, tried again, killed again, and has timed out', async () => {
    const { code, document, spawns } = await play(`session hangs:
  prompt: "BEHAVIOR=hang"
  timeout: 1s
  retry: 1
`);
    expect(code).toBe(1);
    expect(spawns.map((spawn) => [spawn.attempt, spawn.to])).toEqual([
      [1, null],
      [2, null],
    ]);
    expect(spawns.map((spawn) => isAlive(spawn.pid))).toEqual([false, false]);
    expect(document.error).toMatchObject({ kind: 'timeout', attempts: 2 });
    expect(document.sessions).toMatchObject([{ status: 'failed', attempts: 2, error: { kind: 'timeout' } }]);
    expect(document.unkilled).toEqual([]);
  });

  test('P5: an agent that ignores SIGTERM gets SIGKILL after the grace, and the run goes on', async () => {
    const stage = new Stage(
      `parallel (first):
  session stubborn:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=ignoreterm"
  session fast:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=slow:300"
output after = session "SAY<<went on>>"
`,
      { config: { grace: '300ms' } },
    );
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ after: 'went on' });
    const stubborn = only(spawns, 'stubborn');
    expect(stage.lines().filter((line) => line.event === 'signal')).toMatchObject([{ pid: stubborn.pid, signal: 'SIGTERM' }]);
    expect(isAlive(stubborn.pid)).toBe(false);
    expect(document.sessions).toMatchObject([{ label: 'stubborn', status: 'cancelled' }, { status: 'succeeded' }, { status: 'succeeded' }]);
    // The next statement starts only when the cancelled process is gone.
    const after = spawns.at(-1);
    expect(after?.from).toBeGreaterThanOrEqual((only(spawns, 'fast').to ?? 0) + 300);
  });

  test('P26: retry n is n + 1 spawns, then the error reaches catch', async () => {
    const { code, document, spawns } = await play(`try:
  session flaky:
    prompt: "BEHAVIOR=crash"
    retry: 2
catch as e:
  output caught = "{e.kind} after {e.attempts}"
session patient:
  prompt: "BEHAVIOR=flaky:1 SAY<<second try>>"
  retry: 2
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ caught: 'exit after 3' });
    expect(labelled(spawns, 'flaky').map((spawn) => spawn.attempt)).toEqual([1, 2, 3]);
    expect(new Set(labelled(spawns, 'flaky').map((spawn) => spawn.path)).size).toBe(1);
    expect(labelled(spawns, 'patient').map((spawn) => spawn.attempt)).toEqual([1, 2]);
    expect(document.sessions.map((session) => [session.status, session.attempts])).toEqual([
      ['failed', 3],
      ['succeeded', 2],
    ]);
  });

  test('P27: exponential backoff waits one second, then two', async () => {
    const { spawns } = await play(`session flaky:
  prompt: "BEHAVIOR=crash"
  retry: 2
  backoff: exponential
`);
    expect(spawns).toHaveLength(3);
    const [first, second] = [1, 2].map((at) => (spawns[at]?.from ?? 0) - (spawns[at - 1]?.to ?? 0));
    // Lower bounds only: a busy machine may make a wait longer, nothing may make it shorter.
    expect(first).toBeGreaterThanOrEqual(990);
    expect(second).toBeGreaterThanOrEqual(1990);
  });

  test('P45: big outputs and a hanging sibling strand nobody', async () => {
    const stage = new Stage(`let all = parallel (on-fail: continue):
  big1 = session big1:
    prompt: "BEHAVIOR=big:25"
  big2 = session big2:
    prompt: "BEHAVIOR=big:25"
  small1 = session small1:
    prompt: "SAY<<one>>"
  small2 = session small2:
    prompt: "SAY<<two>>"
  hangs = session hangs:
    prompt: "BEHAVIOR=hang"
    timeout: 3s
output small = [small1, small2]
output hung = hangs.kind
`);
    const { code, document, spawns } = await stage.run('--quiet');
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ small: ['one', 'two'], hung: 'timeout' });
    expect(document.sessions.map((session) => session.label)).toEqual(['big1', 'big2', 'small1', 'small2', 'hangs']);
    expect(statuses(document)).toEqual({ big1: 'succeeded', big2: 'succeeded', small1: 'succeeded', small2: 'succeeded', hangs: 'failed' });
    expect(joinsOf(document)).toEqual(['all continue succeeded: big1=succeeded big2=succeeded small1=succeeded small2=succeeded hangs=failed']);
    expect(isAlive(only(spawns, 'hangs').pid)).toBe(false);
    for (const session of document.sessions.slice(0, 2)) {
      expect(readFileSync(session.resultFile ?? '', 'utf8').trimEnd()).toBe('x'.repeat(25 * 1024 * 1024));
    }
  });
});
