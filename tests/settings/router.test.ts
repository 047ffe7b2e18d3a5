import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRouter, type SettingsRouter } from '../../src/executors/settings/router.ts';
import type { AgentReply, AgentRequest, Clock } from '../../src/ports.ts';
import { folderWith, settingsIn, usageError } from './folder.ts';

const clock: Clock = {
  now: () => 0,
  startTimer: (_milliseconds, fire) => {
    queueMicrotask(fire);
    return () => {};
  },
  defer: (task) => queueMicrotask(task),
};

const environment = { PATH: process.env.PATH };

async function routerOf(configuration: unknown, files: Readonly<Record<string, unknown>> = {}): Promise<SettingsRouter> {
  const folder = folderWith({ 'troupe.config.json': configuration, ...files });
  return createRouter(await settingsIn(folder), { clock, environment: { ...environment, STUB_ENVIRONMENT: 'seen', OTHER: 'hidden' } });
}

function request(more: Partial<AgentRequest> = {}): AgentRequest {
  return {
    run: 'r',
    path: '/s',
    attempt: 1,
    kind: 'session',
    label: 'Say hello',
    agent: null,
    model: null,
    system: null,
    prompt: 'Say hello',
    context: { kind: 'given', entries: [] },
    memory: null,
    permissions: null,
    returns: { kind: 'text' },
    expects: { kind: 'text' },
    question: null,
    timeout: null,
    cwd: process.cwd(),
    files: null,
    mark: 'k.h.1',
    ...more,
  };
}

function ask(router: SettingsRouter, more: Partial<AgentRequest> = {}): Promise<AgentReply> {
  const whole = request(more);
  return router.route(whole).executor.execute(whole, { signal: new AbortController().signal, emit: () => {} });
}

describe('the router', () => {
  it("gives name, cap and timeout: the setting's own, else the run's", async () => {
    const stub = { use: 'command', command: ['x'] };
    const router = await routerOf({ agent: 'a', timeout: '7s', agents: { a: stub, b: { ...stub, concurrency: 2, timeout: '1s', for: ['researcher'] } } });
    expect(router.route({ agent: null, kind: 'session' })).toMatchObject({ command: 'a', concurrency: null, timeout: 7000, inProcess: false });
    expect(router.route({ agent: 'researcher', kind: 'session' })).toMatchObject({ command: 'b', concurrency: 2, timeout: 1000 });
    expect(router.route({ agent: 'researcher', kind: 'judge' })).toMatchObject({ command: 'a' });
  });

  it('runs a command with its arguments, mapped model and allowed environment', async () => {
    const script = `console.log(JSON.stringify([process.argv.slice(1), process.env.STUB_ENVIRONMENT, process.env.OTHER]))`;
    const router = await routerOf({
      agents: { mine: { use: 'command', command: ['node', '-e', script, '{{model}}'], args: ['last'], models: { sonnet: 'own-sonnet' }, env: ['STUB_*'] } },
    });
    const reply = await ask(router, { model: 'sonnet' });
    expect(reply).toMatchObject({ ok: true });
    expect(reply.ok && JSON.parse(reply.text)).toEqual([['own-sonnet', 'last'], 'seen', null]);
  });

  it('answers from the answers file of a simulated setting, one count for all who share it', async () => {
    const s = { use: 'simulated', answers: 'a.json' };
    const answers = { format: 1, replies: [{ label: 'Say hello', replies: ['first', 'second'] }] };
    const router = await routerOf({ agent: 's', judge: 't', agents: { s, t: { ...s, for: ['other'] } } }, { 'a.json': answers });
    expect(router.route({ agent: null, kind: 'session' }).inProcess).toBe(true);
    const replies = [await ask(router), await ask(router, { agent: 'other' })];
    expect(replies).toEqual([expect.objectContaining({ ok: true, text: 'first' }), expect.objectContaining({ ok: true, text: 'second' })]);
  });

  it('keeps the order of arrival of invocations that come while the executor is being made', async () => {
    const answers = { format: 1, replies: [{ label: 'Say hello', replies: ['1', '2', '3', '4'] }] };
    const router = await routerOf({ agent: 's', agents: { s: { use: 'simulated', answers: 'a.json' } } }, { 'a.json': answers });
    const replies = await Promise.all([ask(router), ask(router), ask(router), ask(router)]);
    expect(replies.map((reply) => reply.ok && reply.text)).toEqual(['1', '2', '3', '4']);
  });

  it('makes an executor for every use', async () => {
    const server = { use: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' };
    const uses = ['simulated', 'claude', 'codex', 'gemini', 'opencode', 'copilot', 'anthropic'];
    const agents = Object.fromEntries(uses.map((use) => [use, { for: [`agent-${use}`] }]));
    const router = await routerOf({
      agent: 'simulated',
      agents: { ...agents, server: { ...server, for: ['agent-server'] }, mine: { use: 'command', command: ['x'], for: ['agent-mine'] } },
    });
    const names = [...uses, 'server', 'mine'];
    await router.prepare(names.map((name) => ({ agent: `agent-${name}`, kind: 'session' })));
    expect(names.map((name) => router.route({ agent: `agent-${name}`, kind: 'session' }).command)).toEqual(names);
  });

  it('says before anything runs that an answers file is missing', async () => {
    const router = await routerOf({ agent: 's', agents: { s: { use: 'simulated', answers: 'none.json' } } });
    const error = await usageError(router.prepare([{ agent: null, kind: 'judge' }]));
    expect(error.message).toContain(join('', 'none.json'));
  });
});
