/**
 * Every example of `docs/language.md` is checked.
 *
 * A plain `prose` fence must have no diagnostics at all. `error=E029` or `warning=W013` behind the word
 * (several with commas) names exactly the codes that it shows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/language/catalogue.ts';
import { check } from '../../src/language/check.ts';
import { format } from '../../src/language/format/format.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { walk } from '../../src/language/walk.ts';
import { samplesIn } from '../language/format-samples.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/language.md'), 'utf8');

interface Example {
  readonly line: number;
  readonly info: string;
  readonly text: string;
}

function examplesOf(markdown: string): readonly Example[] {
  return [...markdown.matchAll(/^```prose(.*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    line: markdown.slice(0, found.index).split('\n').length,
    info: (found[1] ?? '').trim(),
    text: found[2] ?? '',
  }));
}

/** The programs that an example uses: the page shows only how they are called. */
const used: Readonly<Record<string, string>> = {
  './lib/summary.prose': 'input text: "Text?"\ninput lines: "Optional: lines?"\noutput short = session "Summarise {text} in {lines} lines"\n',
  './lib/translate.prose': 'input text: "Text?"\noutput french = session "Translate {text}"\n',
};

function load(path: string): Source | undefined {
  const text = used[path];
  return text === undefined ? undefined : new Source(path, text);
}

const examples = examplesOf(page);

describe('docs/language.md', () => {
  test('has examples, and every fence of it is one', () => {
    expect(examples.length).toBeGreaterThan(30);
    expect(page.match(/^```/gm)).toHaveLength(examples.length * 2);
  });

  test.each(examples.map((example) => [example.line, example] as const))('line %i', (_line, { info, text }) => {
    const expected = /^(?:error|warning)=(.+)$/.exec(info)?.[1]?.split(',') ?? [];
    expect(info === '' || expected.length > 0, `unknown fence: ${info}`).toBe(true);
    const found = check(new Source('example.prose', text), { load }).diagnostics;
    expect(
      found.map((diagnostic) => `${diagnostic.line}: ${diagnostic.code} ${diagnostic.message}`).filter((line) => !expected.some((code) => line.includes(code))),
    ).toEqual([]);
    expect([...new Set(found.map((diagnostic) => diagnostic.code))].sort()).toEqual([...expected].sort());
  });

  test.each(examples.filter((example) => !example.info.startsWith('error=E105')).map((example) => [example.line, example.text] as const))(
    'line %i can be formatted',
    (_line, text) => {
      expect(format(new Source('example.prose', text)).kind).toBe('formatted');
    },
  );

  test('names every form that is marked in the syntax tree', () => {
    const programs = [...samplesIn('every-construct').map((source) => source.text), ...examples.map((example) => example.text)];
    const forms = new Set<string>();
    for (const text of programs) {
      walk(parse(new Source('example.prose', text)).ast, (node) => {
        if (node.ext !== undefined) forms.add(node.ext);
      });
    }
    const table = page.slice(page.indexOf('## Forms by their names'), page.indexOf('## Formatting'));
    const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) => [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1]));
    expect([...forms].sort()).toEqual(named.sort());
  });

  test('names no code that does not exist', () => {
    const codes = page.match(/\b[EW]\d{3}\b/g) ?? [];
    expect(codes.filter((code) => !(code in catalogue))).toEqual([]);
  });
});
