/**
 * Figures of one call out of figures that count a whole session of the agent command.
 *
 * 1. A figure that is not reported is null, never 0.
 * 2. A session that goes on and whose earlier total we do not know gives no figures at all: a wrong one would be
 *    charged to this call.
 */
import type { Usage } from '../../ports.ts';

export interface Totals {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  /** Of this call, whatever the others count. */
  readonly turns?: number | null;
}

/** Totals by agent session, as of the end of the last call on it. */
export class Baselines {
  readonly #totals = new Map<string, Totals>();

  /**
   * The figures of a call, after which `session` stands at `totals`.
   * @param before the session that the call went on with; null for a new one
   */
  perCall(totals: Totals, session: string | null, before: string | null): Usage {
    const baseline = before === null ? nothing : this.#totals.get(before);
    if (session !== null) this.#totals.set(session, totals);
    return baseline === undefined ? withTurns(unknown, totals) : withTurns(difference(totals, baseline), totals);
  }
}

const nothing: Totals = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
const unknown: Totals = { inputTokens: null, outputTokens: null, costUsd: null };

function difference(total: Totals, baseline: Totals): Totals {
  return {
    inputTokens: minus(total.inputTokens, baseline.inputTokens),
    outputTokens: minus(total.outputTokens, baseline.outputTokens),
    costUsd: minus(total.costUsd, baseline.costUsd),
  };
}

/** A total below its baseline means that counting began anew. */
function minus(total: number | null, baseline: number | null): number | null {
  if (total === null || baseline === null) return null;
  return total < baseline ? total : rounded(total - baseline);
}

/** Sums of prices carry the noise of binary fractions. */
function rounded(figure: number): number {
  return Number(figure.toFixed(12));
}

export function withTurns(figures: Totals, { turns }: Totals): Usage {
  const { inputTokens, outputTokens, costUsd } = figures;
  return { inputTokens, outputTokens, costUsd, ...(turns === undefined || turns === null ? {} : { turns }) };
}
