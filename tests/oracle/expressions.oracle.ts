/**
 * Expressions, texts and conditions (semantics 1.5, 1.8, 1.10; language 4).
 */
import type { Binary, Condition, Discretion, Expression, NameReference, TextPart } from '../../src/language/ast.ts';
import { assertNever } from '../../src/assert.ts';
import type { Value } from '../../src/values.ts';
import { callByName } from './calls.oracle.ts';
import { frameWith, readIn } from './frames.oracle.ts';
import { askJudge } from './judge.oracle.ts';
import type { Steps } from './simulation.oracle.ts';
import { add, arithmetic, compare, element, equal, is, member, Mistake, numberOf, textOf, truth } from './values.oracle.ts';
import { type Flow, suffixed } from './world.oracle.ts';

/** What asks a judge: decides the simulated agent's default answer. */
export interface Asking {
  readonly from: 'if' | 'until' | 'while' | 'expression';
  readonly check: number;
}

const IN_EXPRESSION: Asking = { from: 'expression', check: 1 };

export function* evaluate(flow: Flow, node: Expression, asking: Asking = IN_EXPRESSION): Steps<Value> {
  switch (node.kind) {
    case 'text':
      return yield* textFrom(flow, node.parts);
    case 'number':
    case 'boolean':
      return node.value;
    case 'null':
      return null;
    case 'duration':
      return node.milliseconds;
    case 'word':
      return yield* wordValue(flow, node);
    case 'reference':
      return readName(flow, node);
    case 'member':
      return member(yield* evaluate(flow, node.object, asking), node.name.text);
    case 'index': {
      const object = yield* evaluate(flow, node.object, asking);
      return element(object, yield* evaluate(flow, node.index, asking));
    }
    case 'group':
      return yield* evaluate(flow, node.expression, asking);
    case 'list':
      return yield* listOf(flow, node.items);
    case 'object': {
      const entries: [string, Value][] = [];
      for (const entry of node.entries) entries.push([entry.key, yield* evaluate(flow, entry.value)]);
      return Object.fromEntries(entries);
    }
    case 'unary':
      if (node.operator === '-') return -numberOf(yield* evaluate(flow, node.operand, asking));
      return !truth(yield* evaluate(flow, node.operand, asking));
    case 'binary':
      return yield* binary(flow, node, asking);
    case 'discretion':
      return yield* judged(flow, node, asking);
    case 'program-call': {
      const here = { ...flow, place: suffixed(flow.place, 'member', node.span.start + 1) };
      const values: { name: string | null; value: Value }[] = [];
      for (const one of node.arguments) values.push({ name: one.name?.text ?? null, value: yield* evaluate(flow, one.value) });
      return (yield* callByName(here, node.name.text, values)).value;
    }
    case 'missing':
      throw new Error('a program with errors does not run');
    default:
      return assertNever(node);
  }
}

function* listOf(flow: Flow, nodes: readonly Expression[]): Steps<Value> {
  const values: Value[] = [];
  for (const node of nodes) values.push(yield* evaluate(flow, node));
  return values;
}

function* wordValue(flow: Flow, node: Expression & { kind: 'word' }): Steps<Value> {
  const reference = flow.unit.resolution.wordReferences.get(node);
  return reference ? yield* evaluate(flow, reference) : node.text;
}

function* judged(flow: Flow, node: Discretion, asking: Asking): Steps<Value> {
  const place = suffixed(flow.place, 'member', node.span.start + 1);
  const question = yield* textFrom(flow, node.parts);
  return (yield* askJudge({ ...flow, place }, question, null, asking)) === 'true';
}

/** Language 4: own frames, the program's, then (W015) callers, then the last call of a block. */
function readName(flow: Flow, node: NameReference): Value {
  const name = node.name.text;
  const { callerReferences, blockOutputs } = flow.unit.resolution;
  const own = frameWith(flow.frame, name, flow.overlay);
  if (own) return readIn(own, name, flow.overlay) ?? null;
  if (callerReferences.has(node)) {
    for (let caller = flow.caller; caller; caller = caller.caller) {
      const frame = frameWith(caller.frame, name, flow.overlay);
      if (frame) return readIn(frame, name, flow.overlay) ?? null;
    }
  }
  const block = blockOutputs.get(node);
  for (let frame = block ? flow.frame : null; frame && block; frame = frame.parent) {
    const value = frame.lastCalls.get(block)?.variables.get(name)?.value;
    if (value !== undefined) return value;
  }
  throw new Mistake('unbound', `${name} is not bound`);
}

export function* textFrom(flow: Flow, parts: readonly TextPart[]): Steps<string> {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'literal') text += part.value;
    else if (flow.unit.resolution.literalBraces.has(part)) text += part.raw;
    else text += textOf(yield* evaluate(flow, part.reference));
  }
  return text;
}

function* binary(flow: Flow, node: Binary, asking: Asking): Steps<Value> {
  if (node.operator === 'and' || node.operator === 'or') return yield* logical(flow, node, asking);
  const left = yield* evaluate(flow, node.left, asking);
  const right = yield* evaluate(flow, node.right, asking);
  switch (node.operator) {
    case '+':
      return add(left, right);
    case '-':
    case '*':
    case '/':
      return arithmetic(node.operator, left, right);
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'is':
      return is(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(node.operator, left, right);
    default:
      return assertNever(node.operator);
  }
}

/** 1.5: the plain operands decide first; what they decide hides an error on the other side. */
function* logical(flow: Flow, node: Binary, asking: Asking): Steps<boolean> {
  const decisive = node.operator === 'or';
  let mistake: unknown = null;
  const plain = [node.left, node.right].filter((operand) => !hasEffect(operand));
  const others = [node.left, node.right].filter(hasEffect);
  for (const operand of plain) {
    try {
      if (truth(yield* evaluate(flow, operand, asking)) === decisive) return decisive;
    } catch (error) {
      mistake ??= error;
    }
  }
  if (mistake) throw mistake;
  for (const operand of others) if (truth(yield* evaluate(flow, operand, asking)) === decisive) return decisive;
  return !decisive;
}

/** Whether an expression needs a judge or a call. */
function hasEffect(node: Expression): boolean {
  switch (node.kind) {
    case 'discretion':
    case 'program-call':
      return true;
    case 'member':
      return hasEffect(node.object);
    case 'index':
      return hasEffect(node.object) || hasEffect(node.index);
    case 'group':
      return hasEffect(node.expression);
    case 'unary':
      return hasEffect(node.operand);
    case 'binary':
      return hasEffect(node.left) || hasEffect(node.right);
    case 'list':
      return node.items.some(hasEffect);
    case 'object':
      return node.entries.some((entry) => hasEffect(entry.value));
    default:
      return false;
  }
}

/** What a condition stands for where the checker has decided. */
export function readingOf(flow: Flow, node: Condition): Expression {
  const reading = flow.unit.resolution.conditions.get(node) ?? node.expression ?? node.bare;
  if (!reading) throw new Error('a condition without a reading does not run');
  return reading;
}

export function* holds(flow: Flow, node: Condition, asking: Asking): Steps<boolean> {
  return truth(yield* evaluate(flow, readingOf(flow, node), asking));
}
