/** Every example of `docs/semantics.md` checks clean and runs to its end under the simulated agent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/language/check.ts';
import { Source } from '../../src/language/source.ts';
import { runInMemory } from '../../src/testing/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/semantics.md'), 'utf8');
const examples = [...page.matchAll(/^```prose\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? '');

describe('docs/semantics.md', () => {
  test('has examples, and every fence of it is one', () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(page.match(/^```/gm)).toHaveLength(examples.length * 2);
  });

  test.each(examples)('%s', async (text) => {
    expect(check(new Source('example.prose', text)).diagnostics).toEqual([]);
    expect((await runInMemory(text)).document.status).toBe('succeeded');
  });
});
