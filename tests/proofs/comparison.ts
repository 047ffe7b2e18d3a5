/**
 * One program and one settling, run by the runtime's machines and by the oracle, compared in everything that is seen
 * from outside: outcome, values, errors, every start and end of an agent with its moment, joins, tolerated errors.
 */
import { expect } from 'vitest';
import type { CheckedProgram } from '../../src/language/checked-program.ts';
import { type AgentBehaviour, checkedProgram, runInMemory } from '../../src/testing/index.ts';
import type { Behaviour } from '../oracle/agents.oracle.ts';
import { interpret } from '../oracle/interpreter.oracle.ts';
import { observed } from '../oracle/observe.ts';
import type { Observed } from '../semantics/cases/case.ts';
import { observedRun } from './observed-run.ts';
import { agentOf, type Settling } from './settlings.ts';

export interface Comparison {
  readonly program: string;
  readonly settling: Settling;
}

/** After so many differences no more is compared: they tell enough. */
const enoughDifferences = 3;

/**
 * Compares all of them.
 *
 * @returns how many were compared, so that a test can say how many there must be
 */
export async function compareAll(comparisons: Iterable<Comparison>): Promise<number> {
  const checked = new Map<string, CheckedProgram>();
  let compared = 0;
  const differences: string[] = [];
  for (const { program, settling } of comparisons) {
    const known = checked.get(program) ?? checkedProgram(program);
    checked.set(program, known);
    const difference = await compare(known, program, settling);
    compared++;
    if (difference !== null && differences.push(difference) === enoughDifferences) break;
  }
  expect(differences.length, differences.join('\n\n')).toBe(0);
  return compared;
}

async function compare(checked: CheckedProgram, program: string, settling: Settling): Promise<string | null> {
  const agent = agentOf(settling);
  const wanted = comparable(observed(interpret(checked, { agent: (invocation) => oracleBehaviour(agent(invocation)) })));
  const got = comparable(observedRun(await runInMemory(checked, { agent })));
  const names = Object.keys(wanted).filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(got[name]));
  if (names.length === 0) return null;
  const table = names.map((name) => `${name}:\n  oracle  ${JSON.stringify(wanted[name])}\n  runtime ${JSON.stringify(got[name])}`);
  return [program, JSON.stringify(settling), ...table].join('\n');
}

/** The two sides name the same deeds; replies of proofs are texts. */
function oracleBehaviour({ reply, ...rest }: AgentBehaviour): Behaviour {
  return { ...rest, ...(reply === undefined ? {} : { reply: String(reply) }) } as Behaviour;
}

/** What happens at one moment in different branches has no order of its own; a block of a hanging run is in no list. */
function comparable(run: Observed): Readonly<Record<string, unknown>> {
  const { message: _, ...rest } = run;
  return {
    ...rest,
    outputs: sorted(rest.outputs),
    ends: [...rest.ends].sort(),
    tolerated: [...rest.tolerated].sort(),
    joins: rest.joins.filter((join) => !join.includes(' null:')),
  };
}

/** Keys in one order, at every depth: the order of keys is no part of a value. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
