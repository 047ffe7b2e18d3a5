/** Reading a name: a name that is not bound is an error, never a silent null. */
import type { NameReference } from '../../language/ast.ts';
import { Failed } from '../values/failed.ts';
import { type EvaluationFailed, failedAt, known, type ValueKnown } from './evaluation.ts';
import type { Scope } from './scope.ts';

export function readName(reference: NameReference, scope: Scope): ValueKnown | EvaluationFailed {
  const value = scope.read(reference);
  if (value !== undefined) return known(value);
  return failedAt(reference, new Failed('unbound', `\`${reference.name.text}\` is not bound here: nothing has given it a value on the way to this statement`));
}
