/** Semantics 1.9 and 1.10: waiting, inputs, what reads how. */
import { fails, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const waitingCases: readonly SemanticsCase[] = [
  {
    title: '1.9 an input that was supplied is bound at once',
    program: `input topic: "What?"
session "about {topic}"`,
    inputs: { topic: 'cats' },
    expected: { status: 'succeeded', starts: ['about cats@0'] },
  },
  {
    title: '1.9 an input that was not supplied makes its branch wait; other branches go on',
    program: `parallel:
  do:
    input topic: "What?"
    session "about {topic}"
  do:
    session "a"
    session "b"`,
    expected: { status: 'paused', starts: ['a@0', 'b@10'] },
  },
  {
    title: '1.9 an optional input that was not supplied is null',
    program: `input a: "Optional remarks"
input b: "Remarks (optional)"
output r = [a, b]`,
    expected: { status: 'succeeded', outputs: { r: [null, null] } },
  },
  {
    title: '1.9 quota and auth make the invocation wait: no retry, no failure',
    program: `parallel (on-fail: continue):
  a = session "limited"
    retry: 3
  b = session "fine"
session "never"`,
    agents: [fails('limited', 10, 'quota'), replies('fine', 20)],
    expected: { status: 'paused', starts: ['limited@0', 'fine@0'] },
  },
  {
    title: '1.9 a join may settle and cancel the waiting one',
    program: `parallel (first):
  a = session "limited"
  b = session "fine"
output r = a.cancelled`,
    agents: [fails('limited', 10, 'auth'), replies('fine', 20)],
    expected: { status: 'succeeded', outputs: { r: true } },
  },
  {
    title: '1.9 a waiting invocation holds no slot',
    program: `parallel:
  session "limited"
  session "fine"`,
    agents: [fails('limited', 10, 'budget'), replies('fine', 20)],
    concurrency: 1,
    expected: { status: 'paused', starts: ['limited@0', 'fine@10'] },
  },
  {
    title: '1.10 an error value reads [failed: message], a cancelled one [cancelled]',
    program: `parallel (first, on-fail: continue):
  a = session "bad"
  b = session "good"
  c = session "slow"
output r = "{a} {b} {c}"`,
    agents: [fails('bad', 5), replies('good', 10, 'fine'), replies('slow', 50)],
    expected: { outputs: { r: '[failed: bad failed] fine [cancelled]' } },
  },
  {
    title: '1.10 a text result is stdout without one trailing newline',
    program: `let x = session "a"
output r = x`,
    agents: [replies('a', 10, 'text\n\n')],
    expected: { outputs: { r: 'text\n' } },
  },
  {
    title: '1.10 the properties of an agent are evaluated in the frame of the program',
    program: `let mood = "calm"
agent writer:
  prompt: "Be {mood}."
block f():
  let mood = "wild"
  session: writer
    prompt: "Write"
do f()`,
    agents: [{ agent: 'writer', prompt: 'Write', reply: 'ok', delay: 10 }, OTHERWISE],
    expected: { status: 'succeeded', starts: ['writer@0'] },
  },
];
