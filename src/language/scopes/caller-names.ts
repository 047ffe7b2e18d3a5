/**
 * Names that only a caller of a block has (W015).
 *
 * 1. A caller's frames are those around the call, up to the caller's own; its callers' follow.
 * 2. Each name is spread from the calls that have it to the blocks they lead to, once for all blocks.
 */
import type { BlockDefinition } from '../ast.ts';
import { type Frame, findSlotAt } from './frames.ts';
import type { CallSite } from './walk.ts';

type CallSites = readonly CallSite[];

export class CallerNames {
  readonly #blocks = new Map<string, ReadonlySet<BlockDefinition>>();
  #calledBy: ReadonlyMap<BlockDefinition, ReadonlySet<BlockDefinition>> | undefined;
  #names: ReadonlySet<string> | undefined;

  constructor(private readonly callSites: CallSites) {}

  /** Whether a chain of calls that leads to `block` has the name. */
  has(block: BlockDefinition, name: string): boolean {
    this.#names ??= namesAtCalls(this.callSites);
    if (!this.#names.has(name)) return false;
    const blocks = this.#blocks.get(name) ?? this.#reachedWith(name);
    this.#blocks.set(name, blocks);
    return blocks.has(block);
  }

  #reachedWith(name: string): ReadonlySet<BlockDefinition> {
    this.#calledBy ??= calledBlocks(this.callSites);
    const reached = new Set<BlockDefinition>();
    for (const { block, frame, time } of this.callSites) if (!reached.has(block) && findSlotAt(frame, name, time)) reached.add(block);
    for (const block of reached) for (const called of this.#calledBy.get(block) ?? []) reached.add(called);
    return reached;
  }
}

/** Every name in a frame around a call. */
function namesAtCalls(callSites: CallSites): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<Frame>();
  for (const { frame } of callSites) {
    for (let at: Frame | undefined = frame; at && !seen.has(at); at = at.parent) {
      seen.add(at);
      for (const slot of at.slots()) names.add(slot.name);
    }
  }
  return names;
}

function calledBlocks(callSites: CallSites): ReadonlyMap<BlockDefinition, ReadonlySet<BlockDefinition>> {
  const called = new Map<BlockDefinition, Set<BlockDefinition>>();
  for (const { block, frame } of callSites) {
    const caller = frame.call.block;
    if (!caller) continue;
    const known = called.get(caller) ?? new Set();
    known.add(block);
    called.set(caller, known);
  }
  return called;
}
