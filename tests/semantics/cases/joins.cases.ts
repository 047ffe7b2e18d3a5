/** Semantics 2.1 and 2.2: what settles a block, and how. */
import { cancelled, failed, fails, OTHERWISE, replies, type SemanticsCase } from './case.ts';

/** Three branches: `bad` fails at 10, `mid` succeeds at 20, `slow` succeeds at 30. */
const three = (modifiers: string): string => `parallel (${modifiers}):
  bad = session "bad"
  mid = session "mid"
  slow = session "slow"`;
const THREE = [fails('bad', 10), replies('mid', 20, 'M'), replies('slow', 30, 'S'), OTHERWISE];

/** The block in a `try`, so that names and the error can be seen afterwards. */
const seen = (title: string, modifiers: string, expected: SemanticsCase['expected']): SemanticsCase => ({
  title,
  program: `let error = null
let v = "none"
try:
  v = parallel (${modifiers}):
    bad = session "bad"
    mid = session "mid"
    slow = session "slow"
catch as e:
  error = e.kind
output v = v
output names = [bad, mid, slow]
output error = error`,
  agents: THREE,
  expected: { status: 'succeeded', ...expected },
});

/** Two branches that both fail: `one` at 10, `two` at 20. */
const hopeless = (title: string, modifiers: string, expected: SemanticsCase['expected']): SemanticsCase => ({
  title,
  program: `let error = null
let v = "none"
try:
  v = parallel (${modifiers}):
    one = session "one"
    two = session "two"
catch as e:
  error = e.kind
output v = v
output error = error`,
  agents: [fails('one', 10, 'exit'), fails('two', 20, 'denied')],
  expected: { status: 'succeeded', ...expected },
});

export const joinCases: readonly SemanticsCase[] = [
  {
    title: '2.1 a branch whose try catches has not failed',
    program: `parallel:
  a = try:
    session "bad"
  catch:
    "caught"
  b = session "b"
output r = [a, b]`,
    agents: [fails('bad', 10), replies('b', 20, 'B')],
    expected: { status: 'succeeded', outputs: { r: ['caught', 'B'] }, joins: ['all fail-fast succeeded: a=succeeded b=succeeded'] },
  },
  {
    title: '2.1 a branch fails only after its own retries',
    program: `parallel:
  a = session "flaky"
    retry: 1
  b = session "b"
output r = a`,
    agents: [{ label: 'flaky', attempt: 1, delay: 10, fail: { kind: 'exit' } }, replies('flaky', 10, 'A'), replies('b', 50)],
    expected: { status: 'succeeded', outputs: { r: 'A' } },
  },
  {
    title: '2.2 the default is all with fail-fast: the run fails with the error of the branch, others are cancelled',
    program: `parallel:
  a = session "bad"
  b = session "slow"
session "never"`,
    agents: [fails('bad', 10), replies('slow', 500)],
    expected: {
      status: 'failed',
      error: 'exit',
      starts: ['bad@0', 'slow@0'],
      ends: ['bad@10 exit', 'slow@10 cancelled'],
      joins: ['all fail-fast failed: a=failed b=cancelled'],
      endedAt: 10,
    },
  },
  seen('2.2 all, fail-fast: settles at the first failure; names are bound before catch runs', 'all', {
    outputs: { v: 'none', names: [failed('exit'), cancelled, cancelled], error: 'exit' },
    joins: ['all fail-fast failed: bad=failed mid=cancelled slow=cancelled'],
    endedAt: 10,
  }),
  seen('2.2 all, continue: settles when all ended; failed names hold error values', 'on-fail: continue', {
    outputs: { v: { bad: failed('exit'), mid: 'M', slow: 'S' }, names: [failed('exit'), 'M', 'S'], error: null },
    joins: ['all continue succeeded: bad=failed mid=succeeded slow=succeeded'],
    tolerated: ['exit'],
    endedAt: 30,
  }),
  seen('2.2 all, ignore: failed names are null and absent from the collection', 'on-fail: ignore', {
    outputs: { v: { mid: 'M', slow: 'S' }, names: [null, 'M', 'S'], error: null },
    tolerated: ['exit'],
    endedAt: 30,
  }),
  seen('2.2 first, fail-fast: the first branch to end failed, so the block fails with its error', 'first', {
    outputs: { v: 'none', names: [failed('exit'), cancelled, cancelled], error: 'exit' },
    joins: ['first fail-fast failed: bad=failed mid=cancelled slow=cancelled'],
    endedAt: 10,
  }),
  seen('2.2 first, continue: a failure does not end the race', 'first, on-fail: continue', {
    outputs: { v: 'M', names: [failed('exit'), 'M', cancelled], error: null },
    joins: ['first continue succeeded: bad=failed mid=succeeded slow=cancelled'],
    tolerated: ['exit'],
    endedAt: 20,
  }),
  seen('2.2 first, ignore: as continue, failures dropped', 'first, on-fail: ignore', {
    outputs: { v: 'M', names: [null, 'M', cancelled], error: null },
    endedAt: 20,
  }),
  seen('2.2 any, fail-fast: the first success settles; value is the winner', 'any', {
    outputs: { v: 'M', names: [failed('exit'), 'M', cancelled], error: null },
    joins: ['any fail-fast succeeded: bad=failed mid=succeeded slow=cancelled'],
    tolerated: ['exit'],
    endedAt: 20,
  }),
  seen('2.2 any, continue: the first success settles', 'any, on-fail: continue', {
    outputs: { v: 'M', names: [failed('exit'), 'M', cancelled], error: null },
    endedAt: 20,
  }),
  seen('2.2 any, ignore: the first success settles, failed names are null', 'any, on-fail: ignore', {
    outputs: { v: 'M', names: [null, 'M', cancelled], error: null },
    endedAt: 20,
  }),
  seen('2.2 any count 2, fail-fast: settles at two successes', 'any, count: 2', {
    outputs: { v: ['M', 'S'], names: [failed('exit'), 'M', 'S'], error: null },
    endedAt: 30,
  }),
  seen('2.2 any count 3, fail-fast: fails at once with aggregate when three are out of reach', 'any, count: 3', {
    outputs: { v: 'none', names: [failed('exit'), cancelled, cancelled], error: 'aggregate' },
    joins: ['any fail-fast failed: bad=failed mid=cancelled slow=cancelled'],
    endedAt: 10,
  }),
  seen('2.2 any count 3, continue: fails when all ended with too few successes', 'any, count: 3, on-fail: continue', {
    outputs: { v: 'none', names: [failed('exit'), 'M', 'S'], error: 'aggregate' },
    endedAt: 30,
  }),
  seen('2.2 any count 3, ignore: succeeds with what there is', 'any, count: 3, on-fail: ignore', {
    outputs: { v: ['M', 'S'], names: [null, 'M', 'S'], error: null },
    endedAt: 30,
  }),
  seen('2.2 regardless: settles when all ended, always succeeds', 'regardless', {
    outputs: { v: { bad: failed('exit'), mid: 'M', slow: 'S' }, names: [failed('exit'), 'M', 'S'], error: null },
    endedAt: 30,
  }),
  seen('2.2 regardless, continue: the same', 'regardless, on-fail: continue', {
    outputs: { v: { bad: failed('exit'), mid: 'M', slow: 'S' }, names: [failed('exit'), 'M', 'S'], error: null },
    endedAt: 30,
  }),
  seen('2.2 regardless, ignore: as all with ignore', 'regardless, on-fail: ignore', {
    outputs: { v: { mid: 'M', slow: 'S' }, names: [null, 'M', 'S'], error: null },
    endedAt: 30,
  }),
  hopeless('2.2 first, continue, all failed: the error value of the first to fail', 'first, on-fail: continue', {
    outputs: { v: failed('exit'), error: null },
    endedAt: 20,
  }),
  hopeless('2.2 first, ignore, all failed: null', 'first, on-fail: ignore', { outputs: { v: null, error: null }, endedAt: 20 }),
  hopeless('2.2 any, fail-fast, all failed: aggregate', 'any', { outputs: { v: 'none', error: 'aggregate' }, endedAt: 20 }),
  hopeless('2.2 any, continue, all failed: aggregate', 'any, on-fail: continue', { outputs: { v: 'none', error: 'aggregate' }, endedAt: 20 }),
  hopeless('2.2 any, ignore, without count, S = 0: null', 'any, on-fail: ignore', {
    outputs: { v: null, error: null },
    tolerated: ['exit', 'denied'],
    endedAt: 20,
  }),
  hopeless('2.2 any, ignore, with count, S = 0: the list of what there is', 'any, count: 1, on-fail: ignore', { outputs: { v: [], error: null } }),
  hopeless('2.2 all, ignore, all failed: an empty object, and the run goes on', 'on-fail: ignore', {
    outputs: { v: {}, error: null },
    tolerated: ['exit', 'denied'],
  }),
  hopeless('2.2 any count 2 of 2, fail-fast: one failure is enough', 'any, count: 2', { outputs: { v: 'none', error: 'aggregate' }, endedAt: 10 }),
  {
    title: '2.2 aggregate lists the failures in e.branches',
    program: `try:
  parallel (any):
    a = session "a"
    b = session "b"
catch as e:
  output r = [e.kind, e.branches[0].error.kind, e.branches[1].error.kind, e.branches[0].name]`,
    agents: [fails('a', 10, 'exit'), fails('b', 20, 'denied')],
    expected: { outputs: { r: ['aggregate', 'exit', 'denied', 'a'] } },
  },
  {
    title: '2.2 modifiers may be quoted',
    program: `${three('"first", on-fail: "continue"')}
output r = mid`,
    agents: THREE,
    expected: { outputs: { r: 'M' }, joins: ['first continue succeeded: bad=failed mid=succeeded slow=cancelled'] },
  },
];
