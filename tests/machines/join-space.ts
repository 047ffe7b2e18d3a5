/** All joins, and all ways in which branches can end. */
import type { Join, Policy } from '../../src/machines/join.ts';
import type { BranchEnd, JoinRule } from '../oracle/decide-join.oracle.ts';

const joins: readonly Join[] = ['all', 'first', 'any', 'regardless'];
const policies: readonly Policy[] = ['fail-fast', 'continue', 'ignore'];

/** Four joins, three policies, and for `any` no count and every count that these branches allow. */
export function allRules(branches: number): readonly JoinRule[] {
  const counts = [undefined, ...Array.from({ length: branches }, (_, place) => place + 1)];
  return joins.flatMap((join) =>
    policies.flatMap((policy) =>
      (join === 'any' ? counts : [undefined]).map((count): JoinRule => ({ join, policy, branches, ...(count === undefined ? {} : { count }) })),
    ),
  );
}

/** Every order of ends, each branch succeeding or failing. */
export function endings(branches: number): readonly (readonly BranchEnd[])[] {
  return permutations([...Array(branches).keys()]).flatMap((order) =>
    sequences(branches, [true, false]).map((ok) => order.map((index) => ({ index, ok: ok[index] ?? true }))),
  );
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) => permutations([...items.slice(0, place), ...items.slice(place + 1)]).map((rest) => [item, ...rest]));
}

/** Every sequence of `length` letters. */
export function sequences<T>(length: number, letters: readonly T[]): readonly (readonly T[])[] {
  if (length === 0) return [[]];
  return sequences(length - 1, letters).flatMap((start) => letters.map((letter) => [...start, letter]));
}
