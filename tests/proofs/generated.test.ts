/**
 * Generated programs with generated agents: the compiled statecharts do what the oracle says.
 *
 * `PROOF_RUNS` and `PROOF_SEED` make it longer or other (`npm run proofs`).
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type AgentFunction, checkedProgram, runInMemory } from '../../src/testing/index.ts';
import { behaviourFor } from '../generators/agents.ts';
import { type Scenario, scenario } from '../generators/programs.ts';
import { interpret } from '../oracle/interpreter.oracle.ts';
import { observed } from '../oracle/observe.ts';
import type { Observed } from '../semantics/cases/case.ts';
import { observedRun } from './observed-run.ts';

const numRuns = Number(process.env.PROOF_RUNS ?? 80);
const seed = Number(process.env.PROOF_SEED ?? 20260201);

test.prop([scenario, fc.constantFrom(16, 3, 2)], { seed, numRuns })(
  `a generated program has the oracle's outcome, starts, ends, joins and tolerated errors [seed ${seed}]`,
  async (generated, concurrency) => {
    const program = checkedProgram(generated.program);
    const wanted = observed(interpret(program, { agent: (invocation) => behaviourFor(generated.agents, invocation), concurrency }));
    const got = observedRun(await runInMemory(program, { agent: agentOf(generated), concurrency }));
    expect(comparable(got)).toEqual(comparable(wanted));
  },
  300_000,
);

test.prop([scenario], { seed, numRuns: Math.ceil(numRuns / 2) })(
  `equal runs have equal events, every start has one end, and nothing starts after its branch was cancelled [seed ${seed}]`,
  async (generated) => {
    const program = checkedProgram(generated.program);
    const [first, second] = [await runInMemory(program, { agent: agentOf(generated) }), await runInMemory(program, { agent: agentOf(generated) })];
    expect(second.events).toEqual(first.events);
    const ended = first.document.status !== 'running';
    const open = new Set<string>();
    const cancelled = new Set<string>();
    for (const event of first.events) {
      if (event.type === 'session.started') {
        const key = `${event.path}#${event.attempt}`;
        expect(open.has(key), `${key} starts once`).toBe(false);
        expect(cancelled.has(event.path), `${key} was cancelled before`).toBe(false);
        open.add(key);
      }
      if (event.type === 'session.cancelled') cancelled.add(event.path);
      if (event.type === 'session.succeeded' || event.type === 'session.failed' || event.type === 'session.cancelled' || event.type === 'session.retrying')
        open.delete(`${event.path}#${event.attempt}`);
    }
    if (ended) expect([...open]).toEqual([]);
  },
  300_000,
);

function agentOf({ agents }: Scenario): AgentFunction {
  return ({ kind, label, prompt, attempt, question }) => {
    const options = question?.form === 'choice' ? question.options : null;
    const { delay, dies, fail, hang, reply } = behaviourFor(agents, { kind, label: kind === 'judge' ? prompt : label, attempt, options });
    const time = { ...(delay === undefined ? {} : { delay }), ...(dies === undefined ? {} : { dies }) };
    if (hang) return { ...time, hang };
    return fail ? { ...time, fail } : { ...time, reply: reply ?? '' };
  };
}

/** Messages are not the oracle's matter; what happens at one moment in different branches has no order of its own. */
function comparable({ message: _, ...run }: Observed): Record<string, unknown> {
  return { ...run, starts: [...run.starts].sort(), ends: [...run.ends].sort(), tolerated: [...run.tolerated].sort() };
}
