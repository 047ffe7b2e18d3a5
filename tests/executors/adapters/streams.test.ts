/** Events that the recordings do not hold, because no fake model brings them about. Their shapes are those of the commands' own sources and documents. */
import { describe, expect, test } from 'vitest';
import type { StreamOutcome } from '../../../src/executors/adapters/adapter.ts';
import { parseEvent, parseEvents } from '../../../src/executors/adapters/json-lines.ts';
import type { JsonObject } from '../../../src/executors/adapters/json-value.ts';
import { policyOf } from '../../../src/executors/adapters/policy.ts';
import { prove } from '../../../src/executors/adapters/proof.ts';
import { Capture } from '../../../src/executors/process/capture.ts';
import type { ProcessEnd } from '../../../src/executors/process/owned-process.ts';
import type { Permissions } from '../../../src/ports.ts';
import { adapters } from './adapters.ts';
import type { CommandName } from './cases.ts';

const outcome = (command: CommandName, ...events: readonly JsonObject[]): StreamOutcome => adapters[command].outcome(events, { read: () => null });

describe('lines', () => {
  test('talk between events is passed over', () => {
    expect(parseEvents('Loading...\n{"type":"a"}\n\n[1]\n{"broken\n  {"type":"b"}\r\n"text"\n')).toEqual([{ type: 'a' }, { type: 'b' }]);
    expect(parseEvent('null')).toBeNull();
  });
});

describe('claude', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, terminal_reason: 'completed', result: 'fine', session_id: 's' };

  test.each<[string, JsonObject, string]>([
    ['a limit of turns', { subtype: 'error_max_turns', is_error: true, result: undefined, errors: ['Reached maximum number of turns (1)'] }, 'turn-limit'],
    ['a budget', { subtype: 'error_max_budget_usd', is_error: true, result: undefined, errors: ['Reached maximum budget ($1)'] }, 'budget'],
    ['no structured output', { subtype: 'error_max_structured_output_retries', is_error: true, result: undefined, errors: ['no'] }, 'invalid-output'],
    ['an error flag beside an answer', { is_error: true }, 'exit'],
    ['a bad reason beside an answer', { terminal_reason: 'aborted_tools' }, 'exit'],
    ['signed out', { is_error: true, result: 'Invalid API key · Please run /login' }, 'auth'],
    ['a provider that is overloaded', { is_error: true, result: 'API Error: 529 Overloaded', api_error_status: 529 }, 'overload'],
  ])('%s is a failure', (_name, change, kind) => {
    expect(outcome('claude', { ...result, ...change })).toMatchObject({ final: 'failure', text: '', failure: { kind } });
  });

  test('a used-up subscription says when it is filled again', () => {
    const limit = { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 1_795_272_000, rateLimitType: 'five_hour' } };
    expect(outcome('claude', limit, { ...result, is_error: true, api_error_status: 429, result: 'Claude AI limit' }).failure).toMatchObject({
      kind: 'quota',
      resetsAt: '2026-11-21T14:40:00.000Z',
    });
    const allowed = { type: 'rate_limit_event', rate_limit_info: { status: 'allowed', resetsAt: 1_795_272_000 } };
    expect(outcome('claude', allowed, result)).toMatchObject({ final: 'success', failure: null });
  });

  test('cached tokens are tokens; all models count', () => {
    const model = { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 10, cacheCreationInputTokens: 100 };
    expect(outcome('claude', { ...result, modelUsage: { a: model, b: model }, total_cost_usd: 0.5, num_turns: 3 }).totals).toEqual({
      inputTokens: 222,
      outputTokens: 4,
      costUsd: 0.5,
      turns: 3,
    });
    expect(outcome('claude', result).totals).toMatchObject({ inputTokens: null, outputTokens: null, costUsd: null });
  });
});

describe('codex', () => {
  test('a warning is no failure, and the last message is the answer', () => {
    const item = (type: string, more: JsonObject) => ({ type: 'item.completed', item: { type, ...more } });
    const stream = [item('error', { message: 'deprecated' }), item('agent_message', { text: 'first' }), item('agent_message', { text: 'last' })];
    expect(outcome('codex', ...stream, { type: 'turn.completed', usage: {} })).toMatchObject({ final: 'success', text: 'last', failure: null });
    expect(outcome('codex', ...stream)).toMatchObject({ final: 'none', text: '', failure: null });
  });

  test('a used-up plan waits', () => {
    const message = "You've hit your usage limit. Upgrade to Pro, or try again in 3 days 4 hours.";
    expect(outcome('codex', { type: 'turn.failed', error: { message } }).failure).toMatchObject({ kind: 'quota', resetsAt: expect.any(String) });
  });

  test('a command that was declined is a denial', () => {
    const item = { type: 'command_execution', command: 'rm x', status: 'declined' };
    expect(outcome('codex', { type: 'item.completed', item }, { type: 'turn.completed' }).denials).toEqual([
      { tool: 'command_execution', message: 'command_execution was declined: rm x' },
    ]);
  });
});

describe('gemini', () => {
  const say = (content: string) => ({ type: 'message', role: 'assistant', content, delta: true });
  const done = { type: 'result', status: 'success', stats: {} };

  test('the answer is what was said after the last tool, pieces joined', () => {
    const tool = [
      { type: 'tool_use', tool_name: 'glob', tool_id: '1' },
      { type: 'tool_result', tool_id: '1', status: 'success' },
    ];
    expect(outcome('gemini', say('I look.'), ...tool, say('It is '), say('here.'), done).text).toBe('It is here.');
  });

  test('a call against the policy is a denial; a call that failed is none', () => {
    const use = { type: 'tool_use', tool_name: 'write_file', tool_id: '1' };
    const refused = { type: 'tool_result', tool_id: '1', status: 'error', error: { type: 'policy_violation', message: 'Tool execution denied by policy.' } };
    expect(outcome('gemini', use, refused, done).denials).toEqual([{ tool: 'write_file', message: 'Tool execution denied by policy.' }]);
    expect(outcome('gemini', use, { ...refused, error: { type: 'NOT_FOUND', message: 'no such file' } }, done).denials).toEqual([]);
  });

  test('a limit of turns', () => {
    const error = { type: 'FatalTurnLimitedError', message: 'Reached max session turns for this session.' };
    expect(outcome('gemini', { type: 'result', status: 'error', error }).failure).toMatchObject({ kind: 'turn-limit' });
  });
});

describe('opencode', () => {
  const step = (reason: string, more: JsonObject = {}) => ({ type: 'step_finish', sessionID: 's', part: { reason, ...more } });
  const text = (content: string) => ({ type: 'text', part: { text: content } });
  const start = { type: 'step_start' };

  test('only a step that stopped by itself ends well', () => {
    expect(outcome('opencode', start, text('a'), step('stop'))).toMatchObject({ final: 'success', text: 'a' });
    expect(outcome('opencode', start, text('a'), step('tool-calls'))).toMatchObject({ final: 'none', text: '' });
    expect(outcome('opencode', start, text('a'), step('length'))).toMatchObject({ final: 'none', failure: { kind: 'turn-limit' } });
  });

  test('the answer is what the last step said', () => {
    expect(outcome('opencode', start, text('I look.'), step('tool-calls'), start, text('Found.'), text('Here.'), step('stop')).text).toBe('Found.\nHere.');
  });

  test('a permission that nobody could give ends the run: denied', () => {
    const error = 'The user rejected permission to use this specific tool call.';
    const call = { type: 'tool_use', part: { tool: 'bash', state: { status: 'error', input: { command: 'ls' }, error } } };
    const stopped = outcome('opencode', start, call, step('tool-calls'));
    expect(stopped.denials).toEqual([{ tool: 'bash', message: 'bash was denied: {"command":"ls"}' }]);
    expect(proofOf(stopped)).toMatchObject({ ok: false, error: { kind: 'denied', message: 'bash was denied: {"command":"ls"}' } });
  });

  test('a price of 0 for tokens that were used is no price', () => {
    const tokens = { input: 100, output: 10, reasoning: 5, cache: { read: 20, write: 3 } };
    expect(outcome('opencode', step('tool-calls', { tokens, cost: 0 }), step('stop', { tokens, cost: 0 })).totals).toEqual({
      inputTokens: 246,
      outputTokens: 30,
      costUsd: null,
    });
    expect(outcome('opencode', step('stop', { tokens, cost: 0.25 })).totals?.costUsd).toBe(0.25);
  });

  test('a provider’s wait is kept', () => {
    const data = { message: 'slow down', statusCode: 429, responseHeaders: { 'retry-after': '7' } };
    expect(outcome('opencode', { type: 'error', error: { name: 'APIError', data } }).failure).toEqual({
      kind: 'overload',
      message: '429 slow down',
      retryAfter: 7000,
    });
    expect(outcome('opencode', { type: 'error', error: { name: 'ProviderAuthError', data: { message: 'no key' } } }).failure?.kind).toBe('auth');
  });
});

describe('copilot', () => {
  test('exit code 0 in the final event does not outweigh an error of the session', () => {
    const error = { type: 'session.error', data: { errorType: 'quota', message: 'You have no quota left' } };
    expect(outcome('copilot', error, { type: 'result', exitCode: 0, sessionId: 's' })).toMatchObject({ final: 'failure', failure: { kind: 'quota' } });
  });

  test('what a subagent says is no answer', () => {
    const say = (content: string, more: JsonObject = {}) => ({ type: 'assistant.message', data: { content, ...more } });
    expect(outcome('copilot', say('answer'), say('inner', { parentToolCallId: 'x' }), { type: 'result', exitCode: 0 }).text).toBe('answer');
  });
});

describe('the proof of success', () => {
  const good: StreamOutcome = { final: 'success', text: 'fine', failure: null, totals: null, sessionId: null, denials: [] };

  test('needs all of it', () => {
    expect(proofOf(good)).toEqual({ ok: true, text: 'fine' });
    expect(proofOf({ ...good, final: 'none' })).toMatchObject({ error: { kind: 'no-final-event' } });
    expect(proofOf({ ...good, final: 'failure' })).toMatchObject({ error: { kind: 'exit', message: 'claude reported a failure' } });
    expect(proofOf({ ...good, text: ' \n' })).toMatchObject({ error: { kind: 'empty' } });
    expect(proofOf({ ...good, failure: { kind: 'quota', message: 'no more' } })).toMatchObject({ error: { kind: 'quota', message: 'no more', exitCode: 0 } });
  });

  test('what we did comes before what the stream says', () => {
    const failure = { kind: 'auth', message: 'x' } as const;
    expect(proofOf({ ...good, failure }, { stoppedBy: 'timeout' })).toMatchObject({ error: { kind: 'timeout', message: 'timed out after 1s' } });
    // Some commands end with exit 0 when they are asked to end.
    expect(proofOf(good, { stoppedBy: 'abort' })).toMatchObject({ error: { kind: 'signal', message: 'stopped' } });
    expect(proofOf(good, { exitCode: null, signal: 'SIGKILL' })).toMatchObject({ error: { kind: 'signal', message: 'killed by SIGKILL' } });
  });

  test('a command that ends before it begins is explained by its standard error', () => {
    const none: StreamOutcome = { ...good, final: 'none', text: '' };
    expect(proofOf(none, { exitCode: 1, stderr: 'Error: Invalid API key' })).toMatchObject({
      error: { kind: 'auth', message: 'exit 1: Error: Invalid API key' },
    });
    expect(proofOf(none, { exitCode: 1, stderr: "error: unknown option '--x'" })).toMatchObject({ error: { kind: 'exit' } });
    expect(proofOf(none, { exitCode: 41 }, 'gemini')).toMatchObject({ error: { kind: 'auth', message: 'exit 41' } });
  });

  test('secrets are masked', () => {
    const failure = { kind: 'exit', message: 'bad key sk-abcdefghijklmnopqrstuvwxyz' } as const;
    expect(proofOf({ ...good, failure })).toMatchObject({ error: { message: 'bad key ***' } });
  });

  test('a denial is unexpected when the program grants what was denied', () => {
    const denials = [{ tool: 'Bash', message: 'Bash was denied' }];
    expect(proofOf({ ...good, denials })).toEqual({ ok: true, text: 'fine', denials });
    expect(proofOf({ ...good, denials }, {}, 'claude', { bash: 'deny' })).toEqual({ ok: true, text: 'fine', denials });
    expect(proofOf({ ...good, denials }, {}, 'claude', { bash: 'allow' })).toMatchObject({ ok: false, error: { kind: 'denied', message: 'Bash was denied' } });
  });
});

type Ended = Extract<ProcessEnd, { kind: 'ended' }>;

function proofOf(
  stream: StreamOutcome,
  change: Partial<Pick<Ended, 'exitCode' | 'signal' | 'stoppedBy'>> & { readonly stderr?: string } = {},
  command: CommandName = 'claude',
  permissions: Permissions | null = null,
) {
  const { stderr = '', ...rest } = change;
  const found = permissions === null ? null : policyOf(permissions, 'full');
  const end: Ended = {
    kind: 'ended',
    exitCode: 0,
    signal: null,
    stoppedBy: null,
    stdout: captured(''),
    stderr: captured(stderr),
    receipt: { pids: [], signals: [], unkilled: [] },
    ...rest,
  };
  return prove(end, stream, {
    adapter: adapters[command],
    allowEmpty: false,
    policy: found?.ok ? found.policy : null,
    timeout: 1000,
    mask: (text) => text.replace(/sk-\w+/g, '***'),
    check: () => ({ ok: true }),
  });
}

function captured(text: string): Capture {
  const capture = new Capture({ logFile: null, tell: () => {} });
  capture.push(Buffer.from(text));
  capture.end();
  return capture;
}
