/**
 * Branches and items: bodies with a frame of their own whose writes reach outer variables at the join (semantics 2.8).
 */
import type { Body, Branch, ParallelStatement, Span } from '../ast.ts';
import { walkBody, walkValue } from './bodies.ts';
import { joinsAllBranches, succeedsWithOneBranch } from './certainty.ts';
import { declareBranchName } from './declare.ts';
import { BOUND, MAYBE } from './flow.ts';
import type { Binding, Fork, Tracked } from './flow.ts';
import { Frame, Slot } from './frames.ts';
import type { Siblings } from './frames.ts';
import { walkModifiers } from './modifiers.ts';
import { inNewList, isolated, mayFail, within } from './walk.ts';
import type { Walk } from './walk.ts';
import type { NamedBranches } from './writes.ts';

/** @param claimed names that a `let { a, b } =` around the block binds itself */
export function walkParallel(walk: Walk, statement: ParallelStatement, claimed: ReadonlySet<string> = new Set()): void {
  if (statement.modifiers) walkModifiers(walk, statement.modifiers);
  const siblings: Siblings = { names: branchNames(walk, statement), frames: [] };
  const fork = walk.flow.fork();
  const effects: Effects = { states: undefined };
  const regions = statement.branches.map((branch) => {
    const frame = new Frame('branch', walk.frame, undefined, siblings);
    siblings.frames.push(frame);
    return walk.writes.branch(frame, () => walkApart(walk, fork, effects, () => walkBranch(walk, branch, frame)));
  });
  const join = walk.writes.join(succeedsWithOneBranch(statement.modifiers) ? 'one-succeeds' : 'branches', regions);
  applyEffects(walk, effects, joinsAllBranches(statement.modifiers));
  join.named = bindBranchNames(walk, statement, claimed);
  mayFail(walk);
}

/** E033 for a second branch of one name. */
function branchNames(walk: Walk, statement: ParallelStatement): Map<string, number> {
  const names = new Map<string, number>();
  for (const [index, { name }] of statement.branches.entries()) {
    if (!name) continue;
    if (names.has(name.text)) walk.reporter.add('E033', name.span, `two branches are named \`${name.text}\``, 'give one of them another name');
    else names.set(name.text, index);
  }
  return names;
}

function walkBranch(walk: Walk, branch: Branch, frame: Frame): void {
  within(walk, frame, { kind: 'branch', parent: walk.place }, () => {
    inNewList(walk, () => (branch.name ? walkValue : walk.statement)(walk, branch.statement));
  });
}

/** What branches do to names outside them; most do nothing. */
interface Effects {
  states: Map<Tracked, Binding> | undefined;
}

function noteEffect(effects: Effects, tracked: Tracked): void {
  effects.states ??= new Map();
  effects.states.set(tracked, Math.max(tracked.state, effects.states.get(tracked) ?? 0) as Binding); // the larger of two bindings
}

/** Walks a branch from the state at `fork` and notes what it does to names outside it, instead of doing it. */
function walkApart(walk: Walk, fork: Fork, effects: Effects, inside: () => void): void {
  const { flow } = walk;
  const { depth } = walk.frame;
  const start = flow.fork();
  const ends = isolated(walk, inside);
  flow.merge(start, ends);
  for (const tracked of flow.changedSince(start)) {
    if (tracked instanceof Slot && tracked.frame.depth > depth) continue;
    noteEffect(effects, tracked);
    flow.restore(tracked, tracked.stateAt(start.time));
  }
  flow.reachable = fork.reachable;
}

/** When all branches succeed, what any of them binds is bound; else it may be. */
function applyEffects(walk: Walk, { states }: Effects, allSucceed: boolean): void {
  if (!states) return;
  for (const [tracked, state] of states) {
    if (tracked.state !== BOUND && state > tracked.state) walk.flow.bind(tracked, allSucceed ? state : MAYBE);
  }
}

function bindBranchNames(walk: Walk, statement: ParallelStatement, claimed: ReadonlySet<string>): NamedBranches {
  const named = new Map<Slot, { branch: number; span: Span }>();
  const seen = new Set<string>();
  for (const [branch, { name, declaration, statement: value }] of statement.branches.entries()) {
    if (!name || claimed.has(name.text) || seen.has(name.text)) continue;
    seen.add(name.text);
    const slot = declareBranchName(walk, name, declaration);
    walk.resultUses.bind(slot, value);
    named.set(slot, { branch, span: name.span });
  }
  return named;
}

/** The body of a `parallel for` or of a pipeline stage: any number of items, each with its own frame. */
export function walkItems(walk: Walk, body: Body, form: 'many' | 'one-succeeds' | 'in-turn', declareVariables: (frame: Frame) => void): void {
  const variables = new Frame('loop', walk.frame);
  const frame = new Frame('item', variables);
  declareVariables(variables);
  const effects: Effects = { states: undefined };
  const walkItem = (): void =>
    walkApart(walk, walk.flow.fork(), effects, () => {
      within(walk, frame, { kind: 'item', parent: walk.place }, () => walkBody(walk, body));
    });
  if (form === 'in-turn') walkItem();
  else walk.writes.join(form, [walk.writes.branch(frame, walkItem)]);
  applyEffects(walk, effects, false);
}
