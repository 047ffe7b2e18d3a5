/** JSON from outside (inputs on a command line, in a file, from a library's caller) as values of the language. */
import { TroupeError } from '../errors.ts';
import { isFailed } from '../runtime/values/failed.ts';
import { sanitizeJson } from '../runtime/values/json.ts';
import type { Value } from '../values.ts';

/**
 * Parsed JSON as a value: keys that could change what an object is are dropped.
 *
 * @throws TroupeError `usage` for what no program can hold: nested too deeply, or a number beyond range
 *
 * @example valueFromJson(JSON.parse('{"topic": "owls"}'))
 */
export function valueFromJson(json: unknown): Value {
  const value = sanitizeJson(json);
  if (isFailed(value)) throw new TroupeError('usage', value.message);
  return value;
}
