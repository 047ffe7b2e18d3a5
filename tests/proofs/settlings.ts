/**
 * All ways in which a few agents can come to an end: who before whom, ties included, and how.
 *
 * A moment is 10 ms of virtual time. An agent that hangs never ends by itself; told to stop, it lives on for
 * 3 ms, so that the end of a cancellation is seen apart from its begin.
 */
import type { AgentBehaviour } from '../../src/testing/index.ts';
import { sequences } from '../machines/join-space.ts';

export interface End {
  readonly how: 'succeeds' | 'fails' | 'hangs';
  /** From 1; 0 for one that hangs. */
  readonly moment: number;
}

/** One end a label. */
export type Settling = Readonly<Record<string, End>>;

/** Every settling of these labels: each hangs, or succeeds or fails at a moment; moments are used from 1 without gaps. */
export function settlings(labels: readonly string[]): readonly Settling[] {
  const moments = Array.from({ length: labels.length }, (_, place) => place + 1);
  const ends: readonly End[] = [
    { how: 'hangs', moment: 0 },
    ...moments.flatMap((moment): End[] => [
      { how: 'succeeds', moment },
      { how: 'fails', moment },
    ]),
  ];
  return sequences(labels.length, ends)
    .filter((all) => hasNoGap(all))
    .map((all) => Object.fromEntries(labels.map((label, place) => [label, all[place] ?? { how: 'hangs', moment: 0 }])));
}

function hasNoGap(ends: readonly End[]): boolean {
  const used = new Set(ends.map(({ moment }) => moment).filter((moment) => moment > 0));
  return [...used].every((moment) => moment <= used.size);
}

/** Agents that end so; sessions without an entry (cleanup, handlers) succeed after one moment. */
export function agentOf(settling: Settling): (invocation: { readonly label: string }) => AgentBehaviour {
  return ({ label }) => {
    const { how, moment } = settling[label] ?? { how: 'succeeds', moment: 1 };
    const timing = { delay: 10 * moment, dies: 3 };
    if (how === 'hangs') return { hang: true, ...timing };
    return how === 'fails' ? { fail: { kind: 'exit', message: `${label} failed` }, ...timing } : { reply: `reply of ${label}`, ...timing };
  };
}
