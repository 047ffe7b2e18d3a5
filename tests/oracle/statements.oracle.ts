/**
 * Statements one by one (semantics 1.3, 1.4, 1.8, 1.11). Loops, blocks and sessions have their own files.
 */
import type {
  AssertStatement,
  AssignStatement,
  Binary,
  ChoiceStatement,
  Expression,
  IfStatement,
  InputStatement,
  LetStatement,
  OutputStatement,
  Reference,
  Statement,
  ThrowStatement,
} from '../../src/language/ast.ts';
import { assertNever } from '../../src/assert.ts';
import { isErrorValue, type Value } from '../../src/values.ts';
import { callByName, programFrame, runDo } from './calls.oracle.ts';
import { holds, readingOf, textFrom } from './expressions.oracle.ts';
import { runParallel, runParallelFor } from './fan-out.oracle.ts';
import { bindingFrame, declare, frameWith, outputFrame, readIn, register, write } from './frames.oracle.ts';
import { askJudge } from './judge.oracle.ts';
import { runFor, runLoop, runPipeline, runRepeat } from './loops.oracle.ts';
import { runArrow, runSession } from './sessions.oracle.ts';
import { Cancelled, pauseForGood, type Steps } from './simulation.oracle.ts';
import { runTry } from './try.oracle.ts';
import { add, member, messageOf, Mistake, Raised, textOf, withPart } from './values.oracle.ts';
import { type Completion, failureAt, type Flow, normal, raise, suffixed } from './world.oracle.ts';

/** A statement of a list, or (`nested`) one that is the right side of another. */
export function* execute(flow: Flow, node: Statement, nested = false): Steps<Completion> {
  try {
    if (flow.task.mustStop) return { kind: 'cancelled' };
    return yield* dispatch(flow, node, nested);
  } catch (error) {
    if (error instanceof Cancelled) return { kind: 'cancelled' };
    if (error instanceof Mistake) return { kind: 'throw', failure: failureAt(flow.place, error.kind, error.message), asIs: false };
    if (error instanceof Raised) return { kind: 'throw', failure: error.failure, asIs: error.asIs };
    throw error;
  }
}

function* dispatch(flow: Flow, node: Statement, nested: boolean): Steps<Completion> {
  switch (node.kind) {
    case 'input':
      return normal(yield* input(flow, node));
    case 'let':
      return yield* runLet(flow, node);
    case 'assign':
      return yield* assign(flow, node);
    case 'output':
      return yield* output(flow, node);
    case 'return':
      return node.value ? yield* withValue(flow, node.value, (value) => ({ kind: 'return', value })) : { kind: 'return' };
    case 'session':
    case 'resume':
      return normal(yield* runSession(flow, node));
    case 'arrow':
      return normal(yield* runArrow(flow, node));
    case 'call': {
      const values: { name: string | null; value: Value }[] = [];
      for (const one of node.arguments) values.push({ name: one.name?.text ?? null, value: yield* flow.world.evaluate(flow, one.value) });
      for (const one of node.properties)
        if (one.value && one.value.kind !== 'property-block') values.push({ name: one.name.text, value: yield* flow.world.evaluate(flow, one.value) });
      return normal((yield* callByName(flow, node.name.text, values)).value);
    }
    case 'do':
      return normal(yield* runDo(flow, node, !nested));
    case 'do-body':
      return yield* flow.world.body(flow, node.body);
    case 'parallel':
      return normal(yield* runParallel(flow, node, []));
    case 'repeat':
      return yield* runRepeat(flow, node);
    case 'for':
      return node.parallel ? normal(yield* runParallelFor(flow, node)) : yield* runFor(flow, node);
    case 'loop':
      return yield* runLoop(flow, node);
    case 'if':
      return yield* runIf(flow, node);
    case 'choice':
      return yield* runChoice(flow, node);
    case 'try':
      return yield* runTry(flow, node);
    case 'throw':
      return yield* runThrow(flow, node);
    case 'break':
    case 'continue':
      return { kind: node.kind };
    case 'assert':
      return yield* runAssert(flow, node);
    case 'pipeline':
      return yield* runPipeline(flow, node);
    case 'expression':
      return normal(yield* flow.world.evaluate(flow, node.expression));
    default:
      return assertNever(node);
  }
}

/** The right side of a statement, and what follows from its value. */
function* withValue(flow: Flow, node: Statement, then: (value: Value) => Completion): Steps<Completion> {
  const completion = yield* execute(flow, node, true);
  return completion.kind === 'normal' ? then(completion.value) : completion;
}

/** 1.9: bound at once when supplied; optional ones are null; else the branch waits. */
function* input(flow: Flow, node: InputStatement): Steps<Value> {
  const given = flow.world.inputs.get(programFrame(flow.frame)) ?? {};
  const prompt = node.prompt ? yield* textFrom(flow, node.prompt.parts) : '';
  let value = given[node.name.text];
  if (value === undefined && !/^Optional\b|\(optional\)$/.test(prompt)) {
    flow.world.log.waits.push({ place: flow.place, reason: 'input' });
    yield* pauseForGood(flow.task);
  }
  value ??= null;
  declare(bindingFrame(flow.frame), node.name.text, value);
  return value;
}

function* runLet(flow: Flow, node: LetStatement): Steps<Completion> {
  const target = node.target;
  const frame = bindingFrame(flow.frame);
  const constant = node.declaration === 'const';
  if (target.kind === 'name') {
    return yield* withValue(flow, node.value, (value) => {
      declare(frame, target.text, value, constant);
      return normal(value);
    });
  }
  const names = target.names.map((name) => name.text);
  const bind = (value: Value): Completion => {
    for (const name of names) declare(frame, name, member(value, name), constant);
    return normal(value);
  };
  if (node.value.kind === 'parallel') return bind(yield* runParallel(flow, node.value, names));
  return yield* withValue(flow, node.value, bind);
}

function* assign(flow: Flow, node: AssignStatement): Steps<Completion> {
  const { name, steps } = yield* targetOf(flow, node.target);
  const frame = frameWith(flow.frame, name, flow.overlay);
  if (!frame) throw new Mistake('unbound', `${name} is not bound`);
  const operands = node.target.kind === 'reference' ? appendedTo(name, node.value) : null;
  if (operands) return normal(yield* append(flow, frame, name, operands));
  return yield* withValue(flow, node.value, (value) => {
    const whole = steps.length === 0 ? value : withPart(readIn(frame, name, flow.overlay) ?? null, steps, value);
    write(frame, name, whole, flow.overlay);
    return normal(value);
  });
}

function* append(flow: Flow, frame: Parameters<typeof write>[0], name: string, operands: readonly Expression[]): Steps<Value> {
  let value = readIn(frame, name, flow.overlay) ?? null;
  const appended: Value[] = [];
  for (const operand of operands) {
    const one = yield* flow.world.evaluate(flow, operand);
    value = add(value, one);
    appended.push(one);
  }
  write(frame, name, value, flow.overlay, appended);
  return value;
}

/** The operands of `x = x + e ...` with x leftmost; null when the statement has another form. */
function appendedTo(name: string, value: Statement): readonly Expression[] | null {
  if (value.kind !== 'expression') return null;
  const operands: Expression[] = [];
  let at: Expression = value.expression;
  while (at.kind === 'binary' && at.operator === '+') {
    const sum: Binary = at;
    operands.unshift(sum.right);
    at = sum.left;
  }
  return operands.length > 0 && at.kind === 'reference' && at.name.text === name ? operands : null;
}

function* targetOf(flow: Flow, node: Reference): Steps<{ readonly name: string; readonly steps: readonly Value[] }> {
  const steps: Value[] = [];
  let at: Expression = node;
  while (at.kind === 'member' || at.kind === 'index') {
    steps.unshift(at.kind === 'member' ? at.name.text : yield* flow.world.evaluate(flow, at.index));
    at = at.object;
  }
  if (at.kind !== 'reference') throw new Error('an assignment begins with a name');
  return { name: at.name.text, steps };
}

function* output(flow: Flow, node: OutputStatement): Steps<Completion> {
  const name = node.name?.text;
  if (!node.value) return { kind: 'return' };
  return yield* withValue(flow, node.value, (value) => {
    if (name === undefined) return { kind: 'return', value };
    register(outputFrame(flow.frame), name, value, flow.overlay);
    return normal(value);
  });
}

function* runIf(flow: Flow, node: IfStatement): Steps<Completion> {
  for (const [n, arm] of node.arms.entries()) {
    const here = { ...flow, place: suffixed(flow.place, 'arm', n + 1) };
    if (yield* holds(here, arm.condition, { from: 'if', check: 1 })) return yield* flow.world.body(here, arm.body);
  }
  if (!node.otherwise) return normal(null);
  return yield* flow.world.body({ ...flow, place: suffixed(flow.place, 'arm', node.arms.length + 1) }, node.otherwise);
}

function* runChoice(flow: Flow, node: ChoiceStatement): Steps<Completion> {
  const labels: string[] = [];
  for (const option of node.options) labels.push(yield* textFrom(flow, option.label.parts));
  const reading = readingOf(flow, node.condition);
  const answer =
    reading.kind === 'discretion'
      ? yield* askJudge(flow, yield* textFrom(flow, reading.parts), labels, { from: 'choice', check: 1 })
      : textOf(yield* flow.world.evaluate(flow, reading)).trim();
  const taken = node.options[labels.indexOf(answer)];
  if (!taken) throw new Mistake('type', `no option is labelled ${answer}`);
  return yield* flow.world.body({ ...flow, place: suffixed(flow.place, 'arm', labels.indexOf(answer) + 1) }, taken.body);
}

/** 1.11: an error value is raised again as it is; bare `throw` goes on with what the `catch` around has caught. */
function* runThrow(flow: Flow, node: ThrowStatement): Steps<Completion> {
  if (!node.value) {
    if (!flow.caught) throw new Error('a bare throw stands in a catch');
    return flow.caught;
  }
  const value = yield* flow.world.evaluate(flow, node.value);
  if (isErrorValue(value)) return { kind: 'throw', failure: value.failure, asIs: true };
  return { kind: 'throw', failure: failureAt(flow.place, 'thrown', messageOf(value)), asIs: false };
}

function* runAssert(flow: Flow, node: AssertStatement): Steps<Completion> {
  if (yield* holds(flow, node.condition, { from: 'expression', check: 1 })) return normal(null);
  return raise(flow, 'assertion', node.message ? yield* textFrom(flow, node.message.parts) : 'the assertion does not hold');
}
