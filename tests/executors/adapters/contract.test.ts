/** An agent command that streams events keeps the promises of every executor. */
import { fileURLToPath } from 'node:url';
import { claude } from '../../../src/executors/adapters/claude.ts';
import { createCliExecutor } from '../../../src/executors/adapters/cli-executor.ts';
import { describeExecutorContract } from '../contract.ts';
import { isRunning, until } from '../requests.ts';

const fakeClaude = fileURLToPath(new URL('fake-claude.mjs', import.meta.url));

describeExecutorContract({
  name: 'agent command',
  make: () =>
    createCliExecutor({
      adapter: claude,
      command: [process.execPath, fakeClaude],
      args: [],
      env: [],
      allowEmpty: false,
      resumeSession: false,
      permissions: 'enforce',
      permissionMode: 'edit',
      grace: 1000,
      modelName: (model) => model,
      environment: process.env,
    }),
  ask: (deed) => ({ label: '', prompt: `DEED:${Buffer.from(JSON.stringify(deed)).toString('base64')}.` }),
  underWay: (hooks) => until(() => hooks.activities.some(({ type }) => type === 'spawned')),
  leavesNothing: (hooks) => hooks.activities.every((activity) => activity.type !== 'spawned' || !isRunning(activity.pid)),
});
