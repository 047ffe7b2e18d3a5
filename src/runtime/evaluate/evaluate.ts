/**
 * Evaluates expressions as far as the known effects allow (semantics 1.5).
 *
 * Owns: the order of evaluation, and which effect is needed next. Does not own: what operators do
 * (`values`), and carrying out calls and judgements: they are child actors.
 *
 * 1. Pure: the same expression, names and results give the same evaluation. The engine evaluates anew after
 *    each effect, until a value or a failure comes out.
 * 2. An effect is asked for only when the value depends on it: operands of `and` and `or` that need none decide first.
 * 3. The left spine (`a + b + ...`, `a.b.c...`) is folded in a loop; recursion is as deep as brackets nest.
 */
import { assertNever } from '../../assert.ts';
import type { Argument, Binary, BinaryOperator, Discretion, Expression, Index, Member, ObjectEntry, ProgramCall, Unary, Word } from '../../language/ast.ts';
import type { Resolution } from '../../language/checked-program.ts';
import type { Value } from '../../values.ts';
import { equals, isSame } from '../values/equality.ts';
import { type Computed, typeFailed } from '../values/failed.ts';
import { isReservedKey } from '../values/json.ts';
import { indexed, member } from '../values/members.ts';
import { bounded } from '../values/nesting.ts';
import { add, arithmetic, compare, negate } from '../values/operators.ts';
import { truthOf } from '../values/truth.ts';
import { effectNumbers, type Effect, effectsOf } from './effects.ts';
import { renderAgentText } from './agent-text.ts';
import { type Blocked, type CallInput, computedAt, type EffectResults, type Evaluation, failedAt, known } from './evaluation.ts';
import { evaluateAgentText, evaluateText } from './evaluate-text.ts';
import { combineLogic, type LogicOperator } from './logic.ts';
import { readName } from './read-name.ts';
import type { Scope } from './scope.ts';

/** Everything an evaluation depends on besides the expression. */
export interface EvaluationContext {
  readonly scope: Scope;
  readonly resolution: Resolution;
  readonly effects: EffectResults;
  readonly numberOf: (effect: Effect) => number;
}

/**
 * The value of an expression, its failure, or the first effect that it needs and that is not in `effects`.
 *
 * @param effects results by effect number: the place in `effectsOf(expression)`, from 1
 */
export function evaluate(expression: Expression, scope: Scope, resolution: Resolution, effects: EffectResults): Evaluation {
  return evaluateIn(expression, { scope, resolution, effects, numberOf: effectNumbers(() => effectsOf(expression)) });
}

type Link = Binary | Member | Index;

/** As `evaluate`, with effects numbered by the caller: a statement may hold several expressions. */
export function evaluateIn(expression: Expression, context: EvaluationContext): Evaluation {
  const spine: Link[] = [];
  let node = expression;
  while (node.kind === 'binary' || node.kind === 'member' || node.kind === 'index') {
    spine.push(node);
    node = node.kind === 'binary' ? node.left : node.object;
  }
  let found = evaluateOperand(node, context);
  for (let link = spine.pop(); link !== undefined; link = spine.pop()) found = evaluateLink(link, found, context);
  return found;
}

function evaluateOperand(node: Exclude<Expression, Link>, context: EvaluationContext): Evaluation {
  switch (node.kind) {
    case 'text':
      return ofText(evaluateText(node, context.scope, context.resolution));
    case 'number':
    case 'boolean':
      return known(node.value);
    case 'null':
      return known(null);
    case 'duration':
      return known(node.raw);
    case 'word':
      return evaluateWord(node, context);
    case 'reference':
      return readName(node, context.scope);
    case 'group':
      return evaluateIn(node.expression, context);
    case 'unary':
      return evaluateUnary(node, context);
    case 'list':
      return evaluateList(node, context);
    case 'object':
      return evaluateObject(node, context);
    case 'program-call':
      return evaluateCall(node, context);
    case 'discretion':
      return evaluateDiscretion(node, context);
    case 'missing':
      return failedAt(node, typeFailed('an expression is missing here'));
    default:
      return assertNever(node, 'expression');
  }
}

function ofText(found: ReturnType<typeof evaluateText>): Evaluation {
  return found.kind === 'text' ? known(found.text) : found;
}

/** A WORD that names a visible value is that value; any other is its own text (`language.md` 3). */
function evaluateWord(node: Word, context: EvaluationContext): Evaluation {
  const reference = context.resolution.wordReferences.get(node);
  return reference ? evaluateIn(reference, context) : known(node.text);
}

// ---------------------------------------------------------------------------------------------
// Operators

function evaluateLink(link: Link, left: Evaluation, context: EvaluationContext): Evaluation {
  if (link.kind === 'binary') return evaluateBinary(link, left, context);
  if (left.kind !== 'value') return left;
  if (link.kind === 'member') return computedAt(link, member(left.value, link.name.text));
  return withValue(evaluateIn(link.index, context), (index) => computedAt(link, indexed(left.value, index)));
}

function evaluateBinary(node: Binary, left: Evaluation, context: EvaluationContext): Evaluation {
  const { operator } = node;
  if (isLogic(operator)) return combineLogic(operator, [left, node.left], node.right, (right) => evaluateIn(right, context));
  return withValue(left, (a) => withValue(evaluateIn(node.right, context), (b) => computedAt(node, operate(operator, a, b))));
}

function isLogic(operator: BinaryOperator): operator is LogicOperator {
  return operator === 'and' || operator === 'or';
}

function operate(operator: Exclude<BinaryOperator, LogicOperator>, a: Value, b: Value): Computed {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
    case '*':
    case '/':
      return arithmetic(operator, a, b);
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case 'is':
      return isSame(a, b);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, a, b);
    default:
      return assertNever(operator, 'operator');
  }
}

function evaluateUnary(node: Unary, context: EvaluationContext): Evaluation {
  return withValue(evaluateIn(node.operand, context), (value) => computedAt(node, node.operator === '-' ? negate(value) : inverted(value)));
}

function inverted(value: Value): Computed {
  const truth = truthOf(value);
  return typeof truth === 'boolean' ? !truth : truth;
}

function withValue(found: Evaluation, use: (value: Value) => Evaluation): Evaluation {
  return found.kind === 'value' ? use(found.value) : found;
}

// ---------------------------------------------------------------------------------------------
// Lists and objects

function evaluateList(node: Extract<Expression, { kind: 'list' }>, context: EvaluationContext): Evaluation {
  const items: Value[] = [];
  for (const item of node.items) {
    const found = evaluateIn(item, context);
    if (found.kind !== 'value') return found;
    items.push(found.value);
  }
  return computedAt(node, bounded(items));
}

function evaluateObject(node: Extract<Expression, { kind: 'object' }>, context: EvaluationContext): Evaluation {
  const fields: [string, Value][] = [];
  for (const entry of node.entries) {
    const found = evaluateEntry(entry, context);
    if (found.kind !== 'value') return found;
    fields.push([entry.key, found.value]);
  }
  return computedAt(node, bounded(Object.fromEntries(fields)));
}

function evaluateEntry(entry: ObjectEntry, context: EvaluationContext): Evaluation {
  if (isReservedKey(entry.key)) return failedAt(entry, typeFailed(`the key ${JSON.stringify(entry.key)} is reserved`));
  return evaluateIn(entry.value, context);
}

// ---------------------------------------------------------------------------------------------
// Effects

function evaluateCall(node: ProgramCall, context: EvaluationContext): Evaluation {
  const effect = context.numberOf(node);
  const result = context.effects[effect];
  if (result !== undefined) return known(result);
  const inputs = evaluateArguments(node.arguments, context);
  return Array.isArray(inputs) ? { kind: 'call', effect, node, inputs } : (inputs as Blocked); // an evaluation is no array
}

/** The inputs of a call in source order, or what stands in the way of one of them. */
function evaluateArguments(list: readonly Argument[], context: EvaluationContext): readonly CallInput[] | Blocked {
  const inputs: CallInput[] = [];
  for (const argument of list) {
    const found = evaluateIn(argument.value, context);
    if (found.kind !== 'value') return found;
    inputs.push({ name: argument.name?.text ?? null, value: found.value });
  }
  return inputs;
}

function evaluateDiscretion(node: Discretion, context: EvaluationContext): Evaluation {
  const effect = context.numberOf(node);
  const result = context.effects[effect];
  if (result !== undefined) return known(result);
  const question = evaluateAgentText(node, context.scope, context.resolution);
  if (question.kind === 'failure') return question;
  return { kind: 'judge', effect, node, question: renderAgentText(question.text, (value) => `the context, ${value.name}`) };
}
