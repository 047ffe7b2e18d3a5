/**
 * Machines of programs, blocks and bodies: one statechart each, compiled once and registered by name.
 *
 * 1. A call begins and ends in a turn of its own, so that recursion never grows the stack.
 * 2. Bodies (items, branches) begin at once: they only nest as deep as the source.
 */
import type { AnyActorLogic } from 'xstate';
import type { Statement } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { FrameContext, ScopeRole } from '../frame/context.ts';
import { beginFrame, scopeNames, setThread, threadOf } from '../frame/context.ts';
import { flatten } from '../frame/layers.ts';
import type { FrameSetup, MachinePorts } from '../frame-setup.ts';
import { createFrameSetup } from '../frame-setup.ts';
import type { FrameOutcome } from '../outcome.ts';
import type { PathTable, PathTemplate } from '../paths.ts';
import { extend, rootTemplate } from '../paths.ts';
import type { Semantics } from '../semantics.ts';
import type { Build, Exits, Site, States } from './build.ts';
import { announce, apply, newScope, target } from './build.ts';
import { blockSource, programSource } from './callables.ts';
import { reachableStates } from './reachable.ts';
import { compileList } from './statements.ts';

export interface Compilation {
  readonly registry: Record<string, AnyActorLogic>;
  readonly paths: PathTable;
  readonly ports: MachinePorts;
}

interface FrameRequest {
  readonly src: string;
  readonly frame: string;
  /** Prefix of sources of the program it belongs to. */
  readonly program: string;
  readonly role: ScopeRole;
  /** Name of the block, for events; null for programs and bodies. */
  readonly block: string | null;
  readonly statements: readonly Statement[];
  /** Name of the branch that the body is; absent elsewhere. */
  readonly boundAs?: string | null;
  /** Path of the frame inside its call, for the path table. */
  readonly prefix: PathTemplate;
}

/** Compiles a program, its blocks and the programs that it uses, under a prefix of sources. */
export function compileInto(
  compilation: Compilation,
  program: string,
  semanticsOf: (checked: Semantics['program']) => Semantics,
  checked: Semantics['program'],
): void {
  const semantics = semanticsOf(checked);
  const common = { program, prefix: rootTemplate };
  const main = checked.ast.items.filter((item): item is Statement => !['use', 'import', 'agent', 'block'].includes(item.kind));
  const source = programSource(program);
  compileFrame(compilation, semantics, { ...common, src: source, frame: source, role: 'program', block: null, statements: main });
  for (const [name, block] of checked.blocks) {
    const src = blockSource(program, name);
    compileFrame(compilation, semantics, { ...common, src, frame: src, role: 'call', block: name, statements: block.body.statements });
  }
  for (const [name, used] of checked.uses) if (used.program) compileInto(compilation, `${program}${name}/`, semanticsOf, used.program);
}

function compileFrame(compilation: Compilation, semantics: Semantics, request: FrameRequest): void {
  const build = startBuild(compilation, semantics, request);
  const setup = createFrameSetup(build, compilation.ports, compilation.registry);
  const scope = newScope(build, 0, request.role);
  const exits: Exits = {
    next: target('succeeded'),
    fail: target('failed'),
    cancel: target('cancelled'),
    return: target('succeeded'),
    continue: target('succeeded'),
  };
  const returnsFrame = request.role === 'program' || request.role === 'call';
  const site: Site = {
    place: { thread: 0, scopes: [scope] },
    path: rootTemplate,
    exits,
    cancellable: [0],
    handling: null,
    branches: [],
    boundAs: request.boundAs ?? null,
    returnsFrame,
  };
  const list = compileList(build, request.statements, site);
  compilation.registry[request.src] = machineOf(setup, build, request, list.entry, { ...list.states });
}

function startBuild(compilation: Compilation, semantics: Semantics, request: FrameRequest): Build {
  let ids = 0;
  const build: Build = {
    operations: new Map(),
    announcements: new Map(),
    cancellations: new Map(),
    turnPaths: new Map(),
    frame: request.frame,
    prefix: request.prefix,
    semantics,
    paths: compilation.paths,
    layout: { scopes: [], parents: [null] },
    program: request.program,
    compileList: (statements, site) => compileList(build, statements, site),
    newId: (kind) => `${kind}${++ids}`,
    addBody(body) {
      const src = `${request.src}>${body.id}`;
      const prefix = extend({ parts: [...request.prefix.parts, ...body.path.parts] }, ...(body.role === 'item' ? [{ loop: body.id }] : []));
      compileFrame(compilation, semantics, {
        ...request,
        src,
        role: body.role,
        block: null,
        statements: body.statements,
        boundAs: body.boundAs ?? null,
        prefix,
      });
      return { src };
    },
  };
  return build;
}

function machineOf(setup: FrameSetup, build: Build, request: FrameRequest, entry: string, states: States): AnyActorLogic {
  const calls = request.role === 'call' || (request.role === 'program' && request.program !== '');
  const ends = endings(build, request, calls);
  const all: States = { ...states, ...ends, ...(calls ? beginning(build, request, entry) : {}) };
  const initial = calls ? 'entering' : entry;
  return setup.createMachine({
    id: request.src,
    context: ({ input }) => beginFrame(input),
    initial,
    states: reachableStates(all, [initial, ...Object.keys(ends)]),
    on: { cancel: { actions: [apply(build, 'cancel', noteCancellation), { type: 'cancelFrame' }] } },
    // Each final state has made its own outcome.
    output: ({ event }: { event: { output?: unknown } }) => event.output as FrameOutcome,
    // The table of states is built at run time, so its keys are not literal types.
  } as Parameters<FrameSetup['createMachine']>[0]) as AnyActorLogic;
}

function noteCancellation(context: FrameContext, event: unknown): FrameContext {
  // Only `cancel` events reach this operation.
  const { by, kill } = event as { readonly by: string; readonly kill?: boolean };
  const { cancelledBy } = threadOf(context, 0);
  if (cancelledBy !== null && !kill) return context;
  return setThread(context, 0, { cancelledBy: cancelledBy ?? by, ...(kill ? { killed: true } : {}) });
}

function beginning(build: Build, request: FrameRequest, entry: string): States {
  const entered = announce(build, 'entered', (context) =>
    request.block === null ? [] : [{ type: 'block.entered', path: context.input.path, block: request.block, depth: context.input.depth }],
  );
  return {
    entering: {
      id: 'entering',
      entry: [entered, { type: 'requestTurn', params: { id: 'entering', kind: 'start' } }],
      on: {
        turn: { guard: { type: 'turnOf', params: { id: 'entering' } }, target: target(entry) },
        'thread.cancel': { guard: { type: 'concerned', params: { threads: [0] } }, target: target('cancelled') },
      },
    },
  };
}

function endings(build: Build, request: FrameRequest, calls: boolean): States {
  const states: States = {};
  for (const status of ['succeeded', 'failed', 'cancelled'] as const) {
    const output = ({ context }: { context: FrameContext }): FrameOutcome => outcomeOf(context, request.role, status);
    if (!calls) states[status] = { id: status, type: 'final', output };
    else {
      const leaving = `leaving-${status}`;
      const left = announce(build, `left-${status}`, (context): readonly Fact[] =>
        request.block === null ? [] : [{ type: 'block.left', path: context.input.path, block: request.block, outcome: status }],
      );
      states[status] = {
        id: status,
        entry: [{ type: 'requestTurn', params: { id: status, kind: 'start' } }],
        on: { turn: { guard: { type: 'turnOf', params: { id: status } }, target: target(leaving) } },
      };
      states[leaving] = { id: leaving, type: 'final', entry: [left], output };
    }
  }
  return states;
}

function outcomeOf(context: FrameContext, role: ScopeRole, status: FrameOutcome['status']): FrameOutcome {
  const { value, failure, cancelledBy, overlay } = threadOf(context, 0);
  const effects = { writes: overlay, outputs: flatten(context.outputs), names: scopeNames(context, 0), returned: context.returned };
  if (status === 'failed' && failure) return { status: 'failed', error: failure, ...effects };
  if (status === 'cancelled') return { status: 'cancelled', by: cancelledBy ?? '', ...effects };
  return { status: 'succeeded', value: role === 'program' || role === 'call' ? callValue(context, value) : value, ...effects };
}

/** The value of a call (semantics 1.3). */
function callValue(context: FrameContext, value: Value): Value {
  if (context.returned === 'value') return value;
  const outputs = flatten(context.outputs);
  const [only, another] = Object.values(outputs);
  if (only === undefined) return value;
  return another === undefined ? only : outputs;
}
