/** `retry`, `backoff`, `timeout`, `persist`, `returns` and `skills` as values (`language.md` 3). */
import type { MemoryPlace, Returns } from '../../ports.ts';
import { isList, isObject, type Value } from '../../values.ts';
import { type Failed, typeFailed } from '../values/failed.ts';
import { durationOf, wholeNumberOf } from '../values/numbers.ts';
import { quote, show } from '../values/show.ts';
import type { Backoff } from './session-description.ts';

const BACKOFFS: readonly Backoff[] = ['none', 'linear', 'exponential'];

export function retryIn(value: Value): number | Failed {
  return wholeNumberOf(value, 'retry', 0);
}

export function backoffIn(value: Value): Backoff | Failed {
  return BACKOFFS.find((word) => word === value) ?? typeFailed(`backoff must be none, linear or exponential, not ${show(value)}`);
}

export function timeoutIn(value: Value): number | Failed {
  return durationOf(value, 'timeout');
}

export function modelIn(value: Value): string | Failed {
  return typeof value === 'string' && value !== '' ? value : typeFailed(`model must be a name, not ${show(value)}`);
}

export function memoryPlaceIn(value: Value): MemoryPlace | Failed {
  if (value === true || value === 'true') return { kind: 'run' };
  if (value === 'project' || value === 'user') return { kind: value };
  if (typeof value === 'string' && value !== '') return { kind: 'directory', path: value };
  return typeFailed(`persist must be true, project, user or a directory, not ${show(value)}`);
}

export function returnsIn(value: Value): Returns | { readonly kind: 'schema-file'; readonly path: string } | Failed {
  if (value === 'text' || value === 'json') return { kind: value };
  if (isObject(value)) return { kind: 'schema', schema: value };
  if (typeof value === 'string' && value !== '') return { kind: 'schema-file', path: value };
  return typeFailed(`returns must be text, json, a JSON Schema or the path of one, not ${typeof value === 'string' ? quote(value) : show(value)}`);
}

export function skillsIn(value: Value): readonly string[] | Failed {
  const skills = isList(value) ? value : [value];
  if (skills.every((skill) => typeof skill === 'string')) return skills;
  return typeFailed(`skills must be a list of names, not ${show(value)}`);
}
