import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BindingFiles } from '../../src/persist/binding-files.ts';
import type { BindingRecord } from '../../src/ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

function folder(): string {
  const path = join(temporaryFolder(), 'bindings');
  mkdirSync(path);
  return path;
}

function binding(name: string | null, executionId: number, more: Partial<BindingRecord> = {}): BindingRecord {
  return { name, programLevel: true, kind: 'let', executionId, source: `let ${name} = session "x"`, text: `text of ${executionId}`, ...more };
}

describe('binding files', () => {
  it('hold a header of name, kind, execution id and source, then the value as it is', () => {
    const text = 'first\n---\n\n  last  ';
    const file = new BindingFiles(folder()).write(binding('draft', 7, { text, source: 'let draft = session "x"\n  model: opus' }));
    expect(basename(file)).toBe('draft.md');
    expect(readFileSync(file, 'utf8')).toBe(`# draft\n\nname: draft\nkind: let\nexecution_id: 7\nsource: let draft = session "x"\n\n---\n\n${text}\n`);
  });

  it('are NAME.md for the program, NAME__ID.md for calls, branches and items', () => {
    const path = folder();
    const files = new BindingFiles(path);
    files.write(binding('draft', 1));
    files.write(binding('draft', 2, { programLevel: false }));
    files.write(binding('draft', 3, { programLevel: false }));
    expect(readdirSync(path).sort()).toEqual(['draft.md', 'draft__2.md', 'draft__3.md']);
  });

  it('are replaced when the name is bound again', () => {
    const path = folder();
    const files = new BindingFiles(path);
    files.write(binding('draft', 1));
    const file = files.write(binding('draft', 2));
    expect(readdirSync(path)).toEqual(['draft.md']);
    expect(readFileSync(file, 'utf8')).toContain('execution_id: 2');
  });

  it('never share a file by case, by number or by the form of unnamed results', () => {
    const files = new BindingFiles(folder());
    const written = [
      files.write(binding('draft', 1)),
      files.write(binding('Draft', 2)),
      files.write(binding('a', 3, { programLevel: false })),
      files.write(binding('a__3', 4)),
      files.write(binding('anon_001', 5)),
      files.write(binding(null, 6)),
      files.write(binding('x', 7, { programLevel: false })),
      files.write(binding('X', 7, { programLevel: false })),
      files.write(binding('../../evil', 8)),
    ].map((file) => basename(file));
    expect(new Set(written.map((file) => file.toLowerCase())).size).toBe(written.length);
    expect(written.slice(0, 8)).toEqual(['draft.md', 'Draft__2.md', 'a__3.md', 'a__3__4.md', 'anon_001__5.md', 'anon_001.md', 'x__7.md', 'X__7-2.md']);
    expect(written[8]).toMatch(/^evil-[0-9a-f]{12}\.md$/);
  });

  it('number unnamed results from 1 and keep the number of each over resumes', () => {
    const path = folder();
    const first = new BindingFiles(path);
    expect([4, 9, 4].map((id) => basename(first.write(binding(null, id))))).toEqual(['anon_001.md', 'anon_002.md', 'anon_001.md']);
    const second = new BindingFiles(path);
    expect([9, 12].map((id) => basename(second.write(binding(null, id))))).toEqual(['anon_002.md', 'anon_003.md']);
    expect(basename(second.write(binding('draft', 1)))).toBe('draft.md');
  });
});
