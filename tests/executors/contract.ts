/**
 * What every executor owes its caller (`AgentExecutor` in ports.ts), whatever it runs.
 *
 * A subject says how its agent is brought to do each deed; the promises are the same for all.
 */
import { describe, expect, test } from 'vitest';
import type { AgentExecutor, AgentRequest } from '../../src/ports.ts';
import { makeRequest, recordingHooks } from './requests.ts';

export interface ContractSubject {
  readonly name: string;
  /** A fresh executor. Its agent does what a request made by `ask` says. */
  readonly make: () => AgentExecutor;
  readonly ask: (deed: Deed) => Partial<AgentRequest>;
  /** Resolves when the invocation is under way, for agents where that takes time. */
  readonly underWay: (hooks: ReturnType<typeof recordingHooks>) => Promise<void>;
  /** What `fail` is told as, for agents without a process; default: exit code 1. */
  readonly failure?: { readonly error: object; readonly message: string };
  /** Whether anything that the invocations of this test started is still alive. */
  readonly leavesNothing: (hooks: ReturnType<typeof recordingHooks>) => boolean;
}
export type Deed =
  | { readonly do: 'answer'; readonly text: string }
  | { readonly do: 'fail' }
  | { readonly do: 'hang' }
  | { readonly do: 'answer-big'; readonly bytes: number };

export function describeExecutorContract(subject: ContractSubject): void {
  const start = (deed: Deed, change: Partial<AgentRequest> = {}) => {
    const hooks = recordingHooks();
    const reply = subject.make().execute(makeRequest({ ...subject.ask(deed), ...change }), hooks);
    return { hooks, reply };
  };

  describe(`executor contract: ${subject.name}`, () => {
    test('answers with the text', async () => {
      expect(await start({ do: 'answer', text: 'all good' }).reply).toMatchObject({ ok: true, text: 'all good' });
    });

    test('keeps line breaks, quotes, markup and characters of every width', async () => {
      const text = 'a "b" \'c\' $(d) `e` %PATH% \\n\n\n\ttab é € 😀 \u202e <x>&amp;';
      expect(await start({ do: 'answer', text }).reply).toMatchObject({ ok: true, text });
    });

    test('a failure is a reply with kind and message', async () => {
      const reply = await start({ do: 'fail' }).reply;
      const { error, message } = subject.failure ?? { error: { kind: 'exit', exitCode: 1 }, message: 'exit 1' };
      expect(reply).toMatchObject({ ok: false, error });
      expect(reply).toHaveProperty('error.message', expect.stringContaining(message));
    });

    test('the timeout of the attempt ends it', async () => {
      const { reply, hooks } = start({ do: 'hang' }, { timeout: 300 });
      expect(await reply).toMatchObject({ ok: false, error: { kind: 'timeout', message: 'timed out after 300ms' } });
      expect(subject.leavesNothing(hooks)).toBe(true);
    });

    test('settles after an abort, and only when nothing is left', async () => {
      const { reply, hooks } = start({ do: 'hang' });
      await subject.underWay(hooks);
      hooks.abort();
      expect(await reply).toMatchObject({ ok: false, error: { kind: 'signal' } });
      expect(subject.leavesNothing(hooks)).toBe(true);
    });

    test('an abort before the start starts nothing', async () => {
      const hooks = recordingHooks();
      hooks.abort();
      expect(await subject.make().execute(makeRequest(subject.ask({ do: 'answer', text: 'never' })), hooks)).toMatchObject({
        ok: false,
        error: { kind: 'signal' },
      });
      expect(hooks.activities).toEqual([]);
    });

    test('an abort after the end changes nothing', async () => {
      const { reply, hooks } = start({ do: 'answer', text: 'done' });
      const before = await reply;
      hooks.abort();
      expect(await reply).toBe(before);
    });

    test('tells what the agent says, line by line', async () => {
      const { reply, hooks } = start({ do: 'answer', text: 'one\ntwo' });
      await reply;
      const lines = hooks.activities.flatMap((activity) => (activity.type === 'output' && activity.stream === 'stdout' ? [activity.line] : []));
      expect(lines).toEqual(['one', 'two']);
    });

    test('a listener that throws does no harm', async () => {
      const { signal } = recordingHooks();
      const emit = (): never => {
        throw new Error('a bad listener');
      };
      expect(await subject.make().execute(makeRequest(subject.ask({ do: 'answer', text: 'fine' })), { signal, emit })).toMatchObject({
        ok: true,
        text: 'fine',
      });
    });

    test('a big answer arrives whole', async () => {
      const reply = await start({ do: 'answer-big', bytes: 5 * 1024 * 1024 }).reply;
      expect(reply.ok && reply.text.length).toBe(5 * 1024 * 1024);
    });

    test('json: the answer comes as data too', async () => {
      const { reply } = start({ do: 'answer', text: 'Here:\n```json\n{"a": [1, 2]}\n```' }, { returns: { kind: 'json' } });
      expect(await reply).toMatchObject({ ok: true, structured: { a: [1, 2] } });
    });

    test('json: anything else is invalid output, with its place', async () => {
      const { reply } = start({ do: 'answer', text: '{"a": 1,\n "b" 2}' }, { returns: { kind: 'json' } });
      expect(await reply).toMatchObject({
        ok: false,
        error: { kind: 'invalid-output', message: expect.stringMatching(/^invalid output: expected JSON, but found unexpected "2" at line 2 column 6/) },
      });
    });

    test('schema: an answer that does not fit is invalid output, naming the place', async () => {
      const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
      const { reply } = start({ do: 'answer', text: '{"n": "one"}' }, { returns: { kind: 'schema', schema } });
      expect(await reply).toMatchObject({ ok: false, error: { kind: 'invalid-output', message: expect.stringContaining('/n must be integer') } });
    });

    test('schema: a schema that cannot be used is told before anything runs', async () => {
      const { reply, hooks } = start({ do: 'answer', text: '{}' }, { returns: { kind: 'schema', schema: { type: 'nonsense' } } });
      expect(await reply).toMatchObject({ ok: false, error: { kind: 'spawn', message: expect.stringContaining('schema of "returns"') } });
      expect(hooks.activities).toEqual([]);
    });

    test('many at once do not disturb each other', async () => {
      const executor = subject.make();
      const texts = Array.from({ length: 12 }, (_, index) => `answer ${index}`);
      const replies = await Promise.all(texts.map((text) => executor.execute(makeRequest(subject.ask({ do: 'answer', text })), recordingHooks())));
      expect(replies.map((reply) => reply.ok && reply.text)).toEqual(texts);
    });
  });
}
