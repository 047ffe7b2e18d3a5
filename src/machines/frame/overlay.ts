/**
 * Writes of a branch to frames that existed when it started, and their merge at a join (semantics 2.8).
 *
 * 1. A write made only of appends (`x = x + e`) keeps them, so that several branches can append.
 * 2. Anything else is one assignment: its final value.
 * 3. The merge is in source order and in the same form, so that an inner join hands its result up.
 */
import { setOwn } from '../../values.ts';
import type { Value } from '../../values.ts';

export interface Write {
  /** The value that the branch itself sees. */
  readonly value: Value;
  /** What was appended, in order; null when any write was no append. */
  readonly appends: readonly Value[] | null;
  /** The value of the last `output NAME = ...` among the writes; absent when there was none. */
  readonly registered?: { readonly value: Value };
}

/** Writes by frame key and name. */
export type Overlay = Readonly<Record<string, Readonly<Record<string, Write>>>>;

export const emptyOverlay: Overlay = Object.freeze({});

export function readOverlay(overlay: Overlay, frame: string, name: string): Write | undefined {
  const names = Object.hasOwn(overlay, frame) ? overlay[frame] : undefined;
  return names && Object.hasOwn(names, name) ? names[name] : undefined;
}

export function writeOverlay(overlay: Overlay, frame: string, name: string, write: Write): Overlay {
  return setOwn(overlay, frame, setOwn(overlay[frame] ?? {}, name, write));
}

/** A further write of the same branch: appends stay appends only when both are. */
export function followWrite(earlier: Write | undefined, later: Write): Write {
  if (!earlier) return later;
  const appends = earlier.appends && later.appends ? [...earlier.appends, ...later.appends] : null;
  const registered = later.registered ?? earlier.registered;
  return { value: later.value, appends, ...(registered ? { registered } : {}) };
}

export interface MergedWrite {
  readonly frame: string;
  readonly name: string;
  readonly write: { readonly appends: readonly Value[]; readonly registered?: { readonly value: Value } } | { readonly assigned: Write };
}

/** The writes of the succeeded branches in source order, or the name that two of them assigned. */
export function mergeOverlays(overlays: readonly Overlay[]): { readonly merged: readonly MergedWrite[] } | { readonly conflict: string } {
  const writes = new Map<string, { frame: string; name: string; list: Write[] }>();
  for (const overlay of overlays)
    for (const frame of Object.keys(overlay))
      for (const [name, write] of Object.entries(overlay[frame] ?? {})) {
        const key = JSON.stringify([frame, name]);
        const entry = writes.get(key) ?? { frame, name, list: [] };
        entry.list.push(write);
        writes.set(key, entry);
      }
  const merged: MergedWrite[] = [];
  for (const { frame, name, list } of writes.values()) {
    const write = mergeWrites(list);
    if (!write) return { conflict: name };
    merged.push({ frame, name, write });
  }
  return { merged };
}

function mergeWrites(list: readonly Write[]): MergedWrite['write'] | null {
  const appends = list.flatMap((write) => write.appends ?? []);
  if (list.every((write) => write.appends)) {
    const registered = list.findLast((write) => write.registered)?.registered;
    return { appends, ...(registered ? { registered } : {}) };
  }
  const [only] = list;
  return list.length === 1 && only ? { assigned: only } : null;
}
