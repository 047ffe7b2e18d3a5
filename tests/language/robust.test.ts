/**
 * Whatever the text is, the parser ends, throws nothing, keeps its promises about spans, and does not
 * bury one mistake under many reports.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/language/ast.ts';
import { check } from '../../src/language/check.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { children, walk } from '../../src/language/walk.ts';

const seed = 20260;
const programs = join(import.meta.dirname, '../samples/programs');
const samples = readdirSync(programs).map((file) => ({ file, text: readFileSync(join(programs, file), 'utf8') }));
const parseSamples = join(import.meta.dirname, '../samples/parse');
const broken = readdirSync(parseSamples).map((folder) => readFileSync(join(parseSamples, folder, 'program.prose'), 'utf8'));

/** What the tiles of tokens and comments leave out must be white space. */
function gaps(text: string): string {
  const { tokens, comments } = parse(new Source('x.prose', text));
  const tiles = [...tokens, ...comments].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let at = 0;
  let left = '';
  for (const { text: characters, span } of tiles) {
    expect(span.start, 'tiles do not overlap').toBeGreaterThanOrEqual(at);
    expect(text.slice(span.start, span.end), 'a tile is its characters').toBe(characters);
    left += text.slice(at, span.start);
    at = span.end;
  }
  return left + text.slice(at);
}

const whiteSpace = /^[\s\ufeff]*$/;

/** Every child lies in its parent. The two readings of a bare condition cover the same text. */
function checkSpans(text: string): void {
  const { ast } = parse(new Source('x.prose', text));
  walk(ast, (node: Node) => {
    expect(node.span.end).toBeGreaterThanOrEqual(node.span.start);
    expect(node.span.start).toBeGreaterThanOrEqual(0);
    expect(node.span.end).toBeLessThanOrEqual(text.length);
    if (node.kind === 'program') return;
    for (const child of children(node)) {
      if (child.span.start < node.span.start || child.span.end > node.span.end) {
        expect.fail(
          `${child.kind} ${JSON.stringify(child.span)} leaves its ${node.kind} ${JSON.stringify(node.span)} in ${JSON.stringify(text.slice(0, 400))}`,
        );
      }
    }
  });
}

// ---------------------------------------------------------------------------------------------
// Texts

const fragments = [
  'session',
  '"text"',
  '"',
  '"""',
  '**',
  '***',
  ':',
  '\n',
  '\n  ',
  '\n    ',
  '\n\t',
  ' ',
  '->',
  '|',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  '=',
  '==',
  '-',
  '+',
  'if',
  'elif',
  'else',
  'loop',
  'until',
  'for',
  'each',
  'in',
  'parallel',
  'try',
  'catch',
  'as',
  'finally',
  'choice',
  'option',
  'do',
  'repeat',
  '3',
  '30s',
  'let',
  'const',
  'x',
  'y-1',
  'agent',
  'block',
  'use',
  'output',
  'return',
  'input',
  'map',
  'reduce',
  'not',
  'and',
  'is',
  'true',
  'null',
  '#',
  '\\',
  '{x}',
  'max',
  'call',
  'resume',
  'assert',
  'throw',
  'break',
  '\r\n',
  'é',
  '\u0000',
  '\ud800',
  '- ',
  '?',
];
const soup = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(' '));
const tightSoup = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(''));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
const anything = fc.oneof(soup, tightSoup, bytes, fc.string({ unit: 'binary', maxLength: 200 }));

type Mutation = (text: string, at: number) => string;

function onLines(change: (lines: string[], at: number) => void): Mutation {
  return (text, at) => {
    const lines = text.split('\n');
    change(lines, at % Math.max(lines.length - 1, 1));
    return lines.join('\n');
  };
}

function onTokens(change: (text: string, first: { start: number; end: number }, second: { start: number; end: number }) => string): Mutation {
  return (text, at) => {
    const tokens = parse(new Source('x.prose', text)).tokens.filter((token) => token.text !== '');
    const place = at % Math.max(tokens.length - 1, 1);
    const [first, second] = [tokens[place]?.span, tokens[place + 1]?.span];
    return first && second ? change(text, first, second) : text;
  };
}

const mutations: Readonly<Record<string, Mutation>> = {
  'delete a line': onLines((lines, at) => lines.splice(at, 1)),
  'duplicate a line': onLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  'swap two lines': onLines((lines, at) => lines.splice(at, 2, lines[at + 1] ?? '', lines[at] ?? '')),
  'indent a line': onLines((lines, at) => lines.splice(at, 1, ` ${lines[at] ?? ''}`)),
  'outdent a line': onLines((lines, at) => lines.splice(at, 1, (lines[at] ?? '').slice(1))),
  'delete a token': onTokens((text, first) => text.slice(0, first.start) + text.slice(first.end)),
  'duplicate a token': onTokens((text, first) => `${text.slice(0, first.end)} ${text.slice(first.start)}`),
  'swap two tokens': onTokens(
    (text, first, second) =>
      text.slice(0, first.start) +
      text.slice(second.start, second.end) +
      text.slice(first.end, second.start) +
      text.slice(first.start, first.end) +
      text.slice(second.end),
  ),
  'delete a character': (text, at) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1),
};

const mutated = fc
  .tuple(fc.constantFrom(...samples), fc.constantFrom(...Object.values(mutations)), fc.nat())
  .map(([sample, mutate, at]) => mutate(sample.text, at));

// ---------------------------------------------------------------------------------------------

describe('any text', () => {
  it.each(samples.map(({ file }) => file))('is tiled by tokens and comments: %s', (file) => {
    const text = samples.find((sample) => sample.file === file)?.text ?? '';
    expect(gaps(text)).toMatch(whiteSpace);
    checkSpans(text);
  });

  it('is tiled by tokens and comments: broken programs', () => {
    for (const text of broken) {
      expect(gaps(text)).toMatch(whiteSpace);
      checkSpans(text);
    }
  });

  it(`is tiled by tokens and comments, and spans nest (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.oneof(anything, mutated), (text) => {
        expect(gaps(text)).toMatch(whiteSpace);
        checkSpans(text);
      }),
      { seed, numRuns: 600 },
    );
  });

  it(`gives diagnostics in source order, inside the source (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.oneof(anything, mutated), (text) => {
        const source = new Source('x.prose', text);
        const { diagnostics } = parse(source);
        const places = diagnostics.map(({ line, column }) => line * 1e6 + column);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        for (const { line, column, endLine, endColumn } of diagnostics) {
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(source.line(line).length + 1);
          expect(endLine * 1e6 + endColumn).toBeGreaterThanOrEqual(line * 1e6 + column);
        }
      }),
      { seed, numRuns: 600 },
    );
  });

  it(`can be checked without an exception (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.oneof(anything, mutated), (text) => {
        check(new Source('x.prose', text));
      }),
      { seed, numRuns: 400 },
    );
  });
});

describe('one mistake', () => {
  const places = Array.from({ length: 12 }, (_, index) => index * 7919 + 13);

  function counts(diagnose: (source: Source) => { readonly diagnostics: readonly unknown[] }): readonly number[] {
    return samples.flatMap(({ text }) =>
      Object.values(mutations).flatMap((mutate) => places.map((at) => diagnose(new Source('x.prose', mutate(text, at))).diagnostics.length)),
    );
  }

  function average(numbers: readonly number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  }

  it('gives few syntax errors', () => {
    const found = counts(parse);
    expect(average(found)).toBeLessThan(0.8);
    expect(found.filter((count) => count > 4)).toEqual([]);
  });

  it("gives at most 2.5 diagnostics on average, the clean programs' own included", () => {
    expect(average(counts((source) => check(source)))).toBeLessThanOrEqual(2.5);
  });
});

describe('a large text', () => {
  const many = 100_000;
  const cases: Readonly<Record<string, { readonly text: string; readonly codes: readonly string[] }>> = {
    'a sum of 100,000 operands': { text: `let x = a${' + a'.repeat(many)}`, codes: [] },
    'a condition of 100,000 operands': { text: `if a${' and a'.repeat(many)}:\n  break`, codes: [] },
    '25,000 elifs': { text: `if x:\n  break\n${'elif x:\n  break\n'.repeat(many / 4)}`, codes: [] },
    '100,000 statements': { text: 'let x = 3\n'.repeat(many), codes: [] },
    '100,000 members': { text: `let x = a${'.a'.repeat(many)}`, codes: [] },
    '100,000 arrows': { text: `session "a"${'\n-> session "b"'.repeat(many)}`, codes: [] },
    '100,000 stages': { text: `x${'\n| map: item'.repeat(many)}`, codes: [] },
    'a million stars': { text: '*'.repeat(1e6), codes: ['E030', 'E105'] },
    'a million backslashes': { text: `"${'\\'.repeat(1e6)}`, codes: ['E001'] },
    'a million line breaks in a bracket': { text: `let x = [${'\n'.repeat(1e6)}]`, codes: [] },
    '100,000 open parentheses': { text: `let x = ${'('.repeat(many)}`, codes: ['E106'] },
    '100,000 open braces': { text: `let x = ${'{ a: '.repeat(many)}`, codes: ['E106'] },
    '100,000 brackets that fit no partner': { text: `let x = ${'('.repeat(many)}${']'.repeat(many)}`, codes: ['E106'] },
    '100,000 nots': { text: `let x = ${'not '.repeat(many)}a`, codes: ['E106'] },
    '100,000 signs': { text: `let x = ${'-'.repeat(many)}a`, codes: ['E106'] },
    '1,000 levels': { text: Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}do:`).join('\n'), codes: ['E106'] },
  };

  it.each(Object.keys(cases))('%s', (name) => {
    const { text, codes } = cases[name] ?? { text: '', codes: [] };
    expect(parse(new Source('x.prose', text)).diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  function nestedLevels(count: number): string {
    return `${Array.from({ length: count }, (_, level) => `${' '.repeat(level)}do:`).join('\n')}\n${' '.repeat(count)}break\n`;
  }

  it('may have 256 levels, and brackets 256 deep in the deepest of them', () => {
    const text = `${nestedLevels(256)}${' '.repeat(256)}let x = ${'['.repeat(256)}${']'.repeat(256)}\n`;
    expect(parse(new Source('x.prose', text)).diagnostics).toEqual([]);
  });

  it('is refused at the first line of level 257, and read on behind it', () => {
    const { diagnostics, ast } = parse(new Source('x.prose', `${nestedLevels(257)}let x = 1\n`));
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([['E106', 258, 258]]);
    expect(ast.items.map((item) => item.kind)).toEqual(['do-body', 'let']);
  });

  it('is refused at the 257th bracket, and read on in the next line', () => {
    const { diagnostics, ast } = parse(new Source('x.prose', `${'('.repeat(257)}1${')'.repeat(257)}\nlet x = 1\n`));
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([['E106', 1, 257]]);
    expect(ast.items).toHaveLength(2);
  });
});
