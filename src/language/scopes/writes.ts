/**
 * Writes of parallel branches to variables outside them, and which of them a join cannot add up (W021, semantics 2.8).
 *
 * 1. A branch's writes go to its overlay; only its net effect per variable reaches the join: appends, or one assignment.
 * 2. A block that a branch calls writes into the branch's overlay, so calls are looked up when all is walked.
 */
import type { BlockDefinition, Span } from '../ast.ts';
import type { Frame, Slot } from './frames.ts';
import type { Reporter } from './reporter.ts';

/** `plain`: the statement of the first assignment that is no append. */
export type Write = { readonly plain: Span } | { readonly append: true };
type Writes = Map<Slot, Write>;

interface Region {
  readonly frame: Frame;
  writes: Writes | undefined;
  calls: Set<BlockDefinition> | undefined;
}

/** The variables that branches are named after, with the branch's number and where it is named. */
export type NamedBranches = ReadonlyMap<Slot, { readonly branch: number; readonly span: Span }>;

export interface Join {
  /** `many`: the one branch stands for any number of items. */
  readonly form: 'branches' | 'many' | 'one-succeeds';
  readonly branches: readonly Region[];
  readonly outside: Region | undefined;
  named: NamedBranches;
}

export class WriteLog {
  readonly #joins: Join[] = [];
  readonly #blocks = new Map<BlockDefinition, Region>();
  #open: Region | undefined;
  #children: Map<Region, Region[]> | undefined;

  /** Walks one branch or item; its writes are kept apart. */
  branch(frame: Frame, inside: () => void): Region {
    const outer = this.#open;
    const region: Region = { frame, writes: undefined, calls: undefined };
    this.#open = region;
    inside();
    this.#open = outer;
    return region;
  }

  /** Walks a block's body; whatever it writes outside its own frame belongs to its callers. */
  block(block: BlockDefinition, frame: Frame, inside: () => void): void {
    this.#blocks.set(block, this.branch(frame, inside));
  }

  join(form: Join['form'], branches: readonly Region[]): Join {
    const join: Join = { form, branches, outside: this.#open, named: noNames };
    this.#joins.push(join);
    return join;
  }

  write(slot: Slot, write: Write): void {
    if (this.#open && isOutside(slot, this.#open.frame)) add(writesOf(this.#open), slot, write);
  }

  call(block: BlockDefinition): void {
    if (!this.#open) return;
    this.#open.calls ??= new Set();
    this.#open.calls.add(block);
  }

  /** Reports W021, once per variable. Joins are kept inner first, so that outer ones see merged results. */
  report(reporter: Reporter): void {
    const effects = this.#blockEffects();
    const reported = new Map<Slot, Span>();
    for (const join of this.#joins) {
      if (!join.branches.some((branch) => mayWrite(branch, effects))) continue;
      const writes = join.branches.map((branch) => withCalls(branch, effects));
      for (const [slot, plain] of conflicts(join, writes)) {
        const known = reported.get(slot);
        if (!known || plain.start < known.start) reported.set(slot, plain);
      }
      if (join.outside) for (const branch of writes) handUp(branch, join.outside);
    }
    for (const [slot, span] of reported) {
      reporter.add(
        'W021',
        span,
        `branches that run at the same time may assign \`${slot.name}\`; the join can only add up appends`,
        `append (\`${slot.name} = ${slot.name} + ...\`) or name the branches and read their results`,
      );
    }
  }

  /** What each block writes outside its frame, with the blocks it calls. Iterative: chains of calls may be long. */
  #blockEffects(): Effects {
    const effects: Effects = new Map();
    const callers = new Map<BlockDefinition, BlockDefinition[]>();
    for (const [block, region] of this.#blocks) {
      this.#eachInside(region, (inner) => {
        if (inner.writes) for (const [slot, write] of inner.writes) if (isOutside(slot, region.frame)) add(effectsOf(block, effects), slot, write);
        if (inner.calls) for (const called of inner.calls) addCaller(callers, called, block);
      });
    }
    const work = [...effects.keys()];
    for (let block = work.pop(); block; block = work.pop()) {
      const writes = effects.get(block) ?? nothing;
      for (const caller of callers.get(block) ?? []) if (addAll(effectsOf(caller, effects), writes)) work.push(caller);
    }
    return effects;
  }

  /** Visits a region and the branches inside it. */
  #eachInside(region: Region, visit: (inner: Region) => void): void {
    this.#children ??= this.#regionTree();
    visit(region);
    const children = this.#children.get(region);
    if (!children) return;
    const work = [...children];
    for (let inner = work.pop(); inner; inner = work.pop()) {
      visit(inner);
      for (const child of this.#children.get(inner) ?? []) work.push(child);
    }
  }

  #regionTree(): Map<Region, Region[]> {
    const tree = new Map<Region, Region[]>();
    for (const join of this.#joins) {
      if (!join.outside) continue;
      const known = tree.get(join.outside);
      if (known) for (const branch of join.branches) known.push(branch);
      else tree.set(join.outside, [...join.branches]);
    }
    return tree;
  }
}

/** The variables that a join cannot merge, with the first plain assignment to each. */
function* conflicts(join: Join, branches: readonly Writes[]): Iterable<[Slot, Span]> {
  if (join.form === 'one-succeeds') return;
  const writers = new Map<Slot, { count: number; plain: Span | undefined }>();
  for (const [index, writes] of branches.entries()) {
    for (const [slot, write] of writes) {
      const known = writers.get(slot) ?? { count: 0, plain: undefined };
      known.count += 1;
      if ('plain' in write && (!known.plain || write.plain.start < known.plain.start)) known.plain = write.plain;
      writers.set(slot, known);
      const named = join.named.get(slot);
      if (named && named.branch !== index) yield [slot, 'plain' in write ? write.plain : named.span];
    }
  }
  for (const [slot, { count, plain }] of writers) if (plain && (count > 1 || join.form === 'many')) yield [slot, plain];
}

function handUp(writes: Writes, outside: Region): void {
  for (const [slot, write] of writes) if (isOutside(slot, outside.frame)) add(writesOf(outside), slot, write);
}

const nothing: Writes = new Map();
const noNames: NamedBranches = new Map();

/** What blocks write outside their own frames; blocks that write nothing are not in it. */
type Effects = Map<BlockDefinition, Writes>;

function effectsOf(block: BlockDefinition, effects: Effects): Writes {
  const known = effects.get(block);
  if (known) return known;
  const writes: Writes = new Map();
  effects.set(block, writes);
  return writes;
}

function addCaller(callers: Map<BlockDefinition, BlockDefinition[]>, called: BlockDefinition, caller: BlockDefinition): void {
  const known = callers.get(called);
  if (!known) callers.set(called, [caller]);
  else if (known.at(-1) !== caller) known.push(caller);
}

function mayWrite({ writes, calls }: Region, effects: Effects): boolean {
  if (writes) return true;
  if (calls && effects.size > 0) for (const block of calls) if (effects.has(block)) return true;
  return false;
}

function writesOf(region: Region): Writes {
  region.writes ??= new Map();
  return region.writes;
}

function withCalls(region: Region, effects: Effects): Writes {
  if (!region.calls) return region.writes ?? nothing;
  const writes: Writes = new Map(region.writes ?? []);
  for (const block of region.calls) for (const [slot, write] of effects.get(block) ?? nothing) add(writes, slot, write);
  return writes;
}

/** Whether anything changed. */
function add(writes: Writes, slot: Slot, write: Write): boolean {
  const known = writes.get(slot);
  if (known && ('plain' in known || 'append' in write)) return false;
  writes.set(slot, write);
  return true;
}

function addAll(target: Writes, more: Writes): boolean {
  let changed = false;
  for (const [slot, write] of more) if (add(target, slot, write)) changed = true;
  return changed;
}

/** A variable of a frame that existed before the region's own. A block's region stands alone: all but its own frames are outside. */
function isOutside(slot: Slot, frame: Frame): boolean {
  return slot.frame.call !== frame.call || slot.frame.depth < frame.depth;
}
