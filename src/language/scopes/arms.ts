/** `if` and `choice`: alternative bodies that bind in the enclosing frame. */
import type { Body, ChoiceStatement, IfStatement } from '../ast.ts';
import { walkBody } from './bodies.ts';
import { walkCondition } from './conditions.ts';
import { walkText } from './expressions.ts';
import type { Fork } from './flow.ts';
import type { Walk } from './walk.ts';

export function walkIf(walk: Walk, statement: IfStatement): void {
  const { arms } = statement;
  const first = arms[0];
  if (!first) return;
  walkCondition(walk, first.condition);
  const fork = walk.flow.fork();
  const exits: number[] = [];
  walkArm(walk, first.body, fork, exits);
  for (let at = 1; at < arms.length; at += 1) {
    const arm = arms[at];
    if (!arm) break;
    walkCondition(walk, arm.condition);
    walkArm(walk, arm.body, fork, exits);
  }
  if (statement.otherwise) walkArm(walk, statement.otherwise, fork, exits);
  else if (fork.reachable) exits.push(walk.flow.now);
  walk.flow.merge(fork, exits);
}

/** Exactly one option is taken. */
export function walkChoice(walk: Walk, statement: ChoiceStatement): void {
  walkCondition(walk, statement.condition, 'one-of');
  const fork = walk.flow.fork();
  const exits: number[] = [];
  for (const option of statement.options) {
    walkText(walk, option.label);
    walkArm(walk, option.body, fork, exits);
  }
  if (statement.options.length === 0 && fork.reachable) exits.push(walk.flow.now);
  walk.flow.merge(fork, exits);
}

/** Walks one alternative and goes back to where the alternatives part. */
function walkArm(walk: Walk, body: Body, fork: Fork, exits: number[]): void {
  const since = walk.flow.mark;
  walkBody(walk, body);
  if (walk.flow.reachable) exits.push(walk.flow.now);
  walk.flow.rewind(fork, since);
}
