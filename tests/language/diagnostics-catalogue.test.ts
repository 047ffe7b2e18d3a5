import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticsPage } from '../../scripts/diagnostics-page.ts';
import { catalogueTexts } from '../../src/language/catalogue-texts.ts';
import { type CheckOptions, catalogue, check, type DiagnosticCode, Source } from '../../src/language/index.ts';

const codes = Object.keys(catalogue) as DiagnosticCode[]; // the catalogue's keys are its codes

/** The agent command that the examples speak of. */
const options: CheckOptions = {
  load: (path, importer) => (path === `./${importer.file}` ? importer : undefined),
  models: (model) => (['sonnet', 'opus', 'haiku'].includes(model) ? 'known' : { hint: 'map it' }),
  permissions: (asked) => (asked.network === 'prompt' ? { message: 'nobody can be asked' } : 'enforced'),
};

function codesOf(text: string): readonly string[] {
  return check(new Source('example.prose', text), options).diagnostics.map(({ code }) => code);
}

describe('the examples of the catalogue', () => {
  it.each(codes.filter((code) => catalogueTexts[code].wrong !== undefined))('the wrong one of %s gets it and nothing else', (code) => {
    expect(new Set(codesOf(catalogueTexts[code].wrong ?? ''))).toEqual(new Set([code]));
  });

  it.each(codes.filter((code) => catalogueTexts[code].right !== undefined))('the right one of %s is clean', (code) => {
    expect(codesOf(catalogueTexts[code].right ?? '')).toEqual([]);
  });

  it('are there for every code whose example would not fill a page', () => {
    expect(codes.filter((code) => catalogueTexts[code].wrong === undefined)).toEqual(['E106', 'W003']);
  });
});

describe('docs/diagnostics.md', () => {
  it('is made from the catalogue', async () => {
    await expect(diagnosticsPage()).toMatchFileSnapshot(join(import.meta.dirname, '..', '..', 'docs', 'diagnostics.md'));
  });
});
