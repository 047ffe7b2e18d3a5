/** P6 to P17: what satisfies a parallel block, what a failure does, and what becomes of the others. */
import { describe, expect, test } from 'vitest';
import { isAlive, joinsOf, labelsOf, only, overlap, play, Stage, statuses } from './stage.ts';

describe.concurrent('parallel', () => {
  test('P6: the default is all and fail-fast: the first failure stops the others', async () => {
    const { code, document, spawns } = await play(`parallel:
  a = session a:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=crash"
  b = session b:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=hang"
session after:
  prompt: "never"
`);
    expect(code).toBe(1);
    expect(labelsOf(spawns).toSorted()).toEqual(['a', 'b']);
    expect(statuses(document)).toEqual({ a: 'failed', b: 'cancelled' });
    expect(joinsOf(document)).toEqual(['all fail-fast failed: a=failed b=cancelled']);
    const [a, b] = document.sessions;
    expect(b?.cancelledBy).toBe(a?.path);
    expect(document.error).toMatchObject({ kind: 'exit', exitCode: 1, path: a?.path });
    expect(isAlive(only(spawns, 'b').pid)).toBe(false);
  });

  test('P7: on-fail continue: the statement after the block runs, the failure is listed', async () => {
    const { code, document, spawns } = await play(`parallel (on-fail: continue):
  a = session a:
    prompt: "BEHAVIOR=crash"
  b = session b:
    prompt: "SAY<<good>>"
output b = b
output failed = a.failed
output message = a.message
session after:
  prompt: "{a} {b}"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ b: 'good', failed: true, message: expect.stringContaining('exit 1') });
    expect(only(spawns, 'after').prompt).toMatch(/\[failed: .*exit 1.*\] good$/m);
    expect(document.tolerated).toMatchObject([{ path: document.sessions[0]?.path, error: { kind: 'exit' } }]);
  });

  test('P8: on-fail ignore and every branch fails: the next statement runs, exit 0', async () => {
    const { code, document, spawns } = await play(`let all = parallel (on-fail: ignore):
  a = session a:
    prompt: "BEHAVIOR=crash"
  b = session b:
    prompt: "BEHAVIOR=exit:3"
output all = all
output a = a
session after:
  prompt: "on we go"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ all: {}, a: null });
    expect(joinsOf(document)).toEqual(['all ignore succeeded: a=failed b=failed']);
    expect(labelsOf(spawns)).toContain('after');
  });

  test('P9: first: who ends first wins, the other one is cancelled', async () => {
    const { code, document, spawns } = await play(`output winner = parallel (first):
  session slow:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=hang"
  session fast:
    prompt: "RENDEZVOUS=both:2 SAY<<fast>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ winner: 'fast' });
    expect(statuses(document)).toEqual({ slow: 'cancelled', fast: 'succeeded' });
    expect(isAlive(only(spawns, 'slow').pid)).toBe(false);
  });

  test('P10: first: a failure that ends first fails the block', async () => {
    const { code, document } = await play(`parallel (first):
  session slow:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=hang"
  session fast:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=crash"
`);
    expect(code).toBe(1);
    expect(document.error).toMatchObject({ kind: 'exit', path: document.sessions.find((session) => session.label === 'fast')?.path });
    expect(joinsOf(document)).toEqual(['first fail-fast failed: 0=cancelled 1=failed']);
  });

  test('P11: any: the first success counts, not the first end', async () => {
    const { code, document, spawns } = await play(`output winner = parallel (any):
  session fast:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=crash"
  session slow:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=slow:300 SAY<<slow>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ winner: 'slow' });
    expect(joinsOf(document)).toEqual(['any fail-fast succeeded: 0=failed 1=succeeded']);
    expect(overlap(spawns)).toBe(true);
  });

  test('P12: any with a count settles at the second success; all four names are there for the context', async () => {
    const { code, document, spawns } = await play(`let two = parallel (any, count: 2):
  a = session a:
    prompt: "RENDEZVOUS=all:4 BEHAVIOR=hang"
  b = session b:
    prompt: "RENDEZVOUS=all:4 SAY<<B>>"
  c = session c:
    prompt: "RENDEZVOUS=all:4 BEHAVIOR=hang"
  d = session d:
    prompt: "RENDEZVOUS=all:4 SAY<<D>>"
output two = two
output seen = session after:
  prompt: "BEHAVIOR=echo"
  context: { a, b, c, d }
`);
    expect(code).toBe(0);
    expect(document.outputs.two).toEqual(['B', 'D']);
    expect(statuses(document)).toEqual({ a: 'cancelled', b: 'succeeded', c: 'cancelled', d: 'succeeded', after: 'succeeded' });
    for (const line of [/^a \(file: .*\)\n\[cancelled\]$/m, /^b \(file: .*\)\nB$/m, /^c \(file: .*\)\n\[cancelled\]$/m, /^d \(file: .*\)\nD$/m])
      expect(document.outputs.seen).toMatch(line);
    for (const spawn of spawns) expect(isAlive(spawn.pid)).toBe(false);
  });

  test('P13: regardless: waits for all and goes on', async () => {
    const { code, document, spawns } = await play(`parallel (regardless):
  a = session a:
    prompt: "BEHAVIOR=crash"
  b = session b:
    prompt: "BEHAVIOR=slow:300 SAY<<B>>"
output b = b
output failed = a.failed
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ b: 'B', failed: true });
    expect(only(spawns, 'b').outcome).toBe('ok');
    expect(joinsOf(document)).toEqual(['regardless fail-fast succeeded: a=failed b=succeeded']);
  });

  test('P14: modifiers mean the same bare and quoted', async () => {
    const race = (modifier: string): string => `let winner = parallel (${modifier}):
  session slow:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=hang"
  session fast:
    prompt: "RENDEZVOUS=both:2 SAY<<fast>>"
parallel (on-fail: ${modifier.startsWith('"') ? '"continue"' : 'continue'}):
  a = session a:
    prompt: "BEHAVIOR=crash"
  b = session b:
    prompt: "SAY<<B>>"
output winner = winner
output failed = a.failed
`;
    const [bare, quoted] = await Promise.all([play(race('first')), play(race('"first"'))]);
    for (const { code, document } of [bare, quoted]) {
      expect(code).toBe(0);
      expect(document.outputs).toEqual({ winner: 'fast', failed: true });
      expect(joinsOf(document)).toEqual(['first fail-fast succeeded: 0=cancelled 1=succeeded', 'all continue succeeded: a=failed b=succeeded']);
    }
  });

  test('P15: one branch is fine', async () => {
    const { code, document } = await play('parallel:\n  a = session "SAY<<A>>"\noutput a = a\n');
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ a: 'A' });
  });

  test('P16: parallel in parallel: all overlap, the results are right', async () => {
    const { code, document, spawns } = await play(`output all = parallel:
  left = parallel:
    a = session a:
      prompt: "RENDEZVOUS=all:4 SAY<<A>>"
    b = session b:
      prompt: "RENDEZVOUS=all:4 SAY<<B>>"
  right = parallel for x in ["c", "d"]:
    session "{x}"
      prompt: "RENDEZVOUS=all:4 SAY<<{x}>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ all: { left: { a: 'A', b: 'B' }, right: ['c', 'd'] } });
    expect(overlap(spawns)).toBe(true);
    expect(joinsOf(document)).toEqual([
      'all fail-fast succeeded: left=succeeded right=succeeded',
      'all fail-fast succeeded: a=succeeded b=succeeded',
      'all fail-fast succeeded: 0=succeeded 1=succeeded',
    ]);
  });

  test('P17: try in a branch: both fail, both handlers run, the block succeeds', async () => {
    const { code, document, spawns } = await play(`output all = parallel for x in ["one", "two"]:
  try:
    session "risky {x}"
      prompt: "RENDEZVOUS=both:2 BEHAVIOR=crash"
  catch as e:
    session "handle {x}"
      prompt: "SAY<<{x}: {e.kind} {e.exitCode} of {e.label}>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ all: ['one: exit 1 of risky one', 'two: exit 1 of risky two'] });
    expect(labelsOf(spawns).toSorted()).toEqual(['handle one', 'handle two', 'risky one', 'risky two']);
    expect(document.tolerated).toEqual([]);
  });
});

describe.concurrent('P15: parallel of nothing is refused, with its line, and nothing runs', () => {
  test.each([
    ['empty', 'session "x"\nparallel:\n'],
    ['only a comment', 'session "x"\nparallel:\n  # nothing yet\nsession "y"\n'],
  ])('%s', async (_name, program) => {
    const stage = new Stage(program);
    const { code, stdout } = await stage.command(['run', 'program.prose', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject([{ code: 'E040', line: 2, severity: 'error' }]);
    expect(stage.spawns()).toEqual([]);
  });
});
