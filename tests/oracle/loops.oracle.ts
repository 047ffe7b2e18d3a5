/**
 * Sequential loops and pipelines (semantics 1.4 to 1.7). `pmap` is a fan-out: `fan-out.oracle.ts`.
 */
import type { Body, BodyStage, ForStatement, LoopStatement, PipelineStatement, ReduceStage, RepeatStatement } from '../../src/language/ast.ts';
import type { Value } from '../../src/values.ts';
import { holds } from './expressions.oracle.ts';
import { itemsOf } from './collections.oracle.ts';
import { fanOut } from './fan-out.oracle.ts';
import { declare, Frame } from './frames.oracle.ts';
import type { Steps } from './simulation.oracle.ts';
import { keeps, Mistake, numberOf } from './values.oracle.ts';
import { type Completion, type Flow, itemValue, normal, suffixed } from './world.oracle.ts';

type Variables = readonly (readonly [string | undefined, Value])[];

/** A loop variable lives in a frame of its own; all other names of the body bind outside. */
function withVariables(flow: Flow, variables: Variables, kind: 'variables' | 'item', iteration: number): Flow {
  const frame = new Frame(kind, flow.frame, flow.overlay);
  for (const [name, value] of variables) if (name !== undefined) declare(frame, name, value, true);
  return { ...flow, frame, place: suffixed(flow.place, 'iteration', iteration + 1) };
}

/** Iterations with a list of their values: a continued one null, a broken one left out. */
function* collect(flow: Flow, body: Body, iterations: readonly Variables[]): Steps<Completion> {
  const values: Value[] = [];
  for (const [i, variables] of iterations.entries()) {
    const completion = yield* flow.world.body(withVariables(flow, variables, 'variables', i), body);
    if (completion.kind === 'break') {
      flow.world.log.loops.push({ place: flow.place, reason: 'break' });
      return normal(values);
    }
    if (completion.kind !== 'normal' && completion.kind !== 'continue') return completion;
    values.push(itemValue(completion));
  }
  flow.world.log.loops.push({ place: flow.place, reason: 'items' });
  return normal(values);
}

function wholeNumber(value: Value, what: string): number {
  const number = numberOf(value);
  if (!Number.isInteger(number)) throw new Mistake('type', `${what} needs a whole number, not ${number}`);
  return number;
}

export function* runRepeat(flow: Flow, node: RepeatStatement): Steps<Completion> {
  const count = wholeNumber(yield* flow.world.evaluate(flow, node.count), 'repeat');
  if (count < 1) flow.world.log.warnings.push(`repeat ${count}`);
  return yield* collect(
    flow,
    node.body,
    Array.from({ length: Math.max(0, count) }, (_, i) => [[node.index?.text, i]]),
  );
}

export function* runFor(flow: Flow, node: ForStatement): Steps<Completion> {
  const items = itemsOf(yield* flow.world.evaluate(flow, node.source), 'the source of for');
  return yield* collect(
    flow,
    node.body,
    items.map((item, i) => [
      [node.variable.text, item],
      [node.index?.text, i],
    ]),
  );
}

export function* runLoop(flow: Flow, node: LoopStatement): Steps<Completion> {
  const max = node.max ? wholeNumber(yield* flow.world.evaluate(flow, node.max), 'max') : Number.POSITIVE_INFINITY;
  const head = node.head;
  const items = head?.kind === 'each' ? itemsOf(yield* flow.world.evaluate(flow, head.source), 'the source of loop') : null;
  let value: Value = null;
  const ended = (reason: 'condition' | 'max' | 'items' | 'break'): Completion => {
    flow.world.log.loops.push({ place: flow.place, reason });
    return normal(value);
  };
  for (let i = 0; ; i++) {
    if (i >= max) return ended('max');
    if (items && i >= items.length) return ended('items');
    const each = head?.kind === 'each' ? [[head.variable.text, items?.[i] ?? null] as const] : [];
    const here = withVariables(flow, [...each, [node.index?.text, i]], 'variables', i);
    if (head && head.kind !== 'each') {
      const met = yield* holds(here, head.condition, { from: head.kind, check: i + 1 });
      if (met === (head.kind === 'until')) return ended('condition');
    }
    const completion = yield* flow.world.body(here, node.body);
    if (completion.kind === 'break') return ended('break');
    if (completion.kind !== 'normal' && completion.kind !== 'continue') return completion;
    value = itemValue(completion);
  }
}

// ---------------------------------------------------------------------------------------------

export function* runPipeline(flow: Flow, node: PipelineStatement): Steps<Completion> {
  let value = yield* flow.world.evaluate(flow, node.source);
  for (const [n, stage] of node.stages.entries()) {
    const here = { ...flow, place: suffixed(flow.place, 'arm', n + 1) };
    const items = itemsOf(value, `the source of ${stage.operation}`);
    const completion = yield* runStage(here, stage, items);
    if (completion.kind !== 'normal') return completion;
    value = completion.value;
  }
  return normal(value);
}

function* runStage(flow: Flow, stage: BodyStage | ReduceStage, items: readonly Value[]): Steps<Completion> {
  if (stage.operation === 'reduce') return yield* reduce(flow, stage, items);
  if (stage.operation === 'pmap') return normal(yield* fanOut(flow, { body: stage.body, items, variable: 'item' }));
  const values: Value[] = [];
  for (const [i, item] of items.entries()) {
    const completion = yield* flow.world.body(withVariables(flow, [['item', item]], 'item', i), stage.body);
    if (completion.kind === 'throw' || completion.kind === 'cancelled') return completion;
    const value = itemValue(completion);
    if (stage.operation === 'map') values.push(value);
    else if (completion.kind !== 'continue' && keeps(value)) values.push(item);
  }
  return normal(values);
}

function* reduce(flow: Flow, stage: ReduceStage, items: readonly Value[]): Steps<Completion> {
  const [first, ...rest] = items;
  if (first === undefined) throw new Mistake('type', 'reduce of nothing');
  let result = first;
  for (const [i, item] of rest.entries()) {
    const variables: Variables = [
      [stage.accumulator.text, result],
      [stage.item.text, item],
    ];
    const completion = yield* flow.world.body(withVariables(flow, variables, 'item', i + 1), stage.body);
    if (completion.kind === 'throw' || completion.kind === 'cancelled') return completion;
    if (completion.kind !== 'continue') result = itemValue(completion);
  }
  return normal(result);
}
