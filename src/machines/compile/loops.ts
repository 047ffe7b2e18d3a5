/**
 * `repeat`, `for`, `loop` and the sequential stages of pipelines: one compound of states each.
 *
 * `entering` evaluates bounds and items once; `testing` decides whether an iteration follows; the body
 * runs; `iterated` keeps its value, advances the index and waits for a turn.
 */
import type { Expression, ForStatement, LoopStatement, RepeatStatement, Statement } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { FrameContext, LoopSlot } from '../frame/context.ts';
import { setScope, setSlot, slotOf, threadOf } from '../frame/context.ts';
import { grow, grown, noItems } from '../frame/growing.ts';
import { setOwn } from '../../values.ts';
import type { PathTemplate } from '../paths.ts';
import { extend } from '../paths.ts';
import type { EffectResults, Result } from '../semantics.ts';
import type { Build, Built, Site, States } from './build.ts';
import { awaitingTurn, computing, fail, meta, newScope, pathOf, scopeAt, setValue, target } from './build.ts';
import { conditionOf } from './conditionals.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';

export interface LoopPlan {
  readonly id: string;
  readonly span: Statement['span'];
  readonly kind: string;
  /** Path of the loop, to which `[index]` is added. */
  readonly path: PathTemplate;
  readonly site: Site;
  readonly body: readonly Statement[];
  /** Evaluated once, on entry; their values go to `begin`. */
  readonly bounds: readonly Expression[];
  readonly begin: (context: FrameContext, values: readonly Value[]) => Result<LoopSlot>;
  /** Names bound for an iteration. */
  readonly names: (slot: LoopSlot) => Readonly<Record<string, Value>>;
  /** Null: the loop is bounded by its items or maximum only. `stopWhen`: the truth that ends it. */
  readonly condition: { readonly expression: Expression; readonly from: 'until' | 'while'; readonly stopWhen: boolean } | null;
  /** True when the body's names are its own (pipelines); else they bind in the enclosing frame. */
  readonly ownNames: boolean;
  /** Takes the value of a finished iteration; `null` value and `continued` for `continue`. */
  readonly take: (slot: LoopSlot, value: Value, continued: boolean) => Result<LoopSlot>;
  readonly result: (slot: LoopSlot) => Value;
  /** Whether `break` and `continue` of the body are this loop's (not those of `filter` bodies' outer loops). */
  readonly breakable: boolean;
}

export function compileRepeat(build: Build, node: RepeatStatement, site: Site): Built {
  return compileLoopPlan(build, {
    ...listPlan(build, node, site, 'repeat'),
    body: node.body.statements,
    bounds: [node.count],
    begin(_, [count]) {
      const times = build.semantics.wholeNumber(count ?? null, 'repeat', 0);
      return times.ok ? ok(freshLoop({ max: times.value })) : { ok: false, failure: { ...times.failure, span: node.count.span } };
    },
    names: (slot) => indexName(node.index?.text, slot),
  });
}

export function compileFor(build: Build, node: ForStatement, site: Site): Built {
  return compileLoopPlan(build, {
    ...listPlan(build, node, site, 'for'),
    body: node.body.statements,
    bounds: [node.source],
    begin: (_, [source]) => itemsSlot(build, source ?? null, node.source),
    names: (slot) => setOwn(indexName(node.index?.text, slot), node.variable.text, slot.items?.[slot.index] ?? null),
  });
}

export function compileLoop(build: Build, node: LoopStatement, site: Site): Built {
  const { head } = node;
  const condition = head && head.kind !== 'each' ? { expression: conditionOf(build, head.condition), from: head.kind, stopWhen: head.kind === 'until' } : null;
  const source = head?.kind === 'each' ? head.source : null;
  const base = listPlan(build, node, site, 'loop');
  return compileLoopPlan(build, {
    ...base,
    body: node.body.statements,
    bounds: [...(node.max ? [node.max] : []), ...(source ? [source] : [])],
    begin(_, values) {
      const max = node.max ? build.semantics.wholeNumber(values[0] ?? null, 'max', 0) : null;
      if (max && !max.ok) return { ok: false, failure: { ...max.failure, ...(node.max ? { span: node.max.span } : {}) } };
      if (!source) return ok(freshLoop({ max: max?.value ?? null }));
      const slot = itemsSlot(build, values.at(-1) ?? null, source);
      return slot.ok ? ok({ ...slot.value, max: max?.value ?? null }) : slot;
    },
    names(slot) {
      const index = indexName(node.index?.text, slot);
      return head?.kind === 'each' ? setOwn(index, head.variable.text, slot.items?.[slot.index] ?? null) : index;
    },
    condition,
    take: source ? base.take : (slot, value, continued) => ok({ ...slot, accumulator: continued ? null : value }),
    result: source ? base.result : (slot) => slot.accumulator,
  });
}

function listPlan(build: Build, node: Statement, site: Site, kind: string) {
  return {
    id: build.newId(kind),
    span: node.span,
    kind,
    path: site.path,
    site,
    condition: null,
    ownNames: false,
    breakable: true,
    take: (slot: LoopSlot, value: Value): Result<LoopSlot> => ok({ ...slot, results: grow(slot.results, value) }),
    result: (slot: LoopSlot): Value => grown(slot.results),
  };
}

export function freshLoop(more: Partial<LoopSlot>): LoopSlot {
  return { kind: 'loop', index: 0, max: null, items: null, results: noItems, accumulator: null, verdict: null, ...more };
}

function itemsSlot(build: Build, value: Value, source: Expression): Result<LoopSlot> {
  const items = build.semantics.items(value, written(build, source));
  return items.ok ? ok(freshLoop({ items: items.value })) : { ok: false, failure: { ...items.failure, span: source.span } };
}

export function written(build: Build, expression: Expression): string {
  return build.semantics.program.source.text.slice(expression.span.start, expression.span.end).split('\n', 1)[0] ?? '';
}

function indexName(name: string | undefined, slot: LoopSlot): Readonly<Record<string, Value>> {
  return name === undefined ? {} : { [name]: slot.index };
}

export function compileLoopPlan(build: Build, plan: LoopPlan): Built {
  const { id, site } = plan;
  const scope = newScope(build, site.place.thread, plan.ownNames ? 'item' : 'variable');
  const inner: Site = {
    ...site,
    place: { ...site.place, scopes: [scope, ...site.place.scopes] },
    path: extend(plan.path, { loop: id }),
    exits: { ...site.exits, next: target(`${id}-iterated`), ...innerExits(plan) },
    boundAs: null,
    returnsFrame: plan.breakable && site.returnsFrame,
  };
  const body = build.compileList(plan.body, inner);
  const states: States = {
    ...entering(build, plan),
    ...testing(build, plan, scope, inner, body.entry),
    ...body.states,
    ...computing(build, `${id}-continued`, inner, (context) => advance(build, plan, context, null, true), {
      next: target(`${id}-turn`),
      facts: (context) => iterated(plan, context),
    }),
    ...computing(build, `${id}-iterated`, inner, (context) => advance(build, plan, context, threadOf(context, site.place.thread).value, false), {
      next: target(`${id}-turn`),
      facts: (context) => iterated(plan, context),
    }),
    ...awaitingTurn(site, `${id}-turn`, [], target(`${id}-testing`)),
    ...ending(build, plan, `${id}-ended`, (slot) => slot?.verdict ?? 'items'),
    ...ending(build, plan, `${id}-broken`, () => 'break'),
  };
  return { entry: id, states };
}

function innerExits(plan: LoopPlan): { break?: string; continue?: string; return?: string } {
  const { id } = plan;
  if (plan.breakable) return { break: target(`${id}-broken`), continue: target(`${id}-continued`) };
  // In a pipeline body `return` ends the item with its value, `continue` with null (semantics 1.3, 1.4).
  return { return: target(`${id}-iterated`), continue: target(`${id}-continued`) };
}

function entering(build: Build, plan: LoopPlan): States {
  const { id, site } = plan;
  const expressions = expressionsOf(build, plan.bounds);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const values: Value[] = [];
    for (let place = 0; place < plan.bounds.length; place++) {
      const found = expressions.evaluate(place, scopeAt(build, context, site.place), results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      values.push(found.value);
    }
    const slot = plan.begin(context, values);
    return slot.ok ? { kind: 'done', context: setSlot(context, id, slot.value) } : { kind: 'failed', failed: slot.failure };
  };
  return deciding(build, site, {
    id,
    effects: expressions.effects,
    decide,
    exits: [{ target: target(`${id}-testing`) }],
    facts: (context): readonly Fact[] => beginFacts(plan, context),
    meta: meta(build, plan.kind, plan.span),
  });
}

function beginFacts(plan: LoopPlan, context: FrameContext): readonly Fact[] {
  const slot = slotOf(context, plan.id, 'loop');
  if (slot?.index !== 0 || slot.verdict !== null || threadOf(context, plan.site.place.thread).failure) return [];
  const path = pathOf(context, plan.path);
  if (plan.kind === 'repeat' && slot.max === 0) return [{ type: 'warning', path, message: 'repeat 0 runs no iteration' }];
  return slot.items ? [{ type: 'items.listed', path, count: slot.items.length }] : [];
}

function testing(build: Build, plan: LoopPlan, scope: number, inner: Site, bodyEntry: string): States {
  const { id } = plan;
  const expressions = expressionsOf(build, plan.condition ? [plan.condition.expression] : []);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const slot = slotOf(context, id, 'loop') ?? freshLoop({});
    const bounded = boundReached(slot);
    if (bounded) return done(context, plan, slot, bounded);
    const named = setScope(context, scope, plan.names(slot));
    if (!plan.condition) return done(named, plan, slot, 'go');
    const found = expressions.evaluate(0, scopeAt(build, named, inner.place), results);
    if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
    if (found.kind !== 'value') return { kind: 'needs', evaluation: found, context: named };
    const holds = build.semantics.truth(found.value);
    if (!holds.ok) return { kind: 'failed', failed: { ...holds.failure, span: plan.condition.expression.span } };
    return done(named, plan, slot, holds.value === plan.condition.stopWhen ? 'condition' : 'go');
  };
  return deciding(
    build,
    { ...inner, exits: plan.site.exits },
    {
      id: `${id}-testing`,
      effects: expressions.effects,
      decide,
      ...(plan.condition ? { from: plan.condition.from } : {}),
      exits: [{ guard: { type: 'goesOn', params: { loop: id } }, target: target(bodyEntry) }, { target: target(`${id}-ended`) }],
    },
  );
}

function boundReached(slot: LoopSlot): 'max' | 'items' | null {
  if (slot.items && slot.index >= slot.items.length) return 'items';
  return slot.max !== null && slot.index >= slot.max ? 'max' : null;
}

function done(context: FrameContext, plan: LoopPlan, slot: LoopSlot, verdict: LoopSlot['verdict']): Verdict {
  return { kind: 'done', context: setSlot(context, plan.id, { ...slot, verdict }) };
}

function advance(build: Build, plan: LoopPlan, context: FrameContext, value: Value, continued: boolean): FrameContext {
  const slot = slotOf(context, plan.id, 'loop') ?? freshLoop({});
  const taken = plan.take(slot, value, continued);
  if (!taken.ok) return fail(build, context, plan.site, taken.failure);
  return setSlot(context, plan.id, { ...taken.value, index: slot.index + 1, verdict: null });
}

function iterated(plan: LoopPlan, context: FrameContext): readonly Fact[] {
  const slot = slotOf(context, plan.id, 'loop');
  if (!slot || threadOf(context, plan.site.place.thread).failure) return [];
  return [{ type: 'loop.iterated', path: pathOf(context, plan.path), index: slot.index - 1, max: slot.max ?? slot.items?.length ?? null }];
}

function ending(build: Build, plan: LoopPlan, id: string, reason: (slot: LoopSlot | undefined) => 'go' | 'max' | 'condition' | 'items' | 'break'): States {
  const operation = (context: FrameContext): FrameContext => {
    const slot = slotOf(context, plan.id, 'loop');
    return setValue(context, plan.site, slot ? plan.result(slot) : null);
  };
  const facts = (context: FrameContext): readonly Fact[] => {
    const why = reason(slotOf(context, plan.id, 'loop'));
    return [{ type: 'loop.ended', path: pathOf(context, plan.path), reason: why === 'go' ? 'break' : why }];
  };
  return computing(build, id, plan.site, operation, { facts });
}

function ok(value: LoopSlot): Result<LoopSlot> {
  return { ok: true, value };
}
