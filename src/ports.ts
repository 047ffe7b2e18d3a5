/**
 * The seams of Troupe: everything the pure parts (`language`, `machines`, `runtime`) need from the
 * outside world, as interfaces of plain data. Adapters live in `executors` and `persist`.
 */
import type { AgentFailureKind } from './errors.ts';

// ---------------------------------------------------------------------------------------------
// Agents

/** What the program does with a session's result, told to the agent in one closing line. */
export type Expects =
  | { readonly kind: 'text' | 'list' | 'number' | 'yes-no' }
  /** `fields`: what the program reads of the result, when known. */
  | { readonly kind: 'json'; readonly fields: readonly string[] };

/** The shape that a result must have to count as success. */
export type Returns = { readonly kind: 'text' } | { readonly kind: 'json' } | { readonly kind: 'schema'; readonly schema: Readonly<Record<string, unknown>> };

/** One value handed to an agent by name. `text` is the whole value as text; `file` holds the same text. */
export interface ContextEntry {
  readonly name: string;
  readonly text: string;
  /** Absolute path; absent for in-process agents without files. */
  readonly file?: string;
}

export type PermissionAction = 'allow' | 'deny' | 'prompt';
export interface Permissions {
  readonly read?: PermissionAction | readonly string[];
  readonly write?: PermissionAction | readonly string[];
  readonly execute?: PermissionAction | readonly string[];
  readonly network?: PermissionAction | readonly string[];
  readonly bash?: PermissionAction;
}

/** The closed answer set of a judge. */
export type JudgeQuestion =
  /** `from` is the statement that asks; the simulated agent's defaults depend on it. `check` counts from 1. */
  | { readonly form: 'boolean'; readonly from: 'if' | 'until' | 'while' | 'expression'; readonly check: number }
  | { readonly form: 'choice'; readonly options: readonly string[] };

/** One agent invocation: plain data. */
export interface AgentRequest {
  readonly run: string;
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  readonly kind: 'session' | 'resume' | 'judge';
  readonly label: string;
  /** Name of the program's agent; null for a session without one. */
  readonly agent: string | null;
  /** As written in the program; null when it names none. */
  readonly model: string | null;
  /** System prompt with skills and shape included; null when there is none. */
  readonly system: string | null;
  readonly prompt: string;
  readonly context: {
    /** `given`: named by `context:`; `index`: the default index of results so far. */
    readonly kind: 'given' | 'index';
    readonly entries: readonly ContextEntry[];
    /** What is passed besides the default index (`previous` after an arrow), to be read whole. Absent: nothing. */
    readonly passed?: readonly ContextEntry[];
  };
  /**
   * Of a persistent agent, null for others: its working copy, which it may rewrite, and what is in it (empty for a
   * call that starts without memory). `file` is empty for an agent without files.
   */
  readonly memory: { readonly file: string; readonly text: string } | null;
  readonly permissions: Permissions | null;
  readonly returns: Returns;
  readonly expects: Expects;
  readonly question: JudgeQuestion | null;
  /** Milliseconds; null for none. */
  readonly timeout: number | null;
  /** Absolute; where the agent works. */
  readonly cwd: string;
  /** Absolute paths for this attempt; null when the run keeps no files. */
  readonly files: { readonly directory: string; readonly result: string } | null;
  /** The value of `TROUPE_MARK`. */
  readonly mark: string;
  /**
   * For `resume`: the agent command's own session of the last successful call on that memory (`agentSessionId`), when
   * this driver knows it. An executor goes on with it only where its setting says so.
   */
  readonly continues?: string;
}

/** Figures for one call; null where the agent does not report one. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly turns?: number | null;
}

export interface AgentFailure {
  readonly kind: AgentFailureKind;
  readonly message: string;
  readonly exitCode?: number | null;
  readonly signal?: string;
  readonly stderrTail?: string;
  /** ISO time when a quota ends. */
  readonly resetsAt?: string;
  /** Milliseconds the agent asks us to wait. */
  readonly retryAfter?: number;
}

/** What a stopped or ended invocation left behind. */
export interface Receipt {
  readonly pids: readonly number[];
  readonly signals: readonly string[];
  /** Process ids that could not be ended. */
  readonly unkilled: readonly number[];
}

/** A tool call that was not allowed. */
export interface AgentDenial {
  readonly tool: string;
  readonly message: string;
}

export type AgentReply =
  | {
      readonly ok: true;
      readonly text: string;
      readonly structured?: unknown;
      readonly usage?: Usage;
      readonly agentSessionId?: string;
      /** Denials that are no failure; they are listed in `tolerated`. */
      readonly denials?: readonly AgentDenial[];
      readonly receipt?: Receipt;
    }
  | { readonly ok: false; readonly error: AgentFailure; readonly usage?: Usage; readonly receipt?: Receipt };

/** What an agent does while it works, for live views. `spawned` comes first for agents with a process. */
export type AgentActivity =
  | { readonly type: 'spawned'; readonly pid: number; readonly startTime: string | null }
  | { readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'tool'; readonly name: string };

/**
 * Carries out agent invocations.
 *
 * After `signal` aborts, the promise settles once everything the invocation started is confirmed gone
 * (or named in `receipt.unkilled`); its reply is then kept for inspection only. It never rejects: a
 * failure is a reply.
 */
export interface AgentExecutor {
  execute(request: AgentRequest, hooks: { readonly signal: AbortSignal; readonly emit: (activity: AgentActivity) => void }): Promise<AgentReply>;
}

/** Chooses the executor of an invocation: a program's agent names mapped to settings. */
export interface AgentRouter {
  route(request: { readonly agent: string | null; readonly kind: AgentRequest['kind'] }): RoutedAgent;
}
export interface RoutedAgent {
  /** Name of the setting, shown as `command`. */
  readonly command: string;
  readonly executor: AgentExecutor;
  /** At most this many invocations at once; null for no cap of its own. */
  readonly concurrency: number | null;
  /** Milliseconds per attempt when the program says none; null for none. */
  readonly timeout: number | null;
  /** True for an agent without a process of its own: no files are written for it unless asked for. */
  readonly inProcess?: boolean;
}

// ---------------------------------------------------------------------------------------------
// Time and identity

/** Time. `now` is milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Runs `fire` once after `milliseconds`; the returned function cancels it. */
  startTimer(milliseconds: number, fire: () => void): () => void;
  /** Runs `task` when everything that arrives at this instant has arrived (a macrotask on a real clock). */
  defer(task: () => void): void;
}

/** Randomness and names. */
export interface Ids {
  /** `{YYYYMMDD}-{HHMMSS}-{random6}` */
  runId(): string;
  /** 128 random bits in hex: the run's secret key in process markers. */
  runKey(): string;
}

export interface Logger {
  warn(message: string): void;
}

// ---------------------------------------------------------------------------------------------
// Storage

/** The files of a run that people and agents read. All paths are absolute. */
export interface RunFiles {
  /** Folder and result file of one attempt; the folder exists afterwards. */
  attempt(path: string, attempt: number): { readonly directory: string; readonly result: string };
  /** Writes a value that an agent is to read and returns its file. */
  writeContext(path: string, name: string, text: string): string;
  /** Writes a binding readable by people: `name` null for an unnamed result. Returns its file. */
  writeBinding(binding: BindingRecord): string;
}

/** Where a persistent agent's memory lives (semantics 1.13). A directory is relative to the program's file. */
export type MemoryPlace = { readonly kind: 'run' | 'project' | 'user' } | { readonly kind: 'directory'; readonly path: string };

/** Which memory: that of an agent of a program. */
export interface MemoryAddress {
  readonly agent: string;
  readonly place: MemoryPlace;
  /** File of the program that defines the agent, as its source names it. */
  readonly program: string;
}

/** A memory as one call left it. */
export interface MemoryVersion {
  /** From 1; 0 for a memory that no call of ours has made. */
  readonly number: number;
  readonly text: string;
  /** Absolute; holds the text. Absent for a store without files. */
  readonly file?: string;
}

/**
 * One call on a memory, from before its first attempt until it has ended. Nobody else is in a call on that memory
 * meanwhile.
 */
export interface MemoryCall {
  /** What the call found, the same for all its attempts; null when there was no memory yet. */
  readonly found: MemoryVersion | null;
  /** Makes a working copy in a folder of the attempt; returns its absolute file, empty for a store without files. */
  lend(directory: string, text: string): string;
  /** What a working copy holds now; null when it cannot be read. */
  returned(file: string): string | null;
  /** Keeps the text as the next version. */
  promote(text: string): MemoryVersion;
  /** Ends the call; what was not promoted leaves no trace. */
  close(): void;
}

/** Keeps the memories of persistent agents. All methods may throw: what went wrong is in the message. */
export interface MemoryStore {
  /** Two addresses with the same key mean one memory. */
  keyOf(address: MemoryAddress): string;
  /** Begins a call; null while another run is in one on that memory. */
  open(address: MemoryAddress): MemoryCall | null;
  /** The memory as the last call left it, also while one goes on; null when there is none. */
  read(address: MemoryAddress): MemoryVersion | null;
}

export interface BindingRecord {
  readonly name: string | null;
  /** True for names of the program's own frame. */
  readonly programLevel: boolean;
  readonly kind: 'let' | 'const' | 'input' | 'output' | 'result';
  readonly executionId: number;
  /** The statement's source text, first line. */
  readonly source: string;
  readonly text: string;
}

// ---------------------------------------------------------------------------------------------
// Programs

/** Asks a person. Absent off a terminal. */
export interface Asker {
  ask(question: { readonly name: string; readonly prompt: string; readonly path: string }, signal: AbortSignal): Promise<string>;
}
