/** Reading a name: at once when its frame has it, else later when the whole program is known. */
import type { NameReference } from '../ast.ts';
import { BOUND, EARLIER } from './flow.ts';
import { findIn, findSlot } from './frames.ts';
import type { Slot } from './frames.ts';
import type { ReadForm } from './late-question.ts';
import type { Walk } from './walk.ts';

/** Returns the slot in the call's own frames, if it is one of them that is read. */
export function readName(walk: Walk, reference: NameReference, form: ReadForm = 'plain'): Slot | undefined {
  const slot = findSlot(walk.frame, reference.name.text);
  if (slot) {
    noteMaybeUnbound(walk, slot, reference);
    return slot;
  }
  if (!isProgramName(walk, reference.name.text)) {
    walk.late.push({ kind: 'read', form, reference, frame: walk.frame, time: walk.flow.now });
  }
  return undefined;
}

/** Whether a read of `name` here finds it at once. */
export function isVisible(walk: Walk, name: string): boolean {
  return findSlot(walk.frame, name) !== undefined || isProgramName(walk, name);
}

/** In a block or agent all names of the program are visible and count as bound. */
function isProgramName(walk: Walk, name: string): boolean {
  return walk.frame.call !== walk.program && findIn(walk.program, name) !== undefined;
}

/** One warning per path: behind the read the name is bound, because reading an unbound one is an error. */
function noteMaybeUnbound(walk: Walk, slot: Slot, reference: NameReference): void {
  if (slot.state === BOUND || slot.warned) return;
  if (walk.flow.reachable) {
    if (isBoundFurtherOut(walk, slot)) return;
    walk.reporter.add('W016', reference.span, `\`${slot.name}\` may be unbound here`, 'bind it on every path before this one');
  }
  if (slot.state === EARLIER) slot.warned = true;
  else walk.flow.bind(slot, BOUND);
}

/** Where its own frame has not bound the name, an outer one's value is read. */
function isBoundFurtherOut(walk: Walk, slot: Slot): boolean {
  for (let at = slot.frame.parent; at; at = at.parent) if (at.get(slot.name)?.state === BOUND) return true;
  return isProgramName(walk, slot.name);
}
