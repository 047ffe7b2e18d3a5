/** Every folder of `tests/samples/parse`: a program, and the tree and diagnostics that it must give. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { outline } from './outline.ts';

const folder = join(import.meta.dirname, '../samples/parse');

function summary(text: string): string {
  const { ast, diagnostics } = parse(new Source('program.prose', text));
  const problems = diagnostics.map((problem) => {
    const place = `${problem.line}:${problem.column}-${problem.endLine}:${problem.endColumn}`;
    return `${place} ${problem.code} ${problem.message}${problem.hint === undefined ? '' : ` (${problem.hint})`}`;
  });
  return [outline(ast), ...problems.map((problem) => `${problem}\n`)].join('');
}

describe('the tree and the syntax errors of a program', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const text = readFileSync(join(folder, name, 'program.prose'), 'utf8');
    await expect(summary(text)).toMatchFileSnapshot(join(folder, name, 'expected.txt'));
  });
});
