/** Budgets on a command line or in the environment: `usd=5,tokens=2M,sessions=100`. */
import { didYouMean } from '../../closest.ts';
import { TroupeError } from '../../errors.ts';
import type { Budget } from './configuration.ts';

const keys = ['usd', 'tokens', 'sessions'] as const;
const multiples: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000 };
const EXPECTED = 'expected such as usd=5,tokens=2M,sessions=100';

/**
 * Reads a budget; amounts may end in `k` or `M`.
 *
 * @param origin what to name in an error: `--budget`, `TROUPE_BUDGET`
 * @throws TroupeError `usage` for an unknown key, a key given twice, or an amount that is none
 * @example parseBudget('usd=5,tokens=2M', '--budget') // { usd: 5, tokens: 2000000 }
 */
export function parseBudget(text: string, origin: string): Budget {
  const budget: { -readonly [K in keyof Budget]: Budget[K] } = {};
  for (const part of text.split(',')) {
    const { key, amount } = parsePart(part.trim(), origin);
    if (budget[key] !== undefined) throw usage(origin, `"${key}" is given twice`);
    budget[key] = amount;
  }
  return budget;
}

function parsePart(part: string, origin: string): { readonly key: keyof Budget; readonly amount: number } {
  const [, name = '', digits = '', unit = ''] = /^([^=]*)=(\d+(?:\.\d+)?)([kKmM]?)$/.exec(part) ?? [];
  if (digits === '') throw usage(origin, `"${part}" is no budget`);
  const key = keys.find((one) => one === name);
  if (key === undefined) throw usage(origin, `"${name}" is no budget${didYouMean(name, keys)}`);
  const amount = Number(digits) * (multiples[unit.toLowerCase()] ?? 1);
  if (amount <= 0 || (key !== 'usd' && !Number.isInteger(amount)))
    throw usage(origin, `"${part}" is not ${key === 'usd' ? 'above 0' : 'a whole number of at least 1'}`);
  return { key, amount };
}

function usage(origin: string, problem: string): TroupeError {
  return new TroupeError('usage', `${origin}: ${problem}; ${EXPECTED}`);
}
