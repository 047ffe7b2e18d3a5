import { describe, expect, test } from 'vitest';
import { providerFailure } from '../../../src/executors/adapters/stream-failure.ts';
import { refusalFailure, resetIn, waitIn } from '../../../src/executors/provider-failure.ts';

const now = Date.parse('2026-11-21T12:00:30.000Z');
const kindOf = (status: number | null, message: string, type?: string) =>
  refusalFailure({ status, message, ...(type === undefined ? {} : { type }) }, now).kind;

describe('what a refusal is', () => {
  test.each<[number | null, string, string]>([
    [400, 'prompt is too long: 210000 tokens > 200000 maximum', 'exit'],
    [404, 'model: claude-nothing not found', 'exit'],
    [401, 'x', 'auth'],
    [403, 'Your organization does not have access', 'auth'],
    [402, 'Payment required', 'quota'],
    [400, 'Your credit balance is too low to access the Anthropic API', 'quota'],
    [429, 'Rate limit reached for gpt-5 in organization org on tokens per min (TPM)', 'overload'],
    [429, 'You exceeded your current quota, please check your plan and billing details', 'quota'],
    [429, 'Quota exceeded for metric generate_requests_per_day', 'quota'],
    [500, 'Internal server error', 'overload'],
    [503, 'The model is overloaded', 'overload'],
    [529, 'Overloaded', 'overload'],
    [408, 'Request timeout', 'overload'],
    [null, 'Invalid API key · Please run /login', 'auth'],
    [null, 'Not logged in. Please sign in first', 'auth'],
    [null, "You've hit your usage limit. Upgrade to Pro or try again in 2 hours 5 minutes.", 'quota'],
    [null, "You've hit your session limit · resets 3:45pm (Europe/Berlin)", 'quota'],
    [null, 'exceeded retry limit, last status: 429 Too Many Requests', 'overload'],
    [null, 'unexpected status 503 Service Unavailable: try again later', 'overload'],
    [null, 'unexpected status 401 Unauthorized: x', 'auth'],
    [null, 'Model call failed: rate limit exceeded', 'overload'],
    [null, 'Cannot find module "x"', 'exit'],
    [null, 'The file mentions line 429 and 503 lines', 'exit'],
  ])('%s %s: %s', (status, message, kind) => expect(kindOf(status, message)).toBe(kind));

  test('by the provider’s own name of it', () => {
    expect(kindOf(429, 'no', 'insufficient_quota')).toBe('quota');
    expect(kindOf(null, 'no', 'overloaded_error')).toBe('overload');
    expect(kindOf(null, 'no', 'authentication_error')).toBe('auth');
  });

  test('the provider’s own words are taken out of the JSON that some commands pass on', () => {
    const body = '{"type":"error","error":{"type":"invalid_request_error","message":"too long","code":400}}';
    expect(providerFailure(body)).toEqual({ kind: 'exit', message: '400 too long' });
    expect(providerFailure(`[API Error: ${body.replace('400', '503')}]`)).toEqual({ kind: 'overload', message: '503 too long' });
    expect(providerFailure('no {json} here')).toEqual({ kind: 'exit', message: 'no {json} here' });
  });
});

describe('when to come back', () => {
  test.each<[string, number | null]>([
    ['Please try again in 1m30s.', 90_000],
    ['Please try again in 350s', 350_000],
    ['try again in 2 hours 5 minutes', 7_500_000],
    ['Retry after 20 seconds', 20_000],
    ['resets in 1 day, 2 hours and 3 min', 93_780_000],
    ['try again in 1.5s', 1500],
    ['try again later', null],
    ['in 5 minutes', null],
  ])('%s', (text, milliseconds) => expect(waitIn(text)).toBe(milliseconds));

  test.each<[string, string | null]>([
    ['Claude AI usage limit reached|1795272000', '2026-11-21T14:40:00.000Z'],
    ['limit reached, resets at 2026-11-22T03:00:00+01:00', '2026-11-22T02:00:00.000Z'],
    ['try again in 2 hours', '2026-11-21T14:00:30.000Z'],
    ['session limit · resets 3:45pm (Europe/Berlin)', '2026-11-21T14:45:00.000Z'],
    ['session limit · resets 1pm (Europe/Berlin)', '2026-11-22T12:00:00.000Z'],
    ['session limit · resets 12am (UTC)', '2026-11-22T00:00:00.000Z'],
    ['session limit · resets 3pm (Nowhere/Land)', null],
    ['no more', null],
  ])('%s', (text, time) => expect(resetIn(text, now)).toBe(time));

  test('is told for quota as a time, for overload as a wait, and for nothing else', () => {
    expect(refusalFailure({ status: 429, message: 'usage limit, try again in 1h' }, now)).toMatchObject({
      kind: 'quota',
      resetsAt: '2026-11-21T13:00:30.000Z',
    });
    expect(refusalFailure({ status: 429, message: 'slow down, try again in 20s' }, now)).toEqual({
      kind: 'overload',
      message: 'slow down, try again in 20s',
      retryAfter: 20_000,
    });
    expect(refusalFailure({ status: 401, message: 'try again in 20s', retryAfter: 5 }, now)).toEqual({ kind: 'auth', message: 'try again in 20s' });
  });
});
