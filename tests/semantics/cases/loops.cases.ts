/** Semantics 1.7 and 1.8: loops, judges, choices. */
import { judges, replies, type SemanticsCase } from './case.ts';

export const loopCases: readonly SemanticsCase[] = [
  {
    title: '1.7 the condition is tested before the first iteration',
    program: `loop until **done?** (max: 5):
  session "never"
output r = "after"`,
    agents: [judges('done?', true)],
    expected: { starts: ['?done?@0'], outputs: { r: 'after' } },
  },
  {
    title: '1.7 max: 3 asks at most three times and ends the loop normally',
    program: `loop until **done?** (max: 3):
  session "step"
session "after"`,
    agents: [judges('done?', false), replies('step', 10), replies('after', 10)],
    expected: { status: 'succeeded', starts: ['?done?@0', 'step@10', '?done?@20', 'step@30', '?done?@40', 'step@50', 'after@60'] },
  },
  {
    title: '1.7 while goes on as long as the condition holds',
    program: `let n = 0
loop while n < 3:
  n = n + 1
output r = n`,
    expected: { outputs: { r: 3 } },
  },
  {
    title: '1.7 all indices start at 0',
    program: `let r = []
repeat 2 as i:
  r = r + i
for x, j in ["a", "b"]:
  r = r + j
loop (max: 2) as k:
  r = r + k
let p = parallel for x, l in ["a", "b"]:
  l
output r = r + p`,
    expected: { outputs: { r: [0, 1, 0, 1, 0, 1, 0, 1] } },
  },
  {
    title: '1.7 repeat 0 at run time: no iteration',
    program: `let n = 0
repeat n:
  session "never"
output r = "after"`,
    expected: { status: 'succeeded', starts: [], outputs: { r: 'after' } },
  },
  {
    title: '1.8 if asks a judge true or false',
    program: `if **good?**:
  session "yes"
else:
  session "no"`,
    agents: [judges('good?', false), replies('no', 10)],
    expected: { starts: ['?good?@0', 'no@10'] },
  },
  {
    title: '1.8 elif is asked only when the arm before it is false',
    program: `if **one?**:
  session "1"
elif **two?**:
  session "2"
elif **three?**:
  session "3"`,
    agents: [judges('one?', false), judges('two?', true), replies('2', 10)],
    expected: { starts: ['?one?@0', '?two?@10', '2@20'] },
  },
  {
    title: '1.8 choice takes exactly the option that the judge names',
    program: `let r = choice **which?**:
  option "low":
    session "l"
  option "high":
    session "h"
output r = r`,
    agents: [judges('which?', 'high'), replies('h', 10, 'H')],
    expected: { starts: ['?which?@0', 'h@10'], outputs: { r: 'H' } },
  },
  {
    title: '1.8 a malformed answer is asked again, twice at most',
    program: `if **good?**:
  session "yes"`,
    agents: [judges('good?', 'well, who knows', 'hm', true), replies('yes', 10)],
    expected: { starts: ['?good?@0', '?good?@10#2', '?good?@20#3', 'yes@30'] },
  },
  {
    title: '1.8 three malformed answers are an error of kind judge',
    program: `if **good?**:
  session "yes"`,
    agents: [judges('good?', 'who knows')],
    expected: { status: 'failed', error: 'judge', starts: ['?good?@0', '?good?@10#2', '?good?@20#3'] },
  },
  {
    title: '1.8 the judge may reply with JSON or with an answer as its first line',
    program: `let r = []
if **json?**:
  r = r + 1
if **line?**:
  r = r + 2
output r = r`,
    agents: [judges('json?', { answer: true, reason: 'because' }), judges('line?', 'true\nbecause of this')],
    expected: { outputs: { r: [1, 2] } },
  },
  {
    title: '1.8 a judged text in another expression is true or false',
    program: `let x = **nice?**
output r = x`,
    agents: [judges('nice?', true)],
    expected: { outputs: { r: true } },
  },
  {
    title: '1.8 a judged text in an operand is asked when the plain one does not decide',
    program: `let ready = true
if ready and **nice?**:
  session "go"`,
    agents: [judges('nice?', true), replies('go', 10)],
    expected: { starts: ['?nice?@0', 'go@10'] },
  },
];
