import { expect, test } from 'vitest';
import { Baselines, type Totals } from '../../../src/executors/adapters/usage.ts';

const totals = (inputTokens: number | null, outputTokens: number | null, costUsd: number | null, turns?: number): Totals => ({
  inputTokens,
  outputTokens,
  costUsd,
  ...(turns === undefined ? {} : { turns }),
});

test('each call is charged what its session has grown by', () => {
  const baselines = new Baselines();
  expect(baselines.perCall(totals(100, 12, 0.1, 1), 'a', null)).toEqual(totals(100, 12, 0.1, 1));
  expect(baselines.perCall(totals(250, 20, 0.30000000000000004, 2), 'a', 'a')).toEqual(totals(150, 8, 0.2, 2));
  // A fork counts on from the session that it was made of, which stays where it is.
  expect(baselines.perCall(totals(300, 30, 0.4), 'b', 'a')).toEqual(totals(50, 10, 0.1));
  expect(baselines.perCall(totals(260, 21, 0.31), 'a', 'a')).toEqual(totals(10, 1, 0.01));
  expect(baselines.perCall(totals(301, 31, 0.5), 'c', 'b')).toEqual(totals(1, 1, 0.1));
});

test('a session whose earlier calls we do not know gives no figures, but is known from then on', () => {
  const baselines = new Baselines();
  expect(baselines.perCall(totals(900, 90, 9, 1), 'old', 'old')).toEqual(totals(null, null, null, 1));
  expect(baselines.perCall(totals(1000, 95, 9.5), 'old', 'old')).toEqual(totals(100, 5, 0.5));
});

test('what is not reported is null, never 0', () => {
  const baselines = new Baselines();
  baselines.perCall(totals(100, null, null), 'a', null);
  expect(baselines.perCall(totals(150, 10, 0), 'a', 'a')).toEqual(totals(50, null, null));
});

test('counting that began anew is taken as it is', () => {
  const baselines = new Baselines();
  baselines.perCall(totals(100, 100, 1), 'a', null);
  expect(baselines.perCall(totals(30, 130, 2), 'a', 'a')).toEqual(totals(30, 30, 1));
});
