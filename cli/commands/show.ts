import type { Command } from '../command.ts';

export const showCommand: Command = {
  name: 'show',
  describe: 'Show one run: its blocks, branches and sessions',
  positionals: [{ name: 'ID', describe: 'The run; the latest when left out', required: false, many: false }],
  flags: {
    'runs-dir': { kind: 'value', value: 'DIR', expected: 'a folder', describe: 'Where runs are kept (default .prose/runs)' },
    json: { kind: 'switch', describe: 'Print the run document as JSON' },
  },
  excludes: [],
  examples: [
    ['troupe show', 'The latest run'],
    ['troupe show 20261121-093012-a7b3c9 --json', 'One run as JSON'],
  ],
  load: () => import('../runs/show-run.ts'),
};
