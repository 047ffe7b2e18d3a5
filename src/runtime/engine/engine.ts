/** What the effects of one run share. Made by `run.ts`; no file here owns a second copy of any of it. */
import type { AgentRouter, Clock, RunFiles } from '../../ports.ts';
import type { Budget } from './budget.ts';
import type { Deliveries } from './deliveries.ts';
import type { Memories } from './memories.ts';
import type { Recorder } from './recorder.ts';
import type { Results } from './results.ts';
import type { Slots } from './slots.ts';
import type { Turns } from './turns.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** Files of the user's that programs name: in `context:` and `returns:`. */
export interface ProgramFilesPort {
  /**
   * `from`: what a relative path starts from; `program`: the file of the program that names it. Null when it cannot
   * be read.
   */
  read(path: string, from: 'cwd' | 'program', program?: string): { readonly file: string; readonly text: string } | null;
}

export interface Engine {
  readonly run: { readonly id: string; readonly key: string; readonly cwd: string };
  readonly clock: Clock;
  readonly router: AgentRouter;
  /** Null for a run without files. */
  readonly files: RunFiles | null;
  readonly programFiles: ProgramFilesPort;
  /** Milliseconds that a cancelled branch has for its `finally` bodies. */
  readonly cleanupTimeout: number;
  /** Milliseconds between the polite and the final signal to an agent. */
  readonly grace: number;
  readonly memories: Memories;
  readonly room: WaitingRoom;
  readonly budget: Budget;
  /** Attempts by path that are counted and not charged against `retry`: they only met a quota. */
  readonly uncharged: Map<string, number>;
  readonly turns: Turns;
  readonly deliveries: Deliveries;
  readonly slots: Slots;
  readonly recorder: Recorder;
  readonly results: Results;
  readonly waits: Waits;
  /** Stops the executors that are at work; aborted all together when the run is interrupted. */
  readonly running: Set<{ abort(): void }>;
  /** True once the run is interrupted: nothing is delivered any more. */
  interrupted: boolean;
}

/** What a run waits for that is neither an agent nor a timer of its own. */
export interface Waits {
  /** Timers that keep the driver alive. */
  timers: number;
  /** Questions open on a terminal. */
  asked: number;
  /** Questions and agents that only a person or time outside can end, by path. */
  readonly open: Map<string, { readonly kind: 'input' | 'quota' | 'auth' | 'budget' }>;
}
