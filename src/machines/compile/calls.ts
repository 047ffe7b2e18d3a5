/** `do NAME(...)`, `call NAME(...)`: a block or program call is an actor with a frame of its own (semantics 1.2). */
import type { CallStatement, DoStatement, Expression, Property, Statement } from '../../language/ast.ts';
import { setOwn } from '../../values.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { FrameContext } from '../frame/context.ts';
import { setSlot, slotOf } from '../frame/context.ts';
import { declareName } from '../frame/names.ts';
import type { EffectResults } from '../semantics.ts';
import type { Build, Built, Site } from './build.ts';
import { firstLine, fullPath, invoking, meta, scopeAt, setValue, target } from './build.ts';
import { bound } from './bindings.ts';
import type { Callable } from './callables.ts';
import { callableNamed, callFrame, depthFailure, frameEffectsOf, takeCall } from './callables.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf, resultValue } from './effects.ts';

interface CallArgument {
  readonly name: string | null;
  readonly value: Expression;
}

/** Only a `do` statement of its own exposes the block's outputs to the caller (`language.md` 6). */
export function compileDo(build: Build, node: DoStatement, site: Site, whole: Statement): Built {
  const list = node.arguments.map((value) => ({ name: null, value }));
  return compileCallable(build, callableNamed(build, node.name.text), list, node, site, whole === node);
}

export function compileCall(build: Build, node: CallStatement, site: Site): Built {
  const list = [
    ...node.arguments.map((argument) => ({ name: argument.name?.text ?? null, value: argument.value })),
    ...node.properties.flatMap((property) => propertyArgument(property)),
  ];
  return compileCallable(build, callableNamed(build, node.name.text), list, node, site, false);
}

function propertyArgument(property: Property): readonly CallArgument[] {
  return property.value && property.value.kind !== 'property-block' ? [{ name: property.name.text, value: property.value }] : [];
}

function compileCallable(
  build: Build,
  callable: Callable,
  list: readonly CallArgument[],
  node: DoStatement | CallStatement,
  site: Site,
  exposes: boolean,
): Built {
  const id = build.newId(node.kind);
  const running = `${id}-running`;
  const source = firstLine(build, node.span);
  const expressions = expressionsOf(
    build,
    list.map((argument) => argument.value),
  );
  build.paths.addCallee(build.frame, fullPath(build, site.path), callable.src);
  // Only a `do` statement's block is read from, as it exposes outputs.
  const remembers = exposes && callable.kind === 'block' && [...build.semantics.program.resolution.blockOutputs.values()].includes(callable.block);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const tooDeep = depthFailure(context, callable);
    if (tooDeep) return { kind: 'failed', failed: { ...tooDeep, span: node.span } };
    const scope = scopeAt(build, context, site.place);
    const inputs: { name: string | null; value: Value }[] = [];
    for (const [place, argument] of list.entries()) {
      const found = expressions.evaluate(place, scope, results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      inputs.push({ name: argument.name, value: found.value });
    }
    return { kind: 'done', context: setSlot(context, id, { kind: 'start', input: callFrame(build, context, site, callable, inputs) }) };
  };
  const take = (context: FrameContext, event: unknown): FrameContext =>
    clearStart(remembers ? rememberCall(takeCall(build, context, site, event), callable, event) : takeCall(build, context, site, event), id);
  return {
    entry: id,
    states: {
      ...deciding(build, site, { id, effects: expressions.effects, decide, exits: [{ target: target(running) }] }),
      ...invoking(build, site, {
        id: running,
        src: callable.src,
        input: (context) => slotOf(context, id, 'start')?.input,
        succeeded: (context, event) => {
          const taken = setValue(take(context, event), site, resultValue(event));
          return exposes ? exposeOutputs(build, taken, site, event) : taken;
        },
        failed: take,
        facts: (context, event) => (exposes ? outputFacts(build, context, site, source, event) : []),
        meta: meta(build, node.kind, node.span),
      }),
    },
  };
}

function clearStart(context: FrameContext, id: string): FrameContext {
  return setSlot(context, id, { kind: 'start', input: null });
}

function exposeOutputs(build: Build, context: FrameContext, site: Site, event: unknown): FrameContext {
  let next = context;
  for (const [name, value] of Object.entries(frameEffectsOf(event)?.outputs ?? {})) next = declareName(next, build.layout, site.place, name, value);
  return next;
}

function outputFacts(build: Build, context: FrameContext, site: Site, source: string, event: unknown): readonly Fact[] {
  return Object.keys(frameEffectsOf(event)?.outputs ?? {}).map((name) => bound(build, context, site, name, 'output', source));
}

/** Keeps a called block's own names where a later statement reads them (W015). */
function rememberCall(context: FrameContext, callable: Callable, event: unknown): FrameContext {
  const names = frameEffectsOf(event)?.names;
  return names ? { ...context, lastCalls: setOwn(context.lastCalls, callable.name, names) } : context;
}
