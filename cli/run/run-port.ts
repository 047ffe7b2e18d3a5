/** What the command needs of the library to run a program; `startRun` of `src/index.ts` has this shape, and so has a test's. */
import type { BudgetLimits, RunDocument, RunEvent, Value } from '../../src/index.ts';

export interface Question {
  readonly name: string;
  readonly prompt: string;
  readonly path: string;
}

export interface RunRequest {
  readonly file: string;
  source?: string;
  inputs?: Readonly<Record<string, Value>>;
  agent?: string;
  judge?: string;
  config?: string;
  answers?: string;
  concurrency?: number;
  /** Milliseconds. */
  timeout?: number;
  budget?: BudgetLimits;
  runsDir?: string;
  runId?: string;
  cwd?: string;
  asker?: { ask(question: Question, signal: AbortSignal): Promise<string> };
  onEvent?: (event: RunEvent) => void;
  /** Talk of the library, a line each. */
  warn?: (line: string) => void;
}

export interface StartedRun {
  readonly id: string;
  readonly directory: string;
  readonly done: Promise<RunDocument>;
  interrupt(): Promise<void>;
}

export type StartRun = (request: RunRequest) => Promise<StartedRun>;
