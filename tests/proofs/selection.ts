/**
 * How much of a space is run: every case with `PROOFS=full` (`npm run proofs`), a small share with `PROOFS=brief`
 * (`npm run mutate:join`), else a fixed share.
 *
 * The share takes every n-th case; n is prime and divides no side of the space, so that it meets every join,
 * policy and count with many settlings. Each space starts at another place.
 */
export const isFull = process.env.PROOFS === 'full';
export const isBrief = process.env.PROOFS === 'brief';

/** @param step a prime; 1 for all */
export function share<T>(cases: readonly T[], step: number, start: number): readonly T[] {
  return cases.filter((_, place) => (place + start) % step === 0);
}
