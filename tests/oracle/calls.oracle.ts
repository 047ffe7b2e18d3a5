/**
 * Block and program calls: frames, depth, values (semantics 1.2, 1.3).
 */
import type { BlockDefinition, DoStatement } from '../../src/language/ast.ts';
import type { UsedProgram } from '../../src/language/checked-program.ts';
import type { Value } from '../../src/values.ts';
import { bindingFrame, declare, Frame } from './frames.oracle.ts';
import { Cancelled, type Steps } from './simulation.oracle.ts';
import { Raised } from './values.oracle.ts';
import { type CallPath, type Completion, type Flow, inList, normal, raise } from './world.oracle.ts';

const DEPTH_LIMIT = 100;

export interface CallResult {
  readonly value: Value;
  readonly frame: Frame;
}

interface Given {
  readonly name: string | null;
  readonly value: Value;
}

/** `f(x: 1)` and `call f(...)`: a block, or a used program. */
export function* callByName(flow: Flow, name: string, given: readonly Given[]): Steps<CallResult> {
  const block = flow.unit.blocks.get(name);
  if (block) {
    const values = block.parameters.map(
      (parameter, i) => given.find((one) => one.name === parameter.text)?.value ?? given.filter((one) => one.name === null)[i]?.value ?? null,
    );
    return yield* callBlock(flow, block, values);
  }
  const used = flow.unit.uses.get(name);
  if (!used) throw new Error(`no block or program ${name}`);
  return yield* callProgram(flow, used, given);
}

function* callBlock(flow: Flow, block: BlockDefinition, values: readonly Value[]): Steps<CallResult> {
  const calls: CallPath = { block, above: flow.calls };
  limitDepth(flow, calls);
  const frame = new Frame('call', programFrame(flow.frame), flow.overlay);
  for (const [i, parameter] of block.parameters.entries()) declare(frame, parameter.text, values[i] ?? null, true);
  const completion = yield* flow.world.body({ ...flow, frame, calls, caller: flow, caught: null }, block.body);
  return { value: resultOf(completion, frame), frame };
}

function limitDepth(flow: Flow, calls: CallPath): void {
  const path: BlockDefinition[] = [];
  for (let at: CallPath | null = calls; at; at = at.above) path.push(at.block);
  const own = path.filter((block) => block === calls.block).length;
  const limit = calls.block.maxDepth?.value;
  const name = calls.block.name.text;
  if (limit !== undefined && own > limit) raise(flow, 'recursion-limit', `block ${name} at depth ${own}: max_depth is ${limit}`);
  if (path.length > DEPTH_LIMIT) raise(flow, 'recursion-limit', `block ${name} at depth ${path.length}: the limit is ${DEPTH_LIMIT}`);
}

export function programFrame(frame: Frame): Frame {
  let at = frame;
  while (at.parent) at = at.parent;
  return at;
}

function* callProgram(flow: Flow, used: UsedProgram, given: readonly Given[]): Steps<CallResult> {
  const unit = used.program;
  if (!unit) throw new Error(`program ${used.name} is not loaded`);
  const frame = new Frame('program', null, flow.overlay);
  const values: Record<string, Value> = {};
  for (const [i, one] of given.entries()) {
    const name = one.name ?? unit.inputs[i]?.name;
    if (name !== undefined) values[name] = one.value;
  }
  flow.world.inputs.set(frame, values);
  const completion = yield* runItems({ ...flow, unit, frame, caller: null, caught: null });
  return { value: resultOf(completion, frame), frame };
}

/** The statements of a program, in order. */
export function* runItems(flow: Flow): Steps<Completion> {
  let last: Completion = normal(null);
  for (const [n, item] of flow.unit.ast.items.entries()) {
    if (item.kind === 'use' || item.kind === 'import' || item.kind === 'agent' || item.kind === 'block') continue;
    last = yield* flow.world.statement({ ...flow, place: inList(flow.place, n) }, item);
    if (last.kind !== 'normal') return last;
  }
  return last;
}

/** 1.3: `return e` wins; else one named output, several as an object, none: the last statement. */
function resultOf(completion: Completion, frame: Frame): Value {
  switch (completion.kind) {
    case 'throw':
      throw new Raised(completion.failure, completion.asIs);
    case 'cancelled':
      throw new Cancelled();
    case 'break':
    case 'continue':
      throw new Error('no loop is left by break or continue of a block');
    case 'return':
      return completion.value === undefined ? outputsOr(frame, null) : completion.value;
    case 'normal':
      return outputsOr(frame, completion.value);
  }
}

function outputsOr(frame: Frame, value: Value): Value {
  const outputs = [...frame.outputs];
  const [only, ...more] = outputs;
  if (!only) return value;
  return more.length === 0 ? only[1] : Object.fromEntries(outputs);
}

/** `do b(x)`. As a statement of its own it binds the block's named outputs in the caller's frame. */
export function* runDo(flow: Flow, node: DoStatement, asStatement: boolean): Steps<Value> {
  const values: Value[] = [];
  for (const argument of node.arguments) values.push(yield* flow.world.evaluate(flow, argument));
  const block = flow.unit.blocks.get(node.name.text);
  const call = block
    ? yield* callBlock(flow, block, values)
    : yield* callByName(
        flow,
        node.name.text,
        values.map((value) => ({ name: null, value })),
      );
  const target = bindingFrame(flow.frame);
  if (asStatement) for (const [name, value] of call.frame.outputs) declare(target, name, value);
  if (asStatement && block) target.lastCalls.set(block, call.frame);
  return call.value;
}
