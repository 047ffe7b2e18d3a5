import { describe, expect, it } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { parseBudget } from '../../src/executors/settings/budget.ts';

describe('budgets', () => {
  it.each([
    ['usd=5,tokens=2M,sessions=100', { usd: 5, tokens: 2_000_000, sessions: 100 }],
    ['usd=0.5', { usd: 0.5 }],
    ['tokens=1.5k', { tokens: 1500 }],
    [' sessions=1 , usd=2 ', { sessions: 1, usd: 2 }],
  ])('%s', (text, budget) => expect(parseBudget(text, '--budget')).toEqual(budget));

  it.each([
    ['', '"" is no budget'],
    ['5', '"5" is no budget'],
    ['usd=', '"usd=" is no budget'],
    ['usd=-1', '"usd=-1" is no budget'],
    ['usd=0', '"usd=0" is not above 0'],
    ['sessions=0', '"sessions=0" is not a whole number of at least 1'],
    ['sessions=1.5', '"sessions=1.5" is not a whole number of at least 1'],
    ['token=5', '"token" is no budget; did you mean "tokens"?'],
    ['usd=1,usd=2', '"usd" is given twice'],
    ['usd=1,', '"" is no budget'],
  ])('%j is a usage error', (text, message) => {
    try {
      parseBudget(text, '--budget');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TroupeError);
      expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(`--budget: ${message}`) });
    }
  });
});
