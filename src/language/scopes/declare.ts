/**
 * Binding names: declarations, assignments, outputs (`language.md` 4).
 *
 * Owns: E019 (declared twice), E031 (constant assigned), W010 (hides or rebinds another), E029 of an assignment.
 */
import type { AssignStatement, Name, NameReference, Reference, Span } from '../ast.ts';
import { BOUND, MAYBE, Tracked } from './flow.ts';
import type { Binding } from './flow.ts';
import { findIn, findSlot, Slot } from './frames.ts';
import type { Frame, Origin } from './frames.ts';
import type { Walk } from './walk.ts';

const constantOrigins: ReadonlySet<Origin> = new Set(['const', 'parameter', 'loop-variable', 'catch-variable', 'pipeline-variable']);

/** `let`, `const`, `input`. */
export function declare(walk: Walk, name: Name, origin: 'let' | 'const' | 'input'): Slot {
  const frame = walk.frame.binding;
  const slot = frame.get(name.text);
  if (slot && isDeclaredIn(slot, walk.list)) reportTwice(walk, name);
  else reportHidden(walk, name);
  return declareInList(walk, frame, name, origin);
}

/** Only the variables of a construct: nothing can declare them twice but another one of the same construct. */
export function declareVariable(walk: Walk, frame: Frame, name: Name, origin: 'loop-variable' | 'catch-variable' | 'pipeline-variable'): void {
  if (frame.get(name.text)) reportTwice(walk, name);
  else if (findSlot(walk.frame, name.text) ?? programSlot(walk, name.text)) hides(walk, name);
  bindNew(walk, frame, name.text, origin);
  walk.clashes.addValue(name.text, name.span);
}

export function declareParameter(walk: Walk, frame: Frame, name: Name): void {
  if (frame.get(name.text)) reportTwice(walk, name);
  bindNew(walk, frame, name.text, 'parameter').list = walk.list;
}

/** `output n = e`: binds n in the frame of the call. */
export function declareOutput(walk: Walk, name: Name, statement: Span): Slot | undefined {
  const visible = findSlot(walk.frame, name.text);
  const frame = walk.frame.call;
  if (visible && isConstant(visible)) {
    reportConstant(walk, name, visible);
    return undefined;
  }
  const slot = frame.get(name.text) ?? newSlot(frame, name.text, 'output');
  noteOutput(walk, slot, name, statement);
  addList(slot, walk.list);
  walk.flow.bind(slot, BOUND);
  walk.writes.write(slot, { plain: statement });
  walk.clashes.addValue(name.text, name.span);
  return slot;
}

/** What a called block hands back. */
export function bindReturned(walk: Walk, name: string, state: Binding): void {
  const frame = walk.frame.binding;
  const slot = frame.get(name) ?? newSlot(frame, name, 'returned');
  if (slot.state < state) walk.flow.bind(slot, state);
}

/** The name of a branch, when its `parallel` has joined. */
export function declareBranchName(walk: Walk, name: Name, declaration: 'let' | 'const' | undefined): Slot {
  const frame = walk.frame.binding;
  const slot = frame.get(name.text);
  const here = slot !== undefined && slot.state > 0;
  if (declaration) {
    if (slot && (isDeclaredIn(slot, walk.list) || slot.branchList === walk.list)) reportTwice(walk, name);
    else reportHidden(walk, name);
    return declareInList(walk, frame, name, declaration);
  }
  if (here) {
    if (isConstant(slot)) reportConstant(walk, name, slot);
    walk.flow.bind(slot, BOUND);
    return slot;
  }
  reportHidden(walk, name);
  const bound = bindNew(walk, frame, name.text, 'branch');
  bound.branchList = walk.list;
  walk.clashes.addValue(name.text, name.span);
  return bound;
}

/** `x = e`, `x.a = e`, `x[0] = e`. Returns the slot that is written. */
export function assign(walk: Walk, statement: AssignStatement, root: NameReference, append: boolean): Slot | undefined {
  const slot = findSlot(walk.frame, root.name.text) ?? programSlot(walk, root.name.text);
  if (!slot) {
    reportUnknownTarget(walk, root);
    return undefined;
  }
  if (isConstant(slot)) {
    reportConstant(walk, root.name, slot);
    return slot;
  }
  if (slot.frame.call === walk.frame.call) walk.flow.bind(slot, BOUND);
  walk.writes.write(slot, append ? { append: true } : { plain: statement.span });
  return slot;
}

/** The name that a reference starts with. Iterative: a chain may be as long as the file. */
export function rootOf(reference: Reference): NameReference | undefined {
  let at: Reference = reference;
  while (at.kind !== 'reference') {
    const inner = at.object;
    if (inner.kind !== 'reference' && inner.kind !== 'member' && inner.kind !== 'index') return undefined;
    at = inner;
  }
  return at;
}

function isConstant(slot: Slot): boolean {
  return constantOrigins.has(slot.origin);
}

/** A name of the program, seen from a block or agent. */
function programSlot(walk: Walk, name: string): Slot | undefined {
  return walk.frame.call === walk.program ? undefined : findIn(walk.program, name);
}

function declareInList(walk: Walk, frame: Frame, name: Name, origin: Origin): Slot {
  const slot = bindNew(walk, frame, name.text, origin);
  addList(slot, walk.list);
  walk.clashes.addValue(name.text, name.span);
  return slot;
}

function bindNew(walk: Walk, frame: Frame, name: string, origin: Origin): Slot {
  const known = frame.get(name);
  const slot = known ?? newSlot(frame, name, origin);
  slot.origin = origin;
  walk.flow.bind(slot, BOUND);
  return slot;
}

export function newSlot(frame: Frame, name: string, origin: Origin): Slot {
  const slot = new Slot(name, frame, origin);
  frame.add(slot);
  return slot;
}

function addList(slot: Slot, list: number): void {
  if (slot.list === 0) slot.list = list;
  else if (slot.list !== list) {
    slot.otherLists ??= new Set();
    slot.otherLists.add(list);
  }
}

function isDeclaredIn(slot: Slot, list: number): boolean {
  return slot.list === list || (slot.otherLists?.has(list) ?? false);
}

/** W010 when the frame may already have the name, or an outer frame has it. `item` may be hidden freely. */
function reportHidden(walk: Walk, name: Name): void {
  const own = walk.frame.binding.get(name.text);
  const visible = findSlot(walk.frame, name.text) ?? programSlot(walk, name.text);
  if (!visible) return;
  if (visible !== own) hides(walk, name);
  else if (own.state >= MAYBE) {
    walk.reporter.add('W010', name.span, `\`${name.text}\` is already bound in this frame and is bound anew`, `assign it without \`let\`, or use another name`);
  }
}

function hides(walk: Walk, name: Name): void {
  if (name.text === 'item') return;
  walk.reporter.add('W010', name.span, `\`${name.text}\` hides another \`${name.text}\``, 'use another name');
}

function reportTwice(walk: Walk, name: Name): void {
  walk.reporter.add('E019', name.span, `\`${name.text}\` is declared twice`, `assign it: \`${name.text} = ...\``);
}

function reportConstant(walk: Walk, name: Name, slot: Slot): void {
  walk.reporter.add(
    'E031',
    name.span,
    `\`${name.text}\` is ${describe(slot.origin)} and cannot be assigned`,
    slot.origin === 'const' ? 'declare it with `let`' : 'use a variable of another name',
  );
}

function describe(origin: Origin): string {
  switch (origin) {
    case 'parameter':
      return 'a parameter';
    case 'loop-variable':
      return 'a loop variable';
    case 'catch-variable':
      return 'the error of a `catch`';
    case 'pipeline-variable':
      return "a pipeline's variable";
    default:
      return 'a constant';
  }
}

/** Behind the mistake the name counts as bound, so that its readers are not reported as well. */
function reportUnknownTarget(walk: Walk, root: NameReference): void {
  const { text } = root.name;
  const near = walk.guess.nearest(text, visibleNames(walk));
  walk.reporter.addOfOne(
    text,
    'E029',
    root.span,
    `\`${text}\` is assigned but was never declared`,
    near ? `did you mean \`${near}\`? A new name needs \`let ${text} = ...\`` : `declare it: \`let ${text} = ...\``,
  );
  bindNew(walk, walk.frame.binding, text, 'recovered');
}

function* visibleNames(walk: Walk): Iterable<string | undefined> {
  for (let at: Frame | undefined = walk.frame; at; at = at.parent) {
    for (const slot of at.slots()) yield slot.state > 0 ? slot.name : undefined;
  }
}

/** A second output of one name on one path (W019). Loops do not count. */
function noteOutput(walk: Walk, slot: Slot, name: Name, statement: Span): void {
  slot.registered ??= new Tracked();
  if (slot.registered.state > 0 && walk.flow.reachable) {
    walk.reporter.add(
      'W019',
      statement,
      `\`output ${name.text}\` may be executed twice: the program goes on after the first`,
      'write `return` where the program should end',
    );
  }
  walk.flow.bind(slot.registered);
}
