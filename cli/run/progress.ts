/**
 * The run as lines of talk, one for each event that people follow; `verbose` adds what agents print and what is bound.
 *
 * Owns: wording and symbols, and which sessions are at work. Does not own: where the lines go.
 */
import type { RunEvent } from '../../src/index.ts';
import { elapsedText, oneLine } from './plain-text.ts';

interface Session {
  /** `3 Review`: the number is the one in `state.md`. */
  readonly name: string;
  readonly who: string;
  startedAt: number;
}

export class Progress {
  readonly #sessions = new Map<string, Session>();
  readonly #atWork = new Set<string>();
  #begin: number | undefined;

  constructor(private readonly verbose: boolean) {}

  /** Sessions whose agents are at work. */
  get atWork(): number {
    return this.#atWork.size;
  }

  /** The event's line; null for one that is not shown. */
  line(event: RunEvent): string | null {
    const at = Date.parse(event.at);
    this.#begin ??= at;
    this.follow(event, at);
    const text = this.text(event, at);
    return text === null ? null : `${elapsedText(at - this.#begin).padStart(7)}  ${oneLine(text)}`;
  }

  private follow(event: RunEvent, at: number): void {
    switch (event.type) {
      case 'session.scheduled':
        this.#sessions.set(event.path, { name: `${event.execution} ${event.label}`, who: whoDoes(event), startedAt: at });
        return;
      case 'session.started': {
        const session = this.#sessions.get(event.path);
        if (session) session.startedAt = at;
        this.#atWork.add(event.path);
        return;
      }
      case 'session.retrying':
      case 'session.succeeded':
      case 'session.failed':
      case 'session.cancelled':
      case 'session.interrupted':
        this.#atWork.delete(event.path);
        return;
      default:
    }
  }

  private text(event: RunEvent, at: number): string | null {
    switch (event.type) {
      case 'run.started':
        return `run ${event.id} of ${event.program}`;
      case 'run.resumed':
        return `run ${event.id} of ${event.program} goes on`;
      case 'session.started':
        return `▸ ${this.session(event.path)}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} (${this.#sessions.get(event.path)?.who ?? ''})`;
      case 'session.succeeded':
        return `✓ ${this.session(event.path)} (${this.took(event.path, at)})`;
      case 'session.failed':
        return `✗ ${this.session(event.path)}: ${event.error.kind}: ${event.error.message}`;
      case 'session.retrying':
        return `↻ ${this.session(event.path)}: ${event.error.kind}: ${event.error.message}; again in ${elapsedText(event.delay)}`;
      case 'session.cancelled':
        return `⊘ ${this.session(event.path)} cancelled by ${this.session(event.by)}`;
      case 'session.interrupted':
        return `⊘ ${this.session(event.path)} interrupted`;
      case 'condition.judged':
        return `? ${this.session(event.path)}: ${event.answer}${event.reason === '' ? '' : ` (${event.reason})`}`;
      case 'join.joined':
        return `∥ ${event.join}, ${event.onFail}: ${event.outcome} (${countsOf(event.branches.map((branch) => branch.status))})`;
      case 'loop.ended':
        return event.reason === 'max' ? `loop ended: max reached at ${event.path}` : null;
      case 'error.caught':
        return `caught ${event.error.kind}: ${event.error.message}`;
      case 'error.tolerated':
        return `tolerated ${event.error.kind}: ${event.error.message}`;
      case 'input.needed':
        return `waits for input ${event.name}: ${event.prompt}`;
      case 'run.waiting':
        return `waits: ${event.reason}${event.agent === null ? '' : ` of ${event.agent}`}: ${event.message}`;
      case 'run.paused':
        return `paused: ${event.reason}`;
      case 'warning':
        return `warning: ${event.message}`;
      default:
        return this.verbose ? this.detail(event) : null;
    }
  }

  private detail(event: RunEvent): string | null {
    switch (event.type) {
      case 'session.output':
        return `  ${this.session(event.path)} | ${event.line}`;
      case 'block.entered':
        return `block ${event.block} entered, depth ${event.depth}`;
      case 'block.left':
        return `block ${event.block} ${event.outcome}`;
      case 'loop.iterated':
        return `iteration ${event.index} of ${event.path}`;
      case 'parallel.started':
        return `∥ start ${event.branches.join(', ')} (${event.join}, ${event.onFail})`;
      case 'choice.taken':
        return `choice: ${event.label}`;
      case 'name.bound':
        return event.name === null ? null : `${event.kind} ${event.name} = ${valueText(event.value)}`;
      case 'input.given':
        return `input ${event.name} = ${valueText(event.value)}`;
      default:
        return null;
    }
  }

  private session(path: string): string {
    return this.#sessions.get(path)?.name ?? path;
  }

  private took(path: string, at: number): string {
    return elapsedText(at - (this.#sessions.get(path)?.startedAt ?? at));
  }
}

function whoDoes(event: { readonly agent: string | null; readonly command: string; readonly model: string | null }): string {
  return [event.agent, event.command, event.model].filter((word) => word !== null).join(', ');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `2 succeeded, 1 failed`. */
export function countsOf(statuses: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
