/**
 * `parallel:` as a parallel state: one region a branch, join guards on the state (semantics 2).
 *
 * 1. A branch's end is kept on arrival and counted in a turn of its own, when all that started has
 *    come to rest; ends of one turn are counted in source order, one at a time.
 * 2. The decision cancels all branches without a counted end; the state is left when every region is
 *    final, so that the next statement starts only when all processes are gone.
 * 3. More than 64 branches, or `concurrency:`, run as a fan-out over the branches.
 */
import type { ParallelStatement, Statement } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { BranchResult, FrameContext, JoinSlot } from '../frame/context.ts';
import { freshThread, mustStop, setScope, setSlot, setThread, slotOf, threadOf } from '../frame/context.ts';
import type { Fact } from '../facts.ts';
import { countEnd, decideJoin } from '../join.ts';
import { cleanupId } from '../frame-setup.ts';
import { extend, type PathTemplate } from '../paths.ts';
import type { EffectResults } from '../semantics.ts';
import type { Build, Built, Site, States } from './build.ts';
import { announce, apply, firstLine, fullPath, lastSegment, lineOf, meta, newScope, newThread, pathOf, scopeAt, target } from './build.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';
import { compileBranchesAsFanOut } from './fan-outs.ts';
import type { JoinPlan } from './joins.ts';
import { freshJoin, joined } from './joins.ts';
import type { Rule, RuleValues } from './modifiers.ts';
import { countFailure, ruleOf } from './modifiers.ts';

const regionLimit = 64;

interface Branch {
  readonly index: number;
  readonly name: string | null;
  readonly statement: Statement;
  readonly thread: number;
  readonly scope: number;
  /** Path of its statement: what a decision by its success names as the reason. */
  readonly path: PathTemplate;
}

export function compileParallel(build: Build, node: ParallelStatement, site: Site, whole: Statement): Built {
  if (node.branches.length > regionLimit || node.modifiers?.concurrency) return compileBranchesAsFanOut(build, node, site);
  const id = build.newId('parallel');
  const rule = ruleOf(node.modifiers);
  const branches = node.branches.map((branch, index): Branch => {
    const thread = newThread(build, site.place.thread);
    const name = branch.name?.text ?? null;
    const path = extend(site.path, `(${name ?? index})/${lastSegment(build, [branch.statement])}`);
    return { index, name, statement: branch.statement, thread, scope: newScope(build, thread, 'branch'), path };
  });
  const plan: JoinPlan = {
    id,
    join: rule.join,
    policy: rule.policy,
    line: lineOf(build, node.span),
    title: 'parallel',
    source: firstLine(build, whole.span),
    names: () => branches.map((branch) => branch.name),
  };
  build.paths.addBranches(
    build.frame,
    fullPath(build, site.path),
    branches.map((branch) => branch.name ?? String(branch.index)),
  );
  build.turnPaths.set(id, (context) => pathOf(context, site.path));
  build.cancellations.set(id, (context) => undecided(context, id, branches));
  return {
    entry: id,
    states: { ...entering(build, id, node, site, rule, branches), ...running(build, id, node, site, plan, branches, whole), ...joined(build, site, plan) },
  };
}

function entering(build: Build, id: string, node: ParallelStatement, site: Site, rule: Rule, branches: readonly Branch[]): States {
  const expressions = expressionsOf(build, rule.expressions);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const values: Value[] = [];
    for (let place = 0; place < rule.expressions.length; place++) {
      const found = expressions.evaluate(place, scopeAt(build, context, site.place), results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      values.push(found.value);
    }
    const read = rule.read(build, values);
    if (!read.ok) return { kind: 'failed', failed: read.failure };
    const tooMany = countFailure(read.value.count, branches.length, node.modifiers);
    return tooMany ? { kind: 'failed', failed: tooMany } : { kind: 'done', context: begin(context, id, read.value, branches) };
  };
  const names = branches.map((branch) => branch.name ?? String(branch.index));
  const facts = (context: FrameContext): readonly Fact[] => {
    const slot = slotOf(context, id, 'join');
    if (!slot || slot.order.length > 0 || Object.keys(slot.results).length > 0 || threadOf(context, site.place.thread).failure) return [];
    const path = pathOf(context, site.path);
    return [
      { type: 'parallel.started', path, join: rule.join, onFail: rule.policy, branches: names },
      ...names.map((name, index): Fact => ({ type: 'branch.started', path, index, name })),
    ];
  };
  return deciding(build, site, { id, effects: expressions.effects, decide, exits: [{ target: target(`${id}-running`) }], facts });
}

function begin(context: FrameContext, id: string, rule: RuleValues, branches: readonly Branch[]): FrameContext {
  const cleared = branches.reduce((next, { thread, scope }) => setScope(setThread(next, thread, freshThread), scope, {}), context);
  return setSlot(cleared, id, freshJoin(rule.count, rule.timeout));
}

function running(build: Build, id: string, node: ParallelStatement, site: Site, plan: JoinPlan, branches: readonly Branch[], whole: Statement): States {
  const regions: States = {};
  for (const branch of branches) Object.assign(regions, region(build, id, site, branch));
  if (node.modifiers?.timeout) Object.assign(regions, deadline(build, id, site, branches));
  const counted = (context: FrameContext): readonly Fact[] => countFacts(context, id, site, plan);
  return {
    [`${id}-running`]: {
      id: `${id}-running`,
      type: 'parallel',
      meta: meta(build, 'parallel', whole.span),
      states: regions,
      on: {
        turn: {
          guard: { type: 'turnOf', params: { id } },
          actions: [
            apply(build, `${id}-count`, (context) => count(context, id, plan, branches)),
            announce(build, `${id}-count`, counted),
            { type: 'cancelBranches', params: { join: id } },
            { type: 'limitCleanup', params: { join: id, decided: 'count' } },
          ],
        },
        [`xstate.done.actor.${cleanupId(id)}`]: {
          actions: [
            apply(build, `${id}-kill`, (context) => flagUndecided(context, id, branches, { killed: true })),
            { type: 'killBranches', params: { join: id } },
          ],
        },
      },
      exit: [{ type: 'endCleanup', params: { join: id } }],
      always: [{ guard: { type: 'joined', params: { join: id, branches: branches.length, threads: site.cancellable } }, target: target(`${id}-joined`) }],
    },
  };
}

function region(build: Build, id: string, site: Site, branch: Branch): States {
  const { index, thread, scope } = branch;
  const key = `${id}-branch${index}`;
  const end = (status: 'succeeded' | 'failed' | 'cancelled') => target(`${key}-${status}`);
  const path = extend(site.path, `(${branch.name ?? index})`);
  const body = build.compileList([branch.statement], {
    ...site,
    place: { thread, scopes: [scope, ...site.place.scopes] },
    path,
    branches: [...site.branches, path],
    boundAs: branch.name,
    exits: { next: end('succeeded'), fail: end('failed'), cancel: end('cancelled'), return: end('succeeded'), continue: end('succeeded') },
    cancellable: [thread, ...site.cancellable],
    returnsFrame: false,
  });
  const final = (status: 'succeeded' | 'failed' | 'cancelled', result: (context: FrameContext) => BranchResult): States => ({
    [`${key}-${status}`]: {
      id: `${key}-${status}`,
      type: 'final',
      entry: [
        apply(build, `${key}-${status}`, (context) => arrive(context, id, index, result(context))),
        ...(status === 'cancelled' ? [] : [{ type: 'requestTurn' as const, params: { id, kind: 'count' as const } }]),
      ],
    },
  });
  return {
    [key]: {
      id: key,
      initial: body.entry,
      meta: { kind: 'branch', label: branch.name ?? String(index), line: lineOf(build, branch.statement.span) },
      states: {
        ...body.states,
        ...final('succeeded', (context) => ({ status: 'succeeded', value: threadOf(context, thread).value, overlay: threadOf(context, thread).overlay })),
        ...final('failed', (context) => failedResult(context, thread)),
        ...final('cancelled', (context) => ({ status: 'cancelled', by: cancelReason(context, [thread, ...site.cancellable]) })),
      },
    },
  };
}

function failedResult(context: FrameContext, thread: number): BranchResult {
  const { failure } = threadOf(context, thread);
  return failure ? { status: 'failed', error: failure } : { status: 'cancelled', by: '' };
}

function cancelReason(context: FrameContext, threads: readonly number[]): string {
  for (const thread of threads) {
    const by = threadOf(context, thread < 0 ? ~thread : thread).cancelledBy;
    if (by !== null) return by;
  }
  return '';
}

function deadline(build: Build, id: string, site: Site, branches: readonly Branch[]): States {
  const key = `${id}-deadline`;
  const fire = (context: FrameContext): FrameContext => {
    const slot = slotOf(context, id, 'join');
    if (!slot || slot.decision || mustStop(context, site.cancellable)) return context;
    return flagUndecided(setSlot(context, id, { ...slot, arrived: [], decision: { outcome: 'timeout', by: pathOf(context, site.path) } }), id, branches);
  };
  return {
    [key]: {
      id: key,
      initial: `${key}-waiting`,
      states: {
        [`${key}-waiting`]: {
          id: `${key}-waiting`,
          invoke: {
            id: `${key}-timer`,
            src: 'timer',
            input: ({ context }: { context: FrameContext }) => ({
              path: pathOf(context, site.path),
              delay: slotOf(context, id, 'join')?.timeout ?? 0,
              purpose: 'timeout',
            }),
            onDone: { target: target(`${key}-over`) },
          },
        },
        [`${key}-over`]: {
          id: `${key}-over`,
          type: 'final',
          entry: [
            apply(build, `${key}-over`, fire),
            { type: 'cancelBranches', params: { join: id } },
            { type: 'limitCleanup', params: { join: id, decided: 'timeout' } },
          ],
        },
      },
    },
  };
}

function arrive(context: FrameContext, id: string, index: number, result: BranchResult): FrameContext {
  const slot = slotOf(context, id, 'join');
  if (!slot) return context;
  const arrived = result.status === 'cancelled' || slot.decision ? slot.arrived : [...slot.arrived, index];
  return setSlot(context, id, { ...slot, arrived, results: { ...slot.results, [index]: result } });
}

/** Counts what arrived, in source order, and stops at the end that decides. */
function count(context: FrameContext, id: string, plan: JoinPlan, branches: readonly Branch[]): FrameContext {
  const slot = slotOf(context, id, 'join');
  if (!slot) return context;
  if (slot.decision || slot.arrived.length === 0) return setSlot(context, id, { ...slot, fresh: [] });
  const next = countArrivals(slot, plan, branches, (branch) => pathOf(context, branch.path));
  return flagUndecided(setSlot(context, id, next), id, branches);
}

function countArrivals(slot: JoinSlot, plan: JoinPlan, branches: readonly Branch[], endOf: (branch: Branch) => string): JoinSlot {
  let { tally } = slot;
  const order = [...slot.order];
  for (const index of slot.arrived.toSorted((a, b) => a - b)) {
    const result = slot.results[index];
    const branch = branches[index];
    if (!branch || !result || result.status === 'cancelled') continue;
    tally = countEnd(tally, index, result.status);
    order.push(index);
    const decision = decideJoin(plan.join, slot.count, plan.policy, branches.length, tally);
    if (decision)
      return {
        ...slot,
        arrived: [],
        fresh: order.slice(slot.order.length),
        order,
        tally,
        decision: { ...decision, by: result.status === 'failed' ? result.error.path : endOf(branch) },
      };
  }
  return { ...slot, arrived: [], fresh: order.slice(slot.order.length), order, tally };
}

/** Marks the threads of branches without an end, so that what they enter next unwinds. */
function flagUndecided(context: FrameContext, id: string, branches: readonly Branch[], more: { readonly killed?: boolean } = {}): FrameContext {
  const { threads, by } = undecided(context, id, branches);
  return threads.reduce((next, thread) => setThread(next, thread, { cancelledBy: by, ...more }), context);
}

/** The branches to cancel: all without an end, as soon as the block is decided. */
function undecided(context: FrameContext, id: string, branches: readonly Branch[]): { readonly threads: readonly number[]; readonly by: string } {
  const slot = slotOf(context, id, 'join');
  if (!slot?.decision) return { threads: [], by: '' };
  return { threads: branches.filter((branch) => !slot.results[branch.index]).map((branch) => branch.thread), by: slot.decision.by };
}

function countFacts(context: FrameContext, id: string, site: Site, plan: JoinPlan): readonly Fact[] {
  const slot = slotOf(context, id, 'join');
  if (!slot || slot.fresh.length === 0) return [];
  const path = pathOf(context, site.path);
  const settled: Fact[] = slot.decision
    ? [
        {
          type: 'join.settled',
          path,
          outcome: slot.decision.outcome === 'succeeded' ? 'succeeded' : 'failed',
          winner: 'winner' in slot.decision ? slot.decision.winner : null,
          order: slot.order,
        },
      ]
    : [];
  const names = plan.names(context);
  const ends = slot.fresh.map((index): Fact => {
    const result = slot.results[index];
    return {
      type: 'branch.ended',
      path,
      index,
      name: names[index] ?? String(index),
      status: result?.status ?? 'cancelled',
      ...(result?.status === 'failed' ? { error: result.error } : {}),
    };
  });
  return [...ends, ...settled];
}
