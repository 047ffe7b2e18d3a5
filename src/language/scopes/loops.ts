/**
 * Loops: `repeat`, `for`, `parallel for`, `loop`.
 *
 * 1. Counts, sources and limits are read once, before the loop; a loop's condition is read in it.
 * 2. In the body of a sequential loop every name that the body binds may be bound by an earlier iteration.
 */
import type { Body, ForStatement, LoopStatement, Name, RepeatStatement } from '../ast.ts';
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
  walkIterations(walk, statement.body, { variables: [statement.index], atLeastOnce: runsAtLeastOnce(statement), forever: false });
}

export function walkFor(walk: Walk, statement: ForStatement): void {
  walkExpression(walk, statement.source, 'list');
  if (statement.modifiers) walkModifiers(walk, statement.modifiers);
  mayFail(walk);
  const variables = [statement.variable, statement.index];
  if (!statement.parallel) {
    walkIterations(walk, statement.body, { variables, atLeastOnce: false, forever: false });
    return;
  }
  walkItems(walk, statement.body, succeedsWithOneBranch(statement.modifiers) ? 'one-succeeds' : 'many', (frame) => {
    for (const variable of variables) if (variable) declareVariable(walk, frame, variable, 'loop-variable');
  });
  mayFail(walk);
}

export function walkLoop(walk: Walk, statement: LoopStatement): void {
  const { head, max, index, body } = statement;
  if (head?.kind === 'each') walkExpression(walk, head.source, 'list');
  if (max) walkExpression(walk, max, 'number');
  mayFail(walk);
  walkIterations(walk, body, {
    variables: [head?.kind === 'each' ? head.variable : undefined, index],
    atLeastOnce: runsAtLeastOnce(statement),
    forever: runsForever(statement),
    ...(head && head.kind !== 'each' ? { condition: () => walkCondition(walk, head.condition) } : {}),
  });
}

interface Iterations {
  readonly variables: readonly (Name | undefined)[];
  readonly atLeastOnce: boolean;
  readonly forever: boolean;
  readonly condition?: () => void;
}

function walkIterations(walk: Walk, body: Body, { variables, atLeastOnce, forever, condition }: Iterations): void {
  const { flow } = walk;
  const fork = flow.fork();
  const exits: LoopExits = { times: [], endsByContinue: !forever };
  if (!atLeastOnce && flow.reachable) exits.times.push(flow.now);
  bindEarlier(walk, body);
  const frame = new Frame('loop', walk.frame);
  for (const variable of variables) if (variable) declareVariable(walk, frame, variable, 'loop-variable');
  const outer = walk.loop;
  within(walk, frame, { kind: 'loop', parent: walk.place }, () => {
    condition?.();
    walk.loop = exits;
    walkBody(walk, body);
  });
  walk.loop = outer;
  if (flow.reachable && !forever) exits.times.push(flow.now);
  flow.merge(fork, exits.times);
}

function bindEarlier(walk: Walk, body: Body): void {
  const { binding, call } = walk.frame;
  boundNames(body, {
    own: (name) => bindEarlierIn(walk, binding, name),
    output: (name) => bindEarlierIn(walk, call, name),
    returnedBy: (name) => {
      const block = walk.declarations.blocks.get(name);
      return block ? walk.blockOutputs.of(block).all : [];
    },
  });
}

function bindEarlierIn(walk: Walk, frame: Frame, name: string): void {
  const slot = frame.slots.get(name) ?? newSlot(frame, name, 'recovered');
  if (slot.state === UNBOUND) walk.flow.bind(slot, EARLIER);
}
