import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/executors/schema-check.ts';
import type { AnswerEntry, Answers } from '../../src/executors/simulated/answers.ts';
import { createSimulatedExecutor } from '../../src/executors/simulated/executor.ts';
import { minimalInstance } from '../../src/executors/simulated/minimal-instance.ts';
import type { AgentReply, AgentRequest, JudgeQuestion } from '../../src/ports.ts';
import { makeRequest, recordingHooks } from './requests.ts';
import { VirtualClock } from './virtual-clock.ts';

function simulate(replies: readonly AnswerEntry[], more: Partial<Answers> = {}) {
  const clock = new VirtualClock();
  const executor = createSimulatedExecutor({ answers: { format: 1, replies, ...more }, clock });
  const ask = (change: Partial<AgentRequest> = {}, hooks = recordingHooks()): Promise<AgentReply> => executor.execute(makeRequest(change), hooks);
  const texts = async (...changes: Partial<AgentRequest>[]): Promise<unknown[]> => {
    const said: unknown[] = [];
    for (const change of changes) {
      const reply = await ask(change);
      said.push(reply.ok ? reply.text : reply.error.kind);
    }
    return said;
  };
  return { clock, executor, ask, texts };
}

const judge = (question: JudgeQuestion, change: Partial<AgentRequest> = {}): Partial<AgentRequest> => ({ kind: 'judge', question, ...change });
const yesNo: JudgeQuestion = { form: 'boolean', from: 'if', check: 1 };
const otherwise = { otherwise: 'none' };

describe('formats.md 2: which entry matches', () => {
  test.each<[string, Omit<AnswerEntry, 'reply'>, Partial<AgentRequest>, boolean]>([
    ['label exact', { label: 'Step 1' }, { label: 'Step 1' }, true],
    ['label is no substring', { label: 'Step' }, { label: 'Step 1' }, false],
    ['label as expression', { label: '/^step \\d$/i' }, { label: 'Step 1' }, true],
    ['label as RegExp that remembers', { label: /step/giy }, { label: 'Step 1' }, true],
    ['label that only looks like a path', { label: '/usr/bin' }, { label: '/usr/bin' }, true],
    ['prompt is a substring', { prompt: 'the tests' }, { prompt: 'Run the tests now' }, true],
    ['prompt differs', { prompt: 'The tests' }, { prompt: 'Run the tests now' }, false],
    ['prompt as expression', { prompt: '/THE.tests/i' }, { prompt: 'Run the tests now' }, true],
    ['path exact', { path: '/a@1[0]/b(x)' }, { path: '/a@1[0]/b(x)' }, true],
    ['path is no prefix', { path: '/a' }, { path: '/a/b' }, false],
    ['path with stars', { path: '/a*/b*' }, { path: '/a@1[0]/b(x)' }, true],
    ['other characters stand for themselves', { path: '/a.b' }, { path: '/axb' }, false],
    ['agent exact', { agent: 'critic' }, { agent: 'critic' }, true],
    ['agent with star', { agent: 'cri*' }, { agent: 'critic' }, true],
    ['agent, but the session has none', { agent: '*' }, { agent: null }, false],
    ['kind', { kind: 'resume' }, { kind: 'resume' }, true],
    ['other kind', { kind: 'resume' }, { kind: 'session' }, false],
    ['attempt', { attempt: 2 }, { attempt: 2 }, true],
    ['other attempt', { attempt: 2 }, { attempt: 1 }, false],
    ['all given must match', { label: 'Step 1', agent: 'x' }, { label: 'Step 1', agent: 'y' }, false],
    ['nothing given matches every session', {}, {}, true],
  ])('%s', async (_name, entry, change, isHit) => {
    expect(await simulate([{ ...entry, reply: 'hit' } as AnswerEntry], otherwise).texts(change, change)).toEqual(isHit ? ['hit', 'hit'] : ['none', 'none']);
  });

  test('an entry without kind matches no judge, one with kind judge no session', async () => {
    const { texts } = simulate([{ reply: 'false' }, { kind: 'judge', reply: false }]);
    expect(await texts(judge(yesNo), {})).toEqual(['{"answer":false,"reason":"simulated"}', 'false']);
  });
});

describe('order of arrival', () => {
  test('the first entry that is not used up wins, and only the winner counts', async () => {
    const entries: AnswerEntry[] = [
      { label: 'a', reply: 'first', times: 1 },
      { label: 'a', replies: ['second', 'third'] },
    ];
    expect(await simulate(entries, otherwise).texts({ label: 'a' }, { label: 'b' }, { label: 'a' }, { label: 'a' }, { label: 'a' })).toEqual([
      'first',
      'none',
      'second',
      'third',
      'third',
    ]);
  });

  test('one arrival is one attempt', async () => {
    const { texts } = simulate([{ fail: { kind: 'exit' }, times: 2 }], otherwise);
    expect(await texts({ attempt: 1 }, { attempt: 2 }, { attempt: 3 })).toEqual(['exit', 'exit', 'none']);
  });

  test('what arrives first counts first, even when its reply comes later', async () => {
    const { clock, ask } = simulate([{ prompt: 'slow', replies: ['1'], delay: '2s', times: 1 }, { replies: ['2', '3'] }]);
    const replies = [ask({ prompt: 'slow' }), ask(), ask()];
    await clock.advance(2000);
    expect((await Promise.all(replies)).map((reply) => reply.ok && reply.text)).toEqual(['1', '2', '3']);
  });

  test('at resume the counters start from the attempts that had ended', async () => {
    const answers: Answers = { format: 1, replies: [{ label: 'a', replies: ['1', '2', '3'] }] };
    const ended = [makeRequest({ label: 'a' }), makeRequest({ label: 'b' }), makeRequest({ label: 'a' })];
    const executor = createSimulatedExecutor({ answers, clock: new VirtualClock(), ended });
    expect(await executor.execute(makeRequest({ label: 'a' }), recordingHooks())).toMatchObject({ text: '3' });
  });
});

describe('replies', () => {
  test('text is sent as it is, other JSON as JSON text', async () => {
    const { texts } = simulate([{ replies: ['a\nb', 5, true, ['x'], { a: null }, null] }]);
    expect(await texts({}, {}, {}, {}, {}, {})).toEqual(['a\nb', '5', 'true', '["x"]', '{"a":null}', 'null']);
  });

  test('an empty one fails as an agent without output does', async () => {
    expect(await simulate([{ reply: ' ' }]).texts({})).toEqual(['empty']);
  });

  test('a judge is answered as an agent would; a label outside the set goes out as it is', async () => {
    const question: JudgeQuestion = { form: 'choice', options: ['Fix', 'Stop'] };
    const { texts } = simulate([{ kind: 'judge', replies: ['Stop', 'nonsense', { answer: 'Fix', reason: 'mine' }, true, 'true'] }]);
    expect(await texts(judge(question), judge(question), judge(question), judge(yesNo), judge(yesNo))).toEqual([
      '{"answer":"Stop","reason":"simulated"}',
      'nonsense',
      '{"answer":"Fix","reason":"mine"}',
      '{"answer":true,"reason":"simulated"}',
      '{"answer":true,"reason":"simulated"}',
    ]);
  });

  test('failures have the kind, message and code that the entry says, or usual ones', async () => {
    const { ask } = simulate([
      { attempt: 1, fail: { kind: 'exit', message: 'broken', exitCode: 7 } },
      { attempt: 2, fail: { kind: 'exit' } },
      { attempt: 3, fail: { kind: 'timeout' } },
      { attempt: 4, fail: { kind: 'quota', resetsAt: '2026-11-21T12:00:00Z' } },
      { attempt: 5, fail: { kind: 'overload', retryAfter: '2s' } },
      { attempt: 6, fail: { kind: 'signal' } },
    ]);
    const errors = await Promise.all([1, 2, 3, 4, 5, 6].map(async (attempt) => ((await ask({ attempt })) as Extract<AgentReply, { ok: false }>).error));
    expect(errors).toEqual([
      { kind: 'exit', message: 'broken', exitCode: 7 },
      { kind: 'exit', message: 'exit 1 (simulated)', exitCode: 1 },
      { kind: 'timeout', message: 'timed out (simulated)' },
      { kind: 'quota', message: 'quota exceeded (simulated)', resetsAt: '2026-11-21T12:00:00Z' },
      { kind: 'overload', message: 'overloaded (simulated)', retryAfter: 2000 },
      { kind: 'signal', message: 'killed by SIGKILL (simulated)', exitCode: null },
    ]);
  });
});

describe('time passes only through the clock', () => {
  const settled = async (reply: Promise<AgentReply>): Promise<boolean> => {
    const marker = {};
    return (await Promise.race([reply, new Promise((resolve) => setImmediate(resolve, marker))])) !== marker;
  };

  test('a delay', async () => {
    const { clock, ask } = simulate([{ reply: 'late', delay: '1.5s' }]);
    const reply = ask();
    await clock.advance(1499);
    expect(await settled(reply)).toBe(false);
    await clock.advance(1);
    expect(await reply).toMatchObject({ ok: true, text: 'late' });
  });

  test('without a delay the reply comes in the same instant', async () => {
    const { clock, ask } = simulate([]);
    await ask();
    expect(clock.pending).toBe(0);
  });

  test('a delay as long as the timeout is in time, a longer one and a hang are not', async () => {
    const { clock, ask } = simulate([
      { prompt: 'exact', reply: 'in time', delay: '3.5s' },
      { prompt: 'longer', reply: 'too late', delay: 3.501 },
      { prompt: 'hang', hang: true },
    ]);
    const replies = ['exact', 'longer', 'hang'].map((prompt) => ask({ prompt, timeout: 3500 }));
    await clock.advance(3500);
    const timeout = { ok: false, error: { kind: 'timeout', message: 'timed out after 3.5s' } };
    expect(await Promise.all(replies)).toEqual([{ ok: true, text: 'in time' }, timeout, timeout]);
    expect(clock.pending).toBe(0);
  });

  test('an abort settles at once and leaves no timer', async () => {
    const { clock, ask } = simulate([{ reply: 'late', delay: '1h' }]);
    const hooks = recordingHooks();
    const reply = ask({ timeout: 5000 }, hooks);
    hooks.abort();
    expect(await reply).toMatchObject({ ok: false, error: { kind: 'signal', message: 'stopped' } });
    expect(clock.pending).toBe(0);
  });
});

describe('without an entry', () => {
  test('otherwise, for sessions only', async () => {
    expect(await simulate([], otherwise).texts({}, judge(yesNo))).toEqual(['none', '{"answer":true,"reason":"simulated"}']);
  });

  test('a placeholder is made from label and path and nothing else', async () => {
    const { texts } = simulate([]);
    const [one, again, otherPath, otherLabel] = await texts({}, { attempt: 2, prompt: 'x', model: 'y' }, { path: '/other' }, { label: 'Other' });
    expect(one).toMatch(/^Simulated answer to "Say hello" \([0-9a-f]{10}\)$/);
    expect(again).toBe(one);
    expect(new Set([one, otherPath, otherLabel]).size).toBe(3);
  });

  test('it has the shape that is expected', async () => {
    const { ask } = simulate([]);
    const said = async (change: Partial<AgentRequest>): Promise<unknown> => JSON.parse(((await ask(change)) as { text: string }).text);
    expect(await said({ expects: { kind: 'list' } })).toEqual([1, 2, 3].map((place) => expect.stringMatching(new RegExp(`^Item ${place} of "Say hello"`))));
    expect(await said({ expects: { kind: 'number' } })).toBe(1);
    expect(Object.keys((await said({ expects: { kind: 'json', fields: ['score', 'why'] } })) as object)).toEqual(['score', 'why']);
    expect(await ask({ expects: { kind: 'yes-no' } })).toMatchObject({ text: 'yes' });
    expect(await ask({ returns: { kind: 'json' } })).toMatchObject({ ok: true, structured: expect.any(Object) });
    const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer', minimum: 3 }, o: { type: 'string' } } };
    expect(await ask({ returns: { kind: 'schema', schema } })).toMatchObject({ ok: true, structured: { n: 3 } });
  });

  test.each<[JudgeQuestion['form'], JudgeQuestion, boolean | string]>([
    ['boolean', { form: 'boolean', from: 'if', check: 1 }, true],
    ['boolean', { form: 'boolean', from: 'expression', check: 1 }, true],
    ['boolean', { form: 'boolean', from: 'until', check: 1 }, true],
    ['boolean', { form: 'boolean', from: 'until', check: 2 }, true],
    ['boolean', { form: 'boolean', from: 'while', check: 1 }, true],
    ['boolean', { form: 'boolean', from: 'while', check: 2 }, false],
    ['boolean', { form: 'boolean', from: 'while', check: 3 }, false],
    ['choice', { form: 'choice', options: ['b', 'a'] }, 'b'],
  ])('a judge (%s): %j', async (_form, question, answer) => {
    expect(await simulate([]).texts(judge(question))).toEqual([JSON.stringify({ answer, reason: 'simulated' })]);
  });
});

describe('a minimal valid instance', () => {
  test.each<[object, unknown]>([
    [{}, 'word'],
    [{ const: { a: 1 } }, { a: 1 }],
    [{ enum: ['x', 'y'] }, 'x'],
    [{ type: ['null', 'number'], maximum: -2 }, -2],
    [{ type: 'integer', exclusiveMinimum: 4, multipleOf: 5 }, 10],
    [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 }, 0.5 - 1 / 1024],
    [{ type: 'string', minLength: 6 }, 'word..'],
    [{ type: 'string', maxLength: 2 }, 'wo'],
    [{ type: 'array', minItems: 2, items: { type: 'boolean' } }, [true, true]],
    [{ type: 'array', minItems: 2, uniqueItems: true, items: { type: 'integer' } }, [1, 2]],
    [{ prefixItems: [{ type: 'number' }, { type: 'null' }], minItems: 2 }, [1, null]],
    [{ $ref: '#/$defs/p', $defs: { p: { type: 'object', required: ['q'], properties: { q: { $ref: '#/$defs/n' } } }, n: { type: 'number' } } }, { q: 1 }],
    [
      { allOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { type: 'number' } } }], properties: { a: { type: 'boolean' } } },
      { a: true, b: 1 },
    ],
    [{ anyOf: [false, { type: 'number' }] }, 1],
    [{ type: 'object', required: ['next'], properties: { next: { anyOf: [{ type: 'null' }, { $ref: '#' }] } } }, { next: null }],
  ])('%j', (schema, value) => {
    const instance = minimalInstance(schema, 'word');
    expect(instance).toEqual(value);
    const compiled = compileSchema(schema as Record<string, unknown>);
    expect(compiled.ok ? compiled.check(instance) : compiled.message).toBeNull();
  });

  test('a schema that requires itself again and again comes to an end, and is told', async () => {
    const schema = { type: 'object', required: ['a', 'b'], properties: { a: { $ref: '#' }, b: { $ref: '#' } } };
    const reply = await simulate([]).ask({ returns: { kind: 'schema', schema } });
    expect(reply).toMatchObject({
      ok: false,
      error: { kind: 'invalid-output', message: expect.stringContaining('an entry of the answers can give a valid reply') },
    });
  });

  const seed = 20261121;
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.record({ type: fc.constant('string'), minLength: fc.nat(9) }, { requiredKeys: ['type'] }),
      fc.record(
        { type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -9, max: 9 }), multipleOf: fc.constantFrom(1, 2, 0.5) },
        { requiredKeys: ['type'] },
      ),
      fc.record({ enum: fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 }) }),
      fc.record({ type: fc.constant('array'), minItems: fc.nat(3), items: tie('schema') }, { requiredKeys: ['type', 'items'] }),
      fc.record({
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')),
        required: fc.uniqueArray(fc.constantFrom('a', 'b', 'd')),
      }),
      fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    ),
  }));
  property.prop([schema], { seed, numRuns: 40 })(`is valid for the schemas of usual keywords, seed ${seed}`, (given) => {
    const compiled = compileSchema(given as Record<string, unknown>);
    expect(compiled.ok ? compiled.check(minimalInstance(given, 'word')) : compiled.message).toBeNull();
  });
});
