/** What the oracle is told besides a program: how agents die, how the run is cancelled, what its log holds. */
import { describe, expect, test } from 'vitest';
import type { Agent } from './agents.oracle.ts';
import { interpret } from './interpreter.oracle.ts';
import { observed } from './observe.ts';
import { checkedProgram } from './program.ts';

const race = checkedProgram(`parallel (first):
  a = session "fast"
  b = try:
    session "slow"
  finally:
    session "cleanup"
session "after"`);

const agent: Agent = ({ label }) => (label === 'slow' ? { hang: true, dies: 40 } : { delay: 10, reply: label });

describe('the oracle', () => {
  test('2.3 the cleanup starts, and the block is over, only when the cancelled process is gone', () => {
    const seen = observed(interpret(race, { agent }));
    expect(seen.starts).toEqual(['fast@0', 'slow@0', 'cleanup@50', 'after@60']);
    expect(seen.ends).toEqual(['fast@10 succeeded', 'slow@50 cancelled', 'cleanup@60 succeeded', 'after@70 succeeded']);
  });

  test('2.3 a process that is being stopped holds its slot until it is gone', () => {
    const program = checkedProgram(`parallel:
  parallel (first):
    session "fast"
    session "slow"
  session "waiting 1"
  session "waiting 2"`);
    expect(observed(interpret(program, { agent, concurrency: 2 })).starts).toEqual(['fast@0', 'slow@0', 'waiting 1@10', 'waiting 2@20']);
  });

  test('4.1 a session whose end is on record before the decision reaches it has succeeded, and its branch is cancelled', () => {
    const program = checkedProgram('parallel (first):\n  session "a"\n  session "b"');
    const run = interpret(program, { agent: ({ label }) => ({ delay: 10, reply: label }) });
    expect(run.sessions.map(({ label, status }) => `${label} ${status}`)).toEqual(['a succeeded', 'b succeeded']);
    expect(run.joins[0]?.branches.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  });

  test('a run whose agent neither answers nor is stopped is reported as hanging', () => {
    const run = interpret(checkedProgram('session "slow"'), { agent });
    expect(run.status).toBe('hanging');
    expect(run.attempts[0]?.end).toBeNull();
  });

  test('1.10 the context of a session holds the values of that moment by name', () => {
    const program = checkedProgram(`let topic = "cats"
let n = null
session "write"
  context: { topic, n, more: [1] }
session "a" -> session "b"`);
    const run = interpret(program, { agent });
    expect(run.attempts.map(({ context }) => context)).toEqual([
      [
        { name: 'topic', text: 'cats' },
        { name: 'n', text: '[none]' },
        { name: 'more', text: '[1]' },
      ],
      null,
      [{ name: 'previous', text: 'a' }],
    ]);
  });

  test('1.7 the reason for which a loop ended is on record', () => {
    const program = checkedProgram(`loop (max: 2):
  "x"
loop until 1 == 1:
  "x"
for i in [1]:
  break
repeat 1:
  "x"`);
    expect(interpret(program, { agent }).loops.map(({ reason }) => reason)).toEqual(['max', 'condition', 'break', 'items']);
  });

  test('2.2 a shortfall under any with ignore is a warning, and so is repeat 0 at run time', () => {
    const program = checkedProgram(`let n = 0
repeat n:
  "x"
parallel (any, count: 1, on-fail: ignore):
  throw "no"`);
    expect(interpret(program, { agent }).warnings).toHaveLength(2);
  });
});
