/**
 * Whether a property's value is one that it can have (E004, E037). Only what the text alone tells:
 * names and other expressions are left to the run.
 */
import type { Property } from '../ast.ts';
import type { LateCheckContext } from './check-context.ts';
import { timeoutProblem } from './durations.ts';
import { checkPermissions } from './permissions.ts';
import type { PropertyName } from './property-rules.ts';
import { checkSkills } from './skills.ts';
import { entriesOf, isLiteralButNoNumber, isNameOrText, isOpen, isPositiveInteger, itemsOf, staticNumber, staticText } from './values.ts';
import type { Value } from './values.ts';

/** What is wrong with the value, in words that follow "`name` ", or undefined. */
type ValueRule = (value: Value) => string | undefined;

const valueRules: Readonly<Partial<Record<PropertyName, ValueRule>>> = {
  prompt: textual('takes text'),
  model: textual('takes a name or text'),
  context: contextProblem,
  backoff: backoffProblem,
  timeout: timeoutProblem,
  returns: returnsProblem,
  persist: persistProblem,
  shape: shapeProblem,
};

const hints: Readonly<Partial<Record<PropertyName, string>>> = {
  backoff: 'write `none`, `linear` or `exponential`',
  timeout: 'write a duration such as `30s`, `5m` or `2h`',
  returns: 'write `text`, `json`, a JSON Schema object, or the path of a schema file',
  persist: 'write `true`, `project`, `user` or a directory; leave it out for no memory',
  shape: 'write an indented block of lists: `self: ["..."]`',
};

export function checkPropertyValue(property: Property, name: PropertyName, agent: string | undefined, context: LateCheckContext): void {
  const { value } = property;
  if (!value || value.kind === 'missing' || (value.kind === 'word' && context.isName(value))) return;
  if (name === 'retry') checkRetry(property, value, context);
  else if (name === 'permissions') checkPermissions(property, value, agent, context);
  else if (name === 'skills') checkSkills(property, value, context);
  else {
    const problem = valueRules[name]?.(value);
    if (problem) context.reporter.add('E004', property.name.span, `\`${name}\` ${problem}`, hints[name]);
  }
}

/** `retry` counts additional attempts. */
function checkRetry(property: Property, value: Value, context: LateCheckContext): void {
  const number = value.kind === 'property-block' ? undefined : staticNumber(value);
  const isWrong = number === undefined ? isLiteralButNoNumber(value) : !isPositiveInteger(number);
  if (isWrong)
    context.reporter.add(
      'E037',
      property.name.span,
      '`retry` takes a positive integer: the number of additional attempts',
      'leave it out for a single attempt',
    );
}

function textual(problem: string): ValueRule {
  return (value) => {
    switch (value.kind) {
      case 'number':
      case 'boolean':
      case 'null':
      case 'list':
      case 'object':
      case 'duration':
      case 'discretion':
      case 'property-block':
        return problem;
      default:
        return undefined;
    }
  };
}

function contextProblem(value: Value): string | undefined {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'null':
    case 'duration':
    case 'discretion':
      return 'takes names, text, a list or an object';
    default:
      return undefined;
  }
}

const backoffs: ReadonlySet<string> = new Set(['none', 'linear', 'exponential']);

function backoffProblem(value: Value): string | undefined {
  const text = staticText(value);
  if (text !== undefined) return backoffs.has(text) ? undefined : `cannot be \`${text}\``;
  return isOpen(value) ? undefined : 'cannot have this value';
}

/** A word is a path when it looks like one: a mistyped `jsn` is no file. */
function returnsProblem(value: Value): string | undefined {
  if (value.kind === 'object' || value.kind === 'property-block') return undefined;
  const text = staticText(value);
  if (text !== undefined) return text === 'text' || text === 'json' || /[./\\]/.test(text) ? undefined : `cannot be \`${text}\``;
  return isOpen(value) ? undefined : 'cannot have this value';
}

function persistProblem(value: Value): string | undefined {
  if (value.kind === 'boolean') return value.value ? undefined : 'cannot be `false`';
  const text = staticText(value);
  if (text !== undefined) return text.trim() === '' ? 'takes a directory' : undefined;
  return isOpen(value) ? undefined : 'cannot have this value';
}

const shapeKeys: ReadonlySet<string> = new Set(['self', 'delegates', 'prohibited']);

function shapeProblem(value: Value): string | undefined {
  const entries = entriesOf(value);
  if (!entries) return isOpen(value) ? undefined : 'takes `self`, `delegates` and `prohibited`';
  for (const { key, value: entry } of entries) {
    if (!shapeKeys.has(key)) return `has no \`${key}\`: it takes \`self\`, \`delegates\` and \`prohibited\``;
    if (entry && !isListOfText(entry)) return `takes a list of text for \`${key}\``;
  }
  return undefined;
}

function isListOfText(value: Value): boolean {
  const items = itemsOf(value);
  return items ? items.every(isNameOrText) : value.kind !== 'property-block' && (value.kind === 'missing' || (isOpen(value) && value.kind !== 'text'));
}
