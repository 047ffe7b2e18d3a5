/** Texts and judged texts with their interpolations (semantics 1.5, 1.10). */
import type { Discretion, Expression, Interpolation, Reference, Text, TextPart } from '../../language/ast.ts';
import type { Resolution } from '../../language/checked-program.ts';
import type { Value } from '../../values.ts';
import { indexed, member } from '../values/members.ts';
import { fitsInBytes, INTERPOLATION_BYTES, textOf } from '../values/text.ts';
import { type AgentText, type LargeValue, wholeText } from './agent-text.ts';
import { computedAt, type EvaluationFailed, type ValueKnown } from './evaluation.ts';
import { readName } from './read-name.ts';
import type { Scope } from './scope.ts';

/** A text's characters, or why one of its interpolations has none. */
export type TextEvaluation = { readonly kind: 'text'; readonly text: string } | EvaluationFailed;
export type AgentTextEvaluation = { readonly kind: 'text'; readonly text: AgentText } | EvaluationFailed;

/** A text for the program itself: interpolated values are never cut. */
export function evaluateText(text: Text | Discretion, scope: Scope, resolution: Resolution): TextEvaluation {
  const found = evaluateAgentText(text, scope, resolution);
  return found.kind === 'text' ? { kind: 'text', text: wholeText(found.text) } : found;
}

/** A text for an agent: large values are kept apart, to be cut when files are known. */
export function evaluateAgentText(text: Text | Discretion, scope: Scope, resolution: Resolution): AgentTextEvaluation {
  const pieces: (string | LargeValue)[] = [];
  for (const part of text.parts) {
    const piece = evaluatePart(part, scope, resolution);
    if (typeof piece === 'object' && 'kind' in piece) return piece;
    pieces.push(piece);
  }
  return { kind: 'text', text: pieces.some((piece) => typeof piece !== 'string') ? pieces : [pieces.join('')] };
}

function evaluatePart(part: TextPart, scope: Scope, resolution: Resolution): string | LargeValue | EvaluationFailed {
  if (part.kind === 'literal') return part.value;
  return resolution.literalBraces.has(part) ? part.raw : interpolate(part, scope);
}

function interpolate(part: Interpolation, scope: Scope): string | LargeValue | EvaluationFailed {
  const found = readReference(part.reference, scope);
  if (found.kind === 'failure') return found;
  const text = textOf(found.value);
  return fitsInBytes(text, INTERPOLATION_BYTES) ? text : { name: part.raw.slice(1, -1), text };
}

/** `name`, `name.path`, `name[0]`. */
function readReference(reference: Reference, scope: Scope): ValueKnown | EvaluationFailed {
  const parts: Exclude<Reference, { kind: 'reference' }>[] = [];
  let node: Reference = reference;
  while (node.kind !== 'reference') {
    parts.push(node);
    node = node.object as Reference; // the grammar of braces admits references only
  }
  let found = readName(node, scope);
  for (const part of parts.reverse()) {
    if (found.kind === 'failure') return found;
    found = computedAt(part, part.kind === 'member' ? member(found.value, part.name.text) : indexed(found.value, literalIndex(part.index)));
  }
  return found;
}

function literalIndex(index: Expression): Value {
  return index.kind === 'number' ? index.value : null; // in braces the parser admits digits only
}
