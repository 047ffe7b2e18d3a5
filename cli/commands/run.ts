import { COUNT, DURATION } from '../arguments/expectations.ts';
import type { Command, Flags } from '../command.ts';

const flags: Flags = {
  input: { kind: 'value', value: 'K=V', repeatable: true, expected: 'name=text or name:=JSON', describe: 'An input; k=v is text, k:=JSON is typed' },
  inputs: { kind: 'value', value: 'FILE', repeatable: true, expected: 'a file with a JSON object of inputs', describe: 'Inputs from a JSON file' },
  agent: { kind: 'value', value: 'NAME', expected: 'the name of an agent setting', describe: 'The agent setting for sessions' },
  judge: { kind: 'value', value: 'NAME', expected: 'the name of an agent setting', describe: 'The agent setting that judges ** ** conditions' },
  config: { kind: 'value', value: 'FILE', expected: 'a configuration file', describe: 'Use this configuration, search for none' },
  answers: { kind: 'value', value: 'FILE', expected: 'an answers file', describe: 'Script for the simulated agent, which it implies' },
  concurrency: { kind: 'value', value: 'N', expected: COUNT, describe: 'Agent processes at once (default 16)' },
  timeout: { kind: 'value', value: 'D', expected: DURATION, describe: 'Per attempt of a session (default 30m)' },
  budget: {
    kind: 'value',
    value: 'B',
    expected: 'such as usd=5,tokens=2M,sessions=100',
    describe: 'Pause before more than this is used: usd, tokens, sessions',
  },
  'runs-dir': { kind: 'value', value: 'DIR', expected: 'a folder', describe: 'Where runs are kept (default .prose/runs)' },
  'run-id': { kind: 'value', value: 'ID', expected: 'a name for the run', describe: 'Name the run instead of making a name' },
  cwd: { kind: 'value', value: 'DIR', expected: 'a folder', describe: 'Where agents work (default: here)' },
  'no-input': { kind: 'switch', describe: 'Never ask; pause instead' },
  json: { kind: 'switch', describe: 'Print the run document as JSON at the end' },
  events: { kind: 'switch', describe: 'Print the events as JSON lines while they happen' },
  quiet: { kind: 'switch', describe: 'No progress, only the last lines' },
  verbose: { kind: 'switch', describe: 'Also what agents print, and what is bound' },
};

export const runCommand: Command = {
  name: 'run',
  describe: 'Check a program, then run it',
  positionals: [
    { name: 'FILE', describe: 'The program; - reads standard input', required: true, many: false },
    { name: 'INPUT', describe: 'Inputs: name=text or name:=JSON; later ones win', required: false, many: true },
  ],
  flags,
  excludes: [
    ['json', 'events'],
    ['quiet', 'verbose'],
  ],
  examples: [
    ['troupe run review.prose topic=owls', 'Run with an input'],
    ['troupe run review.prose depth:=3 --agent claude', 'A number as input; a named agent setting'],
    ['troupe run review.prose --answers answers.yaml --json', 'Simulated agents; the document as JSON'],
  ],
  load: () => import('../run/run-program.ts'),
};
