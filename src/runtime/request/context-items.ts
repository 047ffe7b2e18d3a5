/**
 * The forms of `context:` (`language.md` 3): `x`, `a.b`, `"text"`, lists, objects, `[]`, blocks with `file:` entries.
 *
 * 1. Only a literal list or object is taken apart into entries; a name that holds a list is one entry.
 * 2. An entry is called by its key, else by its reference as written; names are unique (`x`, `x-2`).
 * 3. The name of a persistent agent means its memory (`Resolution.memoryReferences`): an entry of its own, since it is no value.
 */
import type { AgentDefinition, Expression, ObjectEntry, Property, PropertyBlock } from '../../language/ast.ts';
import type { MemoryAddress } from '../../ports.ts';
import { type Failed, typeFailed } from '../values/failed.ts';
import { show } from '../values/show.ts';
import type { PropertyReader } from './property-reader.ts';
import type { ContextItem } from './session-description.ts';

export interface ContextReading {
  readonly reader: PropertyReader;
  /** The program's text, for the names of entries. */
  readonly source: string;
  /** Where the memory of a persistent agent is. */
  readonly addressOf: (agent: AgentDefinition) => MemoryAddress;
}

export function contextItems(node: Expression | PropertyBlock, reading: ContextReading): readonly ContextItem[] {
  switch (node.kind) {
    case 'property-block':
      return node.entries.flatMap((entry) => (entry.kind === 'property' ? propertyItems(entry, reading) : contextItems(entry, reading)));
    case 'list':
      return node.items.flatMap((item) => contextItems(item, reading));
    case 'object':
      return node.entries.flatMap((entry) => entryItems(entry, reading));
    case 'group':
      return contextItems(node.expression, reading);
    default:
      return [namedItem(nameOf(node, reading.source), node, reading)];
  }
}

function entryItems(entry: ObjectEntry, reading: ContextReading): readonly ContextItem[] {
  const holdsMemory = entry.value.kind === 'list' && entry.value.items.some((item) => memoryOf(item, reading));
  return holdsMemory ? contextItems(entry.value, reading) : [namedItem(entry.key, entry.value, reading)];
}

function memoryOf(node: Expression | PropertyBlock, { reader }: ContextReading): AgentDefinition | undefined {
  return node.kind === 'reference' ? reader.context.resolution.memoryReferences.get(node) : undefined;
}

function namedItem(name: string, node: Expression | PropertyBlock, reading: ContextReading): ContextItem {
  const memory = memoryOf(node, reading);
  if (memory) return { kind: 'memory', name, address: reading.addressOf(memory) };
  return { kind: 'value', name, value: reading.reader.evaluate(node) };
}

function propertyItems(property: Property, reading: ContextReading): readonly ContextItem[] {
  const { name, value } = property;
  if (value === undefined) return [];
  return name.text === 'file' ? fileItems(property, reading.reader) : [namedItem(name.text, value, reading)];
}

function fileItems(property: Property, reader: PropertyReader): readonly ContextItem[] {
  const value = property.value === undefined ? null : reader.evaluate(property.value);
  const paths = Array.isArray(value) ? value : [value];
  if (paths.every((path) => typeof path === 'string' && path !== '')) return paths.map((path) => ({ kind: 'file', name: path, path }));
  if (reader.obstacle.blocked === null) reader.refuse(property, notAPath(paths.find((path) => typeof path !== 'string' || path === '')));
  return [];
}

function notAPath(value: Parameters<typeof show>[0] | undefined): Failed {
  return typeFailed(`file must be the path of a file, not ${show(value ?? null)}`);
}

/** A reference is called as it is written; a text or another expression has no name of its own. */
function nameOf(node: Expression, source: string): string {
  switch (node.kind) {
    case 'reference':
    case 'program-call':
      return node.name.text;
    case 'member':
    case 'index':
      return source.slice(node.span.start, node.span.end).replace(/\s+/g, '');
    case 'text':
      return 'text';
    default:
      return 'value';
  }
}

/** Several entries may come from places that are called alike. */
export function withUniqueNames(items: readonly ContextItem[]): readonly ContextItem[] {
  const taken = new Set<string>();
  return items.map((item) => {
    const name = freeName(item.name, taken);
    taken.add(name);
    return name === item.name ? item : { ...item, name };
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
}
