/** What an agent command's reply adds to a run besides its text: its own session, and what it was denied. */
import { describe, expect, test } from 'vitest';
import type { AgentExecutor, AgentReply, AgentRequest } from '../../src/ports.ts';
import { createVolatileMemory } from '../../src/runtime/engine/volatile-memory.ts';
import { Run } from '../../src/runtime/run.ts';
import type { RunDocument } from '../../src/runtime/run-document.ts';
import { checkedProgram, VirtualClock } from '../../src/testing/index.ts';

async function play(
  program: string,
  answer: (request: AgentRequest) => AgentReply,
): Promise<{ readonly requests: readonly AgentRequest[]; readonly document: RunDocument }> {
  const clock = new VirtualClock();
  const requests: AgentRequest[] = [];
  const executor: AgentExecutor = {
    execute: async (request) => {
      requests.push(request);
      return answer(request);
    },
  };
  const run = new Run({
    id: 'r',
    key: 'k',
    name: 'program.prose',
    program: checkedProgram(program),
    inputs: {},
    cwd: '/',
    concurrency: 16,
    clock,
    router: { route: () => ({ command: 'main', executor, concurrency: null, timeout: null, inProcess: true }) },
    files: null,
    programFiles: { read: () => null },
    asker: null,
    memory: createVolatileMemory(),
  });
  const state: { document: RunDocument | null } = { document: null };
  void run.done.then((document) => {
    state.document = document;
  });
  run.start();
  await clock.run(() => state.document !== null);
  if (!state.document) throw new Error('the run hangs');
  return { requests, document: state.document };
}

const captain = 'agent captain:\n  persist: true\n';

describe('the agent command’s own session', () => {
  test('is named to the next resume on that memory, and to nobody else', async () => {
    const program = `${captain}session: captain\n  prompt: "one"\nresume: captain\n  prompt: "two"\nresume: captain\n  prompt: "three"\nsession: captain\n  prompt: "four"\nsession "five"\n`;
    const { requests } = await play(program, ({ prompt }) => ({ ok: true, text: 'x', agentSessionId: `session-${prompt}` }));
    expect(requests.map(({ prompt, continues }) => [prompt, continues])).toEqual([
      ['one', undefined],
      ['two', 'session-one'],
      ['three', 'session-two'],
      ['four', undefined],
      ['five', undefined],
    ]);
  });

  test('of a failed call is never gone on with', async () => {
    const program = `${captain}session: captain\n  prompt: "one"\ntry:\n  resume: captain\n    prompt: "two"\ncatch:\n  session "caught"\nresume: captain\n  prompt: "three"\n`;
    const { requests } = await play(program, ({ prompt }) =>
      prompt === 'two' ? { ok: false, error: { kind: 'exit', message: 'no' } } : { ok: true, text: 'x', agentSessionId: `session-${prompt}` },
    );
    expect(requests.find(({ prompt }) => prompt === 'three')?.continues).toBe('session-one');
  });

  test('is unknown where the agent names none', async () => {
    const program = `${captain}session: captain\n  prompt: "one"\nresume: captain\n  prompt: "two"\n`;
    const { requests } = await play(program, () => ({ ok: true, text: 'x' }));
    expect(requests[1]).not.toHaveProperty('continues');
  });
});

test('denials are listed in `tolerated`: the session has succeeded all the same', async () => {
  const denials = [{ tool: 'Bash', message: 'Bash was denied: ls' }];
  const { document } = await play('session "Look around"\n', () => ({ ok: true, text: 'x', denials }));
  expect(document.status).toBe('succeeded');
  const [session] = document.sessions;
  expect(document.tolerated).toEqual([{ path: session?.path, error: expect.objectContaining({ kind: 'denied', message: 'Bash was denied: ls' }) }]);
});
