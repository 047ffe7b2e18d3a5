/**
 * Placeholders in a command's argv: whole arguments or parts of one (agents.md 2).
 *
 * A value is put in once and never looked at again: a prompt that holds `{{system}}`, quotes or `$(...)`
 * reaches the agent as it is.
 */
const placeholderNames = ['prompt', 'system', 'model', 'context', 'result', 'memory', 'path', 'attempt', 'run'] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

const placeholder = new RegExp(`\\{\\{(${placeholderNames.join('|')})\\}\\}`, 'g');

/** The placeholders that `argv` uses. */
export function placeholdersIn(argv: readonly string[]): ReadonlySet<PlaceholderName> {
  // The pattern matches names of the list only.
  return new Set(argv.flatMap((argument) => [...argument.matchAll(placeholder)].map((match) => match[1] as PlaceholderName)));
}

/** `argv` with every placeholder replaced. */
export function fillPlaceholders(argv: readonly string[], values: Readonly<Record<PlaceholderName, string>>): readonly string[] {
  return argv.map((argument) => argument.replace(placeholder, (_whole, name: PlaceholderName) => values[name]));
}
