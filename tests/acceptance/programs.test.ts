/** Programs that use programs, from outside: files, vendored ones, inputs, what is refused. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Stage, statuses } from './stage.ts';

describe('use', () => {
  test('files are found beside the program that names them, and so are its schemas and memories', async () => {
    const files = {
      'lib/outer.prose': 'input topic: "What?"\nuse "./deep/inner.prose"\nlet r = call inner(topic: topic)\noutput r = r\n',
      'lib/deep/inner.prose': `input topic: "What?"
agent keeper:
  prompt: "You keep notes."
  persist: "./notes"
let fact = session "about {topic}":
  prompt: """SAY<<{"n": 1}>>"""
  returns: "./fact.json"
session: keeper
  prompt: "note"
output r = fact.n
`,
      'lib/deep/fact.json': '{ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } }',
    };
    const stage = new Stage('use "./lib/outer.prose"\noutput n = outer("owls")\n', { files });
    const { code, document, stderr } = await stage.run();
    expect([code, document.outputs.n], stderr).toEqual([0, 1]);
    expect(statuses(document)).toEqual({ 'about owls': 'succeeded', keeper: 'succeeded' });
    expect(existsSync(join(stage.folder, 'lib/deep/notes/memory.md'))).toBe(true);
    expect(readdirSync(join(stage.runFolder(), 'imports'))).toHaveLength(2);
  });

  test.each([
    ['by the program', 'use "@alice/research"\ncall research()\n', {}],
    ['by a program that it uses', 'use "./lib.prose"\ncall lib()\n', { 'lib.prose': 'use "https://example.com/research"\ncall research()\n' }],
    ['and never called', 'use "@alice/research"\nsession "x"\n', {}],
  ])('a program of a registry or URL that is not vendored, used %s, is refused with exit 3', async (_, program, files) => {
    const stage = new Stage(program, { files });
    const { code, stderr } = await stage.command(['run', 'program.prose']);
    expect(code).toBe(3);
    expect(stderr).toContain('W023');
    expect(stderr).toContain('imports/');
    expect(stage.spawns()).toEqual([]);
    expect(existsSync(join(stage.folder, '.prose'))).toBe(false);
  });

  test.each([
    ['a registry', '@alice/research', 'imports/@alice/research.prose'],
    ['a URL', 'https://example.com/research', 'imports/example.com/research.prose'],
  ])('one of %s that is vendored runs', async (_, path, file) => {
    const stage = new Stage(`use "${path}" as research\noutput a = research(topic: "owls")\n`, {
      files: { [file]: 'input topic: "?"\noutput r = session "about {topic}"\n' },
    });
    const { code, spawns, stderr } = await stage.run();
    expect(code, stderr).toBe(0);
    expect(spawns.map(({ label }) => label)).toEqual(['about owls']);
  });

  test('programs that use each other in a circle are refused with exit 3', async () => {
    const stage = new Stage('use "./a.prose"\ncall a()\n', { files: { 'a.prose': 'use "./b.prose"\ncall b()\n', 'b.prose': 'use "./a.prose"\ncall a()\n' } });
    const { code, stderr } = await stage.command(['run', 'program.prose']);
    expect([code, /E043/.test(stderr)]).toEqual([3, true]);
  });
});

describe('inputs of a used program', () => {
  const asks = 'let x = session "first"\ninput approval: "Go on?"\noutput r = approval\n';

  test('one that the call does not give pauses the run, told with its own path and prompt', async () => {
    const stage = new Stage('input approval: "Main?"\nuse "./asks.prose"\nlet r = call asks()\noutput r = r\n', { files: { 'asks.prose': asks } });
    // A value given at the start is for the main program.
    const { code, document } = await stage.run('approval=yes', '--no-input');
    expect([code, document.status]).toEqual([4, 'paused']);
    expect(document.pausedOn).toMatchObject([{ kind: 'input', input: 'approval', prompt: 'Go on?' }]);
    expect(document.pausedOn[0]?.path).toMatch(/^\/call-asks@[0-9a-f]{10}\/input-approval@[0-9a-f]{10}$/);
  });

  test('are no inputs of the run', async () => {
    const stage = new Stage('use "./asks.prose"\nlet r = call asks()\n', { files: { 'asks.prose': asks } });
    const { code, stderr } = await stage.command(['run', 'program.prose', 'approval=yes']);
    expect([code, /approval/.test(stderr)]).toEqual([2, true]);
  });
});
