/**
 * What one agent command is to the executor: how it is asked, and what its stream of events means.
 *
 * An adapter is pure: argv, files and environment as data; the outcome is a function of the events. Processes,
 * files and the proof of success belong to `cli-executor.ts`.
 */
import type { AgentActivity, AgentDenial, AgentFailure, AgentRequest } from '../../ports.ts';
import type { JsonObject } from './json-value.ts';
import type { Policy } from './policy.ts';
import type { Totals } from './usage.ts';

/** What is to be done, with everything an adapter may put into an argv. */
export interface Task {
  readonly request: AgentRequest;
  /** All that the agent reads, without the system prompt. */
  readonly prompt: string;
  /** Whether the prompt may be an argument; otherwise it goes by standard input. */
  readonly promptFitsArgument: boolean;
  /** The CLI's own name of the model; null leaves the choice to its configuration. */
  readonly model: string | null;
  /** The session to go on with; null for a new one. */
  readonly continues: string | null;
  /** An identity for the new session, where the CLI lets us choose it. */
  readonly newSessionId: string;
  /** Absolute folder of this attempt, where the adapter's files are written. */
  readonly directory: string;
  /** What the program permits; null when it says nothing. */
  readonly policy: Policy | null;
  /** What the CLI may do when the program says nothing. */
  readonly permissionMode: 'read' | 'edit' | 'full';
  /** The environment that the process will get, without the adapter's own variables. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Invocation {
  /** After the command's name, before `args` of the setting. */
  readonly args: readonly string[];
  /** Text for standard input; null for none. */
  readonly stdin: string | null;
  /** Variables besides the filtered environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files to write, by path relative to the attempt's folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a whole stream of events says. */
export interface StreamOutcome {
  /** Whether a final event was seen, and of which kind. */
  readonly final: 'success' | 'failure' | 'none';
  readonly text: string;
  /** The answer as data, when the CLI gives it so. */
  readonly value?: unknown;
  /** What the stream reports as gone wrong; null when it reports nothing. */
  readonly failure: AgentFailure | null;
  /** Null when nothing was reported. */
  readonly totals: Totals | null;
  readonly sessionId: string | null;
  readonly denials: readonly AgentDenial[];
}

export interface Adapter {
  /** The command's name on PATH. */
  readonly command: string;
  /** Variables of its own family that it may see; a `*` at the end is allowed. */
  readonly environment: readonly string[];
  /** Default SIGTERM. */
  readonly politeSignal?: NodeJS.Signals;
  /** Whether reported figures count the whole session, calls before this one included. */
  readonly countsWholeSession: boolean;
  readonly invocation: (task: Task) => Invocation;
  /** What an event is for the live view. */
  readonly activities: (event: JsonObject) => readonly AgentActivity[];
  readonly outcome: (events: readonly JsonObject[], files: { readonly read: (name: string) => string | null }) => StreamOutcome;
  /** Exit codes that say why. */
  readonly exitCodes?: Readonly<Record<number, AgentFailure['kind']>>;
  /** What of a policy this command cannot hold, as a phrase (`read patterns`); null when it holds all of it. */
  readonly unenforceable: (policy: Policy) => string | null;
}

/** The activity of an agent that says something. */
export function said(text: string): readonly AgentActivity[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ type: 'output', stream: 'stdout', line }));
}
