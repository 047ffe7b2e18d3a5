/** Mistakes in a configuration, as text that names key, value and expectation, and as one error that names the file. */
import type { ErrorObject } from 'ajv';
import { didYouMean } from '../../closest.ts';
import { TroupeError } from '../../errors.ts';
import type { SchemaNode } from './schema.ts';

const VALUE_LENGTH = 80;

/** One error for all mistakes of a file; the first one is told first. */
export function configurationError(file: string, mistakes: readonly string[], cause?: unknown): TroupeError {
  const message = mistakes.map((mistake) => `${file}: ${mistake}`).join('\n');
  return new TroupeError('usage', message, { details: { file, mistakes: [...mistakes] }, ...(cause === undefined ? {} : { cause }) });
}

/** `KEY: VALUE is not EXPECTED`. */
function wrongValue(key: string, value: unknown, expected: string): string {
  return `${key}: ${shown(value)} is not ${expected}`;
}

/** The mistakes that a validation with `allErrors` and `verbose` found, each place once. */
export function mistakesOf(errors: readonly ErrorObject[]): readonly string[] {
  return [...new Set(errors.filter((error) => !insideAlternative(error, errors)).map(mistakeOf))];
}

function mistakeOf(error: ErrorObject): string {
  // With `verbose`, Ajv adds the schema that was not met: one of `schema.ts`.
  const schema = (error.parentSchema ?? {}) as SchemaNode;
  const key = keyOf(error.instancePath);
  if (error.keyword === 'additionalProperties') return unknownKey(key, String(error.params.additionalProperty), Object.keys(schema.properties ?? {}));
  return wrongValue(key === '' ? 'the configuration' : key, error.data, schema.title ?? error.message ?? 'valid');
}

function unknownKey(parent: string, name: string, known: readonly string[]): string {
  const near = didYouMean(name, known);
  const rest = near === '' ? `; known keys: ${known.filter((key) => key !== '$schema').join(', ')}` : near;
  return `${parent === '' ? name : `${parent}.${name}`}: unknown key${rest}`;
}

/** The branches of an `anyOf` say less than its own title. */
function insideAlternative(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return errors.some((other) => other.keyword === 'anyOf' && error !== other && error.schemaPath.startsWith(`${other.schemaPath}/`));
}

/** `/agents/mine/command/0` -> `agents.mine.command[0]` */
function keyOf(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce((key, part) => (/^\d+$/.test(part) ? `${key}[${part}]` : key === '' ? part : `${key}.${part}`), '');
}

function shown(value: unknown): string {
  const json = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return json.length <= VALUE_LENGTH ? json : `${json.slice(0, VALUE_LENGTH)}...`;
}
