/**
 * Entries of an answers file (`formats.md` 2) as an agent of the oracle.
 */
import type { Json } from '../../src/runtime/run-document.ts';
import type { AnswerEntry } from '../semantics/cases/case.ts';
import type { Agent, Behaviour, Invocation } from './agents.oracle.ts';

export function scripted(entries: readonly AnswerEntry[]): Agent {
  const used = new Map<AnswerEntry, number>();
  return (invocation) => {
    const entry = entries.find((one) => matches(one, invocation) && (used.get(one) ?? 0) < (one.times ?? Number.POSITIVE_INFINITY));
    if (!entry) return byDefault(invocation);
    const count = (used.get(entry) ?? 0) + 1;
    used.set(entry, count);
    return behaviourOf(entry, count);
  };
}

function matches(entry: AnswerEntry, invocation: Invocation): boolean {
  if (invocation.kind === 'judge' && entry.kind !== 'judge') return false;
  return (
    (entry.kind === undefined || entry.kind === invocation.kind) &&
    (entry.label === undefined || entry.label === invocation.label) &&
    (entry.agent === undefined || entry.agent === invocation.agent) &&
    (entry.attempt === undefined || entry.attempt === invocation.attempt) &&
    (entry.prompt === undefined || invocation.prompt.includes(entry.prompt))
  );
}

function behaviourOf(entry: AnswerEntry, count: number): Behaviour {
  const delay = entry.delay ?? 0;
  if (entry.hang) return { hang: true, delay };
  if (entry.fail) return { delay, fail: entry.fail };
  const reply = entry.replies ? entry.replies[Math.min(count, entry.replies.length) - 1] : entry.reply;
  return { delay, reply: textFor(reply ?? null) };
}

const textFor = (reply: Json): string => (typeof reply === 'string' ? reply : JSON.stringify(reply));

/** Judges without an entry end every program; sessions without one are an error of the test. */
function byDefault(invocation: Invocation): Behaviour {
  if (invocation.kind !== 'judge') throw new Error(`no entry for ${invocation.label}`);
  if (invocation.options) return { reply: invocation.options[0] ?? '' };
  if (invocation.from === 'until') return { reply: String(invocation.check >= 2) };
  if (invocation.from === 'while') return { reply: String(invocation.check < 2) };
  return { reply: 'true' };
}
