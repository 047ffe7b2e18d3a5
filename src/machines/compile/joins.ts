/**
 * The end of a parallel block, for regions and fan-outs alike: names, value, merge of writes, failure
 * (semantics 2.2, 2.4, 2.7, 2.8).
 */
import type { BranchReport, Failure } from '../../errors.ts';
import { cancelledValue, errorValue, setOwn } from '../../values.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { BranchResult, FrameContext, JoinDecision, JoinSlot } from '../frame/context.ts';
import { setThread, slotOf, threadOf } from '../frame/context.ts';
import { flatten } from '../frame/layers.ts';
import { applyWrites, declareName, readName, scopeKey } from '../frame/names.ts';
import type { Overlay } from '../frame/overlay.ts';
import { mergeOverlays } from '../frame/overlay.ts';
import type { Join, Policy } from '../join.ts';
import { emptyTally } from '../join.ts';
import type { Failed } from '../semantics.ts';
import type { Build, Site, States } from './build.ts';
import { computing, fail, pathOf, registeredFacts, setValue } from './build.ts';

export interface JoinPlan {
  readonly id: string;
  readonly join: Join;
  readonly policy: Policy;
  readonly line: number;
  /** What errors call it: `parallel`, `parallel for`, `pmap`. */
  readonly title: string;
  /** First line of the statement. */
  readonly source: string;
  /** Names to bind; null for unnamed branches, and for all branches of a fan-out over items. */
  readonly names: (context: FrameContext) => readonly (string | null)[];
}

export function freshJoin(count: number | null, timeout: number | null): JoinSlot {
  return { kind: 'join', count, timeout, arrived: [], fresh: [], order: [], tally: emptyTally, results: {}, decision: null };
}

export interface FinishedJoin {
  readonly results: Readonly<Record<number, BranchResult>>;
  readonly order: readonly number[];
  readonly decision: JoinDecision | null;
  readonly count: number | null;
  readonly timeout: number | null;
}

/** The state that a block leaves by, when all its branches have ended and their processes are gone. */
export function joined(build: Build, site: Site, plan: JoinPlan): States {
  const key = `${plan.id}-joined`;
  const [state] = Object.values(
    computing(build, key, site, (context) => finish(build, context, site, plan), {
      facts: (context) => joinFacts(build, context, site, plan),
    }),
  );
  return {
    [key]: {
      ...state,
      always: [
        { guard: { type: 'cancelling', params: { threads: site.cancellable } }, target: site.exits.cancel },
        { guard: { type: 'failed', params: { thread: site.place.thread } }, target: site.exits.fail },
        { target: site.exits.next },
      ],
    },
  };
}

function finish(build: Build, context: FrameContext, site: Site, plan: JoinPlan): FrameContext {
  const slot = slotOf(context, plan.id, 'join');
  if (!slot?.decision) return context;
  const names = plan.names(context);
  const branches = endings(slot, names.length);
  if (slot.decision.outcome !== 'succeeded') {
    const bound = bindNames(build, context, site, names, branches, 'continue');
    return setThread(bound, site.place.thread, { failure: joinFailure(build, context, site, plan, slot, branches) });
  }
  const merged = mergeWrites(build, context, site, names, branches);
  if ('conflict' in merged) return fail(build, bindNames(build, context, site, names, branches, 'continue'), site, conflictFailure(plan, merged.conflict));
  const bound = bindNames(build, merged.context, site, names, branches, plan.policy);
  return setValue(bound, site, joinValue(plan, slot, slot.decision.winner, names, branches));
}

/** Every branch's end: an end that came after the decision is a cancellation (semantics 4.1). */
function endings(slot: FinishedJoin, count: number): readonly BranchResult[] {
  const by = slot.decision?.by ?? '';
  const counted = new Set(slot.order);
  return Array.from({ length: count }, (_, index): BranchResult => {
    const result = slot.results[index];
    return result && counted.has(index) ? result : { status: 'cancelled', by: result?.status === 'cancelled' ? result.by : by };
  });
}

function mergeWrites(
  build: Build,
  context: FrameContext,
  site: Site,
  names: readonly (string | null)[],
  branches: readonly BranchResult[],
): { context: FrameContext } | { conflict: string } {
  const overlays = branches.flatMap((branch) => (branch.status === 'succeeded' ? [branch.overlay] : []));
  const clash = writesBranchName(context, site, names, overlays, build);
  if (clash !== null) return { conflict: clash };
  const merge = mergeOverlays(overlays);
  if ('conflict' in merge) return merge;
  let conflict: string | null = null;
  const applied = applyWrites(context, build.layout, site.place.thread, merge.merged, (a, b) => {
    const sum = build.semantics.add(a, b);
    if (!sum.ok) conflict = sum.failure.message;
    return sum.ok ? { value: sum.value } : null;
  });
  return applied ? { context: applied } : { conflict: conflict ?? '' };
}

/** A name of a branch that another branch wrote to. */
function writesBranchName(context: FrameContext, site: Site, names: readonly (string | null)[], overlays: readonly Overlay[], build: Build): string | null {
  const scope = site.place.scopes.find((id) => build.layout.scopes[id]?.role !== 'variable') ?? 0;
  const key = scopeKey(context, scope);
  for (const name of names)
    if (name !== null && overlays.some((overlay) => Object.hasOwn(overlay, key) && Object.hasOwn(overlay[key] ?? {}, name))) return name;
  return null;
}

function conflictFailure(plan: JoinPlan, name: string): Failed {
  return {
    kind: 'concurrent-assignment',
    message: `${plan.title} at line ${plan.line}: several branches assign "${name}"; only one may, or all must append (${name} = ${name} + ...)`,
  };
}

function bindNames(
  build: Build,
  context: FrameContext,
  site: Site,
  names: readonly (string | null)[],
  branches: readonly BranchResult[],
  policy: Policy,
): FrameContext {
  let next = context;
  for (const [index, name] of names.entries()) {
    const branch = branches[index];
    if (name === null || !branch) continue;
    next = declareName(next, build.layout, site.place, name, branch.status === 'failed' && policy === 'ignore' ? null : valueOfBranch(branch));
  }
  return next;
}

function valueOfBranch(branch: BranchResult): Value {
  if (branch.status === 'succeeded') return branch.value;
  return branch.status === 'failed' ? errorValue(branch.error) : cancelledValue(branch.by);
}

function joinValue(plan: JoinPlan, slot: FinishedJoin, winner: number | null, names: readonly (string | null)[], branches: readonly BranchResult[]): Value {
  const single = plan.join === 'first' || (plan.join === 'any' && slot.count === null);
  if (single) {
    const branch = winner === null ? undefined : branches[winner];
    return branch ? valueOfBranch(branch) : null;
  }
  if (plan.join === 'any') return branches.flatMap((branch) => (branch.status === 'succeeded' ? [branch.value] : [])).slice(0, slot.count ?? undefined);
  const kept = branches
    .map((branch, index) => ({ branch, name: names[index] ?? null, index }))
    .filter(({ branch }) => !(branch.status === 'failed' && plan.policy === 'ignore'));
  if (names.every((name) => name === null)) return kept.map(({ branch }) => valueOfBranch(branch));
  return kept.reduce<Readonly<Record<string, Value>>>((all, { branch, name, index }) => setOwn(all, name ?? String(index), valueOfBranch(branch)), {});
}

function reportsOf(names: readonly (string | null)[], branches: readonly BranchResult[]): readonly BranchReport[] {
  return branches.map((branch, index) => ({
    name: names[index] ?? String(index),
    index,
    status: branch.status,
    ...(branch.status === 'succeeded' ? { value: branch.value } : {}),
    ...(branch.status === 'failed' ? { error: branch.error } : {}),
  }));
}

function joinFailure(build: Build, context: FrameContext, site: Site, plan: JoinPlan, slot: JoinSlot, branches: readonly BranchResult[]): Failure {
  const reports = reportsOf(plan.names(context), branches);
  const { decision } = slot;
  if (decision?.outcome === 'failed' && decision.culprit !== null) {
    const branch = branches[decision.culprit];
    // `e.branches` are those of the innermost block that the error left.
    if (branch?.status === 'failed') return branch.error.branches ? branch.error : { ...branch.error, branches: reports };
  }
  const failed: Failed =
    decision?.outcome === 'timeout'
      ? { kind: 'timeout', message: `${plan.title} at line ${plan.line}: timed out after ${(slot.timeout ?? 0) / 1000}s` }
      : { kind: 'aggregate', message: aggregateMessage(plan, slot, reports) };
  return { ...build.semantics.failure(failed, pathOf(context, site.path)), branches: reports };
}

function aggregateMessage(plan: JoinPlan, slot: JoinSlot, reports: readonly BranchReport[]): string {
  const failures = reports.filter((report) => report.status === 'failed');
  const reasons = failures.slice(0, 5).map((report) => `${report.name}: ${report.error?.message ?? ''}`);
  const more = failures.length > 5 ? `, and ${failures.length - 5} more` : '';
  return `${plan.title} at line ${plan.line}: ${failures.length} of ${reports.length} branches failed (${reasons.join(', ')}${more}), needed ${slot.count ?? 1} of ${reports.length}`;
}

function joinFacts(build: Build, context: FrameContext, site: Site, plan: JoinPlan): readonly Fact[] {
  const slot = slotOf(context, plan.id, 'join');
  const names = plan.names(context);
  const branches = slot ? endings(slot, names.length) : [];
  const path = pathOf(context, site.path);
  const error = threadOf(context, site.place.thread).failure;
  const outcome = slot?.decision ? (error ? 'failed' : 'succeeded') : 'cancelled';
  const shortfall = plan.join === 'any' && plan.policy === 'ignore' && slot?.decision?.outcome === 'succeeded' && slot.tally.succeeded < (slot.count ?? 1);
  const cancelled = branches.flatMap((branch, index): Fact[] =>
    branch.status === 'cancelled' ? [{ type: 'branch.ended', path, index, name: names[index] ?? String(index), status: 'cancelled' }] : [],
  );
  const place = site.place.scopes.find((id) => build.layout.scopes[id]?.role !== 'variable') ?? 0;
  const programLevel = context.input.path === '' && build.layout.scopes[place]?.role === 'program';
  const bound = names.flatMap((name): Fact[] => {
    const value = name === null ? undefined : readName(context, build.layout, site.place, name);
    return name === null || value === undefined || outcome === 'cancelled'
      ? []
      : [{ type: 'name.bound', path: `${path}(${name})`, name, kind: 'let', programLevel, source: plan.source, value }];
  });
  return [
    ...cancelled,
    ...bound,
    ...registeredFacts(build, context, path, Object.keys(flatten(context.outputs))),
    { type: 'join.joined', path, join: plan.join, onFail: plan.policy, outcome, branches: reportsOf(names, branches), ...(error ? { error } : {}) },
    ...(shortfall
      ? [
          {
            type: 'warning',
            path,
            message: `${plan.title} at line ${plan.line}: only ${slot.tally.succeeded} of the ${slot.count ?? 1} needed branches succeeded`,
          } as const,
        ]
      : []),
  ];
}
