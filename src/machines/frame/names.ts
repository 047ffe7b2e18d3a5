/**
 * Reading and writing names in a frame (`language.md` 4, semantics 2.8).
 *
 * 1. Lookup: the statement's scopes inside out, then outer frames inside out; overlays of the
 *    threads between reader and owner come first, innermost thread first.
 * 2. A write to a scope of the same thread is direct; any other goes to the thread's overlay.
 */
import { isList, type Value } from '../../values.ts';
import type { FrameContext, OuterFrame, ScopeRole } from './context.ts';
import { scopeNames, setThread, threadOf } from './context.ts';
import type { Layers } from './layers.ts';
import { readLayers, writeLayers } from './layers.ts';
import type { MergedWrite, Overlay, Write } from './overlay.ts';
import { emptyOverlay, followWrite, readOverlay, writeOverlay } from './overlay.ts';

/** What the compiler knows about a machine's scopes and threads. */
export interface Layout {
  /** By scope id. */
  readonly scopes: readonly { readonly thread: number; readonly role: ScopeRole }[];
  /** Parent by thread id; null for thread 0. */
  readonly parents: readonly (number | null)[];
}

/** Where a statement stands: its thread, and its scopes inside out down to scope 0. */
export interface Place {
  readonly thread: number;
  readonly scopes: readonly number[];
}

type Owner = { readonly kind: 'scope'; readonly scope: number } | { readonly kind: 'outer'; readonly key: string };

export function scopeKey(context: FrameContext, scope: number): string {
  return `${context.input.path}#${scope}`;
}

export function readName(context: FrameContext, layout: Layout, place: Place, name: string): Value | undefined {
  return lookUp(context, layout, place, name)?.value;
}

function lookUp(context: FrameContext, layout: Layout, place: Place, name: string): { owner: Owner; value: Value } | undefined {
  for (const scope of place.scopes) {
    const written = overlaidScope(context, layout, place.thread, scope, name);
    if (written) return { owner: { kind: 'scope', scope }, value: written.value };
    const value = readLayers(scopeNames(context, scope), name);
    if (value !== undefined) return { owner: { kind: 'scope', scope }, value };
  }
  for (const frame of context.input.outer) {
    const written = overlaid(context, layout, place.thread, null, frame.key, name);
    if (written) return { owner: { kind: 'outer', key: frame.key }, value: written.value };
    const value = readLayers(frame.names, name);
    if (value !== undefined) return { owner: { kind: 'outer', key: frame.key }, value };
  }
  return undefined;
}

function overlaidScope(context: FrameContext, layout: Layout, thread: number, scope: number, name: string): Write | undefined {
  const owner = layout.scopes[scope]?.thread ?? 0;
  return owner === thread ? undefined : overlaid(context, layout, thread, owner, scopeKey(context, scope), name);
}

/** The write nearest to `thread`, up to but not including the owner's own thread (null: all threads). */
function overlaid(context: FrameContext, layout: Layout, thread: number, owner: number | null, key: string, name: string): Write | undefined {
  for (let at: number | null = thread; at !== null && at !== owner; at = layout.parents[at] ?? null) {
    const overlay = threadOf(context, at).overlay;
    const write = overlay === emptyOverlay ? undefined : readOverlay(overlay, key, name);
    if (write) return write;
  }
  return undefined;
}

/** Binds a name in the nearest frame that `let` binds in: the branch, item, call or program. */
export function declareName(context: FrameContext, layout: Layout, place: Place, name: string, value: Value): FrameContext {
  const scope = place.scopes.find((id) => layout.scopes[id]?.role !== 'variable') ?? 0;
  return setScopeName(context, scope, name, value);
}

function setScopeName(context: FrameContext, scope: number, name: string, value: Value): FrameContext {
  return { ...context, scopes: writeLayers(context.scopes, String(scope), writeLayers(scopeNames(context, scope), name, value)) };
}

/** Assigns where the name is bound; null when it is bound nowhere. `appended`: what an append added. */
export function assignName(
  context: FrameContext,
  layout: Layout,
  place: Place,
  name: string,
  value: Value,
  appended: readonly Value[] | null,
): FrameContext | null {
  const found = lookUp(context, layout, place, name);
  return found ? writeTo(context, layout, place.thread, found.owner, name, { value, appends: appended }) : null;
}

/** `output NAME = value`: binds in the nearest call or program frame and registers. */
export function registerOutput(context: FrameContext, layout: Layout, place: Place, name: string, value: Value): FrameContext {
  const scope = place.scopes.find((id) => isCallRole(layout.scopes[id]?.role));
  const frame = context.input.outer.find((outer) => outer.lexical && isCallRole(outer.role));
  const owner: Owner = scope !== undefined || !frame ? { kind: 'scope', scope: scope ?? 0 } : { kind: 'outer', key: frame.key };
  return writeTo(context, layout, place.thread, owner, name, { value, appends: null, registered: { value } });
}

function isCallRole(role: ScopeRole | undefined): boolean {
  return role === 'program' || role === 'call';
}

function writeTo(context: FrameContext, layout: Layout, thread: number, owner: Owner, name: string, write: Write): FrameContext {
  if (owner.kind === 'scope' && layout.scopes[owner.scope]?.thread === thread) {
    const bound = setScopeName(context, owner.scope, name, write.value);
    return write.registered ? { ...bound, outputs: writeLayers(bound.outputs, name, write.registered.value) } : bound;
  }
  const key = owner.kind === 'scope' ? scopeKey(context, owner.scope) : owner.key;
  const overlay = threadOf(context, thread).overlay;
  return setThread(context, thread, { overlay: writeOverlay(overlay, key, name, followWrite(readOverlay(overlay, key, name), write)) });
}

/** Applies merged writes of branches or of a called block to a thread; null when `add` cannot add something. */
export function applyWrites(context: FrameContext, layout: Layout, thread: number, merged: readonly MergedWrite[], add: Add): FrameContext | null {
  let next = context;
  for (const { frame, name, write } of merged) {
    const owner = ownerOf(next, layout, frame);
    if ('assigned' in write) {
      next = writeTo(next, layout, thread, owner, name, write.assigned);
      continue;
    }
    const sum = addAll(readOwned(next, layout, thread, owner, name) ?? null, write.appends, add);
    if (!sum) return null;
    next = writeTo(next, layout, thread, owner, name, {
      value: sum.value,
      appends: write.appends,
      ...(write.registered ? { registered: write.registered } : {}),
    });
  }
  return next;
}

/** The language's `+`; null when the two cannot be added. */
type Add = (a: Value, b: Value) => { readonly value: Value } | null;

function addAll(value: Value, appends: readonly Value[], add: Add): ReturnType<Add> {
  if (isList(value)) return addItems(value, appends, add);
  let sum: ReturnType<Add> = { value };
  for (const item of appends) sum = sum && add(sum.value, item);
  return sum;
}

/** What is added to a list is put together first, so that a long list is copied once and not for each item. */
function addItems(list: Value, appends: readonly Value[], add: Add): ReturnType<Add> {
  const added: Value[] = [];
  for (const item of appends) {
    const part = add([], item);
    if (!part) return null;
    if (isList(part.value)) for (const each of part.value) added.push(each);
  }
  return add(list, added);
}

function ownerOf(context: FrameContext, layout: Layout, key: string): Owner {
  const prefix = `${context.input.path}#`;
  const scope = key.startsWith(prefix) ? Number(key.slice(prefix.length)) : Number.NaN;
  return Number.isInteger(scope) && scope < layout.scopes.length ? { kind: 'scope', scope } : { kind: 'outer', key };
}

function readOwned(context: FrameContext, layout: Layout, thread: number, owner: Owner, name: string): Value | undefined {
  if (owner.kind === 'scope') return overlaidScope(context, layout, thread, owner.scope, name)?.value ?? readLayers(scopeNames(context, owner.scope), name);
  const frame = context.input.outer.find((outer) => outer.key === owner.key);
  return overlaid(context, layout, thread, null, owner.key, name)?.value ?? (frame ? readLayers(frame.names, name) : undefined);
}

/** The frames that a child sees, inside out: this frame's scopes at `place`, then its own outer ones. */
export function framesSeen(context: FrameContext, layout: Layout, place: Place): readonly OuterFrame[] {
  const own = place.scopes.map((scope): OuterFrame => {
    const key = scopeKey(context, scope);
    const names = overlayNames(context, layout, place.thread, layout.scopes[scope]?.thread ?? 0, key, scopeNames(context, scope));
    return { key, names, role: layout.scopes[scope]?.role ?? 'variable', lexical: true };
  });
  const outer = context.input.outer.map((frame) => ({ ...frame, names: overlayNames(context, layout, place.thread, null, frame.key, frame.names) }));
  return [...own, ...outer];
}

/** What a called block sees: the program's frame, then its callers' (W015). */
export function framesForCall(context: FrameContext, layout: Layout, place: Place): readonly OuterFrame[] {
  const seen = framesSeen(context, layout, place);
  const program = seen.filter((frame) => frame.role === 'program');
  const callers = seen.filter((frame) => frame.role !== 'program').map((frame) => ({ ...frame, lexical: false }));
  return [...program, ...callers];
}

function overlayNames(context: FrameContext, layout: Layout, thread: number, owner: number | null, key: string, names: Layers<Value>): Layers<Value> {
  const overlays: Overlay[] = [];
  for (let at: number | null = thread; at !== null && at !== owner; at = layout.parents[at] ?? null) {
    const overlay = threadOf(context, at).overlay;
    if (overlay !== emptyOverlay && Object.hasOwn(overlay, key)) overlays.unshift(overlay);
  }
  if (overlays.length === 0) return names;
  const written = overlays.flatMap((overlay) => Object.entries(overlay[key] ?? {}).map(([name, write]) => [name, write.value] as const));
  return [Object.fromEntries(written), ...names];
}
