/** What holds for every run of the oracle, whatever the program and its agents. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behaviourFor } from '../generators/agents.ts';
import { type Scenario, scenario } from '../generators/programs.ts';
import { decideJoinOracle } from './decide-join.oracle.ts';
import { interpret } from './interpreter.oracle.ts';
import { observed } from './observe.ts';
import { checkedProgram } from './program.ts';
import type { AttemptRecord, OracleRun } from './record.oracle.ts';
import { comparePlaces } from './simulation.oracle.ts';

const run = ({ program, agents }: Scenario, concurrency = 16): OracleRun =>
  interpret(checkedProgram(program), { agent: (invocation) => behaviourFor(agents, invocation), concurrency });

const holdsForAll = (seed: number, numRuns: number, property: (scenario: Scenario) => void): void =>
  fc.assert(fc.property(scenario, property), { seed, numRuns });

const keyOf = (attempt: AttemptRecord): string => `${attempt.place.join('.')} ${attempt.kind}`;

function grouped(attempts: readonly AttemptRecord[], key: (attempt: AttemptRecord) => string): ReadonlyMap<string, readonly AttemptRecord[]> {
  const groups = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts) groups.set(key(attempt), [...(groups.get(key(attempt)) ?? []), attempt]);
  return groups;
}

/** The largest number of attempts that run at one moment; one that ends as another starts makes room for it. */
function mostAtOnce(attempts: readonly AttemptRecord[]): number {
  const steps = attempts.flatMap(({ start, end }) =>
    end === start
      ? []
      : ([
          [start, 1],
          [end ?? Number.POSITIVE_INFINITY, -1],
        ] as const),
  );
  let now = 0;
  let most = 0;
  for (const [, change] of steps.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}

describe('the oracle', () => {
  test('4.1 gives the same run for the same program and agents (seed 51)', () => {
    holdsForAll(51, 60, (one) => {
      expect(run(one)).toEqual(run(one));
    });
  });

  test('2.3 ends every run, with no process left and nothing after the end (seed 52)', () => {
    holdsForAll(52, 150, (one) => {
      const { status, attempts, endedAt, sessions } = run(one);
      expect(['succeeded', 'failed']).toContain(status);
      for (const { end } of attempts) expect(end).not.toBeNull();
      expect(Math.max(0, ...attempts.map(({ end }) => end ?? 0))).toBeLessThanOrEqual(endedAt);
      for (const session of sessions) expect(session.status).not.toBe('waiting');
    });
  });

  test('2.2 every join on record is what the table says for its order of ends (seed 53)', () => {
    holdsForAll(53, 150, (one) => {
      for (const { join, policy, outcome, order, branches, winner } of run(one).joins) {
        const ends = order.map((index) => ({ index, ok: branches[index]?.status === 'succeeded' }));
        expect(branches.filter((branch) => branch.status !== 'cancelled').length).toBe(order.length);
        if (join === 'any') continue; // its count is not on record
        const decision = decideJoinOracle({ join, policy, branches: branches.length }, ends);
        // A block may also fail by its deadline or by its variables, and be cancelled undecided.
        if (outcome === 'succeeded') expect(decision).toMatchObject({ outcome, winner, order });
        if (outcome === 'cancelled') expect(decision).toBeNull();
      }
    });
  });

  test('1.12 attempts of one session follow each other, and none comes after a success (seed 54)', () => {
    holdsForAll(54, 100, (one) => {
      const sessions = grouped(run(one).attempts, keyOf);
      for (const attempts of sessions.values()) {
        const [first, ...rest] = attempts;
        let before = first;
        for (const next of rest) {
          expect(next.attempt === 1 || next.attempt === (before?.attempt ?? 0) + 1).toBe(true);
          if (next.attempt > 1) expect(before?.outcome).not.toBe('succeeded');
          expect(next.start).toBeGreaterThanOrEqual(before?.end ?? Number.POSITIVE_INFINITY);
          before = next;
        }
      }
    });
  });

  test('2.11 never runs more processes than the cap (seed 55)', () => {
    holdsForAll(55, 60, (one) => {
      for (const cap of [1, 2, 3]) expect(mostAtOnce(run(one, cap).attempts)).toBeLessThanOrEqual(cap);
    });
  });

  test('2.6 attempts that start at one moment and were ready together start by place in the program (seed 56)', () => {
    holdsForAll(56, 100, (one) => {
      const { attempts } = run(one, 1000);
      for (const started of grouped(attempts, ({ start }) => String(start)).values()) {
        const outOfOrder = started.filter((attempt, i) => comparePlaces(started[i - 1]?.place ?? [], attempt.place) > 0).length;
        // A process that is stopped is gone a moment later, so one more commit may follow at the same instant.
        const gone = attempts.filter(({ end, outcome }) => outcome === 'cancelled' && end === started[0]?.start).length;
        expect(outOfOrder).toBeLessThanOrEqual(gone);
      }
    });
  });

  test('the form that cases are written in loses nothing of status, outputs and error (seed 57)', () => {
    holdsForAll(57, 60, (one) => {
      const full = run(one);
      const seen = observed(full);
      expect(seen.status).toBe(full.status);
      expect(Object.keys(seen.outputs)).toEqual(Object.keys(full.outputs));
      expect(seen.error).toBe(full.error?.kind ?? null);
      expect(seen.starts.length).toBeLessThanOrEqual(full.attempts.length);
    });
  });
});
