/** The hand-written cases of `semantics.md`, run by the compiled statecharts; the oracle runs the same ones. */
import { describe, expect, test } from 'vitest';
import type { Answers } from '../../src/executors/simulated/answers.ts';
import { checkedProgram, runInMemory } from '../../src/testing/index.ts';
import type { Value } from '../../src/values.ts';
import { observedRun } from '../proofs/observed-run.ts';
import { type AnswerEntry, OTHERWISE, type Observed, type SemanticsCase } from './cases/case.ts';
import { semanticsCases } from './cases/index.ts';

describe.each(Object.entries(semanticsCases))('%s', (_, cases) => {
  test.each(cases)('$title', async (one) => expect(comparable(await runCase(one))).toEqual(comparable(one.expected)));
});

async function runCase(one: SemanticsCase): Promise<Partial<Observed>> {
  const seen = observedRun(
    await runInMemory(checkedProgram(one.program, one.files ?? {}), {
      agent: answersOf([...(one.agents ?? []), OTHERWISE]),
      ...(one.files ? { files: one.files } : {}),
      // Inputs of cases are plain JSON.
      ...(one.inputs ? { inputs: one.inputs as Readonly<Record<string, Value>> } : {}),
      ...(one.concurrency === undefined ? {} : { concurrency: one.concurrency }),
      ...(one.cleanupTimeout === undefined ? {} : { cleanupTimeout: one.cleanupTimeout }),
      ...(one.cancelAt === undefined ? {} : { cancelAt: one.cancelAt }),
    }),
  );
  return Object.fromEntries(Object.entries(seen).filter(([name]) => name in one.expected));
}

/** Numbers of cases are milliseconds; an answers file reads plain numbers as seconds. */
function answersOf(entries: readonly AnswerEntry[]): Answers {
  return { format: 1, replies: entries.map(({ delay, ...entry }) => ({ ...entry, ...(delay === undefined ? {} : { delay: `${delay}ms` }) })) } as Answers;
}

/** What happens at one moment in different branches has no order of its own. */
function comparable(run: Partial<Observed>): Partial<Observed> {
  return { ...run, ...(run.ends ? { ends: [...run.ends].sort() } : {}), ...(run.tolerated ? { tolerated: [...run.tolerated].sort() } : {}) };
}
