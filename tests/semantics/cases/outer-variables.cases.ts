/** Semantics 2.8: what branches do to outer variables. */
import { fails, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const outerVariableCases: readonly SemanticsCase[] = [
  {
    title: '2.8 appends of several branches are added in source order, not in order of completion',
    program: `let xs = ["0"]
parallel for n in ["a", "b", "c"]:
  session "{n}"
  xs = xs + n
output xs = xs`,
    agents: [replies('a', 30), replies('b', 20), replies('c', 10)],
    expected: { outputs: { xs: ['0', 'a', 'b', 'c'] } },
  },
  {
    title: '2.8 several appends of one branch, and several operands of one append, keep their order',
    program: `let t = ""
parallel:
  do:
    t = t + "a" + "b"
    t = t + "c"
  do:
    t = t + "d"
output t = t`,
    expected: { outputs: { t: 'abcd' } },
  },
  {
    title: '2.8 numbers are summed',
    program: `let n = 1
parallel for x in [1, 2, 3]:
  n = n + x
output n = n`,
    expected: { outputs: { n: 7 } },
  },
  {
    title: '2.8 one assignment and nothing from other branches is applied',
    program: `let x = 1
parallel:
  x = x * 10
  session "b"
output x = x`,
    expected: { outputs: { x: 10 } },
  },
  {
    title: '2.8 in parallel, NAME = s names the branch; a write needs a body around it',
    program: `let x = 1
parallel:
  do:
    x = 5
  session "b"
output x = x`,
    expected: { outputs: { x: 5 } },
  },
  {
    title: '2.8 two assignments: concurrent-assignment',
    program: `let x = 1
parallel:
  do:
    x = 5
  do:
    x = 6`,
    expected: { status: 'failed', error: 'concurrent-assignment', joins: ['all fail-fast failed: 0=succeeded 1=succeeded'] },
  },
  {
    title: '2.8 an assignment and an append of another branch: concurrent-assignment',
    program: `let x = 1
parallel:
  do:
    x = 5
  do:
    x = x + 1`,
    expected: { status: 'failed', error: 'concurrent-assignment' },
  },
  {
    title: '2.8 concurrent-assignment fails the block whatever the policy',
    program: `let x = 1
try:
  parallel (regardless, on-fail: ignore):
    do:
      x = 5
    do:
      x = 6
catch as e:
  output r = [e.kind, x]`,
    expected: { outputs: { r: ['concurrent-assignment', 1] } },
  },
  {
    title: '2.8 an append and then an assignment in one branch is one assignment: its final value',
    program: `let x = 1
parallel:
  do:
    x = x + 1
    x = x * 10
  session "b"
output x = x`,
    expected: { outputs: { x: 20 } },
  },
  {
    title: '2.8 a branch sees its own writes, not those of its siblings',
    program: `let x = 1
let r = parallel for n in [1, 2]:
  x = x + n
  session "s{n}"
  x
output r = r
output x = x`,
    agents: [replies('s1', 10), replies('s2', 30)],
    expected: { outputs: { r: [2, 3], x: 4 } },
  },
  {
    title: '2.8 writes of failed branches vanish',
    program: `let xs = []
parallel for n in ["a", "b"] (on-fail: continue):
  xs = xs + n
  session "{n}"
output xs = xs`,
    agents: [fails('a', 10), replies('b', 10)],
    expected: { outputs: { xs: ['b'] } },
  },
  {
    title: '2.8 writes of cancelled branches vanish',
    program: `let xs = []
parallel for n in ["a", "b"] (first):
  xs = xs + n
  session "{n}"
output xs = xs`,
    agents: [replies('a', 30), replies('b', 10)],
    expected: { outputs: { xs: ['b'] } },
  },
  {
    title: '2.8 a failing join applies nothing',
    program: `let xs = []
try:
  parallel for n in ["a", "b"]:
    xs = xs + n
    session "{n}"
catch:
  output xs = xs`,
    agents: [replies('a', 10), fails('b', 20)],
    expected: { outputs: { xs: [] } },
  },
  {
    title: '2.8 a name that is new stays in the branch',
    program: `let seen = []
parallel for n in [1, 2]:
  let tmp = n * 10
  seen = seen + tmp
output seen = seen`,
    expected: { outputs: { seen: [10, 20] } },
  },
  {
    title: '2.8 writes of blocks that a branch calls go to its overlay',
    program: `let log = []
block note(x):
  log = log + x
  session "n{x}"
  log = log + "{x}!"
parallel:
  do note("a")
  do note("b")
output log = log`,
    agents: [replies('na', 30), replies('nb', 10)],
    expected: { outputs: { log: ['a', 'a!', 'b', 'b!'] } },
  },
  {
    title: '2.8 inner joins hand their appends up as appends',
    program: `let xs = []
parallel:
  parallel for n in ["a", "b"]:
    xs = xs + n
  do:
    xs = xs + "c"
output xs = xs`,
    expected: { outputs: { xs: ['a', 'b', 'c'] } },
  },
  {
    title: '2.8 inner joins hand an assignment up as an assignment',
    program: `let x = 1
try:
  parallel:
    parallel:
      do:
        x = 2
    do:
      x = x + 1
catch as e:
  output r = e.kind`,
    expected: { outputs: { r: 'concurrent-assignment' } },
  },
  {
    title: '2.8 a write to a part is an assignment',
    program: `let o = { a: 1, b: 2 }
try:
  parallel:
    do:
      o.a = 5
    do:
      o.b = 6
catch as e:
  output r = [e.kind, o]`,
    expected: { outputs: { r: ['concurrent-assignment', { a: 1, b: 2 }] } },
  },
  {
    title: '2.8 output in a branch registers when the join applies it, with the value of that output',
    program: `parallel:
  do:
    output n = 1
    n = 2
  session "b"
let seen = n`,
    expected: { status: 'succeeded', outputs: { n: 1 } },
  },
  {
    title: '2.8 output in a branch of a failing block registers nothing',
    program: `try:
  parallel:
    do:
      output n = 1
    session "bad"
catch:
  session "after"`,
    agents: [fails('bad', 10), OTHERWISE],
    expected: { status: 'succeeded', outputs: {} },
  },
  {
    title: '2.8 outputs of one name in two branches: concurrent-assignment',
    program: `parallel:
  do:
    output n = 1
  do:
    output n = 2`,
    expected: { status: 'failed', error: 'concurrent-assignment' },
  },
  {
    title: '2.8 a branch that writes the variable which another branch is named after: concurrent-assignment',
    program: `let a = 0
parallel:
  a = session "a"
  do:
    a = 1`,
    expected: { status: 'failed', error: 'concurrent-assignment' },
  },
  {
    title: '2.8 a bare branch name assigns the variable of that very frame',
    program: `let a = 0
parallel:
  a = session "a"
output r = a`,
    agents: [replies('a', 10, 'A')],
    expected: { outputs: { r: 'A' } },
  },
  {
    title: '2.8 a bare branch name in a block declares there and hides the one of the program',
    program: `let a = "outer"
block f():
  parallel:
    a = session "a"
  return a
let x = do f()
output r = [a, x]`,
    agents: [replies('a', 10, 'A')],
    expected: { outputs: { r: ['outer', 'A'] } },
  },
  {
    title: '2.8 outputs of do b() in a branch bind in the branch',
    program: `block f():
  output n = 5
let r = parallel:
  do:
    do f()
    n + 1
output r = r`,
    expected: { outputs: { r: [6] } },
  },
  {
    title: '2.8 map writes outer variables directly',
    program: `let xs = []
let r = [1, 2] | map:
  xs = xs + item
output xs = xs
output r = r`,
    expected: { outputs: { xs: [1, 2], r: [[1], [1, 2]] } },
  },
];
