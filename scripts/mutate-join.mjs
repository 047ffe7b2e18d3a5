/**
 * `npm run mutate:join`: the tests of joins must notice every wrong `decideJoin`.
 *
 * Each of the 12 cells of the table (semantics 2.2) is made wrong in several ways, and every comparison in the source
 * is turned once. For each of these mutants the tests run on a copy of the sources. Prints a table; exits with 1 when
 * a mutant survives.
 *
 * 1. A mutant that decides as the original does, for all ends of up to 4 branches, is none and is left out.
 * 2. `table` is tests/machines/join.test.ts. `machines` is the brief size of tests/proofs/flat.test.ts: compiled
 *    programs against the oracle. The first mutant of each cell must be noticed by both; all others by `table`, and
 *    with `--all` `machines` runs for them too and its findings are shown.
 *
 * Usage: node scripts/mutate-join.mjs [--all] [--cell "any ignore"]
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'src/machines/join.ts';
const original = readFileSync(join(root, file), 'utf8');
const copied = ['src', 'schemas', 'tests/machines', 'tests/oracle', 'tests/proofs', 'tests/semantics', 'vitest.config.ts', 'package.json', 'tsconfig.json'];
const suites = { table: ['tests/machines/join.test.ts'], machines: ['tests/proofs/flat.test.ts'] };

const joins = ['all', 'first', 'any', 'regardless'];
const policies = ['fail-fast', 'continue', 'ignore'];

/** What a wrong cell does with the right decision; `decide` is the right table. */
const wrongs = {
  'success and failure swapped': `right && (right.outcome === 'succeeded' ? { outcome: 'failed', culprit: settled.firstFailure } : { outcome: 'succeeded', winner: settled.firstSuccess })`,
  'decides when all have ended': 'ended === branchCount ? right : null',
  'decides at the first end': `right ?? (ended > 0 ? { outcome: 'succeeded', winner: settled.firstSuccess } : null)`,
  'decides one end too late': 'ended === branchCount ? right : decide(join, count, policy, branchCount + 1, settled)',
  'the wrong branch stands for the block': `right && (right.outcome === 'succeeded' ? { ...right, winner: right.winner === null ? 0 : null } : { ...right, culprit: right.culprit === null ? settled.firstFailure : null })`,
};

const { values: options } = parseArgs({ options: { all: { type: 'boolean', default: false }, cell: { type: 'string' } } });

function cellMutants() {
  return joins.flatMap((one) =>
    policies.flatMap((policy) => {
      const others = [
        ...policies.filter((other) => other !== policy).map((other) => [one, other]),
        ...joins.filter((other) => other !== one).map((other) => [other, policy]),
      ];
      const asOthers = others.map(([j, p]) => [`decides as ${j} ${p}`, `decide('${j}', count, '${p}', branchCount, settled)`]);
      return [...Object.entries(wrongs), ...asOthers].map(([name, expression]) => ({
        cell: `${one} ${policy}`,
        name,
        source: wrongCell(one, policy, expression),
      }));
    }),
  );
}

function wrongCell(one, policy, expression) {
  return `${original.replace('export function decideJoin(', 'function decide(')}
export function decideJoin(join, count, policy, branchCount, settled) {
  const right = decide(join, count, policy, branchCount, settled);
  const ended = settled.succeeded + settled.failed;
  return join === '${one}' && policy === '${policy}' && branchCount > 0 ? ${expression} : right;
}
`;
}

/** Each comparison of the source turned once. */
function comparisonMutants() {
  const turned = { '===': '!==', '!==': '===', '>=': '>', ' > ': ' >= ', ' < ': ' <= ', ' - ': ' + ' };
  return Object.entries(turned).flatMap(([from, to]) =>
    placesOf(from).map((place) => {
      const line = original.slice(0, place).split('\n').length;
      return { cell: `line ${line}`, name: `${from.trim()} to ${to.trim()}`, source: original.slice(0, place) + to + original.slice(place + from.length) };
    }),
  );
}

function placesOf(text) {
  const code = original.indexOf('export function countEnd');
  const places = [];
  for (let place = original.indexOf(text, code); place >= 0; place = original.indexOf(text, place + 1)) places.push(place);
  return places.filter((place) => !/^\s*(\*|\/)/.test(lineAround(place)));
}

function lineAround(place) {
  return original.slice(original.lastIndexOf('\n', place) + 1, original.indexOf('\n', place));
}

/** Every decision of a source for up to 4 branches, as text. */
async function decisionsOf(source, folder, number) {
  const entry = join(folder, `join-${number}.ts`);
  const outfile = join(folder, `join-${number}.mjs`);
  writeFileSync(entry, source.replaceAll("'../assert.ts'", JSON.stringify(join(root, 'src/assert.ts'))));
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' });
  const { decideJoin, countEnd, emptyTally } = await import(pathToFileURL(outfile).href);
  const seen = [];
  const walk = (rule, tally, left) => {
    seen.push(JSON.stringify(decideJoin(rule.join, rule.count, rule.policy, rule.branches, tally)));
    for (const index of left) {
      const rest = left.filter((other) => other !== index);
      for (const status of ['succeeded', 'failed']) walk(rule, countEnd(tally, index, status), rest);
    }
  };
  for (let branches = 1; branches <= 4; branches++)
    for (const one of joins)
      for (const policy of policies)
        for (const count of one === 'any' ? [null, ...Array.from({ length: branches }, (_, place) => place + 1)] : [null])
          walk({ join: one, policy, count, branches }, emptyTally, [...Array(branches).keys()]);
  return seen.join();
}

function copySources(folder) {
  for (const path of copied) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** True when the suite passes. */
function passes(suite, folder) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit', '--bail', '1', ...suites[suite]], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, PROOFS: 'brief' },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code === 0));
  });
}

async function judge(mutant, folder) {
  writeFileSync(join(folder, file), mutant.source);
  const table = await passes('table', folder);
  const machines = mutant.isFirst || options.all ? await passes('machines', folder) : null;
  return { ...mutant, table, machines, survives: table || (mutant.isFirst && machines === true) };
}

const shown = (passed) => (passed === null ? '-' : passed ? 'PASSES' : 'notices');

const work = mkdtempSync(join(tmpdir(), 'troupe-mutants-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const right = await decisionsOf(original, work, 'right');
const candidates = [...cellMutants(), ...comparisonMutants()].filter(({ cell }) => options.cell === undefined || cell === options.cell);
const wrong = [];
for (const [number, candidate] of candidates.entries()) {
  if ((await decisionsOf(candidate.source, work, number)) === right) continue;
  const isFirst = !candidate.cell.startsWith('line') && !wrong.some(({ cell }) => cell === candidate.cell);
  wrong.push({ ...candidate, isFirst });
}
console.log(`${wrong.length} mutants; ${candidates.length - wrong.length} more decide as the original does and are none\n`);

const folders = Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, (_, number) => join(work, `copy-${number}`));
for (const folder of folders) copySources(folder);
for (const suite of Object.keys(suites))
  if (!(await passes(suite, folders[0]))) throw new Error(`the suite "${suite}" fails without any mutant: ${suites[suite]}`);

const queue = [...wrong];
const survivors = [];
async function workThrough(folder) {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const result = await judge(mutant, folder);
    if (result.survives) survivors.push(result);
    console.log(
      `${result.survives ? 'SURVIVES' : 'noticed '}  table ${shown(result.table).padEnd(7)}  machines ${shown(result.machines).padEnd(7)}  ${result.cell.padEnd(20)} ${result.name}`,
    );
  }
}
await Promise.all(folders.map(workThrough));
console.log(survivors.length === 0 ? `\nAll ${wrong.length} mutants were noticed.` : `\n${survivors.length} of ${wrong.length} mutants survive.`);
process.exitCode = survivors.length === 0 ? 0 : 1;
