/**
 * The state of one frame: a program, a block call, a branch body or an item body.
 *
 * Owns: names, threads, loop and join bookkeeping as plain data. Does not own: what statements mean
 * (`compile`), nor other frames: what it may read of them is a snapshot in `input.outer`.
 *
 * 1. Plain data: survives a JSON round trip, so that a snapshot restores it.
 * 2. A *thread* is the frame's own line of control (0) or a branch of `parallel:`. Only its own
 *    statements write to a thread.
 * 3. A *scope* holds names. A thread writes directly to its own scopes and through its overlay to all
 *    others (semantics 2.8).
 */
import type { Failure } from '../../errors.ts';
import type { Value } from '../../values.ts';
import type { Decision, Tally } from '../join.ts';
import type { Overlay } from './overlay.ts';
import type { Growing } from './growing.ts';
import type { Layers } from './layers.ts';
import { readLayers, writeLayers } from './layers.ts';
import { emptyOverlay } from './overlay.ts';

export type Names = Readonly<Record<string, Value>>;

/** Names of a frame outside this one, as they were when this one started. Innermost first. */
export interface OuterFrame {
  readonly key: string;
  readonly names: Layers<Value>;
  /** `program` and `call` frames take `output NAME`. */
  readonly role: ScopeRole;
  /** False for frames of callers, which are read only when no lexical frame has the name (W015). */
  readonly lexical: boolean;
}

export type ScopeRole = 'program' | 'call' | 'branch' | 'item' | 'variable';

export interface FrameInput {
  /** Path of the statement that started this frame; the prefix of all paths in it. */
  readonly path: string;
  /** Own names at the start: parameters, the item, its index, program inputs. */
  readonly names: Names;
  readonly outer: readonly OuterFrame[];
  /** Calls under way, this one included: of all blocks, and by the source of each. */
  readonly depth: number;
  readonly depths: Readonly<Record<string, number>>;
  /** Values given from outside for `input` statements of a program. */
  readonly inputs: Names;
  /**
   * Paths of the frames whose results a session sees by default, outermost first: the program's, the
   * call's, and those of the branches and items in it.
   */
  readonly frames: readonly string[];
  /** The error of the `catch` clause that this body stands in, for a bare `throw`. */
  readonly handled?: Failure | null;
  /** True for what a `finally` body started because of a cancellation; absent elsewhere. */
  readonly cleanup?: boolean;
}

export interface Thread {
  /** Value of the last statement. */
  readonly value: Value;
  /** The error under way. */
  readonly failure: Failure | null;
  /** True for an error value that was thrown again: it gets no new `cause` (semantics 1.11). */
  readonly asIs: boolean;
  /** Why the thread must unwind; null while it need not. */
  readonly cancelledBy: string | null;
  /** True when the time for cleaning up is over: `finally` bodies stop too, and none begins. */
  readonly killed?: boolean;
  readonly overlay: Overlay;
}

export const freshThread: Thread = { value: null, failure: null, asIs: false, cancelledBy: null, overlay: emptyOverlay };

export interface LoopSlot {
  readonly kind: 'loop';
  readonly index: number;
  readonly max: number | null;
  /** Null for `repeat` and conditional loops. */
  readonly items: readonly Value[] | null;
  readonly results: Growing<Value>;
  /** `reduce`: the result so far; conditional loops: the last completed iteration's value; null otherwise. */
  readonly accumulator: Value;
  readonly verdict: 'go' | 'max' | 'condition' | 'items' | null;
}

export type BranchResult =
  | { readonly status: 'succeeded'; readonly value: Value; readonly overlay: Overlay }
  | { readonly status: 'failed'; readonly error: Failure }
  | { readonly status: 'cancelled'; readonly by: string };

export interface JoinSlot {
  readonly kind: 'join';
  readonly count: number | null;
  /** Milliseconds; null for none. */
  readonly timeout: number | null;
  /** Ends that no one has counted yet. */
  readonly arrived: readonly number[];
  /** Ends counted in the last turn. */
  readonly fresh: readonly number[];
  /** Counted ends, in order. */
  readonly order: readonly number[];
  readonly tally: Tally;
  readonly results: Readonly<Record<number, BranchResult>>;
  readonly decision: JoinDecision | null;
}

/** `by`: what cancelled branches name as their reason. */
export type JoinDecision = (Decision | { readonly outcome: 'timeout' }) & { readonly by: string };

export type Completion = 'next' | 'fail' | 'cancel' | 'return' | 'break' | 'continue';

/** A `try` with `finally`: what is under way while the `finally` body runs. */
export interface TrySlot {
  readonly kind: 'try';
  readonly pending: Completion;
  readonly value: Value;
  readonly failure: Failure | null;
}

/** A statement whose expressions ask judges or call programs: what they answered so far. */
export interface EffectSlot {
  readonly kind: 'effect';
  readonly results: Readonly<Record<number, Value>>;
  readonly needed: NeededEffect | null;
}

export type NeededEffect =
  | { readonly kind: 'judge'; readonly effect: number; readonly question: string }
  | {
      readonly kind: 'call';
      readonly effect: number;
      readonly program: string;
      readonly inputs: readonly { readonly name: string | null; readonly value: Value }[];
    };

/** Which arm of an `if` or `choice` was chosen; -1 for none. */
export interface ArmSlot {
  readonly kind: 'arm';
  readonly arm: number;
}

/** What a statement evaluated on entry for the child that it starts. */
export interface StartSlot {
  readonly kind: 'start';
  readonly input: unknown;
}

export type Slot = LoopSlot | JoinSlot | TrySlot | EffectSlot | ArmSlot | StartSlot;

export interface FrameContext {
  readonly input: FrameInput;
  /** Names by scope id. */
  readonly scopes: Layers<Layers<Value>>;
  readonly threads: Layers<Thread>;
  /** By state id. */
  readonly slots: Layers<Slot>;
  /** Registered outputs, in order of registration. */
  readonly outputs: Layers<Value>;
  /** How `return` or an unnamed `output` ended the frame; null while neither did. */
  readonly returned: 'value' | 'bare' | null;
  /** Own names of the last call of a block, for reads of its names (W015). */
  readonly lastCalls: Readonly<Record<string, Layers<Value>>>;
}

export function beginFrame(input: FrameInput): FrameContext {
  return { input, scopes: [{ 0: [input.names] }], threads: [{ 0: freshThread }], slots: [], outputs: [], returned: null, lastCalls: {} };
}

export function threadOf(context: FrameContext, thread: number): Thread {
  return readLayers(context.threads, String(thread)) ?? freshThread;
}

export function setThread(context: FrameContext, thread: number, change: Partial<Thread>): FrameContext {
  return { ...context, threads: writeLayers(context.threads, String(thread), { ...threadOf(context, thread), ...change }) };
}

/**
 * How a `finally` body names the threads it stands in: it heeds their being killed, not their being cancelled
 * (semantics 2.3). A thread that is named so already stays as it is.
 */
export function whenKilled(thread: number): number {
  return thread < 0 ? thread : ~thread;
}

/** Whether one of these threads must unwind. */
export function mustStop(context: FrameContext, threads: readonly number[]): boolean {
  return threads.some((thread) => (thread < 0 ? threadOf(context, ~thread).killed === true : threadOf(context, thread).cancelledBy !== null));
}

/** Whether what runs there is the cleanup of something cancelled. */
export function cleansUp(context: FrameContext, threads: readonly number[]): boolean {
  return context.input.cleanup === true || threads.some((thread) => thread < 0 && threadOf(context, ~thread).cancelledBy !== null);
}

/** Own names of a scope. */
export function scopeNames(context: FrameContext, scope: number): Layers<Value> {
  return readLayers(context.scopes, String(scope)) ?? [];
}

/** Replaces all names of a scope. */
export function setScope(context: FrameContext, scope: number, names: Names): FrameContext {
  return { ...context, scopes: writeLayers(context.scopes, String(scope), [names]) };
}

export function setSlot(context: FrameContext, id: string, slot: Slot): FrameContext {
  return { ...context, slots: writeLayers(context.slots, id, slot) };
}

export function slotOf<K extends Slot['kind']>(context: FrameContext, id: string, kind: K): Extract<Slot, { kind: K }> | undefined {
  const slot = readLayers(context.slots, id);
  // The kind was compared, which TypeScript cannot follow through a type parameter.
  return slot?.kind === kind ? (slot as Extract<Slot, { kind: K }>) : undefined;
}
