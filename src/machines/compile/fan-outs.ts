/**
 * `parallel for`, `pmap` and large `parallel:` blocks: the `fanOut` machine runs the body as an actor of
 * its own for each item, then the block ends like any other (`joins.ts`).
 */
import type { BodyStage, Expression, ForStatement, Modifiers, ParallelStatement, PipelineStatement, Statement } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { FrameContext } from '../frame/context.ts';
import { cleansUp, setSlot, slotOf, threadOf } from '../frame/context.ts';
import { framesSeen } from '../frame/names.ts';
import type { Fact } from '../facts.ts';
import type { FanOutInput, FanOutOutcome } from '../fan-out.machine.ts';
import type { PathTemplate } from '../paths.ts';
import { extend } from '../paths.ts';
import type { EffectResults, Result } from '../semantics.ts';
import type { Build, Built, Site, States } from './build.ts';
import { apply, firstLine, framesAt, fullPath, handledError, lastSegment, lineOf, meta, pathOf, scopeAt, target } from './build.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';
import type { JoinPlan } from './joins.ts';
import { freshJoin, joined } from './joins.ts';
import { written } from './loops.ts';
import { countFailure, ruleOf } from './modifiers.ts';

interface FanOutPlan {
  readonly id: string;
  readonly title: string;
  readonly node: Statement | BodyStage;
  readonly path: PathTemplate;
  readonly modifiers: Modifiers | undefined;
  /** Null: the items are the value of the thread (a pipeline's later stages). */
  readonly source: Expression | null;
  readonly sourceName: string;
  readonly src: string | readonly string[];
  readonly ends: string | readonly string[];
  readonly variable: string | null;
  readonly index: string | null;
  /** Branch names of a large `parallel:`; null for items. */
  readonly names: readonly (string | null)[] | null;
}

export function compileFanOut(build: Build, node: ForStatement, site: Site): Built {
  const id = build.newId('parallelFor');
  const body = build.addBody({ id, role: 'item', statements: node.body.statements, path: site.path });
  return compilePlan(build, site, {
    id,
    title: 'parallel for',
    node,
    path: site.path,
    modifiers: node.modifiers,
    source: node.source,
    sourceName: written(build, node.source),
    src: body.src,
    ends: lastSegment(build, node.body.statements),
    variable: node.variable.text,
    index: node.index?.text ?? null,
    names: null,
  });
}

export function compilePmap(build: Build, pipeline: PipelineStatement, stage: BodyStage, path: PathTemplate, site: Site): Built {
  const id = build.newId('pmap');
  const body = build.addBody({ id, role: 'item', statements: stage.body.statements, path });
  return compilePlan(
    build,
    { ...site, path },
    {
      id,
      title: 'pmap',
      node: stage,
      path,
      modifiers: undefined,
      source: null,
      sourceName: written(build, pipeline.source),
      src: body.src,
      ends: lastSegment(build, stage.body.statements),
      variable: 'item',
      index: null,
      names: null,
    },
  );
}

export function compileBranchesAsFanOut(build: Build, node: ParallelStatement, site: Site): Built {
  const id = build.newId('parallel');
  const names = node.branches.map((branch) => branch.name?.text ?? null);
  build.paths.addBranches(
    build.frame,
    fullPath(build, site.path),
    names.map((name, index) => name ?? String(index)),
  );
  const src = node.branches.map(
    (branch, index) =>
      build.addBody({
        id: `${id}-branch${index}`,
        role: 'branch',
        boundAs: names[index] ?? null,
        statements: [branch.statement],
        path: extend(site.path, `(${names[index] ?? index})`),
      }).src,
  );
  return compilePlan(build, site, {
    id,
    title: 'parallel',
    node,
    path: site.path,
    modifiers: node.modifiers,
    source: null,
    sourceName: '',
    src,
    ends: node.branches.map((branch) => lastSegment(build, [branch.statement])),
    variable: null,
    index: null,
    names,
  });
}

function compilePlan(build: Build, site: Site, plan: FanOutPlan): Built {
  const { id } = plan;
  const rule = ruleOf(plan.modifiers);
  const join: JoinPlan = {
    id,
    join: rule.join,
    policy: rule.policy,
    line: lineOf(build, plan.node.span),
    title: plan.title,
    source: firstLine(build, plan.node.span),
    names: (context) => plan.names ?? Array.from({ length: startOf(context, id)?.branches ?? 0 }, () => null),
  };
  return { entry: id, states: { ...entering(build, site, plan), ...running(build, site, plan), ...joined(build, site, join) } };
}

function entering(build: Build, site: Site, plan: FanOutPlan): States {
  const rule = ruleOf(plan.modifiers);
  const all = [...(plan.source ? [plan.source] : []), ...rule.expressions];
  const expressions = expressionsOf(build, all);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const values: Value[] = [];
    for (let place = 0; place < all.length; place++) {
      const found = expressions.evaluate(place, scopeAt(build, context, site.place), results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      values.push(found.value);
    }
    const started = start(build, context, site, plan, values);
    return started.ok ? { kind: 'done', context: started.value } : { kind: 'failed', failed: started.failure };
  };
  const facts = (context: FrameContext): readonly Fact[] => {
    const input = startOf(context, plan.id);
    if (!input || threadOf(context, site.place.thread).failure) return [];
    const names = plan.names ?? Array.from({ length: input.branches }, () => null);
    return [
      ...(plan.names ? [] : [{ type: 'items.listed', path: input.path, count: input.branches } as const]),
      { type: 'parallel.started', path: input.path, join: rule.join, onFail: rule.policy, branches: names.map((name, index) => name ?? String(index)) },
    ];
  };
  return deciding(build, site, { id: plan.id, effects: expressions.effects, decide, exits: [{ target: target(`${plan.id}-running`) }], facts });
}

function start(build: Build, context: FrameContext, site: Site, plan: FanOutPlan, values: readonly Value[]): Result<FrameContext> {
  const rule = ruleOf(plan.modifiers);
  const rest = [...values];
  const source = plan.source ? (rest.shift() ?? null) : threadOf(context, site.place.thread).value;
  const items = plan.names ? ({ ok: true, value: null } as const) : build.semantics.items(source, plan.sourceName);
  if (!items.ok) return { ok: false, failure: { ...items.failure, ...(plan.source ? { span: plan.source.span } : {}) } };
  const read = rule.read(build, rest);
  if (!read.ok) return read;
  const branches = items.value?.length ?? plan.names?.length ?? 0;
  const tooMany = countFailure(read.value.count, branches, plan.modifiers);
  if (tooMany) return { ok: false, failure: tooMany };
  const { depth, depths } = context.input;
  const input: FanOutInput = {
    path: pathOf(context, plan.path),
    src: plan.src,
    ends: plan.ends,
    branches,
    items: items.value,
    names: plan.names,
    variable: plan.variable,
    index: plan.index,
    outer: framesSeen(context, build.layout, site.place),
    depth,
    depths,
    frames: framesAt(context, site),
    handled: handledError(context, site),
    cleanup: cleansUp(context, site.cancellable),
    lanes: read.value.concurrency,
    join: rule.join,
    policy: rule.policy,
    count: read.value.count,
    timeout: read.value.timeout,
  };
  const slot = setSlot(context, plan.id, freshJoin(read.value.count, read.value.timeout));
  return { ok: true, value: setSlot(slot, startId(plan.id), { kind: 'start', input }) };
}

function startId(id: string): string {
  return `${id}-start`;
}

function startOf(context: FrameContext, id: string): FanOutInput | undefined {
  // Only `start` above writes this slot.
  return slotOf(context, startId(id), 'start')?.input as FanOutInput | undefined;
}

function running(build: Build, site: Site, plan: FanOutPlan): States {
  const key = `${plan.id}-running`;
  const take = (context: FrameContext, event: unknown): FrameContext => {
    // The fan-out machine ends with this output and no other.
    const { results, order, decision, tally } = (event as { output: FanOutOutcome }).output;
    const slot = slotOf(context, plan.id, 'join') ?? freshJoin(null, null);
    return setSlot(context, plan.id, { ...slot, results, order, decision, tally });
  };
  return {
    [key]: {
      id: key,
      meta: meta(build, plan.title, plan.node.span),
      invoke: {
        id: key,
        src: 'fanOut',
        input: ({ context }: { context: FrameContext }) => startOf(context, plan.id),
        onDone: { target: target(`${plan.id}-joined`), actions: [apply(build, `${key}-done`, take)] },
      },
      on: {
        'thread.cancel': { guard: { type: 'concerned', params: { threads: site.cancellable } }, actions: [{ type: 'forwardCancel', params: { child: key } }] },
      },
    },
  };
}
