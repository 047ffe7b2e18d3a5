import { describe, expect, it } from 'vitest';
import { described, describing, refused } from './described.ts';

const names = { x: 'X', a: { b: ['B'] }, list: [1, 2], previous: 'old' };
const value = (name: string, of: unknown) => ({ kind: 'value', name, value: of });

const contextOf = (written: string) => described(`session "s"\n  context: ${written}\n`, { names }).context;
const block = (...lines: readonly string[]) => contextOf(`\n${lines.map((line) => `    ${line}`).join('\n')}`);

describe('language 3: context', () => {
  it.each([
    ['x', [value('x', 'X')]],
    ['a.b', [value('a.b', ['B'])]],
    ['a.b[0]', [value('a.b[0]', 'B')]],
    ['list', [value('list', [1, 2])]],
    ['"text {x}"', [value('text', 'text X')]],
    ['[x, a.b]', [value('x', 'X'), value('a.b', ['B'])]],
    ['[x, "one", "two"]', [value('x', 'X'), value('text', 'one'), value('text-2', 'two')]],
    ['[x, x]', [value('x', 'X'), value('x-2', 'X')]],
    ['{ x, a }', [value('x', 'X'), value('a', { b: ['B'] })]],
    ['{ k: x, a.b }', [value('k', 'X'), value('b', ['B'])]],
    ['{ "my notes": list }', [value('my notes', [1, 2])]],
    ['[x, { k: list }]', [value('x', 'X'), value('k', [1, 2])]],
    ['(x)', [value('x', 'X')]],
    ['x + "!"', [value('value', 'X!')]],
    ['[]', []],
    ['{}', []],
  ])('context: %s', (written, items) => {
    expect(contextOf(written)).toEqual({ kind: 'given', items });
  });

  it('a block with files, values and names', () => {
    expect(block('file: "docs/a.md"', 'file: "docs/{x}.md"', 'notes: a.b', 'x')).toEqual({
      kind: 'given',
      items: [
        { kind: 'file', name: 'docs/a.md', path: 'docs/a.md' },
        { kind: 'file', name: 'docs/X.md', path: 'docs/X.md' },
        value('notes', ['B']),
        value('x', 'X'),
      ],
    });
  });

  it('file needs a path', () => {
    expect(refused('session "s"\n  context:\n    file: n\n', { names: { n: 5 } })).toBe('type at file: n: file must be the path of a file, not number 5');
  });

  it('omitted: the index of results', () => {
    expect(described('session "s"').context).toEqual({ kind: 'index', items: [] });
  });

  it('1.3 the result before an arrow is passed besides', () => {
    expect(described('session "s"', { previous: 'P' }).context).toEqual({ kind: 'index', items: [value('previous', 'P')] });
    expect(described('session "s"\n  context: x\n', { names, previous: 'P' }).context).toEqual({
      kind: 'given',
      items: [value('x', 'X'), value('previous', 'P')],
    });
    expect(described('session "s"\n  context: []\n', { previous: null }).context).toEqual({ kind: 'given', items: [value('previous', null)] });
  });
});

describe("1.10 a persistent agent's name", () => {
  const agent = 'agent captain:\n  prompt: "Lead"\n  persist: project\n\n';
  const address = { agent: 'captain', place: { kind: 'project' }, program: 'test.prose' };

  it.each([
    ['captain', [{ kind: 'memory', name: 'captain', address }]],
    ['[x, captain]', [value('x', 'X'), { kind: 'memory', name: 'captain', address }]],
    ['{ captain }', [{ kind: 'memory', name: 'captain', address }]],
    ['{ notes: captain }', [{ kind: 'memory', name: 'notes', address }]],
  ])('context: %s passes its memory', (written, items) => {
    expect(described(`${agent}session "s"\n  context: ${written}\n`, { names }).context).toEqual({ kind: 'given', items });
  });

  it('stands beside entries that must be called for first', () => {
    const text = `${agent}session "s"\n  context: { captain, k: f() }\n`;
    expect(describing(text)).toMatchObject({ ok: 'needs', evaluation: { effect: 1 } });
    expect(described(text, { results: { 1: 'F' } }).context.items).toEqual([{ kind: 'memory', name: 'captain', address }, value('k', 'F')]);
  });

  it('that is also a value is the value', () => {
    expect(described(`${agent}session "s"\n  context: captain\n`, { names: { captain: 'Ahab' } }).context).toEqual({
      kind: 'given',
      items: [value('captain', 'Ahab')],
    });
  });
});

describe('the context of an agent', () => {
  const agent = 'agent writer:\n  prompt: "Write"\n  context: style\n\n';

  it('is that of its sessions, in the frame of the program', () => {
    expect(described(`${agent}session: writer`, { names: { style: 'local' }, programNames: { style: 'global' } }).context).toEqual({
      kind: 'given',
      items: [value('style', 'global')],
    });
  });

  it('gives way to that of a session', () => {
    expect(described(`${agent}session: writer\n  context: []\n`, { names: { style: 's' } }).context).toEqual({ kind: 'given', items: [] });
  });
});
