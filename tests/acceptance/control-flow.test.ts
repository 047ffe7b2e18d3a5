/** P28 to P34: try and finally, loops and their indices, choices, blocks. Control flow is the runtime's, never the agents'. */
import { describe, expect, test } from 'vitest';
import { inOrder, labelled, labelsOf, play } from './stage.ts';

describe.concurrent('P28: finally runs once, after try and catch', () => {
  const program = (tried: string, caught: string): string => `try:
  session "try"
    prompt: "BEHAVIOR=${tried}"
catch as e:
  session "catch"
    prompt: "BEHAVIOR=${caught}"
finally:
  session "finally"
    prompt: "clean up"
session "after"
`;

  test('when nothing fails', async () => {
    const { code, spawns } = await play(program('ok', 'ok'));
    expect(code).toBe(0);
    expect(labelsOf(spawns)).toEqual(['try', 'finally', 'after']);
    expect(inOrder(spawns)).toBe(true);
  });

  test('when the body fails', async () => {
    const { code, spawns } = await play(program('crash', 'ok'));
    expect(code).toBe(0);
    expect(labelsOf(spawns)).toEqual(['try', 'catch', 'finally', 'after']);
    expect(inOrder(spawns)).toBe(true);
  });

  test('when the handler fails too: its error goes on, with the first one as its cause', async () => {
    const { code, document, spawns } = await play(program('crash', 'exit:7'));
    expect(code).toBe(1);
    expect(labelsOf(spawns)).toEqual(['try', 'catch', 'finally']);
    expect(document.error).toMatchObject({ kind: 'exit', exitCode: 7, cause: { kind: 'exit', exitCode: 1 } });
  });

  test('when the handler throws', async () => {
    const { code, document, spawns } = await play(`try:
  session "try"
    prompt: "BEHAVIOR=crash"
catch as e:
  throw "given up: {e.kind}"
finally:
  session "finally"
`);
    expect(code).toBe(1);
    expect(labelsOf(spawns)).toEqual(['try', 'finally']);
    expect(document.error).toMatchObject({ kind: 'thrown', message: 'given up: exit', cause: { kind: 'exit' } });
  });
});

describe.concurrent('control flow', () => {
  test('P29: a bare throw hands the original error to the outer catch', async () => {
    const { code, document } = await play(`try:
  try:
    session broken:
      prompt: "BEHAVIOR=exit:9"
      retry: 1
  catch:
    throw
catch as e:
  output seen = { kind: e.kind, code: e.exitCode, label: e.label, attempts: e.attempts, path: e.path }
`);
    expect(code).toBe(0);
    expect(document.outputs.seen).toEqual({ kind: 'exit', code: 9, label: 'broken', attempts: 2, path: document.sessions[0]?.path });
  });

  test('P30: a loop checks before its first iteration', async () => {
    const { code, spawns } = await play(`loop until **all is well; SAY<<true>>** (max: 5):
  session "work"
session "after"
`);
    expect(code).toBe(0);
    expect(spawns.map((spawn) => spawn.kind)).toEqual(['judge', 'session']);
    expect(labelsOf(spawns)).toContain('after');
    expect(labelled(spawns, 'work')).toEqual([]);
  });

  test('P31: max ends the loop, asks no more often than it says, and the program goes on', async () => {
    const { code, spawns } = await play(`loop until **all is well; SAY<<false>>** (max: 3):
  session "work"
session "after"
`);
    expect(code).toBe(0);
    expect(spawns.filter((spawn) => spawn.kind === 'judge')).toHaveLength(3);
    expect(spawns.filter((spawn) => spawn.kind === 'session').map((spawn) => spawn.label)).toEqual(['work', 'work', 'work', 'after']);
    expect(inOrder(spawns)).toBe(true);
  });

  test('P32: all indices start at zero', async () => {
    const { code, spawns } = await play(`repeat 3 as i:
  session "repeat {i}"
loop (max: 3) as i:
  session "loop {i}"
for x, i in ["a", "b", "c"]:
  session "for {x} {i}"
parallel for x, i in ["d", "e"]:
  session "each {x} {i}"
`);
    expect(code).toBe(0);
    expect(labelsOf(spawns).slice(0, 9)).toEqual(['repeat 0', 'repeat 1', 'repeat 2', 'loop 0', 'loop 1', 'loop 2', 'for a 0', 'for b 1', 'for c 2']);
    expect(labelsOf(spawns).slice(9).toSorted()).toEqual(['each d 0', 'each e 1']);
  });

  test('P33: one option only, the one that the judge names', async () => {
    const { code, document, spawns } = await play(`choice **which way; SAY<<left>>**:
  option "straight":
    session "go straight"
  option "left":
    session "go left"
    session "go on"
  option "right":
    session "go right"
output done = "yes"
`);
    expect(code).toBe(0);
    expect(labelsOf(spawns.filter((spawn) => spawn.kind === 'session'))).toEqual(['go left', 'go on']);
    expect(spawns[0]).toMatchObject({ kind: 'judge', prompt: expect.stringContaining('which way') });
    expect(document.outputs).toEqual({ done: 'yes' });
  });

  test('P33: a judge that answers outside the set is asked twice more, then it is an error', async () => {
    const { code, document, spawns } = await play(`choice **which way; SEQ<<up|down|right>>**:
  option "left":
    session "go left"
  option "right":
    session "go right"
choice **and now; SAY<<up>>**:
  option "left":
    session "go left"
`);
    expect(code).toBe(1);
    expect(spawns.map((spawn) => [spawn.kind, spawn.attempt])).toEqual([
      ['judge', 1],
      ['judge', 2],
      ['judge', 3],
      ['session', 1],
      ['judge', 1],
      ['judge', 2],
      ['judge', 3],
    ]);
    expect(labelled(spawns, 'go right')).toHaveLength(1);
    expect(document.error).toMatchObject({ kind: 'judge' });
  });

  test('P34: a block may stand below its call; its parameters fill the prompts; recursion ends by itself', async () => {
    const { code, document, spawns } = await play(`output all = do split("bread", 3)

block split(topic, depth):
  if depth == 0:
    return topic
  session "split {topic} at {depth}"
  return do split("{topic}!", depth - 1)
`);
    expect(code).toBe(0);
    expect(labelsOf(spawns)).toEqual(['split bread at 3', 'split bread! at 2', 'split bread!! at 1']);
    expect(spawns.map((spawn) => spawn.prompt.trim())).toEqual(labelsOf(spawns));
    expect(document.outputs).toEqual({ all: 'bread!!!' });
  });

  test('P34: recursion beyond the limit is an error that names block and depth', async () => {
    const { code, document, spawns } = await play(`block dig(n) (max_depth: 3):
  session "dig {n}"
  do dig(n + 1)
do dig(1)
`);
    expect(code).toBe(1);
    expect(labelsOf(spawns)).toEqual(['dig 1', 'dig 2', 'dig 3']);
    expect(document.error).toMatchObject({ kind: 'recursion-limit', message: expect.stringMatching(/dig.*3|3.*dig/s) });
  });

  test('P34: without a limit of its own a block ends at depth 100', async () => {
    const { code, document } = await play(`block dig(n):
  do dig(n + 1)
try:
  do dig(1)
catch as e:
  output kind = e.kind
  output message = e.message
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ kind: 'recursion-limit', message: expect.stringMatching(/dig.*100|100.*dig/s) });
  });
});
