/**
 * What a person asks for on the command line (or through the library) and in the environment, before a
 * configuration is looked at. Flags beat the environment.
 *
 * Inside an agent's own process `TROUPE_AGENT` names the program's agent (agents.md 2); it is then no choice.
 */
import { TroupeError } from '../../errors.ts';
import { parseDuration } from '../duration.ts';
import { parseBudget } from './budget.ts';
import type { Budget } from './configuration.ts';

/** All durations in milliseconds; all paths as given. */
export interface Choices {
  readonly agent?: string;
  readonly judge?: string;
  readonly config?: string;
  readonly answers?: string;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly grace?: number;
  readonly cleanupTimeout?: number;
  readonly budget?: Budget;
  readonly runsDir?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that are read, each with the choice it makes; `docs/configuration.md` lists them. */
export const environmentVariables = {
  TROUPE_AGENT: 'agent',
  TROUPE_JUDGE: 'judge',
  TROUPE_CONFIG: 'config',
  TROUPE_CONCURRENCY: 'concurrency',
  TROUPE_TIMEOUT: 'timeout',
  TROUPE_GRACE: 'grace',
  TROUPE_CLEANUP_TIMEOUT: 'cleanupTimeout',
  TROUPE_BUDGET: 'budget',
  TROUPE_RUNS_DIR: 'runsDir',
} as const satisfies Readonly<Record<string, keyof Choices>>;

type Variable = keyof typeof environmentVariables;

/**
 * The choices made by environment variables; an empty variable makes none.
 *
 * @throws TroupeError `usage` naming variable, value and what was expected
 */
export function environmentChoices(environment: Environment): Choices {
  const text = (name: Variable): string | undefined => environment[name] || undefined;
  const insideAgent = Boolean(environment.TROUPE_MARK);
  return withoutUndefined({
    agent: insideAgent ? undefined : text('TROUPE_AGENT'),
    judge: text('TROUPE_JUDGE'),
    config: text('TROUPE_CONFIG'),
    concurrency: countOf('TROUPE_CONCURRENCY', text('TROUPE_CONCURRENCY')),
    timeout: durationOf('TROUPE_TIMEOUT', text('TROUPE_TIMEOUT')),
    grace: durationOf('TROUPE_GRACE', text('TROUPE_GRACE')),
    cleanupTimeout: durationOf('TROUPE_CLEANUP_TIMEOUT', text('TROUPE_CLEANUP_TIMEOUT')),
    budget: budgetOf('TROUPE_BUDGET', text('TROUPE_BUDGET')),
    runsDir: text('TROUPE_RUNS_DIR'),
  });
}

/**
 * Flags over environment; a budget part by part.
 *
 * @throws TroupeError `usage` for a number that is none of its kind
 */
export function combineChoices(flags: Choices, environment: Choices): Choices {
  checkNumbers(flags);
  const budget = { ...environment.budget, ...flags.budget };
  return { ...environment, ...withoutUndefined(flags), ...(Object.keys(budget).length === 0 ? {} : { budget }) };
}

function checkNumbers(flags: Choices): void {
  const { concurrency } = flags;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1))
    throw wrong('concurrency', concurrency, 'a whole number of at least 1');
  for (const name of ['timeout', 'grace', 'cleanupTimeout'] as const) {
    const value = flags[name];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) throw wrong(name, value, 'a number of milliseconds');
  }
}

function countOf(name: Variable, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw wrong(name, text, 'a whole number of at least 1');
  return number;
}

function durationOf(name: Variable, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /[a-z]$/.test(text) ? parseDuration(text) : null;
  if (milliseconds === null) throw wrong(name, text, 'a duration such as "500ms", "30s", "5m" or "2h"');
  return milliseconds;
}

function budgetOf(name: Variable, text: string | undefined): Budget | undefined {
  return text === undefined ? undefined : parseBudget(text, name);
}

function wrong(name: string, value: unknown, expected: string): TroupeError {
  return new TroupeError('usage', `${name}: ${JSON.stringify(value)} is not ${expected}`);
}

function withoutUndefined(choices: { readonly [K in keyof Choices]: Choices[K] | undefined }): Choices {
  // What is left has no undefined member, which is all that tells the two types apart.
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined)) as Choices;
}
