/** `source | map: ... | filter: ... | reduce(a, b): ... | pmap: ...` (semantics 1.4, 1.6). */
import { assertNever } from '../../assert.ts';
import type { PipelineStatement, Stage } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import { setOwn } from '../../values.ts';
import type { FrameContext, LoopSlot } from '../frame/context.ts';
import { threadOf } from '../frame/context.ts';
import { grow, grown } from '../frame/growing.ts';
import type { PathTemplate } from '../paths.ts';
import { extend } from '../paths.ts';
import type { Result } from '../semantics.ts';
import type { Build, Built, Site, States } from './build.ts';
import { target } from './build.ts';
import { compileExpression } from './checks.ts';
import { compilePmap } from './fan-outs.ts';
import type { LoopPlan } from './loops.ts';
import { compileLoopPlan, freshLoop, written } from './loops.ts';

export function compilePipeline(build: Build, node: PipelineStatement, site: Site): Built {
  const states: States = {};
  let next = site.exits.next;
  for (let at = node.stages.length - 1; at >= 0; at--) {
    const stage = node.stages[at];
    if (!stage) continue;
    const built = compileStage(build, node, stage, extend(site.path, `.stage${at + 1}`), { ...site, exits: { ...site.exits, next } });
    Object.assign(states, built.states);
    next = target(built.entry);
  }
  const source = compileExpression(build, { kind: 'expression', expression: node.source, span: node.source.span }, { ...site, exits: { ...site.exits, next } });
  return { entry: source.entry, states: { ...source.states, ...states } };
}

function compileStage(build: Build, node: PipelineStatement, stage: Stage, path: PathTemplate, site: Site): Built {
  if (stage.operation === 'pmap') return compilePmap(build, node, stage, path, site);
  return compileLoopPlan(build, {
    id: build.newId(stage.operation),
    span: stage.span,
    kind: stage.operation,
    path,
    site: { ...site, path },
    body: stage.body.statements,
    bounds: [],
    condition: null,
    ownNames: true,
    breakable: false,
    begin: (context) => begin(build, node, stage, context, site),
    ...meaning(build, stage),
  });
}

function begin(build: Build, node: PipelineStatement, stage: Stage, context: FrameContext, site: Site): Result<LoopSlot> {
  const items = build.semantics.items(threadOf(context, site.place.thread).value, written(build, node.source));
  if (!items.ok) return { ok: false, failure: { ...items.failure, span: node.source.span } };
  if (stage.operation !== 'reduce') return ok(freshLoop({ items: items.value }));
  if (items.value.length === 0)
    return {
      ok: false,
      failure: {
        kind: 'type',
        message: `reduce of nothing: ${written(build, node.source)} is empty, and there is no first item to start from`,
        span: stage.span,
      },
    };
  return ok(freshLoop({ items: items.value, index: 1, accumulator: items.value[0] ?? null }));
}

function meaning(build: Build, stage: Stage): Pick<LoopPlan, 'names' | 'take' | 'result'> {
  const item = (slot: LoopSlot): Value => slot.items?.[slot.index] ?? null;
  switch (stage.operation) {
    case 'map':
    case 'pmap':
      return {
        names: (slot) => ({ item: item(slot) }),
        take: (slot, value, continued) => ok({ ...slot, results: grow(slot.results, continued ? null : value) }),
        result: (slot) => grown(slot.results),
      };
    case 'filter':
      return {
        names: (slot) => ({ item: item(slot) }),
        take(slot, value, continued) {
          const keeps = continued ? ({ ok: true, value: false } as const) : build.semantics.keeps(value);
          if (!keeps.ok) return { ok: false, failure: { ...keeps.failure, span: stage.span } };
          return ok(keeps.value ? { ...slot, results: grow(slot.results, item(slot)) } : slot);
        },
        result: (slot) => grown(slot.results),
      };
    case 'reduce':
      return {
        names: (slot) => setOwn(setOwn({}, stage.accumulator.text, slot.accumulator), stage.item.text, item(slot)),
        take: (slot, value, continued) => ok(continued ? slot : { ...slot, accumulator: value }),
        result: (slot) => slot.accumulator,
      };
    default:
      return assertNever(stage, 'stage');
  }
}

function ok(value: LoopSlot): Result<LoopSlot> {
  return { ok: true, value };
}
