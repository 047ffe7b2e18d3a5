/**
 * What the engine costs per session: `node benchmarks/run.mjs overhead [--rounds N] [--only TEXT] [--write FILE] [--baseline FILE]`.
 *
 * Sessions are real child actors on an agent that answers at once; paths and events are on. CPU time of the whole
 * process (collecting garbage and compiling included), since wall time says little on a busy machine; medians over
 * rounds, in which all subjects take turns. The raw loop is the same agent called from hand-written Promises.
 *
 * Exits with 1 when a demand does not hold: microseconds per session, growth from 100 to 50,000, bytes per waiting item.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureMemory, type MemoryFigure } from './overhead/memory.ts';
import { bareInvokes, nestedInvokes, type Subject, subjects } from './overhead/subjects.ts';

/** Cost per session at 50,000 against 100. */
const allowedGrowth = 1.5;
/** A sample takes at least so many sessions, so that small subjects are not lost in the noise. */
const sessionsPerSample = 1000;

interface Figure {
  readonly name: string;
  readonly limit: number | null;
  readonly sessions: number;
  /** Microseconds of CPU per session. */
  readonly cost: number;
  readonly raw: number | null;
  readonly allowed: number | null;
}

interface Baseline {
  readonly node: string;
  readonly processor: string;
  readonly figures: readonly Figure[];
  readonly memory: readonly MemoryFigure[];
}

const options = optionsOf(process.argv.slice(2));
const figures = await measureAll();
const memory = options.only === undefined ? await measureMemory() : [];
const problems = [...printCosts(figures, baselineOf(options.baseline)), ...printMemory(memory)];
for (const problem of problems) console.log(`BEYOND: ${problem}`);
if (options.write !== undefined)
  writeFileSync(
    options.write,
    `${JSON.stringify({ node: process.version, processor: cpus()[0]?.model ?? '', figures, memory } satisfies Baseline, null, 2)}\n`,
  );
process.exitCode = problems.length === 0 ? 0 : 1;

interface Options {
  readonly rounds: number;
  readonly only: string | undefined;
  readonly write: string | undefined;
  readonly baseline: string;
}

function optionsOf(words: readonly string[]): Options {
  const value = (name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
  return {
    rounds: Number(value('--rounds') ?? 5),
    only: value('--only'),
    write: value('--write'),
    baseline: value('--baseline') ?? 'benchmarks/baseline.json',
  };
}

async function measureAll(): Promise<readonly Figure[]> {
  const list = subjects().filter((subject) => options.only === undefined || subject.name.includes(options.only));
  const engine = new Map<Subject, number[]>(list.map((subject) => [subject, []]));
  const raw = new Map<Subject, number[]>(list.map((subject) => [subject, []]));
  const floors = { 'bare XState: a promise': bareInvokes, 'bare XState: a machine with a promise': nestedInvokes };
  const floor = new Map<string, number[]>(Object.keys(floors).map((name) => [name, []]));
  for (const subject of list) if (subject.sessions <= 1000) for (let count = 0; count < 3; count++) await subject.engine();
  for (let round = 0; round < options.rounds; round++) {
    for (const subject of list) {
      engine.get(subject)?.push(await costOf(subject.sessions, () => subject.engine()));
      raw.get(subject)?.push(await costOf(subject.sessions, () => subject.raw()));
    }
    for (const [name, run] of Object.entries(floors)) floor.get(name)?.push(await costOf(1000, () => run(1000)));
  }
  return [
    ...[...floor].map(([name, samples]): Figure => ({ name, limit: null, sessions: 1000, cost: median(samples), raw: null, allowed: null })),
    ...list.map(
      (subject): Figure => ({
        name: subject.name,
        limit: subject.limit,
        sessions: subject.sessions,
        cost: median(engine.get(subject) ?? []),
        raw: median(raw.get(subject) ?? []),
        allowed: subject.allowed,
      }),
    ),
  ];
}

/** Microseconds of CPU per session. */
async function costOf(sessions: number, run: () => Promise<void>): Promise<number> {
  const times = Math.max(1, Math.round(sessionsPerSample / sessions));
  globalThis.gc?.();
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (times * sessions);
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function baselineOf(file: string): Baseline | null {
  try {
    // Written by this benchmark.
    return JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  } catch {
    return null;
  }
}

function printCosts(list: readonly Figure[], baseline: Baseline | null): readonly string[] {
  console.log(`node ${process.version}, ${options.rounds} rounds, medians; microseconds of CPU per session`);
  console.log(row(['', 'limit', 'engine', 'raw loop', 'ratio', 'allowed', 'baseline']));
  for (const figure of list) {
    const before = baseline?.figures.find(({ name, limit }) => name === figure.name && limit === figure.limit);
    const ratio = figure.raw === null ? '' : `${(figure.cost / figure.raw).toFixed(0)}x`;
    console.log(row([figure.name, figure.limit, figure.cost.toFixed(1), figure.raw?.toFixed(2), ratio, figure.allowed, before?.cost.toFixed(1)]));
  }
  return [
    ...list
      .filter(({ cost, allowed }) => allowed !== null && cost > allowed)
      .map(({ name, cost, allowed }) => `${name}: ${cost.toFixed(1)} us, ${allowed} allowed`),
    ...growthProblems(list),
  ];
}

function growthProblems(list: readonly Figure[]): readonly string[] {
  return [16, 64].flatMap((limit) => {
    const of = (sessions: number): number | undefined => list.find((figure) => figure.limit === limit && figure.name === `fan-out of ${sessions}`)?.cost;
    const [small, large] = [of(100), of(50_000)];
    if (small === undefined || large === undefined) return [];
    console.log(`growth from 100 to 50000 at limit ${limit}: ${(large / small).toFixed(2)}x`);
    return large / small > allowedGrowth ? [`growth at limit ${limit}: ${(large / small).toFixed(2)}x, ${allowedGrowth}x allowed`] : [];
  });
}

function printMemory(list: readonly MemoryFigure[]): readonly string[] {
  for (const { name, bytes, allowed } of list) console.log(`${name}: ${bytes.toFixed(0)} bytes an item${allowed === null ? '' : `, ${allowed} allowed`}`);
  return list.filter(({ bytes, allowed }) => allowed !== null && bytes > allowed).map(({ name, bytes }) => `${name}: ${bytes.toFixed(0)} bytes an item`);
}

function row(cells: readonly (string | number | null | undefined)[]): string {
  return cells.map((cell, place) => (place === 0 ? String(cell ?? '').padEnd(38) : String(cell ?? '').padStart(10))).join('');
}
