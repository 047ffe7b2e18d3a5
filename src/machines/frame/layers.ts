/**
 * An immutable record that stays cheap to change when it is large: layers of plain records, newest first.
 *
 * A change copies only the small top layer; full layers are merged into older ones of like size, so that
 * n changes cost O(n log n) and a read looks at O(log n) layers. Plain data, like all of a frame.
 */
export type Layers<T> = readonly Readonly<Record<string, T>>[];

/** Keys of a layer that is still copied for each change. */
const topSize = 16;

export function readLayers<T>(layers: Layers<T>, key: string): T | undefined {
  for (const layer of layers) if (Object.hasOwn(layer, key)) return layer[key];
  return undefined;
}

export function writeLayers<T>(layers: Layers<T>, key: string, value: T): Layers<T> {
  const [top, ...older] = layers;
  if (top === undefined) return [{ [key]: value }];
  if (Object.hasOwn(top, key) || Object.keys(top).length < topSize) return [{ ...top, [key]: value }, ...older];
  return [{ [key]: value }, ...merged(layers)];
}

/** The whole as one record: for reading many keys, not for each step. */
export function flatten<T>(layers: Layers<T>): Readonly<Record<string, T>> {
  const [only] = layers;
  if (layers.length <= 1) return only ?? {};
  return join(layers.toReversed());
}

/** Every merge at least doubles a layer, so that no key is copied more than O(log n) times. */
function merged<T>(layers: Layers<T>): Layers<T> {
  const [top, next, ...older] = layers;
  if (!top || !next || Object.keys(next).length > 2 * Object.keys(top).length) return layers;
  return merged([join([next, top]), ...older]);
}

/** Later records win; `fromEntries` makes own keys, `__proto__` included. */
function join<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all = new Map<string, T>();
  for (const record of records) for (const key of Object.keys(record)) all.set(key, record[key] as T);
  return Object.fromEntries(all);
}
