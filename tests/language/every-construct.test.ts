/**
 * Programs that together use every construct of the grammar and every oddity of the language.
 *
 * Beside each `NAME.prose` stands `NAME.expected.json`: the exact diagnostics, and how it is run elsewhere
 * (`inputs`; `runs: false` for a program that can be checked only).
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Node } from '../../src/language/ast.ts';
import { catalogue } from '../../src/language/catalogue.ts';
import { check } from '../../src/language/check.ts';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { format } from '../../src/language/format/format.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { walk } from '../../src/language/walk.ts';
import { sampleFile, samplesIn } from './format-samples.ts';

const folder = join(import.meta.dirname, '../samples/every-construct');

/** A used file, named relative to the folder of the samples. */
function load(path: string, importer: Source): Source | undefined {
  const file = join(dirname(importer.file), path);
  return existsSync(join(folder, file)) ? new Source(file, readFileSync(join(folder, file), 'utf8')) : undefined;
}

interface Expected {
  readonly diagnostics: readonly Pick<Diagnostic, 'code' | 'line' | 'column'>[];
}

function expectedFor(file: string): Expected {
  return JSON.parse(sampleFile('every-construct', file.replace('.prose', '.expected.json'))) as Expected; // our own file, compared in full
}

const samples = samplesIn('every-construct');
const cases = samples.map((source) => [source.file, source] as const);

describe('every construct', () => {
  test.each(cases)('%s has exactly the expected diagnostics', (file, source) => {
    const found = check(source, { load }).diagnostics;
    expect(found.map(({ code, line, column }) => ({ code, line, column }))).toEqual(expectedFor(file).diagnostics);
  });

  test.each(cases)('%s has the same diagnostics in canonical form', (file, source) => {
    const result = format(source);
    const text = result.kind === 'formatted' ? result.text : '';
    const found = check(new Source(file, text), { load }).diagnostics;
    expect(found.map(({ code }) => code)).toEqual(expectedFor(file).diagnostics.map(({ code }) => code));
    expect(format(new Source(file, text))).toEqual(result);
  });
});

/** What a node is, finer than its `kind`: the forms of one construct are different forms. */
function formsOf(node: Node): readonly string[] {
  const ext = node.ext === undefined ? [] : [`ext:${node.ext}`];
  return [node.kind, ...ext, ...variantsOf(node).map((variant) => `${node.kind}:${variant}`)];
}

function variantsOf(node: Node): readonly string[] {
  switch (node.kind) {
    case 'text':
      return [node.quote];
    case 'discretion':
      return [node.fence];
    case 'binary':
    case 'unary':
      return [node.operator];
    case 'property':
      return [node.place, node.name.text];
    case 'stage':
      return [node.operation, ...(node.operation === 'reduce' ? [] : [node.body.layout])];
    case 'entry':
      return [node.form];
    case 'let':
      return [node.declaration, node.target.kind, node.value.kind];
    case 'assign':
      return [node.target.kind, node.value.kind];
    case 'output':
      return [node.name ? 'named' : 'unnamed', node.value?.kind ?? 'bare'];
    case 'return':
    case 'throw':
      return [node.value ? 'value' : 'bare'];
    case 'branch':
      return [node.declaration ?? (node.name ? 'named' : 'unnamed')];
    case 'for':
      return [node.parallel ? 'parallel' : 'sequential', node.index ? 'index' : 'no-index'];
    case 'loop':
      return [node.head?.kind ?? 'plain', node.max ? 'max' : 'no-max', node.index ? 'index' : 'no-index'];
    case 'if':
      return [node.otherwise ? 'else' : 'no-else', node.arms.length > 1 ? 'elif' : 'no-elif'];
    case 'try':
      return [`${node.handler ? 'catch' : ''}${node.cleanup ? 'finally' : ''}`];
    case 'modifier-word':
      return [node.text, node.quoted ? 'quoted' : 'bare'];
    case 'assert':
      return [node.message ? 'message' : 'no-message'];
    case 'session':
      return [[node.text && 'text', node.label && 'label', node.agent && 'agent'].filter(Boolean).join('+') || 'properties'];
    default:
      return [];
  }
}

const rightSides = [
  'arrow',
  'resume',
  'call',
  'do',
  'do-body',
  'parallel',
  'repeat',
  'for',
  'loop',
  'if',
  'choice',
  'try',
  'pipeline',
  'session',
  'expression',
];

/** Every production and alternative of the grammar (`language.md` 2), as `formsOf` names them. */
const grammar: readonly string[] = [
  ...[
    'program',
    'use',
    'import',
    'agent',
    'block',
    'body',
    'input',
    'let',
    'assign',
    'output',
    'return',
    'arrow',
    'resume',
    'call',
    'do',
    'do-body',
    'parallel',
  ],
  ...['repeat', 'for', 'loop', 'if', 'arm', 'choice', 'option', 'try', 'catch', 'throw', 'break', 'continue', 'assert', 'pipeline', 'stage', 'expression'],
  ...[
    'text:single',
    'text:triple',
    'discretion:double',
    'discretion:triple',
    'discretion:bare',
    'interpolation',
    'literal',
    'pattern',
    'argument',
    'group',
    'list',
    'object',
  ],
  ...['number', 'boolean', 'null', 'duration', 'word', 'reference', 'member', 'index', 'program-call', 'property-block', 'modifiers', 'condition'],
  ...['or', 'and', '==', '!=', '<', '<=', '>', '>=', 'is', '+', '-', '*', '/'].map((operator) => `binary:${operator}`),
  ...['unary:not', 'unary:-', 'entry:name', 'entry:text', 'entry:shorthand'],
  ...[
    'line',
    'parentheses',
    'block',
    'prompt',
    'model',
    'context',
    'retry',
    'backoff',
    'timeout',
    'returns',
    'persist',
    'skills',
    'permissions',
    'shape',
    'file',
  ].map((name) => `property:${name}`),
  ...['map', 'filter', 'pmap', 'reduce', 'line', 'indented'].map((name) => `stage:${name}`),
  ...['let:let', 'let:const', 'let:name', 'let:pattern', 'assign:reference', 'assign:member', 'assign:index', 'output:named', 'output:unnamed', 'output:bare'],
  ...rightSides.flatMap((kind) => [`let:${kind}`, `assign:${kind}`, `output:${kind}`]),
  ...['return:value', 'return:bare', 'throw:value', 'throw:bare', 'branch:let', 'branch:const', 'branch:named', 'branch:unnamed'],
  ...[
    'for:parallel',
    'for:sequential',
    'for:index',
    'for:no-index',
    'loop:until',
    'loop:while',
    'loop:each',
    'loop:plain',
    'loop:max',
    'loop:no-max',
    'loop:index',
    'loop:no-index',
  ],
  ...['if:else', 'if:no-else', 'if:elif', 'if:no-elif', 'try:catch', 'try:finally', 'try:catchfinally', 'assert:message', 'assert:no-message'],
  ...['all', 'first', 'any', 'regardless', 'fail-fast', 'continue', 'ignore', 'quoted', 'bare'].map((word) => `modifier-word:${word}`),
  ...['session:text', 'session:agent', 'session:label', 'session:label+agent', 'session:properties'],
];

describe('together they are complete', () => {
  const seen = new Set<string>();
  for (const source of samples) {
    walk(parse(source).ast, (node) => {
      for (const form of formsOf(node)) seen.add(form);
    });
  }

  test('every alternative of the grammar occurs', () => {
    expect(grammar.filter((form) => !seen.has(form))).toEqual([]);
  });

  test('every warning that a program can have occurs', () => {
    const reported = new Set(samples.flatMap((source) => expectedFor(source.file).diagnostics.map(({ code }) => code)));
    const warnings = Object.entries(catalogue).filter(([, entry]) => entry.severity !== 'error');
    expect(warnings.map(([code]) => code).filter((code) => !reported.has(code as keyof typeof catalogue))).toEqual([]);
  });
});
