/**
 * What a successful join does to outer variables (semantics 2.8).
 *
 * 1. Only overlays of succeeded branches count, in source order.
 * 2. Per variable: appends from any number of branches, or one assignment from one branch; else a conflict.
 * 3. The merged result reaches the overlay above in the same form: appends stay appends.
 */
import type { Value } from '../../src/values.ts';
import { add } from './values.oracle.ts';
import { type Frame, note, type Overlay, readIn, write, type Write } from './frames.oracle.ts';

export interface BranchWrites {
  readonly index: number;
  readonly overlay: Overlay;
}

/** A branch's name is a variable of `frame`, taken by that branch. */
export interface TakenNames {
  readonly frame: Frame;
  readonly byName: ReadonlyMap<string, number>;
}

export type Merge = { readonly kind: 'conflict'; readonly name: string } | { readonly kind: 'apply'; apply(): void };

export function mergeOverlays(branches: readonly BranchWrites[], taken: TakenNames, above: Overlay | null): Merge {
  const steps: (() => void)[] = [];
  for (const [frame, name] of variablesOf(branches)) {
    const writers = branches.flatMap(({ index, overlay }) => {
      const found = overlay.writes.get(frame)?.get(name);
      return found ? [{ index, write: found }] : [];
    });
    const namesake = frame === taken.frame ? taken.byName.get(name) : undefined;
    if (namesake !== undefined && writers.some((writer) => writer.index !== namesake)) return { kind: 'conflict', name };
    const merged = mergedWrite(writers.map((writer) => writer.write));
    if (!merged) return { kind: 'conflict', name };
    steps.push(applying(frame, name, merged, above));
  }
  for (const { overlay } of branches) {
    for (const [frame, outputs] of overlay.outputs) for (const [name, value] of outputs) steps.push(() => note(frame, name, value, above));
  }
  const apply = (): void => {
    for (const step of steps) step();
  };
  return { kind: 'apply', apply };
}

function variablesOf(branches: readonly BranchWrites[]): readonly (readonly [Frame, string])[] {
  const names = new Map<Frame, Set<string>>();
  for (const { overlay } of branches) {
    for (const [frame, writes] of overlay.writes) {
      const known = names.get(frame) ?? new Set<string>();
      for (const name of writes.keys()) known.add(name);
      names.set(frame, known);
    }
  }
  return [...names].flatMap(([frame, known]) => [...known].map((name) => [frame, name] as const));
}

function mergedWrite(writes: readonly Write[]): { readonly assigned: Value } | { readonly operands: readonly Value[] } | null {
  if (writes.every((one) => one.kind === 'appends')) return { operands: writes.flatMap((one) => one.operands) };
  const [only, ...more] = writes;
  return only && more.length === 0 ? { assigned: only.value } : null;
}

function applying(
  frame: Frame,
  name: string,
  merged: { readonly assigned: Value } | { readonly operands: readonly Value[] },
  above: Overlay | null,
): () => void {
  if ('assigned' in merged) return () => write(frame, name, merged.assigned, above);
  const before = readIn(frame, name, above);
  // An append reads its variable first, so a variable that was appended to is bound.
  const value = merged.operands.reduce((sum, operand) => add(sum, operand), before ?? null);
  return () => write(frame, name, value, above, merged.operands);
}
