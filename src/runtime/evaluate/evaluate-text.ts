/** Texts and judged texts with their interpolations (semantics 1.5, 1.10). */
import type { Discretion, Expression, Interpolation, Reference, Text, TextPart } from '../../language/ast.ts';
import type { Resolution } from '../../language/checked-program.ts';
import type { Value } from '../../values.ts';
import { indexed, member } from '../values/members.ts';
import { cutForInterpolation, fitsInBytes, INTERPOLATION_BYTES, textOf } from '../values/text.ts';
import { computedAt, type EvaluationFailed, type ValueKnown } from './evaluation.ts';
import { readName } from './read-name.ts';
import type { Scope } from './scope.ts';

/** A text's characters, or why one of its interpolations has none. */
export type TextEvaluation = { readonly kind: 'text'; readonly text: string } | EvaluationFailed;

export function evaluateText(text: Text | Discretion, scope: Scope, resolution: Resolution): TextEvaluation {
  let out = '';
  for (const part of text.parts) {
    const piece = evaluatePart(part, scope, resolution);
    if (piece.kind === 'failure') return piece;
    out += piece.text;
  }
  return { kind: 'text', text: out };
}

function evaluatePart(part: TextPart, scope: Scope, resolution: Resolution): TextEvaluation {
  if (part.kind === 'literal') return { kind: 'text', text: part.value };
  if (resolution.literalBraces.has(part)) return { kind: 'text', text: part.raw };
  return interpolate(part, scope);
}

function interpolate(part: Interpolation, scope: Scope): TextEvaluation {
  const value = readReference(part.reference, scope);
  if (value.kind === 'failure') return value;
  const text = textOf(value.value);
  if (!scope.fileOf || fitsInBytes(text, INTERPOLATION_BYTES)) return { kind: 'text', text };
  return { kind: 'text', text: cutForInterpolation(text, scope.fileOf(part.reference, text)) };
}

/** `name`, `name.path`, `name[0]`: in braces an index is a plain literal. */
function readReference(reference: Reference, scope: Scope): ValueKnown | EvaluationFailed {
  const parts: Exclude<Reference, { kind: 'reference' }>[] = [];
  let node: Reference = reference;
  while (node.kind !== 'reference') {
    parts.push(node);
    node = node.object as Reference; // the grammar of braces admits references only
  }
  let value = readName(node, scope);
  for (const part of parts.reverse()) {
    if (value.kind === 'failure') return value;
    value = computedAt(part, part.kind === 'member' ? member(value.value, part.name.text) : indexed(value.value, literalIndex(part.index)));
  }
  return value;
}

function literalIndex(index: Expression): Value {
  return index.kind === 'number' ? index.value : null; // in braces the parser admits digits only
}
