/**
 * The answers of the simulated agent (`formats.md` 2), as a file holds them and as TypeScript writes them.
 */
import type { AgentFailureKind } from '../../errors.ts';
import type { AgentRequest } from '../../ports.ts';

/** JSON. For a judge: `true`, `false` or a label; otherwise text, and anything else is sent as JSON text. */
export type ScriptedReply = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown };

export interface ScriptedFailure {
  readonly kind: AgentFailureKind;
  readonly message?: string;
  /** For kind `exit`; default 1. */
  readonly exitCode?: number;
  /** ISO time when a quota ends. */
  readonly resetsAt?: string;
  /** What an overloaded agent asks us to wait: a duration. */
  readonly retryAfter?: string | number;
}

/** Which invocations an entry is for: all that is given must match. */
interface EntryMatch {
  /** Exact, or with `*` for any run of characters. */
  readonly path?: string;
  /** Exact; or `"/re/i"`. */
  readonly label?: string | RegExp;
  /** Exact, or with `*`. A session without an agent matches no name. */
  readonly agent?: string;
  /** A part of the prompt; or `"/re/i"`. */
  readonly prompt?: string | RegExp;
  /** Without it an entry matches sessions and resumes, but no judge. */
  readonly kind?: AgentRequest['kind'];
  /** From 1. */
  readonly attempt?: number;
}

interface EntryTiming {
  /** Before the reply or failure: `500ms`, `30s`, or a number of seconds. */
  readonly delay?: string | number;
  /** Only the first n invocations that arrive here. */
  readonly times?: number;
}

type EntryDeed =
  | { readonly reply: ScriptedReply }
  /** One for each invocation in order of arrival; the last repeats. */
  | { readonly replies: readonly ScriptedReply[] }
  | { readonly fail: ScriptedFailure }
  | { readonly hang: true };

/**
 * What the simulated agent answers to the invocations that match.
 *
 * @example { label: 'Review', reply: 'looks good', delay: '2s' }
 */
export type AnswerEntry = EntryMatch & EntryTiming & EntryDeed;

/**
 * A script for the simulated agent.
 *
 * @example { format: 1, replies: [{ prompt: 'tests', fail: { kind: 'exit' }, times: 1 }, { prompt: '/tests?/i', reply: 'green' }] }
 */
export interface Answers {
  readonly format: 1;
  /** The first entry that matches and is not used up wins. */
  readonly replies: readonly AnswerEntry[];
  /** What sessions without an entry get; without it a placeholder. */
  readonly otherwise?: string;
}
