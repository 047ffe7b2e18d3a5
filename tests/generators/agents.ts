/**
 * Agents for generated programs: a table of behaviours, chosen by what is asked.
 *
 * 1. The same question (label, attempt) gets the same answer, whoever asks and when: so the oracle and the
 *    runtime meet the same agent although they may ask in another order within one instant.
 * 2. Delays are few and multiples of 10, so that ends at one instant are common; no delay equals a session's
 *    timeout (15, 45), because no sentence says which of the two wins.
 * 3. An entry that the table lacks succeeds after 10 ms: shrinking makes agents plain.
 */
import fc from 'fast-check';
import type { AgentFailureKind } from '../../src/errors.ts';
import { hash10 } from '../../src/ids.ts';
import type { Behaviour } from '../oracle/agents.oracle.ts';

export interface TableEntry {
  /** Milliseconds. */
  readonly delay: number;
  readonly fail: AgentFailureKind | null;
  readonly hang: boolean;
  /** Milliseconds that the process lives after it is told to stop. */
  readonly dies: number;
  readonly pick: number;
}

const SLOTS = 8;
const PLAIN: TableEntry = { delay: 10, fail: null, hang: false, dies: 0, pick: 0 };

export const agentTable: fc.Arbitrary<readonly TableEntry[]> = fc.array(
  fc.record({
    delay: fc.constantFrom(10, 20, 30, 50),
    fail: fc.oneof(
      { arbitrary: fc.constant(null), weight: 3 },
      { arbitrary: fc.constantFrom<AgentFailureKind[]>('exit', 'signal', 'empty', 'no-final-event', 'denied', 'spawn', 'turn-limit'), weight: 2 },
    ),
    hang: fc.constantFrom(false, false, true),
    dies: fc.constantFrom(0, 0, 0, 5, 20),
    pick: fc.nat({ max: 5 }),
  }),
  { maxLength: SLOTS },
);

/** What is known of an invocation on both sides. `options`: a judge's labels, null for true or false. */
export interface Question {
  readonly kind: 'session' | 'resume' | 'judge';
  /** The label of a session, the question of a judge. */
  readonly label: string;
  /** From 1. */
  readonly attempt: number;
  readonly options: readonly string[] | null;
}

/** The agent of a table, as a pure function. */
export function behaviourFor(table: readonly TableEntry[], question: Question): Behaviour {
  const { kind, label, attempt, options } = question;
  const entry = table[Number.parseInt(hash10(`${label}#${attempt}`), 16) % SLOTS] ?? PLAIN;
  const { delay, dies } = entry;
  if (kind === 'judge') return { delay, dies, reply: options ? (options[entry.pick % options.length] ?? '') : String(entry.pick % 2 === 0) };
  if (entry.hang && /^[a-z]\d+t/.test(label)) return { dies, hang: true };
  if (entry.fail) return { delay, dies, fail: { kind: entry.fail, message: 'failed', ...(entry.fail === 'exit' ? { exitCode: 1 } : {}) } };
  return { delay, dies, reply: replyTo(label, entry.pick) };
}

function replyTo(label: string, pick: number): string {
  switch (label[0]) {
    case 'l':
      return JSON.stringify(['p', 'q', 'r'].slice(0, pick % 4));
    case 'n':
      return String(pick);
    case 'y':
      return pick % 2 === 0 ? 'yes' : 'no';
    default:
      return `r${pick}`;
  }
}
