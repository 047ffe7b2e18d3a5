/** What becomes of branches that are not needed any more: real processes, their children, and their `finally` bodies. */
import { describe, expect, test } from 'vitest';
import { isAlive, joinsOf, labelsOf, only, Stage, statuses } from './stage.ts';

describe.concurrent('cancelled branches', () => {
  test('run the finally bodies that they had entered, inner first; the block ends after them', async () => {
    const stage = new Stage(`try:
  parallel:
    a = session a:
      prompt: "RENDEZVOUS=both:2 BEHAVIOR=crash"
    b = do:
      try:
        try:
          session b:
            prompt: "RENDEZVOUS=both:2 BEHAVIOR=hang"
        catch:
          session "a cancellation is no error"
        finally:
          session "inner clean-up"
        session "never reached"
      finally:
        session "outer clean-up"
catch as e:
  session "caught {e.kind} of {e.label}"
`);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect(labelsOf(spawns).slice(2)).toEqual(['inner clean-up', 'outer clean-up', 'caught exit of a']);
    expect(isAlive(only(spawns, 'b').pid)).toBe(false);
    expect(statuses(document)).toMatchObject({ a: 'failed', b: 'cancelled', 'inner clean-up': 'succeeded', 'outer clean-up': 'succeeded' });
    expect(joinsOf(document)).toEqual(['all fail-fast failed: a=failed b=cancelled']);
    expect(only(spawns, 'caught exit of a').from).toBeGreaterThanOrEqual(only(spawns, 'outer clean-up').to ?? Infinity);
  });

  test('leave nothing behind: not even a process two forks away in a session of its own', async () => {
    const stage = new Stage(
      `output winner = parallel (first):
  session leaver:
    prompt: "BEHAVIOR=fork,hang"
  session holder:
    prompt: "BEHAVIOR=pipe,hang"
  session fast:
    prompt: "BEHAVIOR=slow:1500 SAY<<fast>>"
session "after"
`,
      { config: { grace: '500ms' } },
    );
    const { code, document } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ winner: 'fast' });
    expect(document.unkilled).toEqual([]);
    const forks = stage.lines().filter((line) => line.event === 'fork');
    expect(forks.map((line) => line.label).toSorted()).toEqual(['holder', 'leaver']);
    for (const { pid } of stage.lines()) expect(isAlive(pid)).toBe(false);
    expect(labelsOf(stage.spawns()).at(-1)).toBe('after');
  });

  test('do not win afterwards: an agent that answers when it is told to stop has been cancelled all the same', async () => {
    const stage = new Stage(`let winner = parallel (first):
  late = session late:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=termok SAY<<too late>>"
  fast = session fast:
    prompt: "RENDEZVOUS=both:2 BEHAVIOR=slow:300 SAY<<fast>>"
output winner = winner
output late = late.cancelled
`);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ winner: 'fast', late: true });
    expect(only(spawns, 'late').outcome).toBe('ok');
    expect(statuses(document)).toEqual({ late: 'cancelled', fast: 'succeeded' });
    expect(document.sessions[0]?.cancelledBy).toBe(document.sessions[1]?.path);
  });

  test('that had not started never start', async () => {
    const stage = new Stage(`parallel for n in [1, 2, 3, 4, 5, 6] (concurrency: 2):
  session "work {n}"
    prompt: "RENDEZVOUS=two:2 BEHAVIOR=crash"
`);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(1);
    expect(labelsOf(spawns).toSorted()).toEqual(['work 1', 'work 2']);
    expect(joinsOf(document)[0]).toMatch(/^all fail-fast failed: .*2=cancelled 3=cancelled 4=cancelled 5=cancelled$/);
    expect(document.sessions).toHaveLength(2);
  });

  test('a block out of time cancels what is left and fails with kind timeout, whatever its policy', async () => {
    const stage = new Stage(`try:
  parallel (timeout: 1500ms, on-fail: ignore):
    quick = session quick:
      prompt: "SAY<<quick>>"
    hangs = session hangs:
      prompt: "BEHAVIOR=hang"
catch as e:
  output kind = e.kind
  output branches = e.branches
`);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toMatchObject({
      kind: 'timeout',
      branches: [
        { name: 'quick', index: 0, status: 'succeeded', value: 'quick' },
        { name: 'hangs', index: 1, status: 'cancelled' },
      ],
    });
    expect(isAlive(only(spawns, 'hangs').pid)).toBe(false);
  });
});

test('P19: a fan-out that is repeated asks again every time', async () => {
  const stage = new Stage(`let all = repeat 3:
  parallel for x in ["a", "b", "b"]:
    session "count {x}"
      prompt: "BEHAVIOR=count"
output all = all
`);
  const { code, document, spawns } = await stage.run();
  expect(code).toBe(0);
  expect(spawns).toHaveLength(9);
  expect(new Set(spawns.map((spawn) => spawn.path)).size).toBe(9);
  const values = (document.outputs.all as readonly (readonly string[])[]).map((round) => round.map(Number).toSorted());
  expect(values).toHaveLength(3);
  // The counter goes on from round to round; at most two of one round can read the same number.
  for (const [at, round] of values.entries()) {
    expect(round[0]).toBeGreaterThan(at * 3);
    expect(round[2]).toBeLessThanOrEqual(at * 3 + 3);
  }
});
