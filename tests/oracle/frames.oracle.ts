/**
 * Frames and the overlays that branches write to (language 4, semantics 2.8).
 *
 * Owns: where a name is read and written. Does not own: joining overlays (`merge.oracle.ts`).
 *
 * 1. A frame belongs to the overlay that was in force when it was made; code under that very overlay
 *    writes to the frame itself.
 * 2. Any other write goes to the overlay in force, so it is seen by its branch only.
 * 3. While a block runs, the frames under its branches do not change: reading through is a snapshot.
 */
import type { BlockDefinition } from '../../src/language/ast.ts';
import type { Value } from '../../src/values.ts';

export type FrameKind = 'program' | 'call' | 'branch' | 'item' | 'variables';

interface Variable {
  value: Value;
  readonly constant: boolean;
}

export class Frame {
  readonly variables = new Map<string, Variable>();
  /** Named outputs with the value of the moment they were registered (calls and programs). */
  readonly outputs = new Map<string, Value>();
  /** The frame of the last call of a block by a `do` statement of this frame (W015). */
  readonly lastCalls = new Map<BlockDefinition, Frame>();

  constructor(
    readonly kind: FrameKind,
    readonly parent: Frame | null,
    readonly owner: Overlay | null,
  ) {}

  /** Calls, programs, branches and items bind names; loop and catch frames hold their variable only. */
  get binds(): boolean {
    return this.kind !== 'variables';
  }
}

/** All writes of a branch to one variable: appends only, or anything else. */
export type Write =
  | { readonly kind: 'appends'; readonly operands: readonly Value[]; readonly value: Value }
  | { readonly kind: 'assignment'; readonly value: Value };

export class Overlay {
  readonly writes = new Map<Frame, Map<string, Write>>();
  readonly outputs = new Map<Frame, Map<string, Value>>();

  constructor(readonly parent: Overlay | null) {}
}

/** The value of a name in this very frame, as seen under an overlay; undefined when it has none. */
export function readIn(frame: Frame, name: string, overlay: Overlay | null): Value | undefined {
  for (let at = overlay; at !== null && at !== frame.owner; at = at.parent) {
    const write = at.writes.get(frame)?.get(name);
    if (write) return write.value;
  }
  return frame.variables.get(name)?.value;
}

/** The innermost frame of the lexical chain that has the name. */
export function frameWith(frame: Frame | null, name: string, overlay: Overlay | null): Frame | null {
  for (let at = frame; at; at = at.parent) if (readIn(at, name, overlay) !== undefined) return at;
  return null;
}

export function bindingFrame(frame: Frame): Frame {
  return nearest(frame, (at) => at.binds);
}

/** Where `output n = e` writes. */
export function outputFrame(frame: Frame): Frame {
  return nearest(frame, (at) => at.kind === 'call' || at.kind === 'program');
}

function nearest(frame: Frame, fits: (frame: Frame) => boolean): Frame {
  for (let at: Frame | null = frame; at; at = at.parent) if (fits(at)) return at;
  throw new Error('a frame chain ends in a program frame');
}

/** Binds or rebinds a name in this very frame; constants are the checker's business. */
export function declare(frame: Frame, name: string, value: Value, constant = false): void {
  frame.variables.set(name, { value, constant });
}

/** Writes a variable. `appended`: what was added, when the assignment has the form `x = x + e ...`. */
export function write(frame: Frame, name: string, value: Value, overlay: Overlay | null, appended?: readonly Value[]): void {
  if (frame.owner === overlay || overlay === null) return declare(frame, name, value);
  const writes = overlay.writes.get(frame) ?? new Map<string, Write>();
  overlay.writes.set(frame, writes);
  const before = writes.get(name);
  if (appended && before?.kind !== 'assignment') {
    writes.set(name, { kind: 'appends', operands: [...(before?.operands ?? []), ...appended], value });
  } else writes.set(name, { kind: 'assignment', value });
}

/** `output n = e`: a write, and a registration that holds the value of this moment. */
export function register(frame: Frame, name: string, value: Value, overlay: Overlay | null): void {
  write(frame, name, value, overlay);
  note(frame, name, value, overlay);
}

/** The registration alone. */
export function note(frame: Frame, name: string, value: Value, overlay: Overlay | null): void {
  if (frame.owner === overlay || overlay === null) {
    frame.outputs.set(name, value);
    return;
  }
  const outputs = overlay.outputs.get(frame) ?? new Map<string, Value>();
  overlay.outputs.set(frame, outputs.set(name, value));
}
