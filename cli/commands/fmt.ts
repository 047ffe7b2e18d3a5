import type { Command } from '../command.ts';

export const fmtCommand: Command = {
  name: 'fmt',
  describe: 'Format programs: print the canonical form, or write it with --write',
  positionals: [{ name: 'FILE', describe: 'A program; - reads standard input', required: true, many: true }],
  flags: {
    check: { kind: 'switch', describe: 'Print the names of files that are not in canonical form, and exit with 1 if there are any' },
    write: { kind: 'switch', describe: 'Write the canonical form into the files' },
  },
  excludes: [['check', 'write']],
  examples: [
    ['troupe fmt review.prose', 'Print the canonical form'],
    ['troupe fmt --write *.prose', 'Rewrite the files'],
    ['troupe fmt --check *.prose', 'For continuous integration'],
  ],
  load: () => import('../light/fmt.ts'),
};
