/**
 * Applies the table of `rules.ts` to files. Pure: repository paths and texts in, violations out.
 *
 * 1. Every import counts: static, dynamic, re-export, type-only, `import('x')` types.
 * 2. Cycles are found over all of them, so a type cannot hide one.
 */
import { posix } from 'node:path';
import { type FileFacts, type Import, readFacts } from './imports.ts';
import { doors, type Room, rooms } from './rules.ts';

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: 'room' | 'package' | 'node' | 'pure' | 'own-door' | 'door' | 'cycle' | 'unresolved' | 'unreadable';
  readonly message: string;
}

/** @param files repository path (with `/`) to text: every file of src and cli, and the names of other files that they import */
export function checkArchitecture(files: ReadonlyMap<string, string>): readonly Violation[] {
  const sources = [...files.keys()].filter((file) => /^(src|cli)\/.*\.ts$/.test(file)).sort();
  const facts = new Map(sources.map((file) => [file, readFacts(file, files.get(file) ?? '')] as const));
  return [...sources.flatMap((file) => fileViolations(file, facts, files)), ...cycleViolations(facts)];
}

function fileViolations(file: string, facts: ReadonlyMap<string, FileFacts>, files: ReadonlyMap<string, string>): readonly Violation[] {
  const read = facts.get(file);
  const room = roomOf(file);
  if (!read || read.unreadable !== null) return [{ file, line: 1, rule: 'unreadable', message: read?.unreadable ?? 'not read' }];
  if (!room) return [{ file, line: 1, rule: 'room', message: 'belongs to no room of the architecture' }];
  return [
    ...read.imports.flatMap((one) => importViolation(file, room, one, files) ?? []),
    ...(room.pure ? read.impure.map((use) => ({ file, line: use.line, rule: 'pure' as const, message: `${room.name} may not use ${use.name}` })) : []),
    ...(isDoor(file) ? read.starExports.map((line) => ({ file, line, rule: 'door' as const, message: 'a door names every export' })) : []),
  ];
}

function importViolation(file: string, room: Room, one: Import, files: ReadonlyMap<string, string>): Violation | null {
  const violation = (rule: Violation['rule'], message: string): Violation => ({ file, line: one.line, rule, message });
  if (one.specifier.startsWith('node:')) return room.node ? null : violation('node', `${room.name} may not import ${one.specifier}`);
  if (!one.specifier.startsWith('.')) {
    const name = packageName(one.specifier);
    return room.packages.includes(name) ? null : violation('package', `${room.name} may not import the package ${one.specifier}`);
  }
  const target = resolve(file, one.specifier);
  if (!files.has(target)) return violation('unresolved', `${one.specifier} is no file of this repository`);
  if (isOwnDoor(file, target)) return violation('own-door', `a file may not import its own folder's ${target}`);
  return mayImport(room, target, one) ? null : violation('room', `${room.name} may not import ${one.typeOnly ? 'types of ' : ''}${target}`);
}

function mayImport(room: Room, target: string, { typeOnly, lazy }: Import): boolean {
  const names = [roomOf(target)?.name, doors.get(target)].filter((name) => name !== undefined);
  return names.some(
    (name) => name === room.name || room.rooms.includes(name) || (typeOnly && room.types.includes(name)) || (lazy && room.lazily.includes(name)),
  );
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => room.holds(file));
}

function resolve(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier));
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isDoor(file: string): boolean {
  return file.startsWith('src/') && posix.basename(file) === 'index.ts';
}

function isOwnDoor(file: string, target: string): boolean {
  return isDoor(target) && file !== target && file.startsWith(`${posix.dirname(target)}/`) && posix.dirname(target) !== 'src';
}

/** One violation for each cycle: a group of files that all reach each other. */
function cycleViolations(facts: ReadonlyMap<string, FileFacts>): readonly Violation[] {
  const edges = new Map([...facts].map(([file, read]) => [file, targets(file, read, facts)] as const));
  return stronglyConnected(edges)
    .filter((group) => group.length > 1 || (edges.get(group[0] ?? '') ?? []).includes(group[0] ?? ''))
    .map((group) => ({ file: group[0] ?? '', line: 1, rule: 'cycle', message: `import cycle: ${group.join(', ')}` }));
}

function targets(file: string, read: FileFacts, facts: ReadonlyMap<string, FileFacts>): readonly string[] {
  return read.imports
    .filter((one) => one.specifier.startsWith('.'))
    .map((one) => resolve(file, one.specifier))
    .filter((target) => facts.has(target));
}

/** Tarjan's algorithm. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const enter = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    stack.push(node);
    let lowest = number;
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, enter(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, order.get(next) ?? lowest);
    }
    if (lowest === number) groups.push(stack.splice(stack.indexOf(node)).sort());
    return lowest;
  };
  for (const node of edges.keys()) if (!order.has(node)) enter(node);
  return groups;
}
