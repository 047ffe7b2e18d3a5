/**
 * What the compiled machines ask about values, expressions and sessions, answered for one program.
 *
 * Owns: joining `values`, `evaluate` and `request` to the port of the machines. All of it is pure.
 */
import type { Failure } from '../errors.ts';
import type { Span } from '../language/ast.ts';
import type { CheckedProgram } from '../language/checked-program.ts';
import type { Failed as PlacedFailed, Result, Semantics } from '../machines/semantics.ts';
import { errorValue, isErrorValue, type Value } from '../values.ts';
import { effectsOf } from './evaluate/effects.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { evaluateText } from './evaluate/evaluate-text.ts';
import { describeJudge } from './request/describe-judge.ts';
import { describeSession, sessionEffects } from './request/describe-session.ts';
import { itemsOf } from './values/collections.ts';
import { type Failed, isFailed } from './values/failed.ts';
import { member } from './values/members.ts';
import { durationOf, wholeNumberOf } from './values/numbers.ts';
import { add } from './values/operators.ts';
import { writePart } from './values/parts.ts';
import { textOf } from './values/text.ts';
import { keepsItem, truthOf } from './values/truth.ts';

export function createSemantics(program: CheckedProgram): Semantics {
  const { resolution } = program;
  return {
    program,
    effectsOf,
    evaluate: (expression, scope, effects) => evaluate(expression, scope, resolution, effects),
    sessionEffects,
    describeSession(node, scope, programScope, results, previous) {
      const described = describeSession(node, { program, scope, programScope, results, ...(previous === undefined ? {} : { previous }) });
      return described.ok === true ? { ok: true, value: described.session } : described;
    },
    describeQuestion: describeJudge,
    truth: (value) => resultOf(truthOf(value)),
    add: (a, b) => resultOf(add(a, b)),
    items: (value, name) => resultOf(itemsOf(value, name)),
    keeps: (value) => resultOf(keepsItem(value)),
    wholeNumber: (value, what, least) => resultOf(wholeNumberOf(value, what, least)),
    duration: (value, what) => resultOf(durationOf(value, what)),
    member: (value, name) => resultOf(member(value, name)),
    writePart: (whole, keys, value) => resultOf(writePart(whole, keys, value)),
    text(text, scope) {
      const found = evaluateText(text, scope, resolution);
      return found.kind === 'text' ? { ok: true, value: found.text } : { ok: false, failure: found.failure };
    },
    thrown,
    errorValue,
    failure: (failed, path) => statementFailure(program, failed, path),
  };
}

function resultOf<T>(computed: T | Failed): Result<T> {
  return isFailed(computed) ? { ok: false, failure: { kind: computed.kind, message: computed.message } } : { ok: true, value: computed };
}

/** An error value is raised again as it is; anything else as text (semantics 1.11). */
function thrown(value: Value, path: string): Failure {
  return isErrorValue(value) ? value.failure : { kind: 'thrown', message: textOf(value), label: null, path, attempts: null };
}

function statementFailure(program: CheckedProgram, { kind, message, span }: PlacedFailed, path: string): Failure {
  return { kind, message: span ? `${message} (${placeOf(program, span)})` : message, label: null, path, attempts: null };
}

function placeOf(program: CheckedProgram, span: Span): string {
  const { line, column } = program.source.position(span.start);
  return `line ${line}, column ${column}`;
}
