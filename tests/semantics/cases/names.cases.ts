/** Frames at run time: semantics 1.2, 1.3 and 2.8 with the scopes of `language.md` 4. */
import { fails, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const nameCases: readonly SemanticsCase[] = [
  {
    title: '1.2 a block sees its own frame, then that of the program',
    program: `let x = "program"
let y = "program"
block f():
  let x = "block"
  return [x, y]
let r = do f()
output r = [r, x]`,
    expected: { outputs: { r: [['block', 'program'], 'program'] } },
  },
  {
    title: '1.2 a block that assigns a name of the program writes that very variable',
    program: `let x = 1
block f():
  x = x + 1
do f()
do f()
output x = x`,
    expected: { outputs: { x: 3 } },
  },
  {
    title: '1.3 W015: a name that only a caller has is read from the caller',
    program: `block inner():
  return "{topic}!"
block outer():
  let topic = "cats"
  return inner()
let r = do outer()
output r = r`,
    expected: { outputs: { r: 'cats!' } },
  },
  {
    title: '1.3 W015: the nearest caller on the call path wins',
    program: `block leaf():
  return topic
block middle():
  let topic = "middle"
  let x = do leaf()
  return x
block top():
  let topic = "top"
  let a = do leaf()
  let b = do middle()
  return [a, b]
let r = do top()
output r = r`,
    expected: { outputs: { r: ['top', 'middle'] } },
  },
  {
    title: '1.3 W015: a name of a block that was called before by do is its last value',
    program: `block f():
  let found = session "find"
  found = found + "!"
do f()
output r = found`,
    agents: [replies('find', 10, 'F')],
    expected: { outputs: { r: 'F!' } },
  },
  {
    title: '1.3 outputs of a block whose value is taken stay private',
    program: `let n = "mine"
block f():
  output n = "block"
let x = do f()
output r = [n, x]`,
    expected: { outputs: { r: ['mine', 'block'] } },
  },
  {
    title: '1.3 a block call in an expression has the value of the block',
    program: `block double(n):
  return n * 2
output r = double(n: 4) + double(5)`,
    expected: { outputs: { r: 18 } },
  },
  {
    title: '1.3 a program call has the value that a block call with the same outputs would have',
    program: `use "./part.prose" as part
let a = part(topic: "cats")
let b = call part
  topic: "dogs"
output r = [a, b]`,
    files: {
      './part.prose': `input topic: "What?"
let t = session "about {topic}"
output text = t`,
    },
    agents: [replies('about cats', 10, 'C'), replies('about dogs', 10, 'D')],
    expected: { status: 'succeeded', outputs: { r: ['C', 'D'] }, starts: ['about cats@0', 'about dogs@10'] },
  },
  {
    title: '1.3 the frames of a program and of the one it calls are apart',
    program: `use "./part.prose" as part
let x = "mine"
let r = part()
output r = [r, x]`,
    files: { './part.prose': 'let x = "other"\nreturn x' },
    expected: { outputs: { r: ['other', 'mine'] } },
  },
  {
    title: '1.3 an error of a called program reaches the handler of the caller',
    program: `use "./part.prose" as part
try:
  part()
catch as e:
  output r = e.kind`,
    files: { './part.prose': 'session "bad"' },
    agents: [fails('bad', 10)],
    expected: { outputs: { r: 'exit' } },
  },
  {
    title: '1.5 if, try, do and sequential loops bind in the frame around them',
    program: `if true:
  let a = 1
try:
  let b = 2
catch:
  let b = 3
do:
  let c = 4
repeat 2 as i:
  let d = i
output r = [a, b, c, d]`,
    expected: { outputs: { r: [1, 2, 4, 1] } },
  },
  {
    title: '2.8 each item has a frame of its own for new names',
    program: `let r = parallel for x in ["a", "b"]:
  let t = session "{x}"
  "{x}={t}"
output r = r`,
    agents: [replies('a', 20, 'A'), replies('b', 10, 'B')],
    expected: { outputs: { r: ['a=A', 'b=B'] } },
  },
  {
    title: '2.8 the frame of a block called in a branch belongs to that call',
    program: `block f(x):
  let n = 0
  parallel:
    do:
      n = n + x
      session "one {x}"
    do:
      n = n + 10
  return n
let r = parallel:
  do f(1)
  do f(2)
output r = r`,
    agents: [OTHERWISE],
    expected: { outputs: { r: [11, 12] } },
  },
  {
    title: '2.8 branch names become visible after the join, in the frame of the block',
    program: `block f():
  parallel:
    a = session "a"
    b = session "b"
  session "{a} and {b}"
do f()`,
    agents: [replies('a', 10, 'A'), replies('b', 10, 'B'), OTHERWISE],
    expected: { starts: ['a@0', 'b@0', 'A and B@10'] },
  },
];
