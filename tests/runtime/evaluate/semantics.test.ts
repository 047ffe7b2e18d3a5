import { describe, expect, it } from 'vitest';
import type { SessionNode } from '../../../src/runtime/request/describe-session.ts';
import { check } from '../../../src/language/check.ts';
import type { CheckedProgram } from '../../../src/language/checked-program.ts';
import { Source } from '../../../src/language/source.ts';
import { walk } from '../../../src/language/walk.ts';
import { createSemantics } from '../../../src/runtime/semantics.ts';
import { errorValue, type Value } from '../../../src/values.ts';
import { aCancelled, failure } from '../values/samples.ts';
import { scopeOf } from './program.ts';

function checked(text: string): CheckedProgram {
  const program = check(new Source('test.prose', text));
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
  return program;
}

function sessionsIn(program: CheckedProgram): readonly SessionNode[] {
  const found: SessionNode[] = [];
  walk(program.ast, (node) => {
    if (node.kind === 'session' || node.kind === 'resume') found.push(node);
  });
  return found;
}

/** Every session of a checked program, described with these names bound. */
function describeAll(text: string, names: Readonly<Record<string, Value>>) {
  const program = checked(text);
  const scope = scopeOf(names);
  const semantics = createSemantics(program);
  return sessionsIn(program).map((node) => semantics.describeSession(node, scope, scope, {}, undefined));
}

describe('sessions of checked programs', () => {
  it('read words, memories, braces and expectations as the checker does', () => {
    const text = [
      'agent captain:',
      '  prompt: "Lead the {crew}"',
      '  persist: true',
      '  skills: [sailing, chosen]',
      'const chosen = "maps"',
      'const crew = "six"',
      'let plan = session: captain',
      '  prompt: """Plan for {crew}, as {"crew": {size}}"""',
      '  model: chosen',
      '  context: { captain, k: [captain, crew], crew }',
      'for step in plan:',
      '  resume: captain',
      '    prompt: "Do {step}"',
      '',
    ].join('\n');
    const [plan, step] = describeAll(text, { chosen: 'maps', crew: 'six', step: '1' });
    const memory = (name: string) => ({ kind: 'memory', name, address: { agent: 'captain' } });
    expect(plan).toMatchObject({
      ok: true,
      value: {
        prompt: ['Plan for six, as {"crew": {size}}'],
        system: ['Lead the six', '\n\nSkills: sailing, maps'],
        model: 'maps',
        skills: ['sailing', 'maps'],
        expects: { kind: 'list' },
        context: {
          kind: 'given',
          items: [memory('captain'), memory('captain-2'), { kind: 'value', name: 'crew', value: 'six' }, { kind: 'value', name: 'crew-2', value: 'six' }],
        },
      },
    });
    expect(step).toMatchObject({ ok: true, value: { kind: 'resume', prompt: ['Do 1'], expects: { kind: 'text' }, memory: { kind: 'run' } } });
  });

  it('tell where a value is missing', () => {
    const program = checked('let x = 1\nsession "Use {x}"\n');
    const semantics = createSemantics(program);
    const [node] = sessionsIn(program);
    const found = node && semantics.describeSession(node, scopeOf({}), scopeOf({}), {}, undefined);
    expect(found?.ok === false && semantics.failure(found.failure, '/session-use@1')).toEqual({
      kind: 'unbound',
      message: '`x` is not bound here: nothing has given it a value on the way to this statement (line 2, column 15)',
      label: null,
      path: '/session-use@1',
      attempts: null,
    });
  });
});

describe('1.11 throw', () => {
  const semantics = createSemantics(checked('session "x"\n'));

  it.each<[Value, string]>([
    ['broken', 'broken'],
    [5, '5'],
    [false, 'false'],
    [null, '[none]'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: 1 }, '{"a":1}'],
    [aCancelled, '[cancelled]'],
  ])('%j has kind thrown', (value, message) => {
    expect(semantics.thrown(value, '/throw@1')).toEqual({ kind: 'thrown', message, label: null, path: '/throw@1', attempts: null });
  });

  it('raises an error value again as it is', () => {
    expect(semantics.thrown(errorValue(failure), '/throw@1')).toBe(failure);
  });
});

describe('results for the machines', () => {
  const semantics = createSemantics(checked('session "x"\n'));

  it('are values or failures, whatever fields a value has', () => {
    const odd = { kind: 'type', message: 'not a failure' };
    expect(semantics.member({ odd }, 'odd')).toEqual({ ok: true, value: odd });
    expect(semantics.member(null, 'odd')).toEqual({
      ok: false,
      failure: { kind: 'type', message: 'cannot read .odd of null: only objects and error values have fields' },
    });
    expect(semantics.add([odd], odd)).toEqual({ ok: true, value: [odd, odd] });
    expect(semantics.truth('maybe')).toMatchObject({ ok: false, failure: { kind: 'type' } });
    expect(semantics.items('- a\n- b', 'x')).toEqual({ ok: true, value: ['a', 'b'] });
    expect(semantics.keeps('drop it')).toEqual({ ok: true, value: false });
    expect(semantics.wholeNumber('3', 'repeat', 0)).toEqual({ ok: true, value: 3 });
    expect(semantics.duration('2s', 'timeout')).toEqual({ ok: true, value: 2000 });
    expect(semantics.writePart({ a: [1] }, ['a', 0], 2)).toEqual({ ok: true, value: { a: [2] } });
    expect(semantics.errorValue(failure)).toEqual(errorValue(failure));
  });
});
