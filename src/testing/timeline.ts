/** What agents did in a run, in order of time: the part of its events that most tests look at. */
import type { FailureKind } from '../errors.ts';
import type { RunEvent } from '../runtime/events.ts';

export interface TimelineEntry {
  /** Milliseconds since the run began. */
  readonly at: number;
  /** `retrying`: this attempt failed and there will be another. */
  readonly what: 'started' | 'succeeded' | 'failed' | 'retrying' | 'cancelled' | 'interrupted';
  readonly path: string;
  readonly kind: 'session' | 'resume' | 'judge';
  readonly label: string;
  /** From 1. */
  readonly attempt: number;
  /** Kind of the failure; null where nothing failed. */
  readonly failure: FailureKind | null;
}

const ends = {
  'session.succeeded': 'succeeded',
  'session.failed': 'failed',
  'session.retrying': 'retrying',
  'session.cancelled': 'cancelled',
  'session.interrupted': 'interrupted',
} as const;

type AttemptEnd = Extract<RunEvent, { readonly type: keyof typeof ends }>;

/** @param start milliseconds since the epoch */
export function timelineOf(events: readonly RunEvent[], start: number): readonly TimelineEntry[] {
  const scheduled = new Map<string, { readonly kind: TimelineEntry['kind']; readonly label: string }>();
  return events.flatMap((event): TimelineEntry[] => {
    const at = Date.parse(event.at) - start;
    if (event.type === 'session.scheduled') {
      const { path, kind, label, attempt } = event;
      scheduled.set(path, { kind, label });
      return [{ at, what: 'started', path, kind, label, attempt, failure: null }];
    }
    if (!isAttemptEnd(event)) return [];
    const { path, attempt } = event;
    const failure = event.type === 'session.failed' || event.type === 'session.retrying' ? event.error.kind : null;
    return [{ at, what: ends[event.type], path, ...(scheduled.get(path) ?? { kind: 'session', label: '' }), attempt, failure }];
  });
}

function isAttemptEnd(event: RunEvent): event is AttemptEnd {
  return Object.hasOwn(ends, event.type);
}
