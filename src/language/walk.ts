/**
 * The nodes of a syntax tree, in source order.
 *
 * Iterative, for a chain of a hundred thousand `+` is a tree as deep as that.
 */

import { assertNever } from '../assert.ts';
import type { Condition, Expression, ForStatement, LoopStatement, Modifiers, Node, ObjectEntry, SessionStatement, Statement, TryStatement } from './ast.ts';

const none: readonly Node[] = [];

/** The direct children of a node, in source order. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'program':
      return node.items;
    case 'body':
      return node.statements;
    case 'use':
      return present([node.path, node.alias]);
    case 'import':
      return [node.skill, node.from];
    case 'agent':
      return [node.name, ...node.properties];
    case 'block':
      return present([node.name, ...node.parameters, node.maxDepth, node.body]);
    case 'branch':
      return present([node.name, node.statement]);
    case 'arm':
      return [node.condition, node.body];
    case 'option':
      return [node.label, node.body];
    case 'catch':
      return present([node.name, node.body]);
    case 'stage':
      return node.operation === 'reduce' ? [node.accumulator, node.item, node.body] : [node.body];
    case 'condition':
      return conditionChildren(node);
    case 'modifiers':
      return modifierChildren(node);
    case 'property':
      return present([node.name, node.value]);
    case 'property-block':
      return node.entries;
    case 'argument':
      return present([node.name, node.value]);
    case 'entry':
      return entryChildren(node);
    case 'pattern':
      return node.names;
    case 'interpolation':
      return [node.reference];
    case 'name':
    case 'literal':
    case 'modifier-word':
      return none;
    case 'text':
    case 'discretion':
    case 'number':
    case 'boolean':
    case 'null':
    case 'duration':
    case 'word':
    case 'reference':
    case 'member':
    case 'index':
    case 'program-call':
    case 'binary':
    case 'unary':
    case 'group':
    case 'list':
    case 'object':
    case 'missing':
      return expressionChildren(node);
    default:
      return statementChildren(node);
  }
}

function present(nodes: readonly (Node | undefined)[]): readonly Node[] {
  return nodes.filter((node) => node !== undefined);
}

/** Both readings of bare text are the same characters: the expression's nodes come first. */
function conditionChildren(node: Condition): readonly Node[] {
  return present([node.expression, node.bare]);
}

function modifierChildren(node: Modifiers): readonly Node[] {
  return [...present([node.join, node.onFail, node.count, node.concurrency, node.timeout])].sort((a, b) => a.span.start - b.span.start);
}

function entryChildren(node: ObjectEntry): readonly Node[] {
  return [node.value];
}

function expressionChildren(node: Expression): readonly Node[] {
  switch (node.kind) {
    case 'text':
    case 'discretion':
      return node.parts;
    case 'word':
      return node.reference ? [node.reference] : none;
    case 'reference':
      return [node.name];
    case 'member':
      return [node.object, node.name];
    case 'index':
      return [node.object, node.index];
    case 'program-call':
      return [node.name, ...node.arguments];
    case 'binary':
      return [node.left, node.right];
    case 'unary':
      return [node.operand];
    case 'group':
      return [node.expression];
    case 'list':
      return node.items;
    case 'object':
      return node.entries;
    case 'number':
    case 'boolean':
    case 'null':
    case 'duration':
    case 'missing':
      return none;
    default:
      return assertNever(node, 'expression');
  }
}

function statementChildren(node: Statement): readonly Node[] {
  switch (node.kind) {
    case 'input':
      return present([node.name, node.prompt]);
    case 'let':
    case 'assign':
      return [node.target, node.value];
    case 'output':
      return present([node.name, node.value]);
    case 'return':
    case 'throw':
      return present([node.value]);
    case 'session':
      return sessionChildren(node);
    case 'arrow':
      return node.members;
    case 'resume':
      return [node.agent, ...node.properties];
    case 'call':
      return [node.name, ...node.arguments, ...node.properties];
    case 'do':
      return [node.name, ...node.arguments];
    case 'do-body':
      return [node.body];
    case 'parallel':
      return present([node.modifiers, ...node.branches]);
    case 'repeat':
      return present([node.count, node.index, node.body]);
    case 'for':
      return forChildren(node);
    case 'loop':
      return loopChildren(node);
    case 'if':
      return present([...node.arms, node.otherwise]);
    case 'choice':
      return [node.condition, ...node.options];
    case 'try':
      return tryChildren(node);
    case 'assert':
      return present([node.condition, node.message]);
    case 'pipeline':
      return [node.source, ...node.stages];
    case 'expression':
      return [node.expression];
    case 'break':
    case 'continue':
      return none;
    default:
      return assertNever(node, 'statement');
  }
}

function sessionChildren(node: SessionStatement): readonly Node[] {
  return present([node.text, node.label, node.agent, ...node.properties]);
}

function forChildren(node: ForStatement): readonly Node[] {
  return present([node.variable, node.index, node.source, node.modifiers, node.body]);
}

function loopChildren(node: LoopStatement): readonly Node[] {
  const head = node.head?.kind === 'each' ? [node.head.variable, node.head.source] : [node.head?.condition];
  const suffix = present([node.max, node.index]);
  return present([...head, ...[...suffix].sort((a, b) => a.span.start - b.span.start), node.body]);
}

function tryChildren(node: TryStatement): readonly Node[] {
  return present([node.body, node.handler, node.cleanup]);
}

/**
 * Visits the node and everything under it, parents before children, in source order.
 *
 * @param visit may return `false` to leave out what is under the node
 */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  const pending: Node[] = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (visit(next) === false) continue;
    const under = children(next);
    for (let at = under.length - 1; at >= 0; at -= 1) {
      const child = under[at];
      if (child) pending.push(child);
    }
  }
}
