/**
 * What an agent is asked, as far as the program decides it: plain data, without files, paths or attempts.
 *
 * Owns: the shapes. `describe-session.ts` and `describe-judge.ts` make them, `digest.ts` compares them, the
 * engine adds the rest and hands an `AgentRequest` to an executor.
 */
import type { Expects, JudgeQuestion, MemoryAddress, MemoryPlace, Permissions, Returns } from '../../ports.ts';
import type { Value } from '../../values.ts';
import type { AgentText } from '../evaluate/agent-text.ts';

export type Backoff = 'none' | 'linear' | 'exponential';

/** One thing that is passed to the agent by name. */
export type ContextItem =
  | { readonly kind: 'value'; readonly name: string; readonly value: Value }
  /** A file of the user's, as written; relative to the working directory. */
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  /** The memory file of a persistent agent, read when no call of it is running. */
  | { readonly kind: 'memory'; readonly name: string; readonly address: MemoryAddress };

export interface DescribedContext {
  /** `index`: no `context:` is given, so the agent gets the index of results so far, besides `items`. */
  readonly kind: 'given' | 'index';
  readonly items: readonly ContextItem[];
}

export interface SessionDescription {
  readonly kind: 'session' | 'resume';
  readonly label: string;
  /** Name of the program's agent; null for a session without one. */
  readonly agent: string | null;
  /** As written; null when the program names none. */
  readonly model: string | null;
  /** With shape, skills and further properties; null when there is none. */
  readonly system: AgentText | null;
  readonly prompt: AgentText;
  readonly context: DescribedContext;
  readonly permissions: Permissions | null;
  readonly skills: readonly string[];
  /** `schema-file`: the path of a JSON Schema, relative to the program's file. */
  readonly returns: Returns | { readonly kind: 'schema-file'; readonly path: string };
  readonly expects: Expects;
  /** Additional attempts. */
  readonly retry: number;
  readonly backoff: Backoff;
  /** Milliseconds per attempt; null when the program says none. */
  readonly timeout: number | null;
  /** Null for an agent without memory. */
  readonly memory: MemoryPlace | null;
  /** The program's file, as its source names it: paths of its properties are relative to it. */
  readonly program: string;
}

export interface JudgeDescription {
  readonly kind: 'judge';
  readonly label: string;
  readonly agent: null;
  readonly model: null;
  readonly system: AgentText | null;
  readonly prompt: AgentText;
  readonly context: DescribedContext;
  readonly permissions: null;
  readonly question: JudgeQuestion;
  readonly retry: 0;
  readonly backoff: 'none';
  readonly timeout: null;
}

export type WorkDescription = SessionDescription | JudgeDescription;
