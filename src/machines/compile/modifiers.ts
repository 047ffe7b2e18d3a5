/** Join, policy, `count`, `concurrency`, `timeout` of a parallel block, evaluated once on entry. */
import type { Expression, Modifiers } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { Join, Policy } from '../join.ts';
import type { Failed, Result } from '../semantics.ts';
import type { Build } from './build.ts';

export interface Rule {
  readonly join: Join;
  readonly policy: Policy;
  readonly expressions: readonly Expression[];
  /** From the values of `expressions`, in their order. */
  read(build: Build, values: readonly Value[]): Result<RuleValues>;
}

export interface RuleValues {
  readonly count: number | null;
  readonly concurrency: number | null;
  /** Milliseconds. */
  readonly timeout: number | null;
}

export function ruleOf(modifiers: Modifiers | undefined): Rule {
  const count = modifiers?.count;
  const concurrency = modifiers?.concurrency;
  const timeout = modifiers?.timeout;
  return {
    // The checker has refused all other words (E036).
    join: (modifiers?.join?.text ?? 'all') as Join,
    policy: (modifiers?.onFail?.text ?? 'fail-fast') as Policy,
    expressions: [count, concurrency, timeout].filter((expression) => expression !== undefined),
    read(build, values) {
      const rest = [...values];
      const counted = count ? build.semantics.wholeNumber(rest.shift() ?? null, 'count', 1) : null;
      const limited = concurrency ? build.semantics.wholeNumber(rest.shift() ?? null, 'concurrency', 1) : null;
      const timed = timeout ? build.semantics.duration(rest.shift() ?? null, 'timeout') : null;
      for (const [result, expression] of [
        [counted, count],
        [limited, concurrency],
        [timed, timeout],
      ] as const)
        if (result && !result.ok) return { ok: false, failure: { ...result.failure, ...(expression ? { span: expression.span } : {}) } };
      return { ok: true, value: { count: numberOf(counted), concurrency: numberOf(limited), timeout: numberOf(timed) } };
    },
  };
}

function numberOf(result: Result<number> | null): number | null {
  return result?.ok ? result.value : null;
}

/** `count` above the number of branches, known only at run time (semantics 2.9). */
export function countFailure(count: number | null, branches: number, modifiers: Modifiers | undefined): Failed | null {
  if (count === null || branches === 0 || count <= branches) return null;
  return { kind: 'count', message: `count is ${count}, but there are only ${branches} branches`, ...(modifiers?.count ? { span: modifiers.count.span } : {}) };
}
