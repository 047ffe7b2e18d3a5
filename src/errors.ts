/**
 * What can go wrong in a run, as plain data, and the one error class that carries it over an API.
 *
 * Owns: failure kinds, the shape of a failure, `TroupeError`. Program mistakes are diagnostics
 * (`language/diagnostic.ts`); our own bugs are `InvariantError` (`assert.ts`).
 */

/** Kinds an agent's failure can have (`AgentReply`). */
export type AgentFailureKind =
  | 'exit'
  | 'signal'
  | 'timeout'
  | 'no-final-event'
  | 'empty'
  | 'invalid-output'
  | 'auth'
  | 'quota'
  | 'overload'
  | 'turn-limit'
  | 'budget'
  | 'denied'
  | 'spawn';

/** Kinds a statement's failure can have. */
export type FailureKind =
  | AgentFailureKind
  | 'thrown'
  | 'assertion'
  | 'type'
  | 'unbound'
  | 'count'
  | 'aggregate'
  | 'recursion-limit'
  | 'concurrent-assignment'
  | 'judge'
  | 'interrupted'
  | 'cleanup';

/** One branch of a parallel block, as `catch` sees it in `e.branches`. */
export interface BranchReport {
  readonly name: string;
  readonly index: number;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly value?: unknown;
  readonly error?: Failure;
}

/** A failure as plain data: what `catch as e` binds, what documents and events hold. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  /** The session's label; null when no session failed. */
  readonly label: string | null;
  /** Path of the session or statement where the failure arose. */
  readonly path: string;
  /** Spawns of the session; null when no session failed. */
  readonly attempts: number | null;
  /** Null when the process was ended by a signal. */
  readonly exitCode?: number | null;
  readonly signal?: string;
  readonly stderrTail?: string;
  readonly branches?: readonly BranchReport[];
  readonly cause?: Failure;
}

/** What a caller of Troupe did wrong or must decide; each maps to an exit code of the command. */
export type TroupeErrorCode = 'usage' | 'invalid-program' | 'run-failed' | 'run-cancelled' | 'paused' | 'busy' | 'damaged' | 'interrupted';

/**
 * The one error class of Troupe's API. `details` is plain data, so that it survives `toJSON`.
 *
 * @example
 * try { loadProgram({ file: 'missing.prose' }) } catch (error) {
 *   if (error instanceof TroupeError && error.code === 'usage') console.error(error.message, error.hint);
 * }
 */
export class TroupeError extends Error {
  override readonly name = 'TroupeError';
  readonly code: TroupeErrorCode;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(code: TroupeErrorCode, message: string, more: { hint?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    if (more.hint !== undefined) this.hint = more.hint;
    if (more.details !== undefined) this.details = more.details;
  }

  toJSON(): { code: TroupeErrorCode; message: string; hint?: string; details?: Readonly<Record<string, unknown>> } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}
