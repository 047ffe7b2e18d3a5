/**
 * Reading expressions: every name in them, in source order.
 *
 * 1. Chains (`a + b + ...`, `a.b.c...`) may be as long as the file: they are walked without recursion.
 */
import type { Binary, Discretion, Expression, Index, Interpolation, Member, NameReference, ProgramCall, Text } from '../ast.ts';
import { assertNever } from '../../assert.ts';
import { ungrouped } from './certainty.ts';
import type { Slot } from './frames.ts';
import type { ReadForm } from './late-question.ts';
import { isVisible, readName } from './reads.ts';
import type { Use } from './result-uses.ts';
import { mayFail } from './walk.ts';
import type { Walk } from './walk.ts';
import { walkWord } from './words.ts';

/** @param use what becomes of the expression's value, when it is a plain name */
export function walkExpression(walk: Walk, expression: Expression, use?: Use, form: ReadForm = 'plain'): void {
  switch (expression.kind) {
    case 'text':
      walkText(walk, expression);
      break;
    case 'discretion':
      walkDiscretion(walk, expression);
      break;
    case 'reference':
      useOf(walk, readName(walk, expression, form), use);
      break;
    case 'member':
    case 'index':
      walkPath(walk, expression, form === 'context' ? 'plain' : form);
      break;
    case 'program-call':
      walkCall(walk, expression);
      break;
    case 'binary':
      walkBinary(walk, expression);
      break;
    case 'unary':
      walkExpression(walk, expression.operand, expression.operator === '-' ? 'number' : undefined);
      break;
    case 'group':
      walkExpression(walk, expression.expression, use, form);
      break;
    case 'list':
      for (const item of expression.items) walkExpression(walk, item, undefined, form);
      break;
    case 'object':
      for (const entry of expression.entries) walkExpression(walk, entry.value, undefined, form);
      break;
    case 'word':
      walkWord(walk, expression);
      break;
    case 'number':
    case 'boolean':
    case 'null':
    case 'duration':
    case 'missing':
      break;
    default:
      assertNever(expression);
  }
}

function useOf(walk: Walk, slot: Slot | undefined, use: Use | undefined): void {
  if (slot && use) walk.resultUses.use(slot, use);
}

/** `a.b[c].d`: the root, then the indices from left to right. */
function walkPath(walk: Walk, path: Member | Index, form: ReadForm): void {
  const indices: Expression[] = [];
  let inner: Member | Index = path;
  for (;;) {
    if (inner.kind === 'index') indices.push(inner.index);
    const object: Expression = inner.object;
    if (object.kind !== 'member' && object.kind !== 'index') break;
    inner = object;
  }
  const root = ungrouped(inner.object);
  if (root.kind === 'reference') noteMember(walk, readName(walk, root, form), inner);
  else walkExpression(walk, root);
  for (const index of indices.reverse()) walkExpression(walk, index);
}

function noteMember(walk: Walk, slot: Slot | undefined, member: Member | Index): void {
  if (!slot) return;
  if (member.kind === 'member') walk.resultUses.member(slot, member.name.text);
  else walk.resultUses.member(slot, member.index.kind === 'text' ? literalText(member.index) : undefined);
}

/** The characters of a text without interpolation. */
export function literalText(text: Text | Discretion): string | undefined {
  let characters = '';
  for (const part of text.parts) {
    if (part.kind !== 'literal') return undefined;
    characters += part.value;
  }
  return characters;
}

function walkBinary(walk: Walk, expression: Binary): void {
  const spine: Binary[] = [expression];
  let left = expression.left;
  while (left.kind === 'binary') {
    spine.push(left);
    left = left.left;
  }
  walkExpression(walk, left, operandUse(spine.at(-1)));
  for (let at = spine.length - 1; at >= 0; at -= 1) {
    const binary = spine[at];
    if (binary) walkExpression(walk, binary.right, operandUse(binary));
  }
}

function operandUse(binary: Binary | undefined): Use | undefined {
  switch (binary?.operator) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '-':
    case '*':
    case '/':
      return 'number';
    default:
      return undefined;
  }
}

function walkCall(walk: Walk, call: ProgramCall): void {
  walk.observe(call, walk.place);
  for (const argument of call.arguments) walkExpression(walk, argument.value);
  noteCall(walk, call.name.text);
}

/** A block is called here: its reads may find names of this frame, its writes may be this branch's. */
export function noteCall(walk: Walk, name: string): void {
  mayFail(walk);
  const block = walk.declarations.blocks.get(name);
  if (!block) return;
  walk.writes.call(block);
  walk.callSites.push({ block, frame: walk.frame, time: walk.flow.now });
}

/** In `"..."` an unknown name is an error; in `"""` its brace group is literal text. */
export function walkText(walk: Walk, text: Text): void {
  let unknown: Interpolation[] | undefined;
  for (const part of text.parts) {
    if (part.kind !== 'interpolation') continue;
    const root = rootName(part.reference);
    if (text.quote === 'triple' && root && !isVisible(walk, root.name.text)) {
      unknown ??= [];
      unknown.push(part);
    } else walkExpression(walk, part.reference, undefined, 'braces');
  }
  if (unknown) walk.late.push({ kind: 'text', text, interpolations: unknown, frame: walk.frame, time: walk.flow.now });
}

export function walkDiscretion(walk: Walk, discretion: Discretion): void {
  for (const part of discretion.parts) if (part.kind === 'interpolation') walkExpression(walk, part.reference, undefined, 'braces');
}

/** The name that a path starts with. */
export function rootName(expression: Expression): NameReference | undefined {
  let at: Expression = expression;
  while (at.kind === 'member' || at.kind === 'index') at = at.object;
  return at.kind === 'reference' ? at : undefined;
}

/** An expression whose evaluation can be an error. Literals and plain names cannot: reading an unbound name is told apart. */
export function canFail(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'null':
    case 'duration':
    case 'word':
    case 'reference':
    case 'missing':
      return false;
    case 'text':
      return expression.parts.some((part) => part.kind === 'interpolation' && part.reference.kind !== 'reference');
    case 'group':
      return canFail(expression.expression);
    case 'list':
      return expression.items.some(canFail);
    case 'object':
      return expression.entries.some((entry) => canFail(entry.value));
    default:
      return true;
  }
}
