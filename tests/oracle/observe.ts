/** A run of the oracle in the form that cases are written in. */
import type { Failure } from '../../src/errors.ts';
import { isCancelled, isErrorValue, isList, type Value } from '../../src/values.ts';
import type { Json } from '../../src/runtime/run-document.ts';
import type { Observed } from '../semantics/cases/case.ts';
import type { AttemptRecord, OracleRun } from './record.oracle.ts';
import { comparePlaces } from './simulation.oracle.ts';

export function observed(run: OracleRun): Observed {
  const attempts = run.attempts.filter((attempt) => !isFleeting(attempt));
  return {
    status: run.status,
    outputs: Object.fromEntries(Object.entries(run.outputs).map(([name, value]) => [name, jsonOf(value)])),
    result: jsonOf(run.result),
    error: run.error?.kind ?? null,
    message: run.error?.message ?? null,
    starts: attempts.map((attempt) => `${nameOf(attempt)}@${attempt.start}${attempt.attempt > 1 ? `#${attempt.attempt}` : ''}`),
    ends: endsOf(attempts),
    joins: run.joins
      .toSorted((a, b) => comparePlaces(a.place, b.place))
      .map((join) => {
        const branches = join.branches.map((branch) => ` ${branch.name}=${branch.status}`).join('');
        return `${join.join} ${join.policy} ${join.outcome}:${branches}`;
      }),
    tolerated: toleratedOf(run),
    endedAt: run.endedAt,
  };
}

/** An error value that is raised again is the same failure: it is listed once, however many blocks moved past it. */
function toleratedOf(run: OracleRun): readonly string[] {
  const failures = run.tolerated.map((one) => one.failure);
  const same = (a: Failure, b: Failure): boolean => a.path === b.path && a.kind === b.kind && a.message === b.message;
  return failures.filter((failure, i) => failures.findIndex((other) => same(failure, other)) === i).map((failure) => failure.kind);
}

/**
 * An attempt that was cancelled at the instant it began. Whether it is spawned at all depends on when a
 * stopped process is found to be gone, which no sentence fixes, so nobody may rely on it.
 */
function isFleeting(attempt: AttemptRecord): boolean {
  return attempt.outcome === 'cancelled' && attempt.start === attempt.end;
}

function endsOf(attempts: readonly AttemptRecord[]): readonly string[] {
  const ended = attempts.filter((attempt) => attempt.end !== null);
  return ended
    .toSorted((a, b) => (a.end ?? 0) - (b.end ?? 0) || comparePlaces(a.place, b.place))
    .map((attempt) => `${nameOf(attempt)}@${attempt.end} ${attempt.outcome}`);
}

const nameOf = (attempt: AttemptRecord): string => (attempt.kind === 'judge' ? `?${attempt.label}` : attempt.label);

function jsonOf(value: Value): Json {
  if (isErrorValue(value)) return { failed: true, kind: value.failure.kind };
  if (isCancelled(value)) return { cancelled: true };
  if (isList(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, jsonOf(part)]));
}
