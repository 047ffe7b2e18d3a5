/**
 * The readable log of a run, `state.md` (`formats.md` 7): one line an event, as a fold over events.
 *
 * Owns: which events are told and how. Does not own: the file.
 *
 * 1. A line never holds a line break or a control character, whatever a program or an agent wrote.
 * 2. A number is the `execution_id` of the session or statement; one that has none of its own is told
 *    under its nearest enclosing statement that has, `0` at the top of the program.
 */
import type { Failure } from '../errors.ts';
import type { RunEvent } from './events.ts';

/** Branch names listed in one line; a wider fan-out tells its first ones and its size. */
const NAMES_LISTED = 24;

export interface StateLog {
  /** The event's lines without line breaks: none or one. */
  lines(event: RunEvent): readonly string[];
}

/**
 * @example
 * const log = createStateLog();
 * events$.subscribe((event) => { for (const line of log.lines(event)) append(line); });
 */
export function createStateLog(): StateLog {
  const known = new KnownPlaces();
  return {
    lines: (event) => {
      known.learn(event);
      const line = lineOf(event, known);
      return line === null ? [] : [oneLine(line)];
    },
  };
}

/** Numbers and labels by path, learnt from earlier events. */
class KnownPlaces {
  readonly #executions = new Map<string, number>();
  readonly #labels = new Map<string, string>();

  learn(event: RunEvent): void {
    if (!('path' in event) || event.path === null || !('execution' in event) || event.execution === undefined) return;
    this.#executions.set(event.path, event.execution);
    if (event.type === 'session.scheduled') this.#labels.set(event.path, event.label);
  }

  /** The place's own number, else that of its nearest enclosing place. */
  number(path: string): number {
    for (let place = path; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/')))) {
      const own = this.#executions.get(place) ?? this.#executions.get(withoutBranch(place));
      if (own !== undefined) return own;
    }
    return 0;
  }

  /** `N→ label` of a session. */
  session(path: string): string {
    return `${this.number(path)}→ ${this.#labels.get(path) ?? path}`;
  }

  /** How a line refers to another place: its own number, else its path. */
  reference(path: string): string {
    return this.#executions.get(path)?.toString() ?? path;
  }
}

function withoutBranch(place: string): string {
  return place.replace(/(?:\([^()/]*\)|\[\d+\])$/, '');
}

function lineOf(event: RunEvent, known: KnownPlaces): string | null {
  switch (event.type) {
    case 'session.succeeded':
      return `${known.session(event.path)} ✓`;
    case 'session.failed':
      return `${known.session(event.path)} ✗ ${reason(event.error)}`;
    case 'session.retrying':
      return `${known.session(event.path)} ↻ attempt ${event.attempt + 1}`;
    case 'session.cancelled':
      return `${known.session(event.path)} ⊘ by ${known.reference(event.by)}`;
    case 'session.interrupted':
      return `${known.session(event.path)} ⊘ interrupted`;
    case 'parallel.started':
      return `${event.execution}→ ∥start ${nameList(event.branches)} (${event.join}, ${event.onFail})`;
    case 'join.joined':
      return `${known.number(event.path)}→ ∥done ${event.outcome}`;
    case 'block.entered':
      return `${event.execution}→ block:${event.block}#${event.execution}`;
    case 'loop.iterated':
      return `${event.execution}→ loop:${event.index}${event.max === null ? '' : `/${event.max}`}`;
    case 'error.caught':
      return `${known.number(event.path)}→ try→catch ${event.error.kind}`;
    case 'finally.entered':
      return `${known.number(event.path)}→ finally`;
    case 'choice.taken':
      return `${known.number(event.path)}→ choice:${event.label}`;
    case 'name.bound':
      return event.kind === 'input' || (event.kind === 'output' && event.name !== null) ? `${event.execution}→ ${event.kind} ${event.name}` : null;
    case 'run.resumed':
      return `---resumed ${event.at}`;
    case 'run.paused':
      return `---paused ${event.reason}`;
    case 'run.ended':
      return event.document.status === 'paused' ? null : `---end ${event.document.endedAt ?? event.at} ${event.document.status}`;
    default:
      return null;
  }
}

/** The kind and the message's first line; the kind only once when the message begins with it. */
function reason(error: Failure): string {
  const first = error.message.split('\n', 1)[0]?.trim() ?? '';
  if (first === '') return error.kind;
  return first.toLowerCase().startsWith(error.kind) ? first : `${error.kind}: ${first}`;
}

function nameList(names: readonly string[]): string {
  if (names.length <= NAMES_LISTED) return names.join(',');
  return `${names.slice(0, NAMES_LISTED).join(',')},... ${names.length} in all`;
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
