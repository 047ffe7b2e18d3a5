/** The canonical form: one folder a case, and the promises that hold for every program. */
import { describe, expect, test } from 'vitest';
import { format } from '../../src/language/format/format.ts';
import { sameSyntax } from '../../src/language/format/same-syntax.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { caseFolders, sampleFile, samplesIn } from './format-samples.ts';

function formatted(text: string): string {
  const result = format(new Source('test.prose', text));
  if (result.kind === 'invalid') throw new Error(result.diagnostics.map((found) => `${found.line}:${found.column} ${found.code} ${found.message}`).join('\n'));
  return result.text;
}

function commentsOf(text: string): readonly string[] {
  return parse(new Source('test.prose', text)).comments.map((comment) => comment.text.trimEnd());
}

describe('every case has its canonical form', () => {
  test.each(caseFolders('format'))('%s', (name) => {
    const input = sampleFile('format', name, 'input.prose');
    expect(formatted(input)).toBe(sampleFile('format', name, 'expected.prose'));
  });

  test.each(caseFolders('format'))('%s is a fixed point', (name) => {
    const canonical = sampleFile('format', name, 'expected.prose');
    expect(formatted(canonical)).toBe(canonical);
  });
});

const programs = [
  ...samplesIn('programs'),
  ...samplesIn('every-construct'),
  ...caseFolders('format').map((name) => new Source(`format/${name}`, sampleFile('format', name, 'input.prose'))),
];

describe('formatting keeps every sample program', () => {
  test.each(programs.map((source) => [source.file, source.text] as const))('%s', (_file, text) => {
    const canonical = formatted(text);
    const before = parse(new Source('test.prose', text));
    const after = parse(new Source('test.prose', canonical));
    expect(sameSyntax(before.ast, after.ast)).toBe(true);
    expect(commentsOf(canonical)).toEqual(commentsOf(text));
    expect(formatted(canonical)).toBe(canonical);
    expect(canonical).not.toMatch(/\r|^\uFEFF/);
    expect(canonical === '' || canonical.endsWith('\n')).toBe(true);
  });
});

describe('a program with syntax errors', () => {
  test('is not formatted; its errors are told', () => {
    const result = format(new Source('test.prose', 'session "open\nparallel:\n'));
    expect(result.kind === 'invalid' && result.diagnostics.map((found) => found.code)).toEqual(['E001', 'E040']);
  });

  test('warnings are no obstacle', () => {
    expect(formatted('session   "\\d"')).toBe('session "\\d"\n');
  });

  test('errors of names are no obstacle', () => {
    expect(formatted('do   nothing(  missing )')).toBe('do nothing(missing)\n');
  });
});

describe('sameSyntax', () => {
  const ast = (text: string) => parse(new Source('test.prose', text)).ast;

  test.each([
    ['a value', 'let a = 1', 'let a = 2'],
    ['a name', 'let a = 1', 'let b = 1'],
    ['the words of a question', 'if the sun shines:\n  break', 'if the  sun shines:\n  break'],
    ['a missing statement', 'break\nbreak', 'break'],
    ['the place of a property', 'session "a" model: x', 'session "a"\n  model: x'],
    ['brackets', 'let a = (1)', 'let a = 1'],
    ['a sign and a negative number', 'let a = - 5', 'let a = -5'],
  ])('%s makes a difference', (_what, first, second) => {
    expect(sameSyntax(ast(first), ast(second))).toBe(false);
  });

  test.each([
    ['indentation', 'if a == 1:\n  break', 'if a == 1:\n      break'],
    ['space in an expression', 'if a == 1:\n  break', 'if a==1:\n  break'],
    ['quotes of a join word', 'parallel (first):\n  break', 'parallel ("first"):\n  break'],
    ['commas of an object', 'let a = { b: 1, c: 2 }', 'let a = { b: 1\n c: 2 }'],
  ])('%s makes none', (_what, first, second) => {
    expect(sameSyntax(ast(first), ast(second))).toBe(true);
  });
});

describe('large programs', () => {
  test('100,000 operands on one line, and one a line', () => {
    const operands = Array.from({ length: 100_000 }, (_, at) => `a${at}`);
    expect(formatted(`let x = ${operands.join('+')}`)).toBe(`let x = ${operands.join(' + ')}\n`);
    const lines = `let x = (\n  ${operands.join('\n  + ')}\n)\n`;
    expect(formatted(lines)).toBe(lines);
  });

  test('a list of 100,000 items on one line', () => {
    const items = Array.from({ length: 100_000 }, (_, at) => String(at));
    expect(formatted(`let x = [${items.join(',')}]`)).toBe(`let x = [${items.join(', ')}]\n`);
  });

  test('10,000 elifs, arrows and comments', () => {
    const many = <T>(line: (at: number) => T) => Array.from({ length: 10_000 }, (_, at) => line(at));
    const arms = `if a == 0:\n  break\n${many((at) => `elif a == ${at}:\n  break\n`).join('')}`;
    expect(formatted(arms)).toBe(arms);
    const arrows = `session "a"\n${many((at) => `  -> session "${at}"\n`).join('')}`;
    expect(formatted(arrows)).toBe(arrows);
    const comments = many((at) => `# ${at}\n`).join('');
    expect(formatted(comments)).toBe(comments);
  });

  test('200 levels and 200 brackets', () => {
    const headers = Array.from({ length: 200 }, (_, at) => `${'  '.repeat(at)}repeat 2:\n`);
    const levels = `${headers.join('')}${'  '.repeat(200)}break\n`;
    expect(formatted(levels)).toBe(levels);
    expect(formatted(`let x = ${'[ '.repeat(200)}${' ]'.repeat(200)}`)).toBe(`let x = ${'['.repeat(200)}${']'.repeat(200)}\n`);
  });
});
