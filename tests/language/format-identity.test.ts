/** Formatting changes no statement's identity: a formatted program resumes where the old one stood. */
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../src/language/ast.ts';
import { format } from '../../src/language/format/format.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { walk } from '../../src/language/walk.ts';
import { segmentsOf } from '../../src/machines/sites.ts';
import { caseFolders, sampleFile, samplesIn } from './format-samples.ts';

/** The segments of every statement list, in source order. */
function segmentsIn(text: string): readonly (readonly string[])[] {
  const { ast, tokens } = parse(new Source('test.prose', text));
  const lists: (readonly string[])[] = [];
  walk(ast, (node) => {
    if (node.kind === 'body') lists.push(segmentsOf(node.statements, tokens));
    if (node.kind === 'program') lists.push(segmentsOf(node.items.filter(isStatement), tokens));
    if (node.kind === 'parallel') lists.push(...node.branches.map((branch) => segmentsOf([branch.statement], tokens)));
  });
  return lists;
}

function isStatement(item: { readonly kind: string }): item is Statement {
  return !['use', 'import', 'agent', 'block'].includes(item.kind);
}

const programs = [
  ...samplesIn('programs'),
  ...samplesIn('every-construct'),
  ...caseFolders('format').map((name) => new Source(`format/${name}`, sampleFile('format', name, 'input.prose'))),
];

describe('paths stay', () => {
  test.each(programs.map((source) => [source.file, source] as const))('%s', (_file, source) => {
    const result = format(source);
    expect(result.kind).toBe('formatted');
    expect(segmentsIn(result.kind === 'formatted' ? result.text : '')).toEqual(segmentsIn(source.text));
  });

  test('where commas and colons are optional', () => {
    const first = 'session "a":\n  context: { b: 1\n    c: 2 }\nlet x = { y: [\n 1, 2] }';
    const second = 'session "a"\n  context: { b: 1, c: 2 }\nlet x = { y: [1, 2] }';
    expect(segmentsIn(first)).toEqual(segmentsIn(second));
    expect(segmentsIn(first)).not.toEqual(segmentsIn(second.replace('2', '3')));
  });
});
