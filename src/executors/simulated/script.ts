/**
 * Which entry of the answers an invocation gets.
 *
 * Owns: matching and the counters of arrivals. Does not own: what an entry does (`executor.ts`).
 *
 * 1. The first entry that matches and is not used up wins, and only the winner counts the arrival.
 * 2. One arrival is one attempt, a judge's repeat too. Counters belong to one script, hence to one run.
 */

import type { AgentRequest } from '../../ports.ts';
import { parseDuration } from '../duration.ts';
import type { AnswerEntry, Answers, ScriptedFailure, ScriptedReply } from './answers.ts';
import { stateless, wildcardMatcher, writtenExpression } from './text-match.ts';

/** What matching looks at; a resumed run tells the attempts that had ended before in this form. */
export type Arrival = Pick<AgentRequest, 'path' | 'label' | 'agent' | 'prompt' | 'kind' | 'attempt'>;

/** What one invocation gets. `delay` in milliseconds. */
export type ScriptedDeed =
  | { readonly kind: 'reply'; readonly reply: ScriptedReply; readonly delay: number }
  | { readonly kind: 'fail'; readonly fail: ScriptedFailure; readonly delay: number }
  | { readonly kind: 'hang' };

interface CompiledEntry {
  readonly entry: AnswerEntry;
  readonly matches: (arrival: Arrival) => boolean;
  used: number;
}

export class Script {
  readonly #entries: readonly CompiledEntry[];

  constructor(answers: Answers) {
    this.#entries = answers.replies.map((entry) => ({ entry, matches: entryMatcher(entry), used: 0 }));
  }

  /** Counts the arrival and says what it gets; null when no entry is for it. */
  next(arrival: Arrival): ScriptedDeed | null {
    const winner = this.#entries.find(({ entry, used, matches }) => used < (entry.times ?? Number.POSITIVE_INFINITY) && matches(arrival));
    if (winner === undefined) return null;
    winner.used += 1;
    return deedOf(winner.entry, winner.used);
  }
}

/** @param place of the arrival among those of the entry, from 1 */
function deedOf(entry: AnswerEntry, place: number): ScriptedDeed {
  const delay = parseDuration(entry.delay ?? 0) ?? 0;
  if ('reply' in entry && entry.reply !== undefined) return { kind: 'reply', reply: entry.reply, delay };
  if ('replies' in entry && entry.replies !== undefined)
    return { kind: 'reply', reply: entry.replies[Math.min(place, entry.replies.length) - 1] ?? null, delay };
  if ('fail' in entry && entry.fail !== undefined) return { kind: 'fail', fail: entry.fail, delay };
  return { kind: 'hang' };
}

function entryMatcher(entry: AnswerEntry): (arrival: Arrival) => boolean {
  const path = entry.path === undefined ? always : wildcardMatcher(entry.path);
  const agent = entry.agent === undefined ? null : wildcardMatcher(entry.agent);
  const label = textMatcher(entry.label, (wanted, text) => text === wanted);
  const prompt = textMatcher(entry.prompt, (wanted, text) => text.includes(wanted));
  const isKind = (kind: Arrival['kind']): boolean => (entry.kind === undefined ? kind !== 'judge' : kind === entry.kind);
  return (arrival) =>
    isKind(arrival.kind) &&
    (entry.attempt === undefined || entry.attempt === arrival.attempt) &&
    (agent === null || (arrival.agent !== null && agent(arrival.agent))) &&
    path(arrival.path) &&
    label(arrival.label) &&
    prompt(arrival.prompt);
}

function textMatcher(wanted: string | RegExp | undefined, isEqual: (wanted: string, text: string) => boolean): (text: string) => boolean {
  if (wanted === undefined) return always;
  const expression = wanted instanceof RegExp ? stateless(wanted) : writtenExpression(wanted);
  if (expression !== null) return (text) => expression.test(text);
  return (text) => isEqual(String(wanted), text);
}

function always(): true {
  return true;
}
