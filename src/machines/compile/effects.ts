/**
 * Statements whose expressions ask judges or call programs (semantics 1.5, 1.8).
 *
 * A `deciding` state evaluates as far as it can. When it needs the answer of a judge or the value of a
 * call, a state of its own runs that child actor, keeps the result, and `deciding` is entered again.
 */
import type { Discretion, Expression, ProgramCall } from '../../language/ast.ts';
import type { JudgeQuestion } from '../../ports.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { EffectSlot, FrameContext } from '../frame/context.ts';
import { cleansUp, setSlot, slotOf } from '../frame/context.ts';
import { flatten } from '../frame/layers.ts';
import { framesSeen } from '../frame/names.ts';
import type { FrameState } from '../frame-setup.ts';
import { outcomeOf } from '../frame-setup.ts';
import { extend } from '../paths.ts';
import type { EffectResults, Evaluation, Failed, Scope } from '../semantics.ts';
import type { Build, Site, States } from './build.ts';
import { announce, apply, fail, fullPath, invoking, pathOf, target } from './build.ts';
import { callableNamed, callFrame, depthFailure, takeCall } from './callables.ts';

export type Effect = ProgramCall | Discretion;

export type Verdict =
  | { readonly kind: 'done'; readonly context: FrameContext }
  | { readonly kind: 'failed'; readonly failed: Failed }
  | {
      readonly kind: 'needs';
      readonly evaluation: Extract<Evaluation, { kind: 'call' | 'judge' }> /** Names the question may use, bound already. */;
      readonly context?: FrameContext;
    };

/** Evaluates several expressions of one statement, whose effects are numbered through. */
export interface Expressions {
  readonly effects: readonly Effect[];
  evaluate(place: number, scope: Scope, results: EffectResults): Evaluation;
}

export function expressionsOf(build: Build, expressions: readonly Expression[]): Expressions {
  const lists = expressions.map((expression) => build.semantics.effectsOf(expression));
  const offsets = lists.map((_, place) => lists.slice(0, place).reduce((sum, list) => sum + list.length, 0));
  return {
    effects: lists.flat(),
    evaluate(place, scope, results) {
      const expression = expressions[place];
      if (!expression) return { kind: 'value', value: null };
      const offset = offsets[place] ?? 0;
      const found = build.semantics.evaluate(expression, scope, shift(results, offset));
      return found.kind === 'call' || found.kind === 'judge' ? { ...found, effect: found.effect + offset } : found;
    },
  };
}

function shift(results: EffectResults, offset: number): EffectResults {
  if (offset === 0) return results;
  return Object.fromEntries(Object.entries(results).map(([effect, value]) => [Number(effect) - offset, value]));
}

export interface DecidingPlan {
  readonly id: string;
  readonly effects: readonly Effect[];
  readonly decide: (context: FrameContext, results: EffectResults) => Verdict;
  /** Who asks: the simulated agent's defaults depend on it. */
  readonly from?: Extract<JudgeQuestion, { form: 'boolean' }>['from'];
  /** The closed answer set of a `choice`; a judge answers true or false otherwise. */
  readonly options?: (context: FrameContext) => readonly string[];
  /** Where to go when it is decided; the failure exit is tested first. */
  readonly exits: readonly { readonly guard?: unknown; readonly target: string }[];
  readonly facts?: (context: FrameContext, event: unknown) => readonly Fact[];
  readonly meta?: FrameState['meta'];
}

export function deciding(build: Build, site: Site, plan: DecidingPlan): States {
  const { id, effects } = plan;
  const asks = effects.map((_, at) => ({ guard: { type: 'needs' as const, params: { statement: id, effect: at + 1 } }, target: target(`${id}-ask${at + 1}`) }));
  const states: States = {
    [id]: {
      id,
      ...(plan.meta ? { meta: plan.meta } : {}),
      entry: [apply(build, id, (context) => decideOnce(build, site, plan, context)), ...(plan.facts ? [announce(build, id, plan.facts)] : [])],
      always: [
        { guard: { type: 'failed', params: { thread: site.place.thread } }, target: site.exits.fail },
        ...asks,
        // Guards in `exits` are objects of the setup's own vocabulary.
        ...(plan.exits as []),
      ],
    },
  };
  for (const [at, effect] of effects.entries()) Object.assign(states, asking(build, site, plan, effect, at + 1));
  return states;
}

function decideOnce(build: Build, site: Site, plan: DecidingPlan, context: FrameContext): FrameContext {
  const slot = slotOf(context, effectsId(plan.id), 'effect');
  const verdict = plan.decide(context, slot?.results ?? {});
  if (verdict.kind === 'done') return slot ? setEffects(verdict.context, plan.id, {}, null) : verdict.context;
  if (verdict.kind === 'failed') return fail(build, slot ? setEffects(context, plan.id, {}, null) : context, site, verdict.failed);
  const { evaluation } = verdict;
  if (evaluation.kind === 'call') {
    const tooDeep = depthFailure(context, callableNamed(build, evaluation.node.name.text));
    if (tooDeep) return fail(build, slot ? setEffects(context, plan.id, {}, null) : context, site, { ...tooDeep, span: evaluation.node.span });
  }
  const needed: EffectSlot['needed'] =
    evaluation.kind === 'judge'
      ? { kind: 'judge', effect: evaluation.effect, question: evaluation.question }
      : { kind: 'call', effect: evaluation.effect, program: evaluation.node.name.text, inputs: evaluation.inputs };
  return setEffects(verdict.context ?? context, plan.id, slot?.results ?? {}, needed);
}

function asking(build: Build, site: Site, plan: DecidingPlan, effect: Effect, number: number): States {
  const id = `${plan.id}-ask${number}`;
  const at: Site = { ...site, path: extend(site.path, `!${number}`) };
  const keep = (context: FrameContext, value: Value): FrameContext => {
    const results = slotOf(context, effectsId(plan.id), 'effect')?.results ?? {};
    return setEffects(context, plan.id, { ...results, [number]: value }, null);
  };
  if (effect.kind === 'discretion') return judging(build, at, plan, id, number, keep);
  const callable = callableNamed(build, effect.name.text);
  build.paths.addCallee(build.frame, fullPath(build, at.path), callable.src);
  return invoking(build, at, {
    id,
    src: callable.src,
    input: (context) => callFrame(build, context, at, callable, neededOf(context, plan.id, 'call')?.inputs ?? []),
    succeeded: (context, event) => keep(takeCall(build, context, at, event), resultValue(event)),
    failed: (context, event) => takeCall(build, context, at, event),
    next: target(plan.id),
  });
}

function judging(build: Build, at: Site, plan: DecidingPlan, id: string, number: number, keep: (context: FrameContext, value: Value) => FrameContext): States {
  return invoking(build, at, {
    id,
    src: 'judge',
    input: (context) => {
      const question: JudgeQuestion = plan.options
        ? { form: 'choice', options: [...new Set(plan.options(context))] }
        : { form: 'boolean', from: plan.from ?? 'expression', check: checkOf(context, at) };
      const names = visibleNames(build, context, at);
      const cleanup = cleansUp(context, at.cancellable) ? { cleanup: true } : {};
      return {
        path: pathOf(context, at.path),
        question,
        ...cleanup,
        work: build.semantics.describeQuestion(question, neededOf(context, plan.id, 'judge')?.question ?? '', names),
      };
    },
    succeeded: (context, event) => keep(context, resultValue(event)),
    next: target(plan.id),
    meta: { kind: 'judge', label: `!${number}`, line: null },
  });
}

/** The how-many-th check of a loop's condition this is, from 1. */
function checkOf(context: FrameContext, site: Site): number {
  const last = site.path.parts.findLast((part) => typeof part !== 'string');
  return last && typeof last !== 'string' ? (slotOf(context, last.loop, 'loop')?.index ?? 0) + 1 : 1;
}

function visibleNames(build: Build, context: FrameContext, site: Site): Record<string, Value> {
  const names: Record<string, Value> = {};
  for (const frame of framesSeen(context, build.layout, site.place).toReversed()) if (frame.lexical) Object.assign(names, flatten(frame.names));
  return names;
}

function neededOf<K extends 'judge' | 'call'>(context: FrameContext, id: string, kind: K) {
  const needed = slotOf(context, effectsId(id), 'effect')?.needed;
  return needed?.kind === kind ? (needed as Extract<NonNullable<EffectSlot['needed']>, { kind: K }>) : undefined;
}

function setEffects(context: FrameContext, id: string, results: EffectResults, needed: EffectSlot['needed']): FrameContext {
  return setSlot(context, effectsId(id), { kind: 'effect', results, needed });
}

function effectsId(id: string): string {
  return `${id}-effects`;
}

export function resultValue(event: unknown): Value {
  const outcome = outcomeOf(event);
  return outcome?.status === 'succeeded' ? outcome.value : null;
}
