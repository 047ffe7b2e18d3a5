/**
 * How deep values may nest.
 *
 * Everything that reads a value whole (JSON, equality, the journal) recurses over it, so depth is
 * bounded where values are made: in literals, appends, writes to parts, and JSON from outside.
 */
import { isCancelled, isErrorValue, isList, type Value } from '../../values.ts';
import { type Computed, type Failed, typeFailed } from './failed.ts';

/** Levels of lists and objects inside each other. */
export const MAX_NESTING = 256;

/** The value itself, or why it may not be made. */
export function bounded<T extends Value>(value: T): T | Failed {
  return fits(value, MAX_NESTING) ? value : tooDeep();
}

/** The value as one more level of another, when that is not too deep. */
export function boundedItem(value: Value): Computed {
  return fits(value, MAX_NESTING - 1) ? value : tooDeep();
}

export function tooDeep(): Failed {
  return typeFailed(`a value may nest at most ${MAX_NESTING} lists and objects`);
}

function fits(value: Value, levels: number): boolean {
  if (typeof value !== 'object' || value === null || isErrorValue(value) || isCancelled(value)) return true;
  if (levels === 0) return false;
  if (isList(value)) return value.every((item) => fits(item, levels - 1));
  for (const key in value) if (!fits(value[key] ?? null, levels - 1)) return false;
  return true;
}
