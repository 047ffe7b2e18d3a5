/** Semantics 1.4 to 1.6: values of statements, operators, text as data. */
import type { Json } from '../../../src/runtime/run-document.ts';
import { failed, fails, replies, type SemanticsCase } from './case.ts';

const expression = (title: string, text: string, value: Json): SemanticsCase => ({
  title,
  program: `let r = ${text}\noutput r = r`,
  expected: { status: 'succeeded', outputs: { r: value } },
});

const typeError = (title: string, text: string): SemanticsCase => ({
  title,
  program: `let a = null\nlet r = ${text}`,
  expected: { status: 'failed', error: 'type' },
});

export const valueCases: readonly SemanticsCase[] = [
  {
    title: '1.4 repeat and for are lists of the last values; a continued one is null, a broken one left out',
    program: `let xs = for x in [1, 2, 3, 4]:
  if x == 2:
    continue
  if x == 4:
    break
  x * 10
output xs = xs`,
    expected: { outputs: { xs: [10, null, 30] } },
  },
  {
    title: '1.4 parallel for and map list their values in item order; a continued one is null',
    program: `let xs = parallel for x in [3, 1, 2]:
  if x == 1:
    continue
  session "s{x}"
output xs = xs`,
    agents: [replies('s3', 30), replies('s2', 10)],
    expected: { outputs: { xs: ['result of s3', null, 'result of s2'] } },
  },
  {
    title: '1.4 a loop has the value of its last completed iteration',
    program: `let x = loop (max: 3) as i:
  i * 10
output x = x`,
    expected: { outputs: { x: 20 } },
  },
  {
    title: '1.4 a loop that ended by continue, or never ran, is null',
    program: `let n = 0
let x = loop (max: 2) as i:
  if i == 1:
    continue
  5
let y = loop while n > 0:
  session "never"
output r = [x, y]`,
    expected: { outputs: { r: [null, null] } },
  },
  {
    title: '1.4 if and try have the value of the branch taken, null if none',
    program: `let a = if false:
  1
let b = if 1 == 2:
  1
elif 1 == 1:
  2
else:
  3
let c = try:
  throw "x"
catch:
  4
finally:
  5
let d = do:
  6
output r = [a, b, c, d]`,
    expected: { outputs: { r: [null, 2, 4, 6] } },
  },
  {
    title: '1.4 continue in a filter drops the item, in reduce keeps the result so far',
    program: `let f = [1, 2, 3] | filter:
  if item == 2:
    continue
  true
let s = [1, 2, 3] | reduce(sum, x):
  if x == 2:
    continue
  sum + x
output r = [f, s]`,
    expected: { outputs: { r: [[1, 3], 4] } },
  },
  {
    title: '1.4 break and continue act on the nearest loop',
    program: `let xs = []
for a in [1, 2]:
  for b in [1, 2, 3]:
    if b == 2:
      break
    xs = xs + "{a}{b}"
output xs = xs`,
    expected: { outputs: { xs: ['11', '21'] } },
  },
  expression('1.5 numbers add', '1 + 2.5', 3.5),
  expression('1.5 a list takes the items of another list', '[1] + [2, 3]', [1, 2, 3]),
  expression('1.5 a list takes one further item', '[1] + "x" + { a: 1 }', [1, 'x', { a: 1 }]),
  expression('1.5 text joins with text, number and boolean', '"a" + "b" + 1 + true', 'ab1true'),
  typeError('1.5 null and a number do not add', 'a + 1'),
  typeError('1.5 two booleans do not add', 'true + true'),
  typeError('1.5 text and a list do not add', '"x" + [1]'),
  expression('1.5 values of different types are unequal, never an error', '[1 == "1", null == 0, "a" != 1, null == null]', [false, false, true, true]),
  expression('1.5 is compares trimmed text', '["  yes " is "yes", "  yes " == "yes"]', [true, false]),
  expression('1.5 text that is wholly a JSON number is a number where one is needed', '["6" * "7", "10" - 1, "3" < 20]', [42, 9, true]),
  expression('1.5 two texts are ordered by code units', '["10" < "9", "Z" < "a"]', [true, true]),
  typeError('1.5 < needs two numbers or two texts', '"x" < 1'),
  typeError('1.5 < does not take null', 'a < 1'),
  expression('1.5 lists and objects are equal by value', '[[1, [2]] == [1, [2]], { a: 1, b: 2 } == { b: 2, a: 1 }, [1] == [2]]', [true, true, false]),
  {
    title: '1.5 error values are equal by value',
    program: `parallel (on-fail: continue):
  a = session "bad"
  b = session "good"
let c = a
output r = [a == c, a == b, a == null]`,
    agents: [fails('bad', 10), replies('good', 10)],
    expected: { outputs: { r: [true, false, false] } },
  },
  {
    title: '1.5 false conditions: null, error value, cancelled, 0, empty text, list and object',
    program: `parallel (on-fail: continue):
  bad = session "bad"
let r = []
for v in [null, bad, 0, "", [], {}, false]:
  if v:
    r = r + 1
  else:
    r = r + 0
output r = r`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: [0, 0, 0, 0, 0, 0, 0] } },
  },
  {
    title: '1.5 true conditions: other numbers, lists and objects; text by its first word, any case',
    program: `let r = []
for v in [2, [0], { a: null }, "Yes, it is", "**TRUE**", "true."]:
  if v:
    r = r + 1
for v in ["No.", "false alarm"]:
  if v:
    r = r + 2
output r = r`,
    expected: { outputs: { r: [1, 1, 1, 1, 1, 1] } },
  },
  {
    title: '1.5 other text as a condition is an error of kind type',
    program: `let t = "maybe"
if t:
  session "never"`,
    expected: { status: 'failed', error: 'type', starts: [] },
  },
  {
    title: '1.5 and, or: the plain operand decides, a judge is not asked',
    program: `let a = false and **is it?**
let b = true or **is it?**
let c = **is it?** and false
output r = [a, b, c]`,
    expected: { outputs: { r: [false, true, false] }, starts: [] },
  },
  {
    title: '1.5 and, or: an error on the other side is not seen when the plain operand decides',
    program: `let n = null
let a = n.x and false
let b = n.x or true
output r = [a, b]`,
    expected: { outputs: { r: [false, true] } },
  },
  {
    title: '1.5 and, or are booleans',
    program: `output r = [1 and "yes", 0 or "", null or [1]]`,
    expected: { outputs: { r: [true, false, true] } },
  },
  {
    title: '1.5 .failed and .cancelled are booleans on every value',
    program: `parallel ("first"):
  fast = session "fast"
  slow = session "slow"
let n = 1
let o = { failed: "mine" }
output r = [slow.cancelled, slow.failed, fast.failed, n.cancelled, o.failed, null == slow]`,
    agents: [replies('fast', 10, 'text'), replies('slow', 50)],
    expected: { outputs: { r: [true, false, false, false, 'mine', false] } },
  },
  {
    title: '1.5 a field that an object lacks and an index outside a list are null',
    program: `let o = { a: 1 }
let l = [1]
output r = [o.b, l[1], l[0], o["a"]]`,
    expected: { outputs: { r: [null, null, 1, 1] } },
  },
  typeError('1.5 a member of null is an error', 'a.b'),
  { title: '1.5 a member of a number is an error', program: 'let n = 1\nlet r = n.b', expected: { status: 'failed', error: 'type' } },
  { title: '1.5 a member of text that is no JSON is an error', program: 'let n = "words"\nlet r = n.b', expected: { status: 'failed', error: 'type' } },
  {
    title: '1.5 let { a } = v binds v.a',
    program: `let { a, b } = { a: 1, c: 2 }
output r = [a, b]`,
    expected: { outputs: { r: [1, null] } },
  },
  {
    title: '1.5 interpolated lists and objects are compact JSON, null reads [none]',
    program: `let l = [1, "a"]
let o = { k: true }
let n = null
output r = "{l} {o} {n} {o.k}"`,
    expected: { outputs: { r: '[1,"a"] {"k":true} [none] true' } },
  },
  {
    title: '1.5 items and bounds of a loop are evaluated once, on entry',
    program: `let xs = [1, 2]
for x in xs:
  xs = xs + x
let n = 2
let count = 0
repeat n:
  n = 5
  count = count + 1
output r = [xs, count]`,
    expected: { outputs: { r: [[1, 2, 1, 2], 2] } },
  },
  {
    title: '1.5 the index is visible in the own condition of the loop',
    program: `let seen = []
loop until i >= 2 as i:
  seen = seen + i
output r = seen`,
    expected: { outputs: { r: [0, 1] } },
  },
  {
    title: '1.5 parts are assigned in place',
    program: `let o = { a: { b: 1 }, l: [1, 2] }
o.a.b = 5
o.l[1] = 9
o.n = 3
output r = o`,
    expected: { outputs: { r: { a: { b: 5 }, l: [1, 9], n: 3 } } },
  },
  {
    title: '1.6 x.name and x[0] on text parse it as JSON, fenced or not',
    program: `let a = session "a"
let b = session "b"
output r = [a.n, b[1]]`,
    agents: [replies('a', 10, '{"n": 5}'), replies('b', 10, '```json\n[1, 2]\n```')],
    expected: { outputs: { r: [5, 2] } },
  },
  {
    title: '1.6 text as a collection: a JSON array, a fenced one',
    program: `let a = session "a"
let b = session "b"
let r = []
for x in a:
  r = r + x
for x in b:
  r = r + x
output r = r`,
    agents: [replies('a', 10, '["p", 1]'), replies('b', 10, 'Here it is:\n```json\n["q"]\n```\nDone.')],
    expected: { outputs: { r: ['p', 1, 'q'] } },
  },
  {
    title: '1.6 text as a collection: a numbered list; lines around it are dropped, indented lines continue an item',
    program: `let a = session "a"
let n = 0
for x in a:
  n = n + 1
output r = n`,
    agents: [replies('a', 10, 'The list:\n1. one\n   goes on\n2. two\n3) three\nThat is all.')],
    expected: { outputs: { r: 3 } },
  },
  {
    title: '1.6 text as a collection: a bulleted list',
    program: `let a = session "a"
let r = []
for x in a:
  r = r + x
output r = r`,
    agents: [replies('a', 10, '- one\n- two')],
    expected: { outputs: { r: ['one', 'two'] } },
  },
  {
    title: '1.6 text as a collection: nested items are an error',
    program: `let a = session "a"
for x in a:
  session "never"`,
    agents: [replies('a', 10, '- one\n  - inner\n- two')],
    expected: { status: 'failed', error: 'type', starts: ['a@0'] },
  },
  {
    title: '1.6 text that holds no list is an error',
    program: `let a = session "a"
for x in a:
  session "never"`,
    agents: [replies('a', 10, 'no list here')],
    expected: { status: 'failed', error: 'type' },
  },
  {
    title: '1.6 filter keeps the original item by value or first word',
    program: `let xs = ["a", "b", "c", "d"] | filter: session "keep {item}?"
output r = xs`,
    agents: [replies('keep a?', 10, 'Yes.'), replies('keep b?', 10, 'drop it'), replies('keep c?', 10, '1'), replies('keep d?', 10, 'NO')],
    expected: { outputs: { r: ['a', 'c'] }, starts: ['keep a?@0', 'keep b?@10', 'keep c?@20', 'keep d?@30'] },
  },
  {
    title: '1.6 any other answer of a filter is an error',
    program: `let xs = ["a"] | filter: session "keep?"`,
    agents: [replies('keep?', 10, 'perhaps')],
    expected: { status: 'failed', error: 'type' },
  },
  {
    title: '1.6 reduce seeds with the first item',
    program: `let s = ["a", "b", "c"] | reduce(acc, x): session "{acc}+{x}"
output r = s`,
    agents: [replies('a+b', 10, 'ab'), replies('ab+c', 10, 'abc')],
    expected: { outputs: { r: 'abc' }, starts: ['a+b@0', 'ab+c@10'] },
  },
  {
    title: '1.6 reduce of one item is that item, without a session',
    program: `let s = ["a"] | reduce(acc, x): session "never"
output r = s`,
    expected: { outputs: { r: 'a' }, starts: [] },
  },
  {
    title: '1.6 reduce of nothing is an error of kind type',
    program: `let s = [] | reduce(acc, x): session "never"`,
    expected: { status: 'failed', error: 'type', starts: [] },
  },
  {
    title: '1.6 the stages of a pipeline follow each other; pmap runs its items side by side',
    program: `let r = [1, 2, 3]
  | filter: item != 2
  | pmap: session "p{item}"
  | map: "<{item}>"
output r = r`,
    agents: [replies('p1', 30, 'one'), replies('p3', 10, 'three')],
    expected: { outputs: { r: ['<one>', '<three>'] }, starts: ['p1@0', 'p3@0'], endedAt: 30 },
  },
  {
    title: '1.11 a failed branch is an error value with its members',
    program: `parallel (on-fail: continue):
  a = session "bad"
output r = [a.kind, a.message, a.label, a.attempts, a.failed, a.nothing]
output v = a`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: ['exit', 'bad failed', 'bad', 1, true, null], v: failed('exit') } },
  },
];
