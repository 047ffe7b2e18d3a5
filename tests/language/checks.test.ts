import { describe, expect, it } from 'vitest';
import type { Permissions } from '../../src/ports.ts';
import { type CheckedProgram, check, Source } from '../../src/language/index.ts';

describe('what the agent commands are asked', () => {
  it('models that are known from the text, with the agent', () => {
    const asked: [string, string | undefined][] = [];
    const program =
      'let best = "opus"\nagent a:\n  prompt: "x"\n  model: sonnet\nsession: a\n  model: best\nsession "B" model: "gpt-5.2"\nsession "C"\n  model: "{best}"';
    check(new Source('models.prose', program), {
      models: (model, agent) => {
        asked.push([model, agent]);
        return 'known';
      },
    });
    expect(asked.sort()).toEqual([
      ['gpt-5.2', undefined],
      ['sonnet', 'a'],
    ]);
  });

  it('permissions as plain data', () => {
    const asked: [Permissions, string | undefined][] = [];
    const program = 'agent a:\n  prompt: "x"\n  permissions:\n    read: ["src/**", *.md]\n    write: deny\n    bash: prompt\nsession: a';
    check(new Source('permissions.prose', program), {
      permissions: (permissions, agent) => {
        asked.push([permissions, agent]);
        return 'enforced';
      },
    });
    expect(asked).toEqual([[{ read: ['src/**', '*.md'], write: 'deny', bash: 'prompt' }, 'a']]);
  });

  it('nothing about permissions that are wrong anyway', () => {
    const program = 'agent a:\n  prompt: "x"\n  permissions:\n    bash: maybe\nsession: a';
    const { diagnostics } = check(new Source('permissions.prose', program), { permissions: () => ({ message: 'never asked' }) });
    expect(diagnostics.map(({ code }) => code)).toEqual(['E004']);
  });
});

describe('used programs', () => {
  function checkFiles(files: Readonly<Record<string, string>>): { program: CheckedProgram; loads: readonly string[] } {
    const sources = new Map(Object.entries(files).map(([file, text]) => [file, new Source(file, text)]));
    const loads: string[] = [];
    const main = sources.get('main.prose');
    if (!main) throw new Error('no main.prose');
    const program = check(main, {
      load: (path) => {
        loads.push(path);
        return sources.get(path.replace('./', ''));
      },
    });
    return { program, loads };
  }
  const findings = ({ diagnostics }: CheckedProgram): readonly string[] => diagnostics.map(({ file, code, line }) => `${file} ${code}:${line}`);

  it('are there under their alias or their stem', () => {
    const { program } = checkFiles({ 'main.prose': 'use "./lib.prose"\nuse "./lib.prose" as other\ncall lib()\ncall other()', 'lib.prose': 'session "x"' });
    expect([...program.uses.keys()]).toEqual(['lib', 'other']);
    expect(program.uses.get('lib')?.program?.ast.items).toHaveLength(1);
    expect(program.uses.get('lib')?.program).toBe(program.uses.get('other')?.program);
  });

  it.each([
    ['alice/research', 'research'],
    ['@alice/research@1.2', 'research'],
    ['https://example.org/a/notes.prose', 'notes'],
    ['../far/away/deep-dive.prose', 'deep-dive'],
  ])('%s is called %s', (path, name) => {
    expect([...check(new Source('main.prose', `use "${path}"`)).uses.keys()]).toEqual([name]);
  });

  it('tell their errors once, under their own file, and their warnings not at all', () => {
    const { program } = checkFiles({
      'main.prose': 'use "./a.prose"\nuse "./b.prose"\ncall a()\ncall b()',
      'a.prose': 'use "./broken.prose"\ncall broken()\nloop:\n  session "x"',
      'b.prose': 'use "./broken.prose"\ncall broken()',
      'broken.prose': 'session "{x}"\nloop:\n  session "x"',
    });
    expect(findings(program)).toEqual(['broken.prose E029:1', 'a.prose E025:1', 'b.prose E025:1']);
    expect([...program.sources.keys()]).toEqual(['main.prose', 'broken.prose', 'a.prose', 'b.prose']);
  });

  it('that are broken give no inputs to miss', () => {
    const { program } = checkFiles({ 'main.prose': 'use "./a.prose"\ncall a()', 'a.prose': 'input x: "X"\nsession "{y}"' });
    expect(findings(program)).toEqual(['main.prose E025:1', 'a.prose E029:2']);
    expect(program.uses.get('a')?.program).toBeUndefined();
  });

  it('that use each other are refused where the circle closes', () => {
    const { program } = checkFiles({
      'main.prose': 'use "./a.prose"\ncall a()',
      'a.prose': 'use "./main.prose" as again\ncall again()',
    });
    expect(findings(program)).toEqual(['main.prose E025:1', 'a.prose E043:1']);
  });

  it('are asked for by every `use`, and not missed without a loader', () => {
    const { loads } = checkFiles({ 'main.prose': 'use "./a.prose"\nuse "x/y"\ncall a()', 'a.prose': 'session "x"' });
    expect(loads).toEqual(['./a.prose', 'x/y']);
    expect(check(new Source('main.prose', 'use "./a.prose"\ncall a(x: 1)')).diagnostics).toEqual([]);
  });

  it('have scopes of their own', () => {
    const { program } = checkFiles({ 'main.prose': 'use "./a.prose"\nlet x = 1\ncall a()\nsession "{x}"', 'a.prose': 'session "{x}"' });
    expect(findings(program)).toEqual(['main.prose E025:1', 'a.prose E029:1']);
  });
});

describe('tokens', () => {
  it('of a checked program are those of its source', () => {
    const { tokens } = check(new Source('tokens.prose', 'session "Say hello"'));
    expect(tokens.map(({ text }) => text).filter(Boolean)).toEqual(['session', '"Say hello"']);
  });
});
