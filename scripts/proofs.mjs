/**
 * `npm run proofs`: the exhaustive comparisons of tests/proofs in full size; `npm test` runs a fixed share of them.
 * About 150,000 runs: a quarter of an hour on two idle cores. Arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'unit', 'tests/proofs', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PROOFS: 'full' },
});
process.exitCode = status ?? 1;
