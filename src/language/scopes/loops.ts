/**
 * Loops: `repeat`, `for`, `parallel for`, `loop`.
 *
 * 1. Counts, sources and limits are read once, before the loop; a loop's condition is read in it.
 * 2. In the body of a sequential loop every name that the body binds may be bound by an earlier iteration.
 */
import type { Body, Condition, ForStatement, LoopStatement, Name, RepeatStatement } from '../ast.ts';
import type { BoundNames } from './bound-names.ts';
import { boundNames } from './bound-names.ts';
import { walkBody } from './bodies.ts';
import { walkItems } from './branches.ts';
import { runsAtLeastOnce, runsForever, succeedsWithOneBranch } from './certainty.ts';
import { walkCondition } from './conditions.ts';
import { declareVariable, newSlot } from './declare.ts';
import { walkExpression } from './expressions.ts';
import { EARLIER, UNBOUND } from './flow.ts';
import { Frame } from './frames.ts';
import { walkModifiers } from './modifiers.ts';
import { mayFail, within } from './walk.ts';
import type { LoopExits, Walk } from './walk.ts';

export function walkRepeat(walk: Walk, statement: RepeatStatement): void {
  walkExpression(walk, statement.count, 'number');
  mayFail(walk);
  walkIterations(walk, statement.body, { index: statement.index, atLeastOnce: runsAtLeastOnce(statement) });
}

export function walkFor(walk: Walk, statement: ForStatement): void {
  const { variable, index, body, modifiers } = statement;
  walkExpression(walk, statement.source, 'list');
  if (modifiers) walkModifiers(walk, modifiers);
  mayFail(walk);
  if (!statement.parallel) {
    walkIterations(walk, body, { variable, index });
    return;
  }
  walkItems(walk, body, succeedsWithOneBranch(modifiers) ? 'one-succeeds' : 'many', (frame) => declareLoopVariables(walk, frame, variable, index));
  mayFail(walk);
}

export function walkLoop(walk: Walk, statement: LoopStatement): void {
  const { head, max, index, body } = statement;
  if (head?.kind === 'each') walkExpression(walk, head.source, 'list');
  if (max) walkExpression(walk, max, 'number');
  mayFail(walk);
  walkIterations(walk, body, {
    variable: head?.kind === 'each' ? head.variable : undefined,
    index,
    atLeastOnce: runsAtLeastOnce(statement),
    forever: runsForever(statement),
    condition: head && head.kind !== 'each' ? head.condition : undefined,
  });
}

interface Iterations {
  readonly variable?: Name | undefined;
  readonly index?: Name | undefined;
  readonly atLeastOnce?: boolean;
  readonly forever?: boolean;
  /** Read before each iteration. */
  readonly condition?: Condition | undefined;
}

function walkIterations(walk: Walk, body: Body, { variable, index, atLeastOnce = false, forever = false, condition }: Iterations): void {
  const { flow } = walk;
  const fork = flow.fork();
  const exits: LoopExits = { times: !atLeastOnce && flow.reachable ? [flow.now] : [], endsByContinue: !forever };
  boundNames(body, new EarlierNames(walk));
  const frame = new Frame('loop', walk.frame);
  declareLoopVariables(walk, frame, variable, index);
  const outer = walk.loop;
  within(walk, frame, { kind: 'loop', parent: walk.place }, () => {
    if (condition) walkCondition(walk, condition);
    walk.loop = exits;
    walkBody(walk, body);
  });
  walk.loop = outer;
  if (flow.reachable && !forever) exits.times.push(flow.now);
  flow.merge(fork, exits.times);
}

function declareLoopVariables(walk: Walk, frame: Frame, variable: Name | undefined, index: Name | undefined): void {
  if (variable) declareVariable(walk, frame, variable, 'loop-variable');
  if (index) declareVariable(walk, frame, index, 'loop-variable');
}

/** What the body binds, an earlier iteration may have bound. */
class EarlierNames implements BoundNames {
  constructor(private readonly walk: Walk) {}

  own(name: string): void {
    this.#bindIn(this.walk.frame.binding, name);
  }

  output(name: string): void {
    this.#bindIn(this.walk.frame.call, name);
  }

  returnedBy(name: string): Iterable<string> {
    const block = this.walk.declarations.blocks.get(name);
    return block ? this.walk.blockOutputs.of(block).all : [];
  }

  #bindIn(frame: Frame, name: string): void {
    const slot = frame.get(name) ?? newSlot(frame, name, 'recovered');
    if (slot.state === UNBOUND) this.walk.flow.bind(slot, EARLIER);
  }
}
