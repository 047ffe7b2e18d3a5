/** Whether and when a failed attempt is repeated (semantics 1.12). Pure. */
import type { FailureKind } from '../errors.ts';

export interface RetryPolicy {
  /** Additional attempts. */
  readonly retry: number;
  readonly backoff: 'none' | 'linear' | 'exponential';
}

const repeatable: ReadonlySet<FailureKind> = new Set(['exit', 'signal', 'timeout', 'no-final-event', 'empty', 'invalid-output', 'overload']);
const longestBackoff = 60_000;

/**
 * Milliseconds until the next attempt; null when there is none.
 *
 * @param attempt failed attempts so far, from 1
 * @param retryAfter milliseconds that an overloaded agent asks for; 0 for none
 */
export function retryDelay(policy: RetryPolicy, kind: FailureKind, attempt: number, retryAfter = 0): number | null {
  if (!repeatable.has(kind) || attempt > policy.retry) return null;
  return Math.max(backoffDelay(policy.backoff, attempt), retryAfter);
}

function backoffDelay(backoff: RetryPolicy['backoff'], attempt: number): number {
  if (backoff === 'none') return 0;
  return backoff === 'linear' ? 1000 : Math.min(1000 * 2 ** (attempt - 1), longestBackoff);
}
