/** `children` and `walk` against the tree itself: whatever is a node in it must be found, once, in source order. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/language/ast.ts';
import { children, walk } from '../../src/language/walk.ts';
import { parsed } from './parsed.ts';

const folders = [join(import.meta.dirname, '../samples/programs'), join(import.meta.dirname, '../samples/every-construct')];
const texts = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.prose'))
    .map((file) => readFileSync(join(folder, file), 'utf8')),
);

/** Every object with a kind and a span that can be reached, however it is reached. */
function reachable(value: unknown, found = new Set<unknown>()): ReadonlySet<unknown> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found;
  if ('kind' in value && 'span' in value) found.add(value);
  for (const inner of Object.values(value)) reachable(inner, found);
  return found;
}

describe('walking a tree', () => {
  it('visits every node once', () => {
    for (const text of texts) {
      const { ast } = parsed(text);
      const visited: Node[] = [];
      walk(ast, (node) => {
        visited.push(node);
      });
      expect(new Set<unknown>(visited)).toEqual(reachable(ast));
      expect(visited).toHaveLength(new Set(visited).size);
    }
  });

  it('visits children in source order, but for the two readings of a condition', () => {
    for (const text of texts) {
      walk(parsed(text).ast, (node) => {
        if (node.kind === 'condition') return;
        const starts = children(node).map((child) => child.span.start);
        expect(starts, node.kind).toEqual([...starts].sort((a, b) => a - b));
      });
    }
  });

  it('leaves out what is under a node on request', () => {
    const kinds: string[] = [];
    walk(parsed('if x:\n  let y = 1\nlet z = 2\n').ast, (node) => {
      kinds.push(node.kind);
      return node.kind !== 'if';
    });
    expect(kinds).toEqual(['program', 'if', 'let', 'name', 'expression', 'number']);
  });
});
