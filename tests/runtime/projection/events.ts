/** Numbered events for fold tests: the body is given, number and time are filled in. */
import type { Failure } from '../../../src/errors.ts';
import type { RunEvent, RunEventBody } from '../../../src/runtime/events.ts';

/** Each event comes one second after the one before it. */
export function eventsOf(bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ v: 1, seq: index + 1, at: timeOf(index + 1), ...body }));
}

/** The time of the n-th event. */
export function timeOf(seq: number): string {
  return new Date(Date.UTC(2026, 10, 21, 9, 30, seq)).toISOString();
}

export function scheduled(
  path: string,
  execution: number,
  more: { label?: string; attempt?: number; kind?: 'session' | 'resume' | 'judge' } = {},
): RunEventBody {
  return {
    type: 'session.scheduled',
    path,
    execution,
    attempt: more.attempt ?? 1,
    label: more.label ?? `label of ${path}`,
    kind: more.kind ?? 'session',
    agent: 'writer',
    command: 'mine',
    model: 'sonnet',
  };
}

export function started(path: string, attempt = 1): RunEventBody {
  return { type: 'session.started', path, attempt, pid: 4000 + attempt };
}

export function succeeded(path: string, attempt = 1): RunEventBody {
  return { type: 'session.succeeded', path, attempt, value: 'done', usage: null, resultFile: `/runs/x${path}` };
}

export function failure(path: string, more: Partial<Failure> = {}): Failure {
  return { kind: 'exit', message: 'exit 1: boom', label: `label of ${path}`, path, attempts: 1, exitCode: 1, ...more };
}
