/** A run of the runtime in the form that cases and the oracle's runs are written in. */
import type { Json } from '../../src/runtime/run-document.ts';
import type { InMemoryRun, TimelineEntry } from '../../src/testing/index.ts';
import type { Observed } from '../semantics/cases/case.ts';

export function observedRun({ document, timeline: whole, duration }: InMemoryRun): Observed {
  const timeline = attemptsOnly(whole);
  const { status } = document;
  // A run in memory is never interrupted; one that is still running waits for an agent that never answers.
  return {
    status: status === 'running' || status === 'interrupted' ? 'hanging' : status,
    outputs: Object.fromEntries(Object.entries(document.outputs).map(([name, value]) => [name, brief(value)])),
    result: brief(document.result),
    error: document.error?.kind ?? null,
    message: document.error?.message ?? null,
    starts: timeline.filter(({ what }) => what === 'started').map((entry) => `${nameOf(entry)}@${entry.at}${entry.attempt > 1 ? `#${entry.attempt}` : ''}`),
    ends: timeline.filter(({ what }) => what !== 'started').map((entry) => `${nameOf(entry)}@${entry.at} ${entry.failure ?? entry.what}`),
    joins: document.joins.map(
      (join) => `${join.join} ${join.onFail} ${join.outcome}:${join.branches.map(({ name, status }) => ` ${name}=${status}`).join('')}`,
    ),
    tolerated: document.tolerated.map(({ error }) => error.kind),
    endedAt: duration,
  };
}

/**
 * Attempts and their ends. Left out: attempts that were cancelled at the instant they began (whether they are spawned
 * at all depends on when a stopped process is found to be gone, which no sentence fixes), and the end of a session
 * that was cancelled between two attempts.
 */
function attemptsOnly(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const keyOf = ({ path, attempt }: TimelineEntry): string => `${path}#${attempt}`;
  const open = new Map<string, TimelineEntry>();
  const left = new Set<TimelineEntry>();
  for (const entry of timeline) {
    const start = open.get(keyOf(entry));
    if (entry.what === 'started') open.set(keyOf(entry), entry);
    else if (!start) left.add(entry);
    else {
      open.delete(keyOf(entry));
      if (entry.what === 'cancelled' && start.at === entry.at) left.add(start).add(entry);
    }
  }
  return timeline.filter((entry) => !left.has(entry));
}

const nameOf = ({ kind, label }: TimelineEntry): string => (kind === 'judge' ? `?${label}` : label);

/** Of error values and cancelled ones, what cases say. */
function brief(json: Json): Json {
  if (Array.isArray(json)) return json.map(brief);
  if (json === null || typeof json !== 'object') return json;
  // Lists were sorted out above.
  const fields = json as { readonly [key: string]: Json };
  if (fields.failed === true && fields.kind !== undefined) return { failed: true, kind: fields.kind };
  if (fields.cancelled === true && 'by' in fields) return { cancelled: true };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, brief(value)]));
}
