import type { Command } from '../command.ts';

export const checkCommand: Command = {
  name: 'check',
  describe: 'Check programs: all diagnostics with code frames. Exits with 3 when there is an error',
  positionals: [{ name: 'FILE', describe: 'A program; - reads standard input', required: true, many: true }],
  flags: {
    json: { kind: 'switch', describe: 'Print the diagnostics as one JSON array' },
    strict: { kind: 'switch', describe: 'Turn every warning into an error' },
  },
  excludes: [],
  examples: [
    ['troupe check review.prose', 'All diagnostics of one program'],
    ['troupe check --strict examples/*.prose', 'Warnings fail too'],
    ['cat review.prose | troupe check --json -', 'Standard input in, JSON out'],
  ],
  load: () => import('../light/check.ts'),
};
