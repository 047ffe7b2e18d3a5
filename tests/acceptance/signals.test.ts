/** P25, P41: what ends a driver before the program has ended. */
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { ended } from '../cli/troupe.ts';
import { isAlive, labelsOf, Stage, statuses } from './stage.ts';

const threeAtWork = `try:
  parallel:
    session one:
      prompt: "BEHAVIOR=hang"
    session two:
      prompt: "BEHAVIOR=hang"
    session three:
      prompt: "BEHAVIOR=fork,hang"
finally:
  session "clean up"
`;

describe.concurrent('P25: Ctrl-C', () => {
  test('once: all agents are stopped, nothing else is started, and the run can be resumed', async () => {
    const stage = new Stage(`let first = session "SAY<<done before>>"\n${threeAtWork}`, { config: { grace: '500ms' } });
    const child = stage.start(['run', 'program.prose', '--json']);
    const end = ended(child);
    await stage.until((lines) => lines.filter((line) => line.event === 'start').length === 4 && lines.some((line) => line.event === 'fork'));
    child.kill('SIGINT');
    const { code, signal, stdout, stderr } = await end;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    const document = JSON.parse(stdout) as RunDocument;
    expect(document).toMatchObject({ status: 'interrupted', endedAt: null, error: null, unkilled: [] });
    expect(statuses(document)).toEqual({ 'SAY<<done before>>': 'succeeded', one: 'interrupted', two: 'interrupted', three: 'interrupted' });
    // The one that `three` left in a session of its own is gone too.
    for (const { pid } of stage.lines()) expect(isAlive(pid)).toBe(false);
    expect(labelsOf(stage.spawns())).not.toContain('clean up');
    expect(stderr).toContain('stopping 3 agents');
    expect(stderr).toContain(document.id);
    const stored = JSON.parse(stage.runFile('run.json')) as { status: string };
    expect(stored.status).toBe('interrupted');
    expect(stage.runFile('state.md')).toMatch(/^---end .* interrupted$/m);
  });

  test('twice: the command ends at once', async () => {
    const stage = new Stage('session "BEHAVIOR=ignoreterm"\n', { config: { grace: '60s' } });
    const child = stage.start(['run', 'program.prose']);
    const end = ended(child);
    await stage.until((lines) => lines.some((line) => line.event === 'start'));
    child.kill('SIGINT');
    // The stub says when it has got, and ignored, the polite signal: the first Ctrl-C is then under way for a minute.
    await stage.until((lines) => lines.some((line) => line.event === 'signal'));
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, signal: null, stdout: '' });
  });

  test('SIGTERM does the same and exits with 143', async () => {
    const stage = new Stage(threeAtWork.replace('fork,', ''));
    const child = stage.start(['run', 'program.prose', '--json']);
    const end = ended(child);
    await stage.until((lines) => lines.length === 3);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted' });
    for (const { pid } of stage.spawns()) expect(isAlive(pid)).toBe(false);
  });
});

const asks = `input topic: "What about?"
parallel:
  answer = session "about {topic}"
  other = do:
    session "goes on"
      prompt: "SAY<<meanwhile>>"
    input approval: "Publish?"
output answer = answer
`;

describe.concurrent('P41: inputs', () => {
  test('supplied: the run asks nobody and ends', async () => {
    const stage = new Stage(asks);
    const { code, document, spawns } = await stage.run('topic=owls', '--input', 'approval=yes');
    expect(code).toBe(0);
    expect(labelsOf(spawns).toSorted()).toEqual(['about owls', 'goes on']);
    expect(document.outputs).toEqual({ answer: 'ok about owls' });
  });

  test('missing, and nobody to ask: what does not need it is done, then the run pauses and says what it waits for', async () => {
    const stage = new Stage(asks);
    const { code, stderr, document, spawns } = await stage.run('topic=owls');
    expect(code).toBe(4);
    expect(document).toMatchObject({ status: 'paused', endedAt: null, error: null });
    expect(document.pausedOn).toMatchObject([{ kind: 'input', input: 'approval', prompt: 'Publish?' }]);
    expect(labelsOf(spawns).toSorted()).toEqual(['about owls', 'goes on']);
    expect(statuses(document)).toEqual({ 'about owls': 'succeeded', 'goes on': 'succeeded' });
    expect(stderr).toContain('approval');
    expect(stage.runFile('state.md')).toMatch(/^---paused /m);
  });

  test('missing from the start: nothing is spawned', async () => {
    const { code, document, spawns } = await new Stage(asks).run('--no-input');
    expect(code).toBe(4);
    expect(spawns).toEqual([]);
    expect(document.pausedOn).toMatchObject([{ kind: 'input', input: 'topic', prompt: 'What about?' }]);
  });

  test('optional and not supplied: null', async () => {
    const { code, document } = await new Stage('input a: "Optional note"\ninput b: "A note (optional)"\noutput all = [a, b, a == null]\n').run();
    expect(code).toBe(0);
    expect(document.outputs).toEqual({ all: [null, null, true] });
  });
});
