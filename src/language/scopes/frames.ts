/**
 * Frames: where names live (`language.md` 4).
 *
 * Owns: the chain of frames at a point of the program and the slots in each.
 * Does not own: when a slot is bound (`flow.ts`).
 *
 * 1. `program`, `block`, `branch` and `item` frames bind what their bodies declare; `loop` and `catch`
 *    frames hold only the variables of their construct; an `agent` frame holds nothing.
 * 2. A block's or agent's chain ends at its own frame; the program's frame is looked at after it, and
 *    every name the program ever binds counts as bound there.
 */
import type { BlockDefinition } from '../ast.ts';
import { Tracked } from './flow.ts';

export type FrameKind = 'program' | 'block' | 'branch' | 'item' | 'loop' | 'catch' | 'agent';

/** What made a name. `branch`: `NAME = ...` in `parallel:`. `returned`: an output of a called block. `recovered`: an erroneous assignment. */
export type Origin =
  | 'let'
  | 'const'
  | 'input'
  | 'output'
  | 'parameter'
  | 'loop-variable'
  | 'catch-variable'
  | 'pipeline-variable'
  | 'branch'
  | 'returned'
  | 'recovered';

export class Slot extends Tracked {
  /** The statement list that declares it, with `let`, `const`, `input`, `output` or as a parameter; 0: none. */
  list = 0;
  /** More such lists, in nested bodies. */
  otherLists: Set<number> | undefined;
  /** The list in which a bare `NAME =` branch declares it; 0: none. */
  branchList = 0;
  /** It has been told that only an earlier iteration may have bound it. */
  warned = false;
  /** Whether an `output` statement has registered it, on the paths that lead here. */
  registered: Tracked | undefined;
  /** The frame's next slot, in the order in which they were made. */
  next: Slot | undefined;

  constructor(
    readonly name: string,
    readonly frame: Frame,
    public origin: Origin,
  ) {
    super();
  }
}

/** Most frames hold a name or two: those are looked through, a map is made only for many. */
const FEW = 8;

/** Later than any point of a walk. */
export const NEVER = 0x3fff_ffff;

export class Frame {
  readonly depth: number;
  /** The frame that a `let` here binds in. */
  readonly binding: Frame;
  /** The frame of the program or block call. */
  readonly call: Frame;
  /** Blocks that a `do` statement of this frame calls, with the time of the first call. */
  called: Map<BlockDefinition, number> | undefined;
  /** When a `do` statement of this frame first calls what nobody has defined: its outputs may be any name. */
  calledUnknownAt = NEVER;

  private first: Slot | undefined;
  private last: Slot | undefined;
  private count = 0;
  private byName: Map<string, Slot> | undefined;

  constructor(
    readonly kind: FrameKind,
    readonly parent?: Frame,
    /** Of a `block` frame: its definition. */
    readonly block?: BlockDefinition,
    /** Of a `branch` frame: the branches of its `parallel`. */
    readonly siblings?: Siblings,
  ) {
    this.depth = parent ? parent.depth + 1 : 0;
    this.binding = parent && (kind === 'loop' || kind === 'catch') ? parent.binding : this;
    this.call = parent ? parent.call : this;
  }

  /** The frame's own slot of that name, whether bound or not. */
  get(name: string): Slot | undefined {
    if (this.byName) return this.byName.get(name);
    for (let slot = this.first; slot; slot = slot.next) if (slot.name === name) return slot;
    return undefined;
  }

  add(slot: Slot): void {
    if (this.last) this.last.next = slot;
    else this.first = slot;
    this.last = slot;
    this.count += 1;
    if (this.byName) this.byName.set(slot.name, slot);
    else if (this.count > FEW) this.byName = new Map(Array.from(this.slots(), (each) => [each.name, each]));
  }

  /** The slots in the order in which they were made. */
  *slots(): Iterable<Slot> {
    for (let slot = this.first; slot; slot = slot.next) yield slot;
  }
}

/** The branches of one `parallel`, for "a sibling's name" (E032). */
export interface Siblings {
  /** Branch names, with the branch that first has it. */
  readonly names: Map<string, number>;
  readonly frames: Frame[];
}

/** The slot that a read of `name` finds in the frame's own chain, bound or possibly bound now. */
export function findSlot(frame: Frame, name: string): Slot | undefined {
  for (let at: Frame | undefined = frame; at; at = at.parent) {
    const slot = at.get(name);
    if (slot && slot.state > 0) return slot;
  }
  return undefined;
}

/** As `findSlot`, at an earlier time. */
export function findSlotAt(frame: Frame, name: string, time: number): Slot | undefined {
  for (let at: Frame | undefined = frame; at; at = at.parent) {
    const slot = at.get(name);
    if (slot && slot.stateAt(time) > 0) return slot;
  }
  return undefined;
}

export function findIn(frame: Frame, name: string): Slot | undefined {
  const slot = frame.get(name);
  return slot?.everBound ? slot : undefined;
}
