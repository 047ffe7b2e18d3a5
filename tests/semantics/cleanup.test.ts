/** Semantics 2.3: what a cancelled branch may still do, for how long, and before whom. */
import { describe, expect, test } from 'vitest';
import { type AgentFunction, type InMemoryRun, runInMemory } from '../../src/testing/index.ts';

/** `hang`: never ends by itself; a number: ends after so many milliseconds; everything else after 10. */
const behaving =
  (times: Readonly<Record<string, number | 'hang'>>): AgentFunction =>
  ({ label }) => {
    const time = times[label] ?? 10;
    return time === 'hang' ? { hang: true } : { reply: `result of ${label}`, delay: time };
  };

const starts = ({ timeline }: InMemoryRun): readonly string[] => timeline.filter(({ what }) => what === 'started').map(({ label, at }) => `${label}@${at}`);
const tolerated = ({ document }: InMemoryRun): readonly string[] => document.tolerated.map(({ error }) => `${error.kind}: ${error.message.split(':', 1)[0]}`);

const stopped = 'cleanup: the finally body was stopped';
const skipped = 'cleanup: the finally body was skipped';

describe('2.3 the time for cleaning up', () => {
  test.each([
    ['a branch of parallel', 'parallel (first):\n  session "quick"\n'],
    ['a branch that runs as an item', 'parallel (first, concurrency: 2):\n  session "quick"\n'],
  ])('ends the finally body of %s, and skips the outer ones that had not begun', async (_, head) => {
    const run = await runInMemory(
      `${head}  try:
    try:
      session "slow"
    finally:
      session "stuck"
      session "never 1"
  finally:
    session "never 2"
session "after"`,
      { agent: behaving({ slow: 'hang', stuck: 'hang' }), cleanupTimeout: 1000 },
    );
    expect(starts(run)).toEqual(['quick@0', 'slow@0', 'stuck@10', 'after@1010']);
    expect(tolerated(run).toSorted()).toEqual([skipped, stopped]);
    expect(run.document.status).toBe('succeeded');
    expect(run.document.sessions.map(({ label, status }) => `${label} ${status}`)).toEqual([
      'quick succeeded',
      'slow cancelled',
      'stuck cancelled',
      'after succeeded',
    ]);
  });

  test('is the same for items of a fan-out, and for blocks called inside them', async () => {
    const run = await runInMemory(
      `block work(name):
  try:
    session "work {name}"
  finally:
    do tidy(name)
block tidy(name):
  repeat 2:
    session "tidy {name}"
parallel for x in ["a", "b", "c"] (first):
  do work(x)
session "after"`,
      { agent: behaving({ 'work a': 10, 'work b': 'hang', 'work c': 'hang', 'tidy a': 5, 'tidy b': 'hang', 'tidy c': 100 }), cleanupTimeout: 500 },
    );
    expect(starts(run)).toEqual(['work a@0', 'work b@0', 'work c@0', 'tidy a@10', 'tidy a@15', 'tidy b@20', 'tidy c@20', 'tidy c@120', 'after@520']);
    expect(tolerated(run)).toEqual([stopped]);
  });

  test('counts from the cancellation of that branch, also when an outer block cancels it again', async () => {
    const run = await runInMemory(
      `parallel (first):
  session "outer"
  parallel (first):
    session "inner"
    try:
      session "slow"
    finally:
      session "stuck"
session "after"`,
      { agent: behaving({ inner: 10, outer: 600, slow: 'hang', stuck: 'hang' }), cleanupTimeout: 1000 },
    );
    // The inner block decided at 10; its branch is killed at 1010, not at 1600.
    expect(starts(run)).toEqual(['outer@0', 'inner@0', 'slow@0', 'stuck@10', 'after@1010']);
  });

  test('also ends what a finally body runs in parallel, and items of it', async () => {
    const run = await runInMemory(
      `parallel (first):
  session "quick"
  try:
    session "slow"
  finally:
    parallel:
      session "stuck 1"
      parallel for x in ["2", "3"]:
        try:
          session "stuck {x}"
        finally:
          session "never"
    session "never"
session "after"`,
      { agent: behaving({ slow: 'hang', 'stuck 1': 'hang', 'stuck 2': 'hang', 'stuck 3': 50 }), cleanupTimeout: 200 },
    );
    // "stuck 3" ended by itself: its finally body ran in time, as everything else that cleans up.
    expect(starts(run)).toEqual(['quick@0', 'slow@0', 'stuck 1@10', 'stuck 2@10', 'stuck 3@10', 'never@60', 'after@210']);
    expect(tolerated(run).toSorted()).toEqual([skipped, stopped]);
  });

  test('is not waited for when cleaning up is done before', async () => {
    const run = await runInMemory(
      `parallel (first):
  session "quick"
  try:
    session "slow"
  finally:
    session "tidy"
session "after"`,
      { agent: behaving({ slow: 'hang', tidy: 30 }), cleanupTimeout: 1000 },
    );
    expect(starts(run)).toEqual(['quick@0', 'slow@0', 'tidy@10', 'after@40']);
    expect(tolerated(run)).toEqual([]);
    expect(run.duration).toBe(50);
  });

  test('holds for a block that ran out of time, and for a run that is cancelled', async () => {
    const program = `try:
  session "slow"
finally:
  session "stuck"`;
    const agent = behaving({ slow: 'hang', stuck: 'hang' });
    const cancelled = await runInMemory(program, { agent, cleanupTimeout: 300, cancelAt: 20 });
    expect([cancelled.document.status, cancelled.duration, tolerated(cancelled)]).toEqual(['cancelled', 320, [stopped]]);
    const timedOut = await runInMemory(`try:\n  parallel (timeout: 1s):\n    ${program.replaceAll('\n', '\n    ')}\ncatch as e:\n  output why = e.kind`, {
      agent,
      cleanupTimeout: 300,
    });
    expect([timedOut.document.outputs.why, timedOut.duration, tolerated(timedOut)]).toEqual(['timeout', 1300, [stopped]]);
  });

  test('kills a finally body that was running before the cancellation', async () => {
    const run = await runInMemory(
      `parallel (first):
  session "quick"
  try:
    let x = 1
  finally:
    session "stuck"
session "after"`,
      { agent: behaving({ quick: 100, stuck: 'hang' }), cleanupTimeout: 1000 },
    );
    expect(starts(run)).toEqual(['quick@0', 'stuck@0', 'after@1100']);
    expect(tolerated(run)).toEqual([stopped]);
  });
});

describe('2.3 cleanup sessions go before all other waiting sessions', () => {
  const waiting = `  session "waiting 1"
  session "waiting 2"`;

  test.each([
    ['in a finally body', 'session "tidy"'],
    ['in a block that it calls', 'do tidy()'],
    ['in items that it runs', 'parallel for x in [1]:\n        session "tidy"'],
  ])('%s', async (_, cleanup) => {
    const run = await runInMemory(
      `block tidy():
  session "tidy"
parallel:
  parallel (first):
    session "a"
    try:
      session "slow"
    finally:
      ${cleanup}
${waiting}`,
      { agent: behaving({ slow: 'hang' }), concurrency: 2 },
    );
    expect(starts(run)).toEqual(['a@0', 'slow@0', 'waiting 1@10', 'tidy@10', 'waiting 2@20']);
  });

  test('a finally body that runs for another reason has no precedence', async () => {
    const run = await runInMemory(
      `parallel:
  try:
    session "a"
  finally:
    session "tidy"
${waiting}`,
      { agent: behaving({}), concurrency: 1 },
    );
    expect(starts(run)).toEqual(['a@0', 'waiting 1@10', 'waiting 2@20', 'tidy@30']);
  });
});
