import { createCommandExecutor } from '../../src/executors/command.ts';
import { createSimulatedExecutor } from '../../src/executors/simulated/executor.ts';
import type { Clock } from '../../src/ports.ts';
import { type ContractSubject, type Deed, describeExecutorContract } from './contract.ts';
import { isRunning, stubOptions, until } from './requests.ts';

function stubPrompt(deed: Deed): string {
  switch (deed.do) {
    case 'answer':
      return `SAY<<${deed.text}>>`;
    case 'answer-big':
      return `BEHAVIOR=big:${deed.bytes / 1024 / 1024}`;
    case 'fail':
      return 'BEHAVIOR=crash';
    case 'hang':
      return 'BEHAVIOR=hang';
  }
}

const command: ContractSubject = {
  name: 'command',
  make: () => createCommandExecutor(stubOptions()),
  ask: (deed) => ({ prompt: stubPrompt(deed) }),
  underWay: (hooks) => until(() => hooks.activities.some(({ type }) => type === 'spawned')),
  leavesNothing: (hooks) => hooks.activities.every((activity) => activity.type !== 'spawned' || !isRunning(activity.pid)),
};

const wallClock: Clock = {
  now: () => Date.now(),
  startTimer: (milliseconds, fire) => {
    const timer = setTimeout(fire, milliseconds);
    return () => clearTimeout(timer);
  },
  defer: (task) => setImmediate(task),
};

const simulated: ContractSubject = {
  name: 'simulated',
  make: () =>
    createSimulatedExecutor({
      clock: wallClock,
      answers: {
        format: 1,
        replies: [
          { prompt: 'FAIL', fail: { kind: 'exit' } },
          { prompt: 'HANG', hang: true },
          { prompt: 'BIG', reply: 'x'.repeat(5 * 1024 * 1024) },
          ...Array.from({ length: 12 }, (_, index) => ({ prompt: `/^answer ${index}$/`, reply: `answer ${index}` })),
          ...['all good', 'a "b" \'c\' $(d) `e` %PATH% \\n\n\n\ttab é € 😀 \u202e <x>&amp;', 'done', 'one\ntwo', 'fine', 'never', '{}'].map((text) => ({
            prompt: text,
            reply: text,
          })),
          ...['Here:\n```json\n{"a": [1, 2]}\n```', '{"a": 1,\n "b" 2}', '{"n": "one"}'].map((text) => ({ prompt: text, reply: text })),
        ],
      },
    }),
  ask: (deed) => ({ prompt: deed.do === 'answer' ? deed.text : deed.do === 'answer-big' ? 'BIG' : deed.do === 'fail' ? 'FAIL' : 'HANG' }),
  underWay: () => Promise.resolve(),
  leavesNothing: () => true,
};

for (const subject of [command, simulated]) describeExecutorContract(subject);
