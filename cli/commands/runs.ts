import type { Command } from '../command.ts';

export const runsCommand: Command = {
  name: 'runs',
  describe: 'List the runs: status, age, program, sessions',
  positionals: [],
  flags: {
    'runs-dir': { kind: 'value', value: 'DIR', expected: 'a folder', describe: 'Where runs are kept (default .prose/runs)' },
    json: { kind: 'switch', describe: 'Print the run documents as one JSON array, without sessions and joins' },
  },
  excludes: [],
  examples: [
    ['troupe runs', 'All runs of this folder, the latest first'],
    ['troupe runs --json', 'For programs'],
  ],
  load: () => import('../runs/list-runs.ts'),
};
