/** The hand-written cases of `semantics.md`, run by the oracle. */
import { describe, expect, test } from 'vitest';
import { OTHERWISE, type Observed, type SemanticsCase } from '../semantics/cases/case.ts';
import { semanticsCases } from '../semantics/cases/index.ts';
import { interpret } from './interpreter.oracle.ts';
import { observed } from './observe.ts';
import { checkedProgram } from './program.ts';
import { scripted } from './script.oracle.ts';

function runCase({ program, files, agents = [], inputs, concurrency, cleanupTimeout, cancelAt }: SemanticsCase): Observed {
  return observed(
    interpret(checkedProgram(program, files), {
      agent: scripted([...agents, OTHERWISE]),
      ...(inputs ? { inputs } : {}),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(cleanupTimeout === undefined ? {} : { cleanupTimeout }),
      ...(cancelAt === undefined ? {} : { cancelAt }),
    }),
  );
}

for (const [group, cases] of Object.entries(semanticsCases)) {
  describe(group, () => {
    test.each(cases)('$title', (one) => {
      const seen = runCase(one);
      const compared = Object.fromEntries(Object.entries(seen).filter(([name]) => name in one.expected));
      expect(compared).toEqual(one.expected);
    });
  });
}
