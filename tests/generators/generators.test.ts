/** Generated programs are programs, and the oracle runs them to an end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from '../../src/language/check.ts';
import { Source } from '../../src/language/source.ts';
import { programText } from './programs.ts';

const SEED = 41;

test(`every generated program checks without errors (seed ${SEED})`, () => {
  fc.assert(
    fc.property(programText, (text) => {
      const errors = check(new Source('generated.prose', text)).diagnostics.filter((one) => one.severity === 'error');
      expect(errors.map(({ code, line, message }) => `${code} ${line}: ${message}`)).toEqual([]);
    }),
    { seed: SEED, numRuns: 300 },
  );
});
