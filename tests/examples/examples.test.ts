/** Every program of `examples/` as a newcomer meets it: checked, formatted, and run without a single flag. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { folder, troupe } from '../cli/troupe.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const programs = readdirSync(examples)
  .filter((name) => name.endsWith('.prose'))
  .map((name) => name.slice(0, -'.prose'.length));

const read = (name: string): string => readFileSync(join(examples, name), 'utf8');
const programFile = (name: string): string => join(examples, `${name}.prose`);

describe('examples', () => {
  test('each has its answers, its expected output and its line in the README', () => {
    const files = readdirSync(examples).filter((name) => !['README.md', 'troupe.config.json', '.prose'].includes(name));
    const expected = programs.flatMap((name) => [`${name}.prose`, `${name}.answers.yaml`, `${name}.expected.txt`]);
    expect(files.sort()).toEqual(expected.sort());
    expect(programs.length).toBeGreaterThanOrEqual(8);
    for (const name of programs) expect(read('README.md')).toContain(`| [${name}](${name}.prose) |`);
  });

  test('are clean under --strict and in canonical form', async () => {
    const files = programs.map(programFile);
    expect(await troupe(['check', '--strict', ...files])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await troupe(['fmt', '--check', ...files])).toMatchObject({ code: 0 });
  });

  test('run without a single flag', async () => {
    const result = await troupe(['run', programFile('hello')], { cwd: folder() });
    expect(result).toMatchObject({ code: 0, stdout: read('hello.expected.txt') });
    expect(result.stderr).toContain('the simulated agent answers: no model is asked\n');
  });

  test.concurrent.each(programs)('%s prints what is expected, and leaves no answer to a placeholder', async (name) => {
    const result = await troupe(['run', programFile(name), '--verbose'], { cwd: folder() });
    expect(result).toMatchObject({ code: 0, stdout: read(`${name}.expected.txt`) });
    expect(result.stderr).toContain('✓');
    expect(result.stderr).not.toContain('Simulated answer to');
  });
});

describe('what the examples show', () => {
  test('research: the researchers overlap, and the one that fails is tried again', async () => {
    const sessions = (await documentOf('research')).sessions.filter((session) => session.agent === 'researcher');
    expect(sessions.map((session) => [session.status, session.attempts])).toEqual([
      ['succeeded', 1],
      ['succeeded', 2],
      ['succeeded', 1],
    ]);
    expect(overlap(sessions)).toBe(true);
  });

  test('ledger: the steps of one order in order, the orders at the same time', async () => {
    const { sessions } = await documentOf('ledger');
    expect(sessions).toHaveLength(27);
    const orders = [0, 1, 2].map((item) => sessions.filter((session) => session.path.includes(`[${item}]/`)));
    for (const order of orders) {
      expect(order.map((session) => session.label.replace(/ for order \d+/, ''))).toEqual(
        ['Check the stock', 'Pack the parcel', 'Print the label'].flatMap((task) => ['started', task, 'completed']),
      );
      for (const [at, session] of order.entries()) {
        if (at > 0) expect(time(session.startedAt)).toBeGreaterThanOrEqual(time(order[at - 1]?.endedAt));
      }
    }
    expect(overlap(orders.map((order) => ({ startedAt: order[0]?.startedAt, endedAt: order.at(-1)?.endedAt })))).toBe(true);
  });

  test('race: whoever is not needed any more is cancelled', async () => {
    const { joins, sessions } = await documentOf('race');
    expect(joins.map((join) => join.branches.map((branch) => branch.status))).toEqual([
      ['cancelled', 'succeeded', 'cancelled'],
      ['failed', 'succeeded', 'succeeded', 'cancelled'],
    ]);
    expect(sessions.filter((session) => session.status === 'cancelled').every((session) => session.cancelledBy !== null)).toBe(true);
  });

  test('release: the failure stops the part that is still being tested', async () => {
    const { joins, sessions } = await documentOf('release');
    expect(joins.map((join) => [join.outcome, join.branches.map((branch) => branch.status)])).toEqual([['failed', ['succeeded', 'failed', 'cancelled']]]);
    expect(sessions.map((session) => session.label)).not.toContain('Publish the release');
  });
});

async function documentOf(name: string): Promise<RunDocument> {
  const { stdout } = await troupe(['run', programFile(name), '--json', '--quiet'], { cwd: folder() });
  return JSON.parse(stdout) as RunDocument;
}

interface Interval {
  readonly startedAt?: string | null | undefined;
  readonly endedAt?: string | null | undefined;
}

/** The last one starts before the first one ends. */
function overlap(intervals: readonly Interval[]): boolean {
  return Math.max(...intervals.map((one) => time(one.startedAt))) < Math.min(...intervals.map((one) => time(one.endedAt)));
}

function time(text: string | null | undefined): number {
  const at = Date.parse(text ?? '');
  expect(at).not.toBeNaN();
  return at;
}
