/**
 * What a run may use in all (`--budget`): looked at before every spawn (semantics 1.9).
 *
 * 1. What runs finishes: a budget is never a reason to stop an agent.
 * 2. A session counts once, however many attempts it takes; judges are sessions.
 * 3. What an agent does not report is not counted: unreported is not zero, but it cannot be added either.
 */
import type { Usage } from '../../ports.ts';

export interface BudgetLimits {
  readonly usd?: number;
  /** Input and output together. */
  readonly tokens?: number;
  readonly sessions?: number;
}

export class Budget {
  readonly #sessions = new Set<string>();
  #usd = 0;
  #tokens = 0;

  constructor(private readonly limits: BudgetLimits) {}

  /** Why nothing of this path may be spawned any more; null when it may. */
  obstacle(path: string): string | null {
    const { usd, tokens, sessions } = this.limits;
    if (usd !== undefined && this.#usd >= usd) return `the run's budget is used up: ${this.#usd.toFixed(2)} of ${usd} USD`;
    if (tokens !== undefined && this.#tokens >= tokens) return `the run's budget is used up: ${this.#tokens} of ${tokens} tokens`;
    if (sessions !== undefined && this.#sessions.size >= sessions && !this.#sessions.has(path))
      return `the run's budget is used up: ${sessions} session${sessions === 1 ? '' : 's'}`;
    return null;
  }

  /** A session begins, or has begun in an earlier drive of the run. */
  begin(path: string): void {
    if (this.limits.sessions !== undefined) this.#sessions.add(path);
  }

  /** An attempt has ended, or had in an earlier drive of the run. */
  spend(usage: Usage | null | undefined): void {
    this.#usd += usage?.costUsd ?? 0;
    this.#tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
  }
}
