/** Semantics 1.1 to 1.3: sessions as invocations of their own, block calls, values of blocks. */
import { fails, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const blockCases: readonly SemanticsCase[] = [
  {
    title: '1.1 every session of a block is its own invocation, one after the other',
    program: `block work(name):
  session "before {name}"
  session "after {name}"
do work("a")
do work("b")`,
    expected: { status: 'succeeded', starts: ['before a@0', 'after a@10', 'before b@20', 'after b@30'], endedAt: 40 },
  },
  {
    title: '1.1 a block called from parallel for runs its own sessions per item, side by side',
    program: `block work(name):
  session "one {name}"
  session "two {name}"
parallel for x in ["a", "b"]:
  do work(x)`,
    expected: { starts: ['one a@0', 'one b@0', 'two a@10', 'two b@10'], endedAt: 20 },
  },
  {
    title: '1.1 a statement starts only after the one before it has finished',
    program: `session "a"
parallel:
  session "b"
  session "c"
session "d"`,
    agents: [replies('b', 30), OTHERWISE],
    expected: { starts: ['a@0', 'b@10', 'c@10', 'd@40'] },
  },
  {
    title: '1.2 recursion is allowed and arguments are bound per call',
    program: `block down(n):
  session "at {n}"
  if n > 1:
    do down(n - 1)
do down(3)`,
    expected: { status: 'succeeded', starts: ['at 3@0', 'at 2@10', 'at 1@20'] },
  },
  {
    title: '1.2 max_depth counts the calls of the block along the path, the first one included',
    program: `block down(n) (max_depth: 3):
  session "at {n}"
  do down(n + 1)
do down(1)`,
    expected: { status: 'failed', error: 'recursion-limit', starts: ['at 1@0', 'at 2@10', 'at 3@20'] },
  },
  {
    title: '1.2 max_depth of one block does not count the calls of another',
    program: `block even(n) (max_depth: 2):
  if n > 0:
    do odd(n - 1)
block odd(n):
  if n > 0:
    do even(n - 1)
do even(3)
do even(4)`,
    expected: { status: 'failed', error: 'recursion-limit' },
  },
  {
    title: '1.2 the default limit of 100 counts all blocks: depth 100 is fine',
    program: `block down(n):
  if n > 1:
    do down(n - 1)
do down(100)
output done = "yes"`,
    expected: { status: 'succeeded', outputs: { done: 'yes' } },
  },
  {
    title: '1.2 the default limit of 100 counts all blocks: depth 101 fails',
    program: `block a(n):
  if n > 1:
    do b(n - 1)
block b(n):
  if n > 1:
    do a(n - 1)
do a(101)`,
    expected: { status: 'failed', error: 'recursion-limit' },
  },
  {
    title: '1.3 return e ends the block with that value',
    program: `block f():
  session "a"
  return "early"
  session "never"
let x = do f()
output x = x`,
    expected: { outputs: { x: 'early' }, starts: ['a@0'] },
  },
  {
    title: '1.3 an unnamed output ends the block with that value',
    program: `block f():
  output "early"
  session "never"
let x = do f()
output r = x`,
    expected: { outputs: { r: 'early' }, starts: [] },
  },
  {
    title: '1.3 one named output: its value; and the block goes on after it',
    program: `block f():
  output n = 1
  session "after"
let x = do f()
output r = x`,
    expected: { outputs: { r: 1 }, starts: ['after@0'] },
  },
  {
    title: '1.3 several named outputs: an object',
    program: `block f():
  output a = 1
  output b = 2
let x = do f()
output r = x`,
    expected: { outputs: { r: { a: 1, b: 2 } } },
  },
  {
    title: '1.3 no output: the value of the last statement executed',
    program: `block f():
  let y = 5
  if true:
    session "last"
let x = do f()
output r = x`,
    agents: [replies('last', 10, 'final')],
    expected: { outputs: { r: 'final' } },
  },
  {
    title: '1.3 a bare return gives null in place of the last statement',
    program: `block f():
  session "a"
  return
let x = do f()
output r = x`,
    expected: { outputs: { r: null } },
  },
  {
    title: '1.3 a bare return keeps the named outputs as the value',
    program: `block f():
  output n = 7
  return
let x = do f()
output r = x`,
    expected: { outputs: { r: 7 } },
  },
  {
    title: '1.3 return e wins over named outputs',
    program: `block f():
  output n = 7
  return "r"
let x = do f()
output r = x`,
    expected: { outputs: { r: 'r' } },
  },
  {
    title: '1.3 output registers the value of that moment',
    program: `block f():
  output n = 1
  n = 2
let x = do f()
output r = x`,
    expected: { outputs: { r: 1 } },
  },
  {
    title: '1.3 after do b() as a statement its named outputs are bound, also when it returned',
    program: `block f():
  output n = 3
  return "other"
do f()
output r = n + 1`,
    expected: { outputs: { r: 4 } },
  },
  {
    title: '1.3 A -> B passes the result of A to B as context entry previous',
    program: `let x = session "a" -> session "b"
output x = x`,
    agents: [replies('a', 10, 'A'), replies('b', 20, 'B')],
    expected: { starts: ['a@0', 'b@10'], outputs: { x: 'B' }, endedAt: 30 },
  },
  {
    title: '1.3 named outputs at the top level are the outputs of the run, and result is null',
    program: `output a = 1
output b = session "b"`,
    agents: [replies('b', 10, 'B')],
    expected: { outputs: { a: 1, b: 'B' }, result: null },
  },
  {
    title: '1.3 return at the top level ends the run with its value and keeps the outputs',
    program: `output a = 1
return "done"
session "never"`,
    expected: { status: 'succeeded', outputs: { a: 1 }, result: 'done', starts: [] },
  },
  {
    title: '1.3 a program with no output has the last statement as its result',
    program: `session "a"
session "b"`,
    agents: [replies('a', 10, 'A'), replies('b', 10, 'B')],
    expected: { outputs: {}, result: 'B' },
  },
  {
    title: '1.3 return in a branch ends that branch only',
    program: `block f():
  parallel:
    a = do:
      return "one"
      session "never"
    b = session "b"
  session "after"
  return [a, b]
let x = do f()
output r = x`,
    agents: [replies('b', 10, 'B'), OTHERWISE],
    expected: { starts: ['b@0', 'after@10'], outputs: { r: ['one', 'B'] } },
  },
  {
    title: '1.3 return and bare return in items of parallel for and map end the item',
    program: `let xs = parallel for x in [1, 2]:
  return x * 10
  session "never"
let ys = [1, 2] | map:
  if item == 1:
    return
  return item
output r = [xs, ys]`,
    expected: {
      outputs: {
        r: [
          [10, 20],
          [null, 2],
        ],
      },
      starts: [],
    },
  },
  {
    title: '1.3 outputs registered before a failure stay',
    program: `output a = 1
session "bad"`,
    agents: [fails('bad', 10)],
    expected: { status: 'failed', error: 'exit', outputs: { a: 1 } },
  },
];
