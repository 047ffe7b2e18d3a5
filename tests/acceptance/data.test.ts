/** P18, P37: named results as context, and pipelines. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inOrder, labelled, labelsOf, only, overlap, play, Stage } from './stage.ts';

describe.concurrent('context', () => {
  test('P18: named results reach the next session as files that hold the right values', async () => {
    const { code, document, spawns } = await play(`parallel:
  security = session security:
    prompt: "SAY<<the token is logged>>"
  perf = session perf:
    prompt: "BEHAVIOR=big:0.01"
  style = session style:
    prompt: "SAY<<two lines\\nhere>>"
output seen = session report:
  prompt: "BEHAVIOR=echo"
  context: { security, perf, style }
output big = perf
`);
    expect(code).toBe(0);
    const seen = String(document.outputs.seen);
    const files = Object.fromEntries([...seen.matchAll(/^(\w+) \(file: (\/.*)\)$/gm)].map(([, name, file]) => [name, readFileSync(file ?? '', 'utf8')]));
    expect(Object.keys(files)).toEqual(['security', 'perf', 'style']);
    expect(files).toEqual({ security: 'the token is logged', perf: document.outputs.big, style: 'two lines\nhere' });
    expect(String(document.outputs.big)).toHaveLength(10486);
    // At most 4 KiB stands in the prompt itself, of more only the first line, which here is all of it: the value has one.
    expect(seen).toMatch(/^security \(file: .*\)\nthe token is logged$/m);
    expect(seen).toMatch(/^style \(file: .*\)\ntwo lines\nhere$/m);
    expect(only(spawns, 'report').prompt).toContain('BEHAVIOR=echo');
  });

  test('P18: without context a session sees an index of what is there; with an empty list, nothing', async () => {
    const { document } = await play(`let first = session "SAY<<line one\\nline two>>"
output indexed = session "BEHAVIOR=echo"
output nothing = session "BEHAVIOR=echo"
  context: []
`);
    expect(document.outputs.indexed).toMatch(/^--- results so far ---\n[\s\S]*^first \(file: \/.*\)\nline one$/m);
    expect(document.outputs.indexed).not.toContain('\nline two\n');
    expect(document.outputs.nothing).toBe('BEHAVIOR=echo');
  });
});

describe.concurrent('P37: pipelines', () => {
  test('filter, map and reduce: one item after the other, in order; reduce begins with the first item', async () => {
    const { code, document, spawns } = await play(`output kept = ["a", "b", "c", "d"]
  | filter: session "keep {item}"
      prompt: "SAY<<yes, of course>> {item}"
  | map: session "map {item}"
      prompt: "SAY<<{item}{item}>>"
  | reduce(sum, item): session "add {item}"
      prompt: "SAY<<{sum}+{item}>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ kept: 'aa+bb+cc+dd' });
    expect(labelsOf(spawns)).toEqual([...['keep a', 'keep b', 'keep c', 'keep d', 'map a', 'map b', 'map c', 'map d', 'add bb', 'add cc', 'add dd']]);
    expect(inOrder(spawns)).toBe(true);
  });

  test('filter drops for no and keeps the original item for yes', async () => {
    const stage = new Stage(`output kept = ["a", "b", "c"]
  | filter: session "keep"
      prompt: "SEQ<<yes|No.|1>>"
`);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ kept: ['a', 'c'] });
    expect(labelled(spawns, 'keep')).toHaveLength(3);
  });

  test('pmap: all at the same time, results in item order; the next stage begins when all have ended', async () => {
    const { code, document, spawns } = await play(`output all = ["a", "b", "c"]
  | pmap: session "shout {item}"
      prompt: "RENDEZVOUS=all:3 SAY<<{item}!>>"
  | pmap: session "again {item}"
      prompt: "SAY<<{item}?>>"
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ all: ['a!?', 'b!?', 'c!?'] });
    const [first, second] = ['shout', 'again'].map((word) => spawns.filter((spawn) => spawn.label.startsWith(word)));
    expect(overlap(first ?? [])).toBe(true);
    expect(Math.min(...(second ?? []).map((spawn) => spawn.from))).toBeGreaterThanOrEqual(Math.max(...(first ?? []).map((spawn) => spawn.to ?? Infinity)));
  });

  test('reduce of one item asks nobody; of nothing it is an error', async () => {
    const { code, document, spawns } = await play(`output one = ["only"] | reduce(sum, item): session "{sum} {item}"
try:
  let none = [] | reduce(sum, item): session "{sum} {item}"
catch as e:
  output kind = e.kind
`);
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ one: 'only', kind: 'type' });
    expect(spawns).toEqual([]);
  });
});
