/**
 * From unknown data to `Answers`: the one place where an answers file becomes typed.
 *
 * Every problem is told at once, each with its place (`replies[2].delay`), what was found and what is
 * expected. `schemas/answers.schema.json` says the same to editors; a test keeps the two equal.
 */
import { didYouMean } from '../../closest.ts';
import { TroupeError } from '../../errors.ts';
import { parseDuration } from '../duration.ts';
import { agentFailureKinds } from '../output-document.ts';
import type { Answers } from './answers.ts';
import { writtenExpression } from './text-match.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Says what is wrong with a value; null when nothing is. */
type Rule = (value: unknown) => string | null;

const deeds = ['reply', 'replies', 'fail', 'hang'] as const;

const answersRules: Readonly<Record<string, Rule>> = {
  format: (value) => (value === 1 ? null : 'expected 1 (the only format there is)'),
  replies: (value) => (Array.isArray(value) ? null : 'expected a list of entries'),
  otherwise: text,
  $schema: text,
};

const entryRules: Readonly<Record<string, Rule>> = {
  path: text,
  label: textOrExpression,
  agent: text,
  prompt: textOrExpression,
  kind: oneOf(['session', 'resume', 'judge']),
  attempt: countFromOne,
  reply: () => null,
  replies: (value) => (Array.isArray(value) && value.length > 0 ? null : 'expected a list of at least one reply'),
  fail: (value) => (isRecord(value) ? null : 'expected an object such as { "kind": "exit" }'),
  hang: (value) => (value === true ? null : 'expected true'),
  delay: duration,
  times: countFromOne,
};

const failRules: Readonly<Record<string, Rule>> = {
  kind: oneOf(agentFailureKinds),
  message: text,
  exitCode: (value) => (Number.isInteger(value) ? null : 'expected a whole number'),
  resetsAt: (value) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? null : 'expected an ISO time'),
  retryAfter: duration,
};

/**
 * Checks a script.
 * @param source named in errors: a file, or `answers`
 * @throws TroupeError `usage` that lists every problem
 */
export function checkAnswers(data: unknown, source: string): Answers {
  const problems = problemsOf(data);
  // The rules above have looked at every field.
  if (problems.length === 0) return data as Answers;
  throw new TroupeError('usage', problems.map((problem) => `${source}: ${problem}`).join('\n'), { details: { source, problems } });
}

function problemsOf(data: unknown): readonly string[] {
  if (!isRecord(data)) return [`expected an object such as { "format": 1, "replies": [] }, found ${found(data)}`];
  const entries = Array.isArray(data.replies) ? data.replies : [];
  return [
    ...fieldProblems(data, '', answersRules),
    ...['format', 'replies'].filter((name) => !(name in data)).map((name) => `"${name}" is missing`),
    ...entries.flatMap((entry, index) => entryProblems(entry, `replies[${index}]`)),
  ];
}

function entryProblems(entry: unknown, place: string): readonly string[] {
  if (!isRecord(entry)) return [`${place}: expected an entry such as { "label": "Review", "reply": "fine" }, found ${found(entry)}`];
  const chosen = deeds.filter((deed) => entry[deed] !== undefined);
  const problems = [...fieldProblems(entry, `${place}.`, entryRules)];
  if (chosen.length === 0) problems.push(`${place}: expected one of ${list(deeds)}`);
  if (chosen.length > 1) problems.push(`${place}: has ${list(chosen)}, expected only one of them`);
  if (isRecord(entry.fail)) {
    problems.push(...fieldProblems(entry.fail, `${place}.fail.`, failRules));
    if (!('kind' in entry.fail)) problems.push(`${place}.fail: "kind" is missing`);
  }
  return problems;
}

function fieldProblems(fields: Fields, prefix: string, rules: Readonly<Record<string, Rule>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return [`${prefix === '' ? '' : `${prefix.slice(0, -1)}: `}unknown key "${name}"${didYouMean(name, Object.keys(rules))}`];
    // In TypeScript a field may be there without a value.
    const complaint = value === undefined ? null : rule(value);
    return complaint === null ? [] : [`${prefix}${name}: ${complaint}, found ${found(value)}`];
  });
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? null : 'expected text';
}

function textOrExpression(value: unknown): string | null {
  if (value instanceof RegExp) return null;
  if (typeof value !== 'string') return 'expected text, or a regular expression such as "/review/i"';
  try {
    writtenExpression(value);
    return null;
  } catch (error) {
    return `no regular expression (${error instanceof Error ? error.message : String(error)})`;
  }
}

function oneOf(names: readonly string[]): Rule {
  return (value) => {
    if (typeof value === 'string' && names.includes(value)) return null;
    return `expected ${list(names)}${typeof value === 'string' ? didYouMean(value, names) : ''}`;
  };
}

function countFromOne(value: unknown): string | null {
  return Number.isInteger(value) && Number(value) >= 1 ? null : 'expected a whole number from 1';
}

function duration(value: unknown): string | null {
  return parseDuration(value) === null ? 'expected a duration such as "500ms", "30s", "5m", "2h", or a number of seconds' : null;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function found(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
