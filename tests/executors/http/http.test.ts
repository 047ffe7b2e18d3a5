/** Agents behind HTTP: the contract of all executors, and what is their own. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { anthropic } from '../../../src/executors/http/anthropic.ts';
import { createHttpExecutor, type HttpOptions } from '../../../src/executors/http/http-executor.ts';
import { openAiCompatible } from '../../../src/executors/http/openai-compatible.ts';
import { waitOf } from '../../../src/executors/http/response-failure.ts';
import type { AgentReply, AgentRequest } from '../../../src/ports.ts';
import { type FakeServer, startFakeServer } from '../../tools/fake-server.ts';
import { describeExecutorContract } from '../contract.ts';
import { makeRequest, recordingHooks, temporaryFolder, until } from '../requests.ts';
import { type Answer, type ModelServer, promptOf, startModelServer, stream } from './model-server.ts';

const providers = { 'openai-compatible': openAiCompatible, anthropic } as const;
type Name = keyof typeof providers;
const names = ['openai-compatible', 'anthropic'] as const;

const KEY = 'the-key-of-the-test';

function options(name: Name, url: string, change: Partial<HttpOptions> = {}): HttpOptions {
  return {
    provider: providers[name],
    baseUrl: name === 'anthropic' ? url : `${url}/v1`,
    keyEnv: 'MY_MODEL',
    allowEmpty: false,
    modelName: (model) => model ?? 'some-model',
    environment: { MY_MODEL: KEY },
    ...change,
  };
}

for (const name of names) {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server.stop());
  describeExecutorContract({
    name,
    make: () => createHttpExecutor(options(name, server.url)),
    ask: (deed) => ({ label: '', prompt: promptOf(deed) }),
    underWay: () => until(() => server.open() > 0),
    failure: { error: { kind: 'exit' }, message: 'HTTP 400: cannot do that' },
    leavesNothing: () => true,
  });
}

async function serverWith(answer?: Answer): Promise<ModelServer> {
  const server = await startModelServer(answer);
  onTestFinished(() => server.stop());
  return server;
}

function ask(name: Name, url: string, request: Partial<AgentRequest>, change: Partial<HttpOptions> = {}): Promise<AgentReply> {
  return createHttpExecutor(options(name, url, change)).execute(makeRequest({ label: '', ...request }), recordingHooks());
}

describe('what is asked', () => {
  test('openai-compatible: messages, with the key as a bearer', async () => {
    const server = await serverWith();
    await ask('openai-compatible', server.url, { system: 'Be brief.', model: 'qwen3', prompt: promptOf({ do: 'answer', text: 'a' }) });
    expect(server.asked).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: `Bearer ${KEY}` },
        body: { model: 'qwen3', stream: true, messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }] },
      },
    ]);
  });

  test('anthropic: the system prompt apart', async () => {
    const server = await serverWith();
    await ask('anthropic', server.url, { system: 'Be brief.', prompt: promptOf({ do: 'answer', text: 'a' }) });
    expect(server.asked).toMatchObject([
      {
        path: '/v1/messages',
        headers: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
        body: { model: 'some-model', system: 'Be brief.', stream: true, messages: [{ role: 'user' }] },
      },
    ]);
  });

  test('a model with a lower limit of tokens is asked again with its own', async () => {
    const message = 'max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens for this model';
    const server = await serverWith((asked, response) => {
      if (asked.body.max_tokens === 8192) return stream(asked.path, response, 'fits');
      response.writeHead(400).end(JSON.stringify({ error: { type: 'invalid_request_error', message } }));
    });
    expect(await ask('anthropic', server.url, {})).toMatchObject({ ok: true, text: 'fits' });
    expect(server.asked.map(({ body }) => body.max_tokens)).toEqual([32_000, 8192]);
  });

  test('no key is sent to a server that the setting names none for', async () => {
    const server = await serverWith();
    const prompt = promptOf({ do: 'answer', text: 'a' });
    expect(await ask('openai-compatible', server.url, { prompt }, { keyEnv: null, environment: { OPENAI_API_KEY: KEY } })).toMatchObject({ ok: true });
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  test('a missing key, model or address is told before anything is sent', async () => {
    const server = await serverWith();
    expect(await ask('anthropic', server.url, {}, { keyEnv: null, environment: {} })).toMatchObject({
      error: { kind: 'auth', message: 'no key: the environment variable ANTHROPIC_API_KEY is not set' },
    });
    expect(await ask('openai-compatible', server.url, {}, { modelName: () => null })).toMatchObject({
      error: { kind: 'spawn', message: expect.stringContaining('no model is named') },
    });
    expect(await ask('openai-compatible', server.url, {}, { baseUrl: null })).toMatchObject({ error: { kind: 'spawn' } });
    expect(server.asked).toEqual([]);
  });
});

describe('what comes back', () => {
  test.each(names)('%s: usage, cached tokens included, and no price', async (name) => {
    const server = await serverWith();
    const hooks = recordingHooks();
    const request = makeRequest({ prompt: promptOf({ do: 'answer', text: 'fine' }) });
    const usage = { inputTokens: 100, outputTokens: 12, costUsd: null };
    expect(await createHttpExecutor(options(name, server.url)).execute(request, hooks)).toMatchObject({ ok: true, text: 'fine', usage });
    expect(hooks.activities).toContainEqual({ type: 'usage', usage });
  });

  test.each<[Name, unknown]>([
    ['openai-compatible', { choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 2 } }],
    ['anthropic', { content: [{ type: 'text', text: 'whole' }], stop_reason: 'end_turn', usage: { input_tokens: 1, output_tokens: 2 } }],
  ])('%s: an answer in one document', async (name, document) => {
    const server = await serverWith((_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
    expect(await ask(name, server.url, {})).toMatchObject({ ok: true, text: 'whole', usage: { inputTokens: 1, outputTokens: 2 } });
  });

  test.each<[Name, unknown]>([
    ['openai-compatible', { choices: [{ delta: { content: 'half' }, finish_reason: 'length' }] }],
    ['anthropic', { type: 'message_delta', delta: { stop_reason: 'max_tokens' } }],
  ])('%s: an answer that was cut is no success', async (name, event) => {
    const server = await serverWith((_asked, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
    });
    expect(await ask(name, server.url, {})).toMatchObject({ ok: false, error: { kind: 'turn-limit' } });
  });

  test.each<[Name, unknown]>([
    ['openai-compatible', { error: { message: 'try again', type: 'server_error', code: 503 } }],
    ['anthropic', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
  ])('%s: an error in the stream', async (name, event) => {
    const server = await serverWith((_asked, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(event)}\n\n`);
    });
    expect(await ask(name, server.url, {})).toMatchObject({ ok: false, error: { kind: 'overload' } });
  });

  test('a redirect is not followed: the key would go with it', async () => {
    const other = await serverWith();
    const server = await serverWith((_asked, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    expect(await ask('anthropic', server.url, {})).toMatchObject({ ok: false, error: { kind: 'exit', message: expect.stringContaining('redirects') } });
    expect(other.asked).toEqual([]);
  });

  test('a server that is not there is told without what its address may hide', async () => {
    const reply = await ask('openai-compatible', 'http://user:secret@127.0.0.1:1', {});
    expect(reply).toMatchObject({ ok: false, error: { kind: 'exit' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(await ask('openai-compatible', 'http://127.0.0.1:1', {})).toMatchObject({
      error: { message: expect.stringMatching(/^cannot reach http:\/\/127\.0\.0\.1:1: (?:connection refused|bad port)/) },
    });
  });

  test('the key is in nothing that is written or told, whatever the server says', async () => {
    const server = await serverWith((_asked, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `no such key: ${KEY}` } }));
    });
    const directory = temporaryFolder();
    const reply = await ask('anthropic', server.url, { files: { directory, result: join(directory, 'result.md') } });
    expect(reply).toMatchObject({ error: { message: 'HTTP 500: no such key: ***' } });
    for (const file of ['request.json', 'prompt.md', 'stdout.log']) expect(readFileSync(join(directory, file), 'utf8')).not.toContain(KEY);
  });

  test('the transcript and the result are kept for the owner only', async () => {
    const server = await serverWith();
    const directory = join(temporaryFolder(), 'attempt');
    mkdirSync(directory);
    await ask('anthropic', server.url, {
      prompt: promptOf({ do: 'answer', text: 'kept\n' }),
      files: { directory, result: join(directory, 'result.md') },
    });
    for (const file of ['stdout.log', 'result.md']) {
      expect(readFileSync(join(directory, file), 'utf8')).toBe('kept\n');
      expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    }
  });

  test('an order to stop closes the connection', async () => {
    const server = await serverWith();
    const hooks = recordingHooks();
    const reply = createHttpExecutor(options('anthropic', server.url)).execute(makeRequest({ prompt: promptOf({ do: 'hang' }) }), hooks);
    await until(() => server.open() === 1);
    hooks.abort();
    expect(await reply).toMatchObject({ ok: false, error: { kind: 'signal', message: 'stopped' } });
    await until(() => server.open() === 0);
  });
});

describe('the fake model server', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await startFakeServer();
  });
  afterAll(() => server.stop());

  test.each<[string, object]>([
    ['SAY<<hi there>>', { ok: true, text: 'hi there', usage: { inputTokens: 100, outputTokens: 12, costUsd: null } }],
    ['FAILME', { ok: false, error: { kind: 'exit', message: 'HTTP 400: fake 400' } }],
    ['AUTHME', { ok: false, error: { kind: 'auth', message: 'HTTP 401: fake 401' } }],
    ['RATEME', { ok: false, error: { kind: 'overload', message: 'HTTP 429: fake 429', retryAfter: 1000 } }],
    ['OVERME', { ok: false, error: { kind: 'overload', message: 'HTTP 529: fake 529', retryAfter: 1500 } }],
    ['QUOTAME', { ok: false, error: { kind: 'quota', resetsAt: expect.stringMatching(/Z$/) } }],
    ['CUTME', { ok: false, error: { kind: 'no-final-event', message: expect.stringContaining('was cut before the answer was whole') } }],
  ])('%s', async (prompt, reply) => {
    for (const name of names) expect(await ask(name, server.url, { prompt })).toMatchObject(reply);
  });
});

describe('retry-after', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  test.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j', (headers, milliseconds) => expect(waitOf(new Headers(headers), now)).toBe(milliseconds));
});
