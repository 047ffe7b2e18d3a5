/**
 * An immutable list that is cheap to make longer when it is long: chunks, oldest first.
 *
 * A further item copies only the small last chunk; full chunks are merged with older ones of like size, so that
 * n items cost O(n log n) in all. Plain data, like all of a frame.
 */
export type Growing<T> = readonly (readonly T[])[];

/** Items of the chunk that is still copied for each further one. */
const lastSize = 16;

export const noItems: Growing<never> = [];

export function grow<T>(list: Growing<T>, item: T): Growing<T> {
  const last = list.at(-1);
  if (!last) return [[item]];
  const older = list.slice(0, -1);
  return last.length < lastSize ? [...older, [...last, item]] : [...merged(older, last), [item]];
}

export function grown<T>(list: Growing<T>): readonly T[] {
  return ([] as T[]).concat(...list);
}

/** A chunk grows by at least half of its size with each merge, so that no item is copied more than O(log n) times. */
function merged<T>(older: Growing<T>, chunk: readonly T[]): Growing<T> {
  const previous = older.at(-1);
  if (!previous || previous.length > 2 * chunk.length) return [...older, chunk];
  return merged(older.slice(0, -1), previous.concat(chunk));
}
