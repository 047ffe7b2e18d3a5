/**
 * The system prompt: the agent's prompt, then shape, skills and properties that Troupe does not know
 * (`language.md` 3, semantics 1.10), each as one named line.
 */
import { isObject, type Value } from '../../values.ts';
import { type AgentText, wholeText } from '../evaluate/agent-text.ts';
import { textOf } from '../values/text.ts';

export interface SystemParts {
  /** The agent's prompt; null when there is none or when it is the task. */
  readonly prompt: AgentText | null;
  readonly shape: Value;
  readonly skills: readonly string[];
  /** Properties that Troupe does not know, by name. */
  readonly further: ReadonlyMap<string, Value>;
}

const SHAPE_LINES: readonly (readonly [string, string])[] = [
  ['self', 'You do yourself (self)'],
  ['delegates', 'You leave to others (delegates)'],
  ['prohibited', 'You must not do (prohibited)'],
];

/** Null when there is nothing to say. */
export function systemPrompt(parts: SystemParts): AgentText | null {
  const lines = [...shapeLines(parts.shape), ...skillLines(parts.skills), ...furtherLines(parts.further)].join('\n');
  if (parts.prompt === null || wholeText(parts.prompt) === '') return lines === '' ? null : [lines];
  return lines === '' ? parts.prompt : [...parts.prompt, `\n\n${lines}`];
}

function shapeLines(shape: Value): readonly string[] {
  if (!isObject(shape)) return [];
  return SHAPE_LINES.filter(([name]) => Object.hasOwn(shape, name)).map(([name, title]) => `${title}: ${listed(shape[name] ?? null)}`);
}

function skillLines(skills: readonly string[]): readonly string[] {
  return skills.length === 0 ? [] : [`Skills: ${skills.join(', ')}`];
}

function furtherLines(further: ReadonlyMap<string, Value>): readonly string[] {
  return [...further].map(([name, value]) => `${name}: ${textOf(value)}`);
}

function listed(value: Value): string {
  return Array.isArray(value) ? value.map(textOf).join('; ') : textOf(value);
}
