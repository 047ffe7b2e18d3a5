/** Calls of blocks and used programs: the frame that a call gets, and what it gives back (semantics 1.2, 1.3). */
import { invariant } from '../../assert.ts';
import type { BlockDefinition } from '../../language/ast.ts';
import type { CheckedProgram } from '../../language/checked-program.ts';
import { setOwn } from '../../values.ts';
import type { Value } from '../../values.ts';
import type { FrameContext, FrameInput } from '../frame/context.ts';
import { cleansUp } from '../frame/context.ts';
import { applyWrites, framesForCall } from '../frame/names.ts';
import { mergeOverlays } from '../frame/overlay.ts';
import { outcomeOf } from '../frame-setup.ts';
import type { FrameEffects } from '../outcome.ts';
import type { Failed } from '../semantics.ts';
import type { Build, Site } from './build.ts';
import { pathOf } from './build.ts';

export type Callable =
  | { readonly kind: 'block'; readonly name: string; readonly src: string; readonly block: BlockDefinition }
  | { readonly kind: 'program'; readonly name: string; readonly src: string; readonly program: CheckedProgram };

export type CallInputs = readonly { readonly name: string | null; readonly value: Value }[];

/** The calls that may be under way at once before a further one fails, all blocks together. */
const defaultDepthLimit = 100;

export function callableNamed(build: Build, name: string): Callable {
  const { blocks, uses } = build.semantics.program;
  const block = blocks.get(name);
  if (block) return { kind: 'block', name, src: blockSource(build.program, name), block };
  const program = uses.get(name)?.program;
  invariant(program, `the checked program calls "${name}", which is neither a block nor a loaded program`);
  return { kind: 'program', name, src: programSource(`${build.program}${name}/`), program };
}

export function blockSource(program: string, name: string): string {
  return `${program}block:${name}`;
}

export function programSource(program: string): string {
  return `${program}program`;
}

/** Why a call must not start; null when it may. */
export function depthFailure(context: FrameContext, callable: Callable): Failed | null {
  if (callable.kind === 'program') return null;
  const depth = context.input.depth + 1;
  const own = (context.input.depths[callable.src] ?? 0) + 1;
  const limit = callable.block.maxDepth?.value;
  if (limit !== undefined && own > limit) return limitFailure(callable.name, own, `its max_depth is ${limit}`);
  return depth > defaultDepthLimit ? limitFailure(callable.name, depth, `the limit for calls within calls is ${defaultDepthLimit}`) : null;
}

function limitFailure(block: string, depth: number, why: string): Failed {
  return { kind: 'recursion-limit', message: `block "${block}" was called at depth ${depth}, but ${why}` };
}

export function callFrame(build: Build, context: FrameContext, site: Site, callable: Callable, inputs: CallInputs): FrameInput {
  const path = pathOf(context, site.path);
  const { depth, depths } = context.input;
  const cleanup = cleansUp(context, site.cancellable) ? { cleanup: true } : {};
  if (callable.kind === 'program')
    return {
      path,
      names: {},
      outer: [],
      depth,
      depths,
      inputs: namedInputs(
        callable.program.inputs.map((input) => input.name),
        inputs,
      ),
      frames: [path],
      ...cleanup,
    };
  return {
    path,
    names: namedInputs(
      callable.block.parameters.map((parameter) => parameter.text),
      inputs,
    ),
    outer: framesForCall(context, build.layout, site.place),
    depth: depth + 1,
    depths: setOwn(depths, callable.src, (depths[callable.src] ?? 0) + 1),
    inputs: {},
    frames: [...context.input.frames.slice(0, 1), path],
    ...cleanup,
  };
}

function namedInputs(names: readonly string[], inputs: CallInputs): Readonly<Record<string, Value>> {
  let named: Readonly<Record<string, Value>> = {};
  let position = 0;
  for (const { name, value } of inputs) named = setOwn(named, name ?? names[position++] ?? '', value);
  return named;
}

/** Applies what a call wrote to frames outside it, whether it succeeded or failed. */
export function takeCall(build: Build, context: FrameContext, site: Site, event: unknown): FrameContext {
  const effects = frameEffectsOf(event);
  const merge = effects ? mergeOverlays([effects.writes]) : { merged: [] };
  if ('conflict' in merge) return context;
  const applied = applyWrites(context, build.layout, site.place.thread, merge.merged, (a, b) => {
    const sum = build.semantics.add(a, b);
    return sum.ok ? { value: sum.value } : null;
  });
  return applied ?? context;
}

export function frameEffectsOf(event: unknown): FrameEffects | undefined {
  const outcome = outcomeOf(event);
  // Machines of blocks and programs end with the effects of their frame.
  return outcome && 'writes' in outcome ? (outcome as unknown as FrameEffects) : undefined;
}
