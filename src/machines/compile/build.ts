/**
 * What one machine under construction consists of, and the small states that all statements use.
 *
 * 1. State ids are unique in a machine and are also the keys and the ids of invoked children.
 * 2. A state leaves by exactly one of its exits; exits are resolved lexically, at compile time.
 */
import type { Span, Statement } from '../../language/ast.ts';
import type { Token } from '../../language/token.ts';
import type { Failure } from '../../errors.ts';
import type { Value } from '../../values.ts';
import type { Fact } from '../facts.ts';
import type { FrameContext, ScopeRole } from '../frame/context.ts';
import { setThread, slotOf } from '../frame/context.ts';
import { readLayers } from '../frame/layers.ts';
import type { Layout, Place } from '../frame/names.ts';
import { readName } from '../frame/names.ts';
import type { FrameState, Operation, OperationTable } from '../frame-setup.ts';
import type { PathTable, PathTemplate } from '../paths.ts';
import { fillTemplate } from '../paths.ts';
import type { Failed, Scope, Semantics } from '../semantics.ts';
import { segmentsOf } from '../sites.ts';

export type States = Record<string, FrameState>;

/** States of a statement and the one to enter first. */
export interface Built {
  readonly entry: string;
  readonly states: States;
}

/** Targets of a place in the program, as `#id`. */
export interface Exits {
  readonly next: string;
  readonly fail: string;
  readonly cancel: string;
  readonly return: string;
  /** Absent outside loops. */
  readonly break?: string;
  readonly continue?: string;
}

/** A machine compiled for a body that runs as its own actor. */
export interface BodyMachine {
  readonly src: string;
}

export interface Build extends OperationTable {
  /** Name of the block or program in the path table. */
  readonly frame: string;
  /** Where this machine's statements are in the frame: the path of its body's statement. */
  readonly prefix: PathTemplate;
  readonly semantics: Semantics;
  readonly paths: PathTable;
  readonly layout: Layout & { readonly scopes: { readonly thread: number; readonly role: ScopeRole }[]; readonly parents: (number | null)[] };
  /** `src` prefix of the program this machine belongs to; empty for the main program. */
  readonly program: string;
  /** Compiles a statement list; `site.path` is the path of the list. Here, because statements nest. */
  compileList(statements: readonly Statement[], site: Site): Built;
  /** Compiles a body into a machine of its own and registers it. */
  addBody(request: BodyRequest): BodyMachine;
  newId(kind: string): string;
}

export interface BodyRequest {
  readonly id: string;
  readonly role: ScopeRole;
  /** Name of the branch that the body is. */
  readonly boundAs?: string | null;
  readonly statements: readonly Statement[];
  /** Path of the statement that runs the body, without the item or branch. */
  readonly path: PathTemplate;
}

/** Where a statement stands. */
export interface Site {
  readonly place: Place;
  /** Path of the statement, suffixes of enclosing loops included. */
  readonly path: PathTemplate;
  readonly exits: Exits;
  /** Threads whose end unwinds this statement; in a `finally` body they are named by `whenKilled` (semantics 2.3). */
  readonly cancellable: readonly number[];
  /** The `catch` clause of this machine that the statement stands in; null outside of one. */
  readonly handling: string | null;
  /** Paths of the branches of this machine that it stands in, outermost first. */
  readonly branches: readonly PathTemplate[];
  /** Name of the branch whose whole statement this is; null elsewhere. */
  readonly boundAs: string | null;
  /** True where `return` ends the call or program, false where it ends a branch or an item (semantics 1.3). */
  readonly returnsFrame: boolean;
}

/** Compiles an inner list that stands in an arm of its statement. */
export function compileArm(build: Build, statements: readonly Statement[], site: Site, path: PathTemplate, exits: Partial<Exits> = {}): Built {
  return build.compileList(statements, { ...site, path, boundAs: null, exits: { ...site.exits, ...exits } });
}

export function newScope(build: Build, thread: number, role: ScopeRole): number {
  return build.layout.scopes.push({ thread, role }) - 1;
}

export function newThread(build: Build, parent: number): number {
  return build.layout.parents.push(parent) - 1;
}

/** Segment of the last statement of a list, whose end is the end of a branch or item that succeeds. */
export function lastSegment(build: Build, statements: readonly Statement[]): string {
  return segmentsOf(statements, build.semantics.program.tokens as readonly Token[]).at(-1) ?? '';
}

/** The template in its call: what the path table knows it by. */
export function fullPath(build: Build, path: PathTemplate): PathTemplate {
  return { parts: [...build.prefix.parts, ...path.parts] };
}

export function pathOf(context: FrameContext, template: PathTemplate): string {
  return fillTemplate(template, context.input.path, (loop) => slotOf(context, loop, 'loop')?.index ?? 0);
}

export function scopeAt(build: Build, context: FrameContext, place: Place): Scope {
  const { blockOutputs } = build.semantics.program.resolution;
  return {
    read(reference) {
      const name = reference.name.text;
      const value = readName(context, build.layout, place, name);
      if (value !== undefined) return value;
      const block = blockOutputs.get(reference);
      const names = block ? context.lastCalls[block.name.text] : undefined;
      return names && readLayers(names, name);
    },
  };
}

export function fail(build: Build, context: FrameContext, site: Site, failed: Failed): FrameContext {
  return setThread(context, site.place.thread, { failure: build.semantics.failure(failed, pathOf(context, site.path)) });
}

/** Frames of a statement, outermost first (`FrameInput.frames`). */
export function framesAt(context: FrameContext, site: Site): readonly string[] {
  return site.branches.length === 0 ? context.input.frames : [...context.input.frames, ...site.branches.map((branch) => pathOf(context, branch))];
}

/** The error that a bare `throw` raises here again. */
export function handledError(context: FrameContext, site: Site): Failure | null {
  return site.handling ? (slotOf(context, site.handling, 'try')?.failure ?? null) : (context.input.handled ?? null);
}

export function setValue(context: FrameContext, site: Site, value: Value): FrameContext {
  return setThread(context, site.place.thread, { value });
}

export function apply(build: Build, name: string, operation: Operation): { readonly type: 'apply'; readonly params: { readonly operation: string } } {
  build.operations.set(name, operation);
  return { type: 'apply', params: { operation: name } };
}

export function announce(
  build: Build,
  name: string,
  facts: (context: FrameContext, event: unknown) => readonly Fact[],
): { readonly type: 'announce'; readonly params: { readonly facts: string } } {
  build.announcements.set(name, facts);
  return { type: 'announce', params: { facts: name } };
}

export function target(id: string): string {
  return `#${id}`;
}

export function lineOf(build: Build, span: Span): number {
  return build.semantics.program.source.position(span.start).line;
}

/** What diagrams show: the first line of the statement as written. */
export function meta(build: Build, kind: string, span: Span): { readonly kind: string; readonly label: string; readonly line: number } {
  return { kind, label: firstLine(build, span), line: lineOf(build, span) };
}

/** The first line of a statement as written, at most 80 characters. */
export function firstLine(build: Build, span: Span): string {
  const { text } = build.semantics.program.source;
  const label = text.slice(span.start, span.end).split('\n', 1)[0]?.trim() ?? '';
  return label.length > 80 ? `${label.slice(0, 79)}…` : label;
}

/** Those of these outputs of the run that are registered by now; nothing for blocks, bodies and used programs. */
export function registeredFacts(build: Build, context: FrameContext, path: string, names: readonly string[]): readonly Fact[] {
  if (context.input.path !== '' || build.program !== '') return [];
  return names.flatMap((name): readonly Fact[] => {
    const value = readLayers(context.outputs, name);
    return value === undefined ? [] : [{ type: 'output.registered', path, name, value }];
  });
}

/** A state that computes, waits for nothing, and goes on to `next` or to the handler of its error. */
export function computing(
  build: Build,
  id: string,
  site: Site,
  operation: Operation,
  more: { readonly meta?: FrameState['meta']; readonly facts?: (context: FrameContext, event: unknown) => readonly Fact[]; readonly next?: string } = {},
): States {
  const next = more.next ?? site.exits.next;
  return {
    [id]: {
      id,
      ...(more.meta ? { meta: more.meta } : {}),
      entry: [apply(build, id, operation), ...(more.facts ? [announce(build, id, more.facts)] : [])],
      always: [{ guard: { type: 'failed', params: { thread: site.place.thread } }, target: site.exits.fail }, { target: next }],
    },
  };
}

/** What leaving a state by failure, cancellation or success does to its thread's child events. */
export interface ChildPlan {
  readonly id: string;
  readonly src: string;
  readonly input: (context: FrameContext) => unknown;
  readonly succeeded: Operation;
  /** Writes of a failed call stay (semantics 2.8); others need nothing but the error. */
  readonly failed?: Operation;
  readonly facts?: (context: FrameContext, event: unknown) => readonly Fact[];
  readonly next?: string;
  readonly meta?: FrameState['meta'];
}

/** A state that runs a child actor and leaves when the child has ended, cancelled or not. */
export function invoking(build: Build, site: Site, plan: ChildPlan): States {
  const { id } = plan;
  const { thread } = site.place;
  const done = apply(build, `${id}-done`, plan.succeeded);
  const failed = apply(build, `${id}-failed`, (context, event) => takeFailure(plan.failed?.(context, event) ?? context, thread, event));
  const kept = plan.failed ? [apply(build, `${id}-kept`, plan.failed)] : [];
  const facts = plan.facts ? [announce(build, `${id}-done`, plan.facts)] : [];
  const next = plan.next ?? site.exits.next;
  return {
    [id]: {
      id,
      ...(plan.meta ? { meta: plan.meta } : {}),
      invoke: {
        id,
        src: plan.src,
        input: ({ context }: { context: FrameContext }) => plan.input(context),
        onDone: [
          { guard: { type: 'childCancelled', params: { threads: site.cancellable } }, target: site.exits.cancel, actions: kept },
          { guard: 'childFailed', target: site.exits.fail, actions: [failed] },
          { target: next, actions: [done, ...facts] },
        ],
      },
      on: {
        'thread.cancel': { guard: { type: 'concerned', params: { threads: site.cancellable } }, actions: [{ type: 'forwardCancel', params: { child: id } }] },
      },
    },
  };
}

function takeFailure(context: FrameContext, thread: number, event: unknown): FrameContext {
  const output = (event as { output?: { status?: string; error?: Failure | null } }).output;
  return output?.error ? setThread(context, thread, { failure: output.error }) : context;
}

/** Waits for a turn of the runtime, so that neither the stack nor a step grows without bound. */
export function awaitingTurn(site: Site, id: string, entry: readonly unknown[], next: string): States {
  return {
    [id]: {
      id,
      // The actions come from `apply` and `announce`, whose types the caller has checked.
      entry: [...(entry as []), { type: 'requestTurn', params: { id, kind: 'start' } }],
      on: {
        turn: { guard: { type: 'turnOf', params: { id } }, target: next },
        'thread.cancel': { guard: { type: 'concerned', params: { threads: site.cancellable } }, target: site.exits.cancel },
      },
    },
  };
}
