/** Programs on the real runtime in virtual time, as users of `troupe/testing` run them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import type { AgentExecutor } from '../../src/ports.ts';
import { type AgentBehaviour, runInMemory, type TimelineEntry, VirtualClock } from '../../src/testing/index.ts';

const shown = ({ at, what, label, attempt, failure }: TimelineEntry): string => `${at} ${label}#${attempt} ${what}${failure ? ` ${failure}` : ''}`;
const byLabel =
  (table: Readonly<Record<string, AgentBehaviour>>) =>
  ({ label }: { readonly label: string }): AgentBehaviour =>
    table[label] ?? { reply: label };

describe('runInMemory', () => {
  test('answers with placeholders when no agent is given', async () => {
    const { document, duration } = await runInMemory('session "Say hello"');
    expect(document).toMatchObject({ status: 'succeeded', result: expect.any(String) });
    expect(duration).toBe(0);
  });

  test('runs agents of a script', async () => {
    const agent = { format: 1, replies: [{ label: 'a', reply: 'one', delay: '1h' }], otherwise: 'two' } as const;
    const { document, duration } = await runInMemory('let x = session "a"\nlet y = session "b {x}"\noutput both = [x, y]', { agent });
    expect(document.outputs).toEqual({ both: ['one', 'two'] });
    expect(duration).toBe(3_600_000);
  });

  test('the timeline tells starts, ends, attempts and kills at their moments', async () => {
    const program = 'parallel (first):\n  session "slow"\n  session "fast"\n    retry: 1\n    backoff: linear\n';
    const agent = ({ label, attempt }: { readonly label: string; readonly attempt: number }): AgentBehaviour =>
      label === 'slow' ? { hang: true, dies: 5 } : attempt === 1 ? { delay: 10, fail: { kind: 'exit' } } : { delay: 20, reply: 'ok' };
    const { timeline, document, duration } = await runInMemory(program, { agent });
    expect(timeline.map(shown)).toEqual([
      '0 slow#1 started',
      '0 fast#1 started',
      '10 fast#1 retrying exit',
      '1010 fast#2 started',
      '1030 fast#2 succeeded',
      '1035 slow#1 cancelled',
    ]);
    expect([document.status, document.result, duration]).toEqual(['succeeded', 'ok', 1035]);
  });

  test('timeouts and returns are judged as for any agent', async () => {
    const program = 'try:\n  session "late"\n    timeout: 1s\ncatch as e:\n  output kind = e.kind\nsession "json"\n  returns: json\n';
    const { document, timeline } = await runInMemory(program, { agent: byLabel({ late: { reply: 'x', delay: 1001 }, json: { reply: 'no JSON' } }) });
    expect(document.outputs).toEqual({ kind: 'timeout' });
    expect(document.error?.kind).toBe('invalid-output');
    expect(timeline.map(({ at }) => at)).toEqual([0, 1000, 1000, 1000]);
  });

  test('a run that waits for an agent that never answers is still running when nothing is due any more', async () => {
    const { document, events } = await runInMemory('session "x"', { agent: () => ({ hang: true }) });
    expect(document.status).toBe('running');
    expect(document.sessions.map(({ status }) => status)).toEqual(['running']);
    expect(events.some(({ type }) => type === 'run.ended')).toBe(false);
  });

  test('cancelAt ends the run for good and runs finally bodies', async () => {
    const { document, duration } = await runInMemory('try:\n  session "work"\nfinally:\n  session "tidy"\n', {
      agent: byLabel({ work: { hang: true }, tidy: { reply: 'done', delay: 3 } }),
      cancelAt: 7,
    });
    expect([document.status, duration]).toEqual(['cancelled', 10]);
  });

  test('an input waits, is given, or is asked for', async () => {
    const program = 'input name: "Who?"\noutput greeting = "Hello {name}"\n';
    expect((await runInMemory(program)).document.status).toBe('paused');
    expect((await runInMemory(program, { inputs: { name: 'Ann' } })).document.outputs).toEqual({ greeting: 'Hello Ann' });
    const asker = { ask: async () => sleep(1).then(() => 'Bob') };
    expect((await runInMemory(program, { asker })).document.outputs).toEqual({ greeting: 'Hello Bob' });
  });

  test('concurrency caps what is in flight', async () => {
    const program = 'parallel for x in ["a", "b", "c"]:\n  session "{x}"\n';
    const { timeline } = await runInMemory(program, { agent: () => ({ reply: 'ok', delay: 10 }), concurrency: 2 });
    expect(timeline.filter(({ what }) => what === 'started').map(({ at, label }) => [label, at])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 10],
    ]);
  });

  test('an executor with work outside the clock is waited for', async () => {
    const agent: AgentExecutor = { execute: async (request) => sleep(1).then(() => ({ ok: true, text: `did ${request.label}` })) };
    const { document } = await runInMemory('let x = session "a"\nsession "b {x}"\n', { agent });
    expect(document.result).toBe('did b did a');
  });

  test('files are used programs and context', async () => {
    const program = 'use "./one.prose" as one\nlet x = call one(topic: "owls")\nsession "read"\n  context:\n    file: "notes.md"\noutput x = x\n';
    const prompts: string[] = [];
    const agent = (request: { readonly label: string; readonly context: { readonly entries: readonly { readonly text: string }[] } }): AgentBehaviour => {
      prompts.push(...request.context.entries.map(({ text }) => text));
      return { reply: `re ${request.label}` };
    };
    const { document } = await runInMemory(program, { agent, files: { './one.prose': 'input topic: "t"\nsession "about {topic}"\n', 'notes.md': 'my notes' } });
    expect(document.outputs).toEqual({ x: 're about owls' });
    expect(prompts).toEqual(['my notes']);
  });

  test('a program with errors is refused and the errors are shown', async () => {
    const refusal = await runInMemory('session "{nobody}"').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TroupeError);
    expect(refusal).toMatchObject({ code: 'invalid-program', message: expect.stringContaining('E029') });
  });

  test('the same program and agents give the same events', async () => {
    const program = 'parallel (on-fail: continue):\n  session "a"\n  session "b"\n  session "c"\n';
    const agent = byLabel({ a: { reply: 'a', delay: 10 }, b: { fail: { kind: 'exit' }, delay: 10 }, c: { reply: 'c', delay: 5 } });
    const [one, other] = [await runInMemory(program, { agent }), await runInMemory(program, { agent })];
    expect(one.events).toEqual(other.events);
  });

  test('a clock of the test serves several runs, one after the other', async () => {
    const clock = new VirtualClock();
    const agent = () => ({ reply: 'ok', delay: 10 }) as const;
    await runInMemory('session "a"', { clock, agent });
    const second = await runInMemory('session "a"', { clock, agent });
    expect([clock.elapsed, second.duration, second.timeline.map(({ at }) => at)]).toEqual([20, 10, [0, 10]]);
  });
});
