/** The adapters with recorded streams of the real commands: the same cases, the same expectations. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../../src/executors/adapters/adapter.ts';
import { type CliOptions, createCliExecutor } from '../../../src/executors/adapters/cli-executor.ts';
import type { AgentReply, AgentRequest } from '../../../src/ports.ts';
import { makeRequest, recordingHooks, temporaryFolder } from '../requests.ts';
import { adapters } from './adapters.ts';
import { type CommandName, cases, commandNames } from './cases.ts';

const recordings = fileURLToPath(new URL('recordings/', import.meta.url));
const replay = fileURLToPath(new URL('replay.mjs', import.meta.url));

function executorOf(adapter: Adapter, file: string, change: Partial<CliOptions> = {}) {
  return createCliExecutor({
    adapter,
    command: [process.execPath, replay, file],
    args: [],
    env: ['SAW'],
    allowEmpty: false,
    resumeSession: false,
    permissions: 'enforce',
    permissionMode: 'edit',
    grace: 1000,
    modelName: (model) => model,
    environment: process.env,
    ...change,
  });
}

function play(command: CommandName, name: string, change: Partial<AgentRequest> = {}): Promise<AgentReply> {
  return executorOf(adapters[command], join(recordings, command, `${name}.json`)).execute(makeRequest(change), recordingHooks());
}

describe.each(commandNames)('%s', (command) => {
  test.each(cases)('$name', async ({ name, request, reply }) => {
    expect(await play(command, name, request)).toMatchObject(reply(command) as AgentReply);
  });

  test('every case is recorded, and nothing else', () => {
    expect(readdirSync(join(recordings, command)).sort()).toEqual(cases.map(({ name }) => `${name}.json`).sort());
  });

  test('no recording holds a key or a place of the machine where it was made', () => {
    for (const { name } of cases) {
      const text = readFileSync(join(recordings, command, `${name}.json`), 'utf8');
      expect(text).not.toMatch(/fake-model-key|\/root\b|\/tmp\/troupe|node_modules\/\.cache|127\.0\.0\.1:\d/);
    }
  });

  test('a stream that ends before its final event is no success', async () => {
    const whole = JSON.parse(readFileSync(join(recordings, command, 'answer.json'), 'utf8'));
    const final = /"type":"(?:result|turn\.completed|step_finish)"/;
    const cut = join(temporaryFolder(), 'cut.json');
    writeFileSync(cut, JSON.stringify({ ...whole, stdout: whole.stdout.filter((line: string) => !final.test(line)) }));
    expect(await executorOf(adapters[command], cut).execute(makeRequest(), recordingHooks())).toMatchObject({
      ok: false,
      error: { kind: 'no-final-event', message: `${command} ended without a final event` },
    });
  });

  test('a good answer with a bad exit code is no success', async () => {
    const whole = JSON.parse(readFileSync(join(recordings, command, 'answer.json'), 'utf8'));
    const file = join(temporaryFolder(), 'exit.json');
    writeFileSync(file, JSON.stringify({ ...whole, exitCode: 7, stderr: ['Error: something broke'] }));
    expect(await executorOf(adapters[command], file).execute(makeRequest(), recordingHooks())).toMatchObject({
      ok: false,
      error: { kind: 'exit', exitCode: 7, message: 'exit 7: Error: something broke' },
    });
  });
});
