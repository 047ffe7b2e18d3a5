/**
 * What a run waits for from outside: inputs, quotas, sign-ins, budget (semantics 1.9).
 *
 * 1. Every event costs O(1): a branch that ends is only noted; what waited inside it is left out when
 *    the list is asked for, by looking at the enclosing branches of each wait.
 * 2. A wait that begins after its branch was entered anew counts again.
 */
import type { RunEvent } from '../events.ts';
import type { PausedEntry } from '../run-document.ts';

interface Wait {
  readonly entry: PausedEntry;
  readonly seq: number;
}

export class Waits {
  readonly #waits = new Map<string, Wait>();
  /** Branch (`/parallel@H(a)`, `/for@H[1]`) or whole block -> number of the event that ended it. */
  readonly #ended = new Map<string, number>();

  needInput(event: Extract<RunEvent, { type: 'input.needed' }>): void {
    this.#add(event, {
      kind: 'input',
      path: event.path,
      input: event.name,
      prompt: event.prompt,
      agent: null,
      resetsAt: null,
      message: `input "${event.name}" is needed`,
    });
  }

  waitForAgent(event: Extract<RunEvent, { type: 'run.waiting' }>): void {
    // An input has its own event, with the prompt; this one only repeats it.
    if (event.reason === 'input') return;
    this.#add(event, { kind: event.reason, path: event.path, input: null, prompt: null, agent: event.agent, resetsAt: event.resetsAt, message: event.message });
  }

  end(path: string): void {
    this.#waits.delete(path);
  }

  endBranch(event: Extract<RunEvent, { type: 'branch.ended' }>): void {
    if (this.#waits.size === 0) return;
    this.#ended.set(`${event.path}(${event.name})`, event.seq);
    this.#ended.set(`${event.path}(${event.index})`, event.seq);
    this.#ended.set(`${event.path}[${event.index}]`, event.seq);
  }

  endBlock(event: Extract<RunEvent, { type: 'join.joined' }>): void {
    if (this.#waits.size > 0) this.#ended.set(event.path, event.seq);
  }

  entries(): PausedEntry[] {
    return [...this.#waits.values()].filter((wait) => !this.#hasEnded(wait)).map((wait) => wait.entry);
  }

  #add(event: { readonly seq: number; readonly path: string }, entry: PausedEntry): void {
    this.#waits.set(event.path, { entry, seq: event.seq });
  }

  #hasEnded(wait: Wait): boolean {
    return enclosing(wait.entry.path).some((place) => (this.#ended.get(place) ?? -1) > wait.seq);
  }
}

/** The path's enclosing places, each also without its branch or item suffix. */
function enclosing(path: string): string[] {
  const places: string[] = [];
  for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
    const place = end < 0 ? path : path.slice(0, end);
    places.push(place);
    const block = place.replace(/(?:\([^()/]*\)|\[\d+\])$/, '');
    if (block !== place) places.push(block);
    if (end < 0) return places;
  }
}
