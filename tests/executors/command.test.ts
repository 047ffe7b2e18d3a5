import { describe, expect, test } from 'vitest';
import { createCommandExecutor } from '../../src/executors/command.ts';
import { makeRequest, recordingHooks, stubOptions } from './requests.ts';

function run(prompt: string, options = stubOptions(), change: Parameters<typeof makeRequest>[0] = {}) {
  return createCommandExecutor(options).execute(makeRequest({ prompt, ...change }), recordingHooks());
}

describe('an answer', () => {
  test('is stdout without one trailing newline', async () => {
    expect(await run('SAY<<  two lines\n\n>>')).toMatchObject({ ok: true, text: '  two lines\n\n', receipt: { signals: [], unkilled: [] } });
  });
  test('exit', async () => {
    expect(await run('BEHAVIOR=crash')).toMatchObject({
      ok: false,
      error: { kind: 'exit', message: 'exit 1: Error: stub crashed', exitCode: 1, stderrTail: 'Error: stub crashed' },
    });
  });
  test('timeout', async () => {
    expect(await run('BEHAVIOR=hang', stubOptions(), { timeout: 350 })).toMatchObject({
      ok: false,
      error: { kind: 'timeout', message: 'timed out after 350ms' },
      receipt: { signals: ['SIGTERM'] },
    });
  });
});
