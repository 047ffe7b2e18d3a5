/**
 * How long the command takes to start, next to Node itself: whole processes, medians of many, in turns so that a busy
 * machine slows all of them alike. Usage: node benchmarks/cold-start/cold-start.mjs [ROUNDS] (after `npm run build`)
 *
 * The limit for `--version` and `check` of a small program is twice the time of `node -e 0`; exits with 1 beyond it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT = 2;
const here = fileURLToPath(new URL('.', import.meta.url));
const command = join(here, '..', '..', 'dist', 'cli', 'troupe.js');
const small = join(here, 'small.prose');
const rounds = Number(process.argv[2] ?? 41);

const cases = [
  { name: 'node -e 0', words: ['-e', '0'], limit: null },
  { name: 'troupe --version', words: [command, '--version'], limit: LIMIT },
  { name: 'troupe check small.prose', words: [command, 'check', small], limit: LIMIT },
  { name: 'troupe fmt small.prose', words: [command, 'fmt', small], limit: null },
  { name: 'troupe --help', words: [command, '--help'], limit: null },
];

// Reading extra certificates costs Node more than all of Troupe, and is not ours to measure.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

function time(words) {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(`${words.join(' ')} exited with ${status}: ${stderr}`);
  return milliseconds;
}

const times = new Map(cases.map((one) => [one, []]));
for (let round = 0; round < rounds; round++) for (const one of cases) times.get(one).push(time(one.words));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const base = median(times.get(cases[0]));
console.log(`node ${process.version}, ${rounds} rounds, medians`);
for (const one of cases) {
  const value = median(times.get(one));
  const ratio = value / base;
  console.log(
    `${one.name.padEnd(28)} ${value.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)}x${one.limit !== null && ratio > one.limit ? `  beyond ${one.limit}x` : ''}`,
  );
  if (one.limit !== null && ratio > one.limit) process.exitCode = 1;
}
