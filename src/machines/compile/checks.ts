/** `throw`, `assert` and expressions that stand alone. */
import type { AssertStatement, ExpressionStatement, ThrowStatement } from '../../language/ast.ts';
import type { FrameContext } from '../frame/context.ts';
import { setThread } from '../frame/context.ts';
import { isErrorValue } from '../../values.ts';
import type { Value } from '../../values.ts';
import type { EffectResults } from '../semantics.ts';
import type { Build, Built, Site } from './build.ts';
import { handledError, meta, pathOf, scopeAt, setValue } from './build.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';

export function compileExpression(build: Build, node: ExpressionStatement, site: Site): Built {
  const id = build.newId('eval');
  const expressions = expressionsOf(build, [node.expression]);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const found = expressions.evaluate(0, scopeAt(build, context, site.place), results);
    if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
    if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
    return { kind: 'done', context: setValue(context, site, found.value) };
  };
  return {
    entry: id,
    states: deciding(build, site, { id, effects: expressions.effects, decide, exits: [{ target: site.exits.next }], meta: meta(build, 'eval', node.span) }),
  };
}

export function compileThrow(build: Build, node: ThrowStatement, site: Site): Built {
  const id = build.newId('throw');
  const expressions = expressionsOf(build, node.value ? [node.value] : []);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    if (!node.value) return { kind: 'done', context: rethrow(context, site) };
    const found = expressions.evaluate(0, scopeAt(build, context, site.place), results);
    if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
    if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
    return { kind: 'done', context: raise(build, context, site, found.value) };
  };
  return {
    entry: id,
    states: deciding(build, site, { id, effects: expressions.effects, decide, exits: [{ target: site.exits.fail }], meta: meta(build, 'throw', node.span) }),
  };
}

function raise(build: Build, context: FrameContext, site: Site, value: Value): FrameContext {
  return setThread(context, site.place.thread, { failure: build.semantics.thrown(value, pathOf(context, site.path)), asIs: isErrorValue(value) });
}

/** Bare `throw`: the error that the enclosing `catch` handles. */
function rethrow(context: FrameContext, site: Site): FrameContext {
  return setThread(context, site.place.thread, { failure: handledError(context, site) });
}

export function compileAssert(build: Build, node: AssertStatement, site: Site): Built {
  const id = build.newId('assert');
  const condition = build.semantics.program.resolution.conditions.get(node.condition);
  const expressions = expressionsOf(build, condition ? [condition] : []);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const scope = scopeAt(build, context, site.place);
    const found = expressions.evaluate(0, scope, results);
    if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
    if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
    const holds = build.semantics.truth(found.value);
    if (!holds.ok) return { kind: 'failed', failed: { ...holds.failure, span: node.condition.span } };
    if (holds.value) return { kind: 'done', context: setValue(context, site, true) };
    const text = node.message ? build.semantics.text(node.message, scope) : null;
    if (text && !text.ok) return { kind: 'failed', failed: text.failure };
    return {
      kind: 'failed',
      failed: { kind: 'assertion', message: text?.value ?? `assertion failed: ${written(build, node)}`, ...(text ? {} : { span: node.span }) },
    };
  };
  return {
    entry: id,
    states: deciding(build, site, { id, effects: expressions.effects, decide, exits: [{ target: site.exits.next }], meta: meta(build, 'assert', node.span) }),
  };
}

function written(build: Build, node: AssertStatement): string {
  const { span } = node.condition;
  return build.semantics.program.source.text.slice(span.start, span.end);
}
