import { describe, expect, it } from 'vitest';
import type { Expects } from '../../src/ports.ts';
import { type CheckedProgram, check, type Node, Source, walk } from '../../src/language/index.ts';

function checked(text: string): CheckedProgram {
  return check(new Source('resolution.prose', text));
}

/** The characters of a node. */
function textOf({ source }: CheckedProgram, node: Node): string {
  return source.text.slice(node.span.start, node.span.end);
}

function line({ source }: CheckedProgram, node: Node): number {
  return source.position(node.span.start).line;
}

function nodesOf<K extends Node['kind']>(program: CheckedProgram, kind: K): Extract<Node, { kind: K }>[] {
  const found: Extract<Node, { kind: K }>[] = [];
  walk(program.ast, (node) => {
    if (node.kind === kind) found.push(node as Extract<Node, { kind: K }>); // the kind has just been compared
  });
  return found;
}

describe('conditions', () => {
  /** Every condition of the program as `expression` or `question`. */
  const readings = (text: string): readonly string[] => {
    const program = checked(text);
    return nodesOf(program, 'condition').map((condition) => {
      const reading = program.resolution.conditions.get(condition);
      return reading?.kind === 'discretion' && reading.fence === 'bare' ? 'question' : (reading?.kind ?? 'none');
    });
  };
  const of = (condition: string): readonly string[] => readings(`let a = 1\nlet b = 2\nblock f(x):\n  session "{x}"\nif ${condition}:\n  session "Go"`);

  it.each([
    ['a', ['reference']],
    ['a and b', ['binary']],
    ['not a', ['unary']],
    ['(a or b) and not b', ['binary']],
    ['a is b', ['binary']],
    ['a == 1', ['binary']],
    ['true', ['boolean']],
    ['f(1)', ['program-call']],
    ['a.done', ['member']],
    ['**all is well**', ['discretion']],
    ['a and **all is well**', ['binary']],
    ['a > 1 or **{b} is well**', ['binary']],
  ])('%s is the expression itself', (condition, expected) => {
    expect(of(condition)).toEqual(expected);
  });

  it.each(['ready', 'a and ready', 'a is fine', 'not ready', 'the work is done', 'all of a and b', 'everything, really'])('%s is a question', (condition) => {
    expect(of(condition)).toEqual(['question']);
  });

  it.each(['ready > 1', 'ready.now', 'ready[0]', 'ready(1)', 'a + ready', '-ready', 'a-1'])('%s is an expression with an unknown name', (condition) => {
    const program = checked(`let a = 1\nif ${condition}:\n  session "Go"`);
    expect(program.diagnostics.map(({ code }) => code)).toContain(condition === 'ready(1)' ? 'E025' : 'E029');
    expect(program.resolution.conditions.size).toBe(1);
  });

  it('are read at their place: a name bound later is not visible yet', () => {
    expect(readings('if ready:\n  session "Go"\nlet ready = true\nif ready:\n  session "Go"')).toEqual(['question', 'reference']);
  });

  it('of loops see the index and what an earlier iteration bound', () => {
    expect(readings('loop while i as i:\n  let done = true\nloop until done:\n  let x = done')).toEqual(['reference', 'reference']);
  });

  it('of choice and assert are read alike', () => {
    expect(readings('let mood = "good"\nchoice mood:\n  option "a":\n    session "A"\nassert mood: "bad"\nassert all good: "bad"')).toEqual([
      'reference',
      'reference',
      'question',
    ]);
  });

  it('every one has a reading, in blocks and branches too', () => {
    const program = checked('block b:\n  if x or y:\n    session "A"\nparallel:\n  if z:\n    session "B"\n  c = if w:\n    session "C"\ndo b');
    expect(nodesOf(program, 'condition').every((condition) => program.resolution.conditions.has(condition))).toBe(true);
  });
});

describe('literal braces', () => {
  const literal = (text: string): readonly string[] => {
    const program = checked(text);
    return [...program.resolution.literalBraces].map(({ raw }) => raw);
  };

  it('are those of """ whose name is not visible', () => {
    expect(literal('let a = 1\nsession """{a} {id} {a.x} {id.x}"""')).toEqual(['{id}', '{id.x}']);
  });

  it('are never in "..." or judged text', () => {
    expect(literal('session "{id}"\nif **{id}**:\n  session "x"')).toEqual([]);
  });

  it('are decided at the place of the text', () => {
    expect(literal('session """{later}"""\nlet later = 1\nsession """{later}"""')).toEqual(['{later}']);
  });
});

describe('words', () => {
  const references = (text: string): readonly string[] => {
    const program = checked(text);
    return [...program.resolution.wordReferences].map(([word, expression]) => `${word.text} ${expression.kind}`);
  };

  it('that name a visible value are that value', () => {
    expect(
      references('let fast = "haiku"\nlet all = { best: "opus" }\nsession "A"\n  model: fast\nsession "B"\n  model: all.best\nsession "C"\n  model: sonnet'),
    ).toEqual(['fast reference', 'all.best member']);
  });

  it('of an agent see all names of the program, whatever the order', () => {
    expect(references('agent a:\n  prompt: "x"\n  model: chosen\nsession: a\nlet chosen = "opus"')).toEqual(['chosen reference']);
  });

  it('that only a caller has are that value', () => {
    const program = checked('block b:\n  session "A"\n    model: chosen\nfor chosen in ["a"]:\n  do b');
    expect([...program.resolution.wordReferences.keys()].map(({ text }) => text)).toEqual(['chosen']);
    expect([...program.resolution.callerReferences].map(({ name }) => name.text)).toEqual(['chosen']);
  });
});

describe('memory references', () => {
  it('are context names of persistent agents that no value hides', () => {
    const program = checked(
      'agent keeper:\n  prompt: "x"\n  persist: true\nagent other:\n  prompt: "x"\n  persist: user\nlet other = 1\nsession: keeper\nsession "A"\n  context: [keeper, other]\nsession "B"\n  context: { keeper }',
    );
    const found = [...program.resolution.memoryReferences].map(([reference, agent]) => `${line(program, reference)} ${agent.name.text}`);
    expect(found).toEqual(['10 keeper', '12 keeper']);
  });

  it('are nowhere but in context', () => {
    const program = checked('agent keeper:\n  prompt: "x"\n  persist: true\nsession: keeper\nsession "Use {keeper}"');
    expect(program.resolution.memoryReferences.size).toBe(0);
    expect(program.diagnostics.map(({ code }) => code)).toEqual(['W010', 'E029'].slice(1));
  });
});

describe('names of callers and called blocks', () => {
  const found = (text: string): { callers: readonly string[]; blocks: readonly string[] } => {
    const program = checked(text);
    const { callerReferences, blockOutputs } = program.resolution;
    return {
      callers: [...callerReferences].map((reference) => `${line(program, reference)} ${reference.name.text}`),
      blocks: [...blockOutputs].map(([reference, block]) => `${line(program, reference)} ${reference.name.text} of ${block.name.text}`),
    };
  };

  it('a loop variable around the call', () => {
    expect(found('block b:\n  session "{x}"\nfor x in [1]:\n  do b')).toEqual({ callers: ['2 x'], blocks: [] });
  });

  it('a parameter of the caller, also of its caller', () => {
    expect(found('block c:\n  session "{p}"\nblock b:\n  do c\nblock a(p):\n  do b\ndo a(1)')).toEqual({ callers: ['2 p'], blocks: [] });
  });

  it('a name of a branch or item around the call', () => {
    expect(found('block b:\n  session "{x}{y}"\nparallel for x in [1]:\n  let y = 1\n  do b')).toEqual({ callers: ['2 x', '2 y'], blocks: [] });
  });

  it('in an expression call and a call statement too', () => {
    expect(found('block b:\n  return x\nfor x in [1]:\n  let y = b()\nblock c:\n  return z\nfor z in [1]:\n  call c()')).toEqual({
      callers: ['2 x', '6 z'],
      blocks: [],
    });
  });

  it('a name that the caller binds only after the call is not there', () => {
    const program = checked('block b:\n  session "{x}"\nblock a:\n  do b\n  let x = 1\n  session "{x}"\ndo a');
    expect(program.resolution.callerReferences.size).toBe(0);
    expect(program.diagnostics.map(({ code }) => code)).toEqual(['E029']);
  });

  it('program names need no caller', () => {
    expect(found('block b:\n  session "{x}"\nlet x = 1\ndo b')).toEqual({ callers: [], blocks: [] });
  });

  it('a private name of the one block called before', () => {
    expect(found('block b:\n  let x = 1\n  session "{x}"\ndo b\nsession "{x}"')).toEqual({ callers: [], blocks: ['5 x of b'] });
  });

  it('not when two called blocks have it, nor before the call', () => {
    expect(found('block b:\n  let x = 1\nblock c:\n  let x = 2\ndo b\ndo c\nsession "{x}"')).toEqual({ callers: [], blocks: [] });
    expect(found('block b:\n  let x = 1\nsession "{x}"\ndo b')).toEqual({ callers: [], blocks: [] });
  });

  it('not from a call that hands back its value', () => {
    expect(found('block b:\n  let x = 1\nlet y = do b\nsession "{x}"')).toEqual({ callers: [], blocks: [] });
  });
});

describe('appends', () => {
  it.each([
    ['x = x + 1', ['1']],
    ['x = x + "a" + [2]', ['"a"', '[2]']],
    ['x = (x + 1) + 2', ['1', '2']],
    ['x = 1 + x', undefined],
    ['x = x', undefined],
    ['x = x - 1', undefined],
    ['x = y + x', undefined],
    ['x.a = x.a + 1', undefined],
    ['x = "{x}a"', undefined],
  ])('%s', (assignment, expected) => {
    const program = checked(`let x = []\nlet y = []\n${assignment}`);
    const [operands] = program.resolution.appends.values();
    expect(operands?.map((operand) => textOf(program, operand))).toEqual(expected);
  });
});

describe('what the program does with a result', () => {
  const expectations = (text: string): readonly (Expects | 'text')[] => {
    const program = checked(text);
    const asking = [...nodesOf(program, 'session'), ...nodesOf(program, 'resume')].sort((a, b) => a.span.start - b.span.start);
    return asking.map((node) => program.resolution.expects.get(node) ?? 'text');
  };
  const used = (use: string): Expects | 'text' | undefined => expectations(`let x = session "Ask"\n${use}`)[0];

  it.each<[string, Expects | 'text']>([
    ['session "Use {x}"', 'text'],
    ['let y = x', 'text'],
    ['let y = x.name', { kind: 'json', fields: ['name'] }],
    ['let y = x.a.b\nlet z = x.c', { kind: 'json', fields: ['a', 'c'] }],
    ['let y = x[0]', { kind: 'json', fields: [] }],
    ['let y = x["key"]', { kind: 'json', fields: ['key'] }],
    ['session "Use {x.name}"', { kind: 'json', fields: ['name'] }],
    ['session "Go" context: { x.name }', { kind: 'json', fields: ['name'] }],
    ['if x.failed:\n  session "Failed"', 'text'],
    ['if x.cancelled:\n  session "Cancelled"', 'text'],
    ['for y in x:\n  session "{y}"', { kind: 'list' }],
    ['parallel for y in x:\n  session "{y}"', { kind: 'list' }],
    ['loop for each y in x:\n  session "{y}"', { kind: 'list' }],
    ['x | map: session "{item}"', { kind: 'list' }],
    ['let y = x > 3', { kind: 'number' }],
    ['let y = 10 - x', { kind: 'number' }],
    ['let y = -x', { kind: 'number' }],
    ['let y = x + 1', 'text'],
    ['let y = x == 1', 'text'],
    ['repeat x:\n  session "Go"', { kind: 'number' }],
    ['loop (max: x):\n  session "Go"', { kind: 'number' }],
    ['if x:\n  session "Go"', { kind: 'yes-no' }],
    ['loop until x (max: 2):\n  session "Go"', { kind: 'yes-no' }],
    ['assert x: "bad"', { kind: 'yes-no' }],
    ['if not x:\n  session "Go"', 'text'],
    ['choice x:\n  option "a":\n    session "A"', 'text'],
    ['if x:\n  for y in x:\n    session "{y}"', { kind: 'list' }],
    ['if x:\n  let y = x * 2', { kind: 'number' }],
    ['for y in x:\n  let z = x.name', { kind: 'json', fields: ['name'] }],
    ['parallel:\n  a = do:\n    session "{x.name}"', { kind: 'json', fields: ['name'] }],
    ['block b(p):\n  session "{p.name}"\ndo b(x)', 'text'],
  ])('%s', (use, expected) => {
    expect(used(use)).toEqual(expected);
  });

  it('a pattern reads its names', () => {
    expect(expectations('let { a, b } = session "Ask"\nsession "{a} {b}"')[0]).toEqual({ kind: 'json', fields: ['a', 'b'] });
  });

  it('a filter asks yes or no, and maps do not', () => {
    expect(expectations('["a"] | filter: session "Keep {item}?" | map: session "Do {item}"')).toEqual([{ kind: 'yes-no' }, 'text']);
    expect(expectations('["a"] | filter:\n  session "Look"\n  session "Keep?"')).toEqual(['text', { kind: 'yes-no' }]);
  });

  it('a filter body that is a name', () => {
    expect(expectations('["a"] | filter:\n  let keep = session "Keep {item}?"\n  keep')).toEqual([{ kind: 'yes-no' }]);
  });

  it('all sessions bound to the name, in branches and arms too', () => {
    expect(expectations('let x = session "A"\nx = session "B"\nlet y = x.name')).toEqual([
      { kind: 'json', fields: ['name'] },
      { kind: 'json', fields: ['name'] },
    ]);
    expect(expectations('parallel:\n  a = session "A"\n  b = session "B"\nfor x in a:\n  session "{x}{b}"').slice(0, 2)).toEqual([{ kind: 'list' }, 'text']);
    expect(expectations('let x = try:\n  session "A"\ncatch:\n  session "B"\nlet y = x > 1')).toEqual([{ kind: 'number' }, { kind: 'number' }]);
    expect(expectations('let { a } = parallel:\n  a = session "A"\n  b = session "B"\nlet y = a.name').slice(0, 2)).toEqual([
      { kind: 'json', fields: ['name'] },
      'text',
    ]);
  });

  it('the last session of an arrow, and a resume', () => {
    expect(expectations('let x = session "A" -> session "B"\nif x:\n  session "C"').slice(0, 2)).toEqual(['text', { kind: 'yes-no' }]);
    expect(expectations('agent a:\n  prompt: "x"\n  persist: true\nlet x = resume: a\nlet y = x - 1')).toEqual([{ kind: 'number' }]);
  });

  it('not together with `returns`', () => {
    expect(expectations('let x = session "A"\n  returns: json\nlet y = x.name')).toEqual(['text']);
  });
});

describe('inputs', () => {
  it('in source order, with what a call must give', () => {
    const program = checked(
      'input a: "A"\ninput b: "Optional b"\ninput c: "C (optional)"\nagent x:\n  prompt: "x"\ninput d: "D"\nsession "{a}{b}{c}{d}"\ninput e: "E"\nif e:\n  input f: **F**',
    );
    expect(program.inputs.map(({ name, optional, leading }) => [name, optional, leading])).toEqual([
      ['a', false, true],
      ['b', true, true],
      ['c', true, true],
      ['d', false, true],
      ['e', false, false],
      ['f', false, false],
    ]);
  });
});
