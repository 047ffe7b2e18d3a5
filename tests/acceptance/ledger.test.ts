/** P1, P2: a ledger kept by real processes, before and after every step of three items. */
import { beforeAll, describe, expect, test } from 'vitest';
import { inOrder, labelled, overlap, type Played, type Spawn, Stage } from './stage.ts';

/** Three items, each three steps, each between two entries of the ledger. `behavior` is put into the first step's prompt. */
function ledger(header: string, behavior = ''): string {
  return `agent clerk:
  prompt: "You keep the ledger."

block step(item, number, extra):
  session started: clerk
    prompt: "Write down: {item}, step {number}, started. SAY<<{item} {number} started>>"
  let result = session "Do step {number}"
    prompt: "Do step {number} of {item}. BEHAVIOR=slow:30 SAY<<{item} {number} done>> {extra}"
  session completed: clerk
    prompt: "Write down: {item}, step {number}, completed: {result}. SAY<<{item} {number} completed>>"
  return result

block process(item):
  let one = do step(item, 1, "${behavior}")
  let two = do step(item, 2, "")
  let three = do step(item, 3, "")
  return [one, two, three]

output done = ${header} item in ["apples", "bread", "cheese"]:
  do process(item)
`;
}

const meeting = 'RENDEZVOUS=first:3';
const items = ['apples', 'bread', 'cheese'];

let played: Played;

beforeAll(async () => {
  // The agents of the first step wait for one another: they only go on when all three are at work.
  played = await new Stage(ledger('parallel for', meeting)).run();
});

describe('P1: ledger in parallel', () => {
  let byItem: readonly (readonly Spawn[])[];

  beforeAll(() => {
    byItem = items.map((item) => played.spawns.filter((spawn) => spawn.prompt.includes(item)));
  });

  test('it succeeds, and the results stand in item order', () => {
    expect(played.code).toBe(0);
    expect(played.document.outputs).toEqual({ done: items.map((item) => [1, 2, 3].map((step) => `${item} ${step} done`)) });
  });

  test('every session is a process of its own, and none was handed more than its own task', () => {
    expect(played.spawns).toHaveLength(27);
    expect(new Set(played.spawns.map((spawn) => spawn.pid)).size).toBe(27);
    expect(new Set(played.spawns.map((spawn) => spawn.path)).size).toBe(27);
    for (const spawn of played.spawns) expect(spawn.prompt.match(/SAY<</g)).toHaveLength(1);
    expect(played.document.sessions).toHaveLength(27);
  });

  test('label and prompt: the label is shown and stands as the task above the prompt', () => {
    expect(labelled(played.spawns, 'Do step 2')).toHaveLength(3);
    for (const spawn of labelled(played.spawns, 'Do step 2')) expect(spawn.prompt).toMatch(/^Task: Do step 2\n\nDo step 2 of /);
    for (const spawn of labelled(played.spawns, 'started')) expect(spawn.prompt).toMatch(/^System: You keep the ledger\.\n\nTask: started\n\nWrite down: /);
  });

  test('within an item everything is strictly in order', () => {
    const steps = [1, 2, 3].flatMap((step) => [`${step} started`, `${step} done`, `${step} completed`]);
    for (const [at, spawns] of byItem.entries()) {
      expect(spawns.map((spawn) => /SAY<<\w+ (.*)>>/.exec(spawn.prompt)?.[1])).toEqual(steps);
      expect(inOrder(spawns), `${items[at]} is in order`).toBe(true);
    }
  });

  test('the three items overlap', () => {
    expect(overlap(byItem.map((spawns) => ({ from: spawns[0]?.from ?? 0, to: spawns.at(-1)?.to ?? 0 })))).toBe(true);
    expect(overlap(labelled(played.spawns, 'Do step 1'))).toBe(true);
  });

  test('entries have their own times between the steps: none is batched', () => {
    for (const spawns of byItem) {
      const entries = spawns.filter((spawn) => spawn.agent === 'clerk');
      expect(entries).toHaveLength(6);
      expect(new Set(entries.map((spawn) => spawn.from)).size).toBe(6);
    }
    const [first, last] = [played.spawns[0], played.spawns.at(-1)];
    expect([first?.label, last?.label]).toEqual(['started', 'completed']);
    const work = played.spawns.filter((spawn) => spawn.label.startsWith('Do step'));
    const entriesBetween = labelled(played.spawns, 'completed').filter((entry) => entry.from < (work.at(-1)?.from ?? 0));
    expect(entriesBetween.length).toBeGreaterThanOrEqual(6);
  });
});

test('P2: ledger sequential equals parallel', async () => {
  const sequential = await new Stage(ledger('for')).run();
  const asked = (one: Played): readonly string[] =>
    one.spawns.map(({ label, agent, kind, prompt }) => JSON.stringify([kind, agent, label, prompt.replace(meeting, '')])).sort();
  expect(sequential.spawns).toHaveLength(27);
  expect(asked(sequential)).toEqual(asked(played));
  expect(sequential.document.outputs).toEqual(played.document.outputs);
  expect(inOrder(sequential.spawns)).toBe(true);
  expect(sequential.code).toBe(0);
});
