/**
 * Whether the bare text of a condition is an expression or a judge's question (`language.md` 2).
 *
 * 1. Every name visible: it is the expression.
 * 2. An operator, member, index or call in it: it is the expression, and unknown names are errors.
 * 3. Else it is a question, with hint W014.
 */
import type { Condition, Discretion, Expression, NameReference } from '../ast.ts';
import { ungrouped } from './certainty.ts';
import { canFail, rootName, walkDiscretion, walkExpression } from './expressions.ts';
import type { Frame } from './frames.ts';

import { isVisible } from './reads.ts';
import type { Reporter } from './reporter.ts';
import { mayFail } from './walk.ts';
import type { Walk } from './walk.ts';

/** What the condition decides between: true and false, or the labels of a `choice`. */
type Answer = 'yes-no' | 'one-of';

export function walkCondition(walk: Walk, condition: Condition, answer: Answer = 'yes-no'): void {
  const { expression, bare } = condition;
  if (expression && bare) decide(walk, condition, expression, bare, answer);
  else if (expression) takeExpression(walk, condition, expression, answer);
  else if (bare) {
    takeQuestion(walk.tables.conditions, walk.reporter, condition, bare);
    walkDiscretion(walk, bare);
    mayFail(walk);
  }
}

function decide(walk: Walk, condition: Condition, expression: Expression, bare: Discretion, answer: Answer): void {
  const shape = shapeOf(expression);
  const unknown = shape.roots.filter((root) => !isVisible(walk, root.name.text));
  if (unknown.length === 0 || shape.isFormula || unknown.some((root) => isMeantAsDifference(walk, root.name.text) || isSiblings(walk.frame, root.name.text))) {
    takeExpression(walk, condition, expression, answer);
    if (!shape.isFormula) hintBareIs(walk.reporter, condition, expression, 'compared as values');
    return;
  }
  mayFail(walk);
  walk.late.push({ kind: 'condition', condition, expression, bare, unknown, frame: walk.frame, time: walk.flow.now });
}

function takeExpression(walk: Walk, condition: Condition, expression: Expression, answer: Answer): void {
  walk.tables.conditions.set(condition, expression);
  walkExpression(walk, expression, answer === 'yes-no' ? answer : undefined);
  if (canFail(expression)) mayFail(walk);
}

export function takeQuestion(conditions: Map<Condition, Expression>, reporter: Reporter, condition: Condition, bare: Discretion): void {
  conditions.set(condition, bare);
  reporter.add('W014', bare.span, 'this text is judged by an agent', 'write ** ** around it to say so');
}

/** `a is b` between two bare names may be meant either way, so the reading is named. */
export function hintBareIs(reporter: Reporter, condition: Condition, expression: Expression, reading: string): void {
  const inner = ungrouped(expression);
  if (inner.kind !== 'binary' || inner.operator !== 'is' || inner.left.kind !== 'reference' || inner.right.kind !== 'reference') return;
  reporter.add(
    'W014',
    condition.span,
    `\`${inner.left.name.text}\` and \`${inner.right.name.text}\` are ${reading}, because both are visible names`,
    'write ** ** around the text to have an agent judge it',
  );
}

interface Shape {
  readonly roots: readonly NameReference[];
  /** It holds an operator other than `and`, `or`, `not`, `is`, or a member, index or call. */
  readonly isFormula: boolean;
}

function shapeOf(expression: Expression): Shape {
  const roots: NameReference[] = [];
  let isFormula = false;
  const work: Expression[] = [expression];
  for (let at = work.pop(); at; at = work.pop()) {
    switch (at.kind) {
      case 'reference':
        roots.push(at);
        break;
      case 'binary':
        if (at.operator !== 'and' && at.operator !== 'or' && at.operator !== 'is') isFormula = true;
        work.push(at.right, at.left);
        break;
      case 'unary':
        if (at.operator === '-') isFormula = true;
        work.push(at.operand);
        break;
      case 'group':
        work.push(at.expression);
        break;
      case 'member':
        isFormula = true;
        work.push(at.object);
        break;
      case 'index':
        isFormula = true;
        work.push(at.index, at.object);
        break;
      case 'program-call':
        isFormula = true;
        for (const argument of at.arguments) work.push(argument.value);
        break;
      case 'list':
        work.push(...at.items);
        break;
      case 'object':
        for (const entry of at.entries) work.push(entry.value);
        break;
      case 'text':
      case 'discretion':
        for (const part of at.parts) if (part.kind === 'interpolation') addRoot(roots, part.reference);
        break;
      default:
        break;
    }
  }
  return { roots: roots.reverse(), isFormula };
}

function addRoot(roots: NameReference[], expression: Expression): void {
  const root = rootName(expression);
  if (root) roots.push(root);
}

const difference = /^(.+)-\d+$/u;

/** `count-1` where `count` is visible. */
function isMeantAsDifference(walk: Walk, name: string): boolean {
  const base = difference.exec(name)?.[1];
  return base !== undefined && isVisible(walk, base);
}

/** A name that a sibling branch is named: reading it is a mistake, not a question. */
function isSiblings(frame: Frame, name: string): boolean {
  for (let at: Frame | undefined = frame; at; at = at.parent) if (at.siblings?.names.has(name)) return true;
  return false;
}
