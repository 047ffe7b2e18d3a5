/** Semantics 2.7, 2.9 to 2.11: values and names of blocks, empty fan-outs, timeouts, concurrency. */
import type { Json } from '../../../src/runtime/run-document.ts';
import { cancelled, failed, fails, hangs, replies, type SemanticsCase } from './case.ts';

const four = (modifiers: string): string => `let r = parallel for x in ["a", "b", "c", "d"] (${modifiers}):
  session "{x}"
output r = r`;
const FOUR = [replies('a', 40, 'A'), replies('b', 10, 'B'), fails('c', 20), replies('d', 30, 'D')];

const empty = (modifiers: string, value: Json): SemanticsCase => ({
  title: `2.9 parallel for over nothing, ${modifiers}`,
  program: `let none = []
let r = parallel for x in none (${modifiers}):
  session "never"
output r = r`,
  expected: { status: 'succeeded', outputs: { r: value }, starts: [] },
});

export const fanOutCases: readonly SemanticsCase[] = [
  {
    title: '2.7 named branches: an object by name; unnamed: a list; mixed: unnamed ones under their index',
    program: `let a = parallel:
  x = session "x"
  y = session "y"
let b = parallel:
  session "x"
  session "y"
let c = parallel:
  session "x"
  z = session "y"
output r = [a, b, c]`,
    agents: [replies('x', 10, 'X'), replies('y', 10, 'Y')],
    expected: { outputs: { r: [{ x: 'X', y: 'Y' }, ['X', 'Y'], { 0: 'X', z: 'Y' }] } },
  },
  {
    title: '2.7 any with count: a list of the successes, at most N, in source order, named or not',
    program: `let r = parallel (any, count: 2):
  a = session "a"
  b = session "b"
  c = session "c"
output r = r
output names = [a, b, c]`,
    agents: [replies('a', 20, 'A'), replies('b', 50, 'B'), replies('c', 10, 'C')],
    expected: { outputs: { r: ['A', 'C'], names: ['A', cancelled, 'C'] }, endedAt: 20 },
  },
  {
    title: '2.7 parallel for, continue: error values in their places',
    program: four('on-fail: continue'),
    agents: FOUR,
    expected: { outputs: { r: ['A', 'B', failed('exit'), 'D'] } },
  },
  {
    title: '2.7 with ignore a list gets shorter',
    program: four('on-fail: ignore'),
    agents: FOUR,
    expected: { outputs: { r: ['A', 'B', 'D'] }, joins: ['all ignore succeeded: 0=succeeded 1=succeeded 2=failed 3=succeeded'] },
  },
  { title: '2.7 parallel for, first: the value of the winner', program: four('first'), agents: FOUR, expected: { outputs: { r: 'B' }, endedAt: 10 } },
  { title: '2.7 parallel for, any with count 2', program: four('any, count: 2'), agents: FOUR, expected: { outputs: { r: ['B', 'D'] }, endedAt: 30 } },
  {
    title: '2.7 parallel for, any with count as an expression',
    program: `let n = 3
${four('any, count: n')}`,
    agents: FOUR,
    expected: { outputs: { r: ['A', 'B', 'D'] }, endedAt: 40 },
  },
  {
    title: '2.7 let { a, b } = parallel binds the names by the target',
    program: `let { a, b } = parallel:
  a = session "a"
  b = session "b"
output r = [a, b]`,
    agents: [replies('a', 10, 'A'), replies('b', 10, 'B')],
    expected: { outputs: { r: ['A', 'B'] } },
  },
  empty('all', []),
  empty('first', null),
  empty('any', null),
  empty('any, count: 2', []),
  empty('on-fail: ignore', []),
  empty('regardless', []),
  {
    title: '2.9 a count above the number of items is an error before any spawn',
    program: `let xs = ["a"]
let r = parallel for x in xs (any, count: 2):
  session "{x}"`,
    expected: { status: 'failed', error: 'count', starts: [] },
  },
  {
    title: '2.9 pmap over nothing is an empty list',
    program: `let none = []
let r = none | pmap: session "never"
output r = r`,
    expected: { outputs: { r: [] } },
  },
  {
    title: '2.10 at the deadline the running branches are cancelled and the block fails with kind timeout',
    program: `try:
  parallel (timeout: 1s):
    a = session "quick"
    b = session "slow"
catch as e:
  output r = [e.kind, e.label, a, b]`,
    agents: [replies('quick', 10, 'Q'), hangs('slow')],
    expected: { outputs: { r: ['timeout', null, 'Q', cancelled] }, joins: ['all fail-fast failed: a=succeeded b=cancelled'], endedAt: 1000 },
  },
  {
    title: '2.10 the deadline holds whatever the policy',
    program: `parallel (regardless, timeout: 50ms, on-fail: ignore):
  session "slow"`,
    agents: [hangs('slow')],
    expected: { status: 'failed', error: 'timeout', endedAt: 50 },
  },
  {
    title: '2.11 concurrency: 2 keeps at most two branches in flight, the next starts in item order',
    program: `parallel for x in ["a", "b", "c", "d"] (concurrency: 2):
  session "{x}"`,
    agents: [replies('a', 30), replies('b', 10), replies('c', 10), replies('d', 10)],
    expected: { starts: ['a@0', 'b@0', 'c@10', 'd@20'], endedAt: 30 },
  },
  {
    title: '2.11 the cap of the run holds for processes; waiting sessions start first ready, first served',
    program: `parallel:
  session "a"
  session "b"
  session "c"
  session "d"`,
    agents: [replies('a', 30), replies('b', 10), replies('c', 10), replies('d', 10)],
    concurrency: 2,
    expected: { starts: ['a@0', 'b@0', 'c@10', 'd@20'] },
  },
  {
    title: '2.11 sessions that become ready at one instant start by place in the program',
    program: `parallel:
  do:
    session "a"
    session "a2"
  do:
    session "b"
    session "b2"`,
    agents: [replies('a', 10), replies('b', 10), replies('a2', 10), replies('b2', 10)],
    concurrency: 2,
    expected: { starts: ['a@0', 'b@0', 'a2@10', 'b2@10'] },
  },
  {
    title: '2.11 a nested block is not limited by the concurrency of the one around',
    program: `parallel (concurrency: 1):
  parallel:
    session "a"
    session "b"
  session "c"`,
    agents: [replies('a', 10), replies('b', 20), replies('c', 10)],
    expected: { starts: ['a@0', 'b@0', 'c@20'] },
  },
];
