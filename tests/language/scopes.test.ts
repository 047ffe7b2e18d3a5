import { describe, expect, it } from 'vitest';
import { check, Source } from '../../src/language/index.ts';

/** Codes with their lines, in source order. */
function findings(text: string): readonly string[] {
  return check(new Source('scopes.prose', text)).diagnostics.map(({ code, line }) => `${code}:${line}`);
}

type Case = readonly [what: string, text: string, expected: readonly string[]];

function table(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    it.each(cases)('%s', (_what, text, expected) => {
      expect(findings(text)).toEqual(expected);
    });
  });
}

const ask = (name: string): string => `let ${name} = session "Ask"`;

table('frames', [
  ['an if binds in the enclosing frame', 'if **a**:\n  let x = 1\nelse:\n  let x = 2\nsession "{x}"', []],
  ['a do block binds in the enclosing frame', 'do:\n  let x = 1\nsession "{x}"', []],
  ['a try binds in the enclosing frame', 'try:\n  let x = 1\nfinally:\n  session "Clean"\nsession "{x}"', []],
  ['a choice binds in the enclosing frame', 'choice **a**:\n  option "1":\n    let x = 1\nsession "{x}"', []],
  ['a repeat binds in the enclosing frame', 'repeat 2:\n  let x = 1\nsession "{x}"', []],
  ['a branch keeps its own names', 'parallel:\n  do:\n    let x = 1\n  session "B"\nsession "{x}"', ['E029:5']],
  ['an item keeps its own names', 'parallel for i in [1]:\n  let x = i\nsession "{x}"', ['E029:3']],
  ['a map keeps its own names', '[1] | map:\n  let x = item\nsession "{x}"', ['E029:3']],
  ['a reduce keeps its own names', '[1] | reduce(a, b):\n  let x = a\nsession "{x}{a}"', ['E029:3', 'E029:3']],
  ['a loop variable ends with the loop', 'for x in [1]:\n  session "{x}"\nsession "{x}"', ['E029:3']],
  ['an index ends with the loop', 'repeat 2 as i:\n  session "{i}"\nsession "{i}"', ['E029:3']],
  ['an index is visible in the condition', 'loop while i < 2 as i:\n  session "{i}"', []],
  ['but not in the limit', 'loop (max: i) as i:\n  session "{i}"', ['E029:1']],
  ['a catch variable ends with its body', 'try:\n  session "A"\ncatch as e:\n  session "{e}"\nsession "{e}"', ['E029:5']],
  ['item is only in pipelines', '[1] | map: session "{item}"\nsession "{item}"', ['E029:2']],
  ['a branch sees what was bound before', `${ask('x')}\nparallel:\n  session "{x}"\n  session "{x}"`, []],
  ['a block keeps its parameters', 'block b(p):\n  session "{p}"\nblock c:\n  session "{p}"\ndo c\ndo b(1)', ['E029:4']],
  ['agents, blocks and programs are known before they stand', 'session: a\ndo b\nagent a:\n  prompt: "x"\nblock b:\n  session "x"', []],
]);

table('declaring', [
  ['twice in one list', 'let x = 1\nconst x = 2\nsession "{x}"', ['E019:2']],
  ['in two branches', 'parallel:\n  do:\n    let t = 1\n  do:\n    let t = 2', []],
  ['in a branch and outside', 'parallel:\n  do:\n    let t = 1\n  session "B"\nlet t = 2\nsession "{t}"', []],
  ['in two iterations', 'repeat 2:\n  let t = 1\n  session "{t}"', []],
  ['in try and catch', 'try:\n  let t = session "A"\ncatch:\n  let t = 2\nsession "{t}"', []],
  ['a variable and a parameter of two blocks', 'block a(x):\n  session "{x}"\nblock b:\n  let x = 1\n  session "{x}"\ndo a(1)\ndo b', []],
  ['a parameter over a name of the program', 'let x = 1\nblock a(x):\n  session "{x}"\ndo a(x)', []],
  ['a local over a name of the program', 'let x = 1\nblock a:\n  let x = 2\n  session "{x}"\ndo a\nsession "{x}"', ['W010:3']],
  ['an output of a block over a name of the program', 'block a:\n  output x = 2\nlet x = do a\nsession "{x}"', []],
  ['a loop variable over an outer one', 'for x in [1]:\n  for x in [2]:\n    session "{x}"', ['W010:2']],
  ['item over item', 'for item in [1]:\n  [2] | map: session "{item}"', []],
  ['both names of a reduce alike', '[1] | reduce(a, a): session "{a}"', ['E019:1']],
  ['loop variable and index alike', 'for x, x in [1]:\n  session "{x}"', ['E019:1']],
  ['in a nested list of the frame', 'let x = 1\ntry:\n  let x = 2\nfinally:\n  session "{x}"', ['W010:3']],
  ['over an output of the list', 'output x = 1\nlet x = 2', ['E019:2']],
  ['output over a let is fine', 'let x = 1\noutput x = x', []],
  ['a catch variable over an outer one', 'let e = 1\ntry:\n  session "{e}"\ncatch as e:\n  session "{e}"', ['W010:4']],
  ['a const branch', 'parallel:\n  const a = session "A"\n  b = session "B"\na = b', ['E031:4']],
  ['a bare branch name twice in one list assigns', 'parallel:\n  a = session "A"\nparallel:\n  a = session "B"\nsession "{a}"', []],
  ['a let branch name twice in one list', 'parallel:\n  let a = session "A"\nparallel:\n  let a = session "B"\nsession "{a}"', ['E019:4']],
  ['a let branch name over a bare one', 'parallel:\n  a = session "A"\nparallel:\n  let a = session "B"\nsession "{a}"', ['E019:4']],
  ['a pattern binds branch names once', 'let { a } = parallel:\n  a = session "A"\n  b = session "B"\nsession "{a}{b}"', []],
  ['a name in two namespaces', 'block x:\n  session "A"\nlet x = do x\nsession "{x}"', ['W010:3']],
  ['a parameter named like an agent', 'agent a:\n  prompt: "x"\nblock b(a):\n  session "{a}"\ndo b(1)\nsession: a', []],
  ['an agent and a program of one name', 'use "x/y" as a\nagent a:\n  prompt: "x"\nsession: a', ['W023:1', 'W010:2']],
]);

table('assigning', [
  ['a variable of an outer frame', 'let x = 0\nrepeat 2:\n  x = x + 1\nsession "{x}"', []],
  ['an input', 'input x: "X"\nx = 1\nsession "{x}"', []],
  ['an index', 'repeat 2 as i:\n  i = 3', ['E031:2']],
  ['a loop variable that a branch inherits', 'for x in [1]:\n  parallel:\n    do:\n      x = 2\n    session "B"', ['E031:4']],
  ['a name that only a caller has', 'block b:\n  x = 1\nfor x in [1]:\n  do b', ['E029:2']],
  ['a variable of the program in a block', 'let x = 0\nblock b:\n  x = 1\ndo b\nsession "{x}"', []],
  ['a constant of the program in a block', 'const x = 0\nblock b:\n  x = 1\ndo b\nsession "{x}"', ['E031:3']],
  ['a part of an unknown name', 'x.a = 1', ['E029:1']],
  ['a part at an unknown index', 'let x = [1]\nx[i] = 2', ['E029:2']],
  ['a variable that may be unbound binds it', 'if **a**:\n  let x = 1\nx = 2\nsession "{x}"', []],
  ['a part of a variable that may be unbound', 'if **a**:\n  let x = {}\nx.a = 2', ['W016:3']],
]);

table('unbound on some path', [
  ['behind an if without else', 'if **a**:\n  let x = 1\nsession "{x}"', ['W016:3']],
  ['not when the other arm ends', 'block b:\n  if **a**:\n    let x = 1\n  else:\n    return\n  session "{x}"\ndo b', []],
  ['not when the other arm throws', 'if **a**:\n  let x = 1\nelse:\n  throw "no"\nsession "{x}"', []],
  ['behind for', 'for i in [1]:\n  let x = i\nsession "{x}"', ['W016:3']],
  ['behind repeat of a variable count', 'let n = 2\nrepeat n:\n  let x = 1\nsession "{x}"', ['W016:4']],
  ['not behind repeat 1', 'repeat 1:\n  let x = 1\nsession "{x}"', []],
  ['behind loop while', 'loop while **a** (max: 2):\n  let x = 1\nsession "{x}"', ['W016:3']],
  ['not behind loop (max: 1)', 'loop (max: 1):\n  let x = 1\nsession "{x}"', []],
  ['behind a break', 'loop (max: 2):\n  if **a**:\n    break\n  let x = 1\nsession "{x}"', ['W016:5']],
  ['not when the break comes after', 'loop (max: 2):\n  let x = 1\n  if **a**:\n    break\nsession "{x}"', []],
  ['in catch, bound by what may not have run', 'try:\n  let x = session "A"\n  session "B"\ncatch:\n  session "{x}"', ['W016:5']],
  ['not in catch, bound before anything can fail', 'try:\n  let x = 1\n  session "B"\ncatch:\n  session "{x}"', []],
  ['never bound where catch begins', 'try:\n  let x = session "A"\ncatch:\n  session "{x}"', ['E029:4']],
  ['in finally', 'try:\n  let x = session "A"\nfinally:\n  session "{x}"', ['W016:4']],
  ['not behind a finally that binds it', 'try:\n  session "A"\nfinally:\n  let x = 1\nsession "{x}"', []],
  ['behind a catch that goes on without it', 'try:\n  let x = session "A"\ncatch:\n  session "B"\nsession "{x}"', ['W016:5']],
  ['not behind a catch that throws', 'try:\n  let x = session "A"\ncatch:\n  throw\nsession "{x}"', []],
  ['not when an outer frame has the name for sure', 'let x = 1\nparallel for i in [1]:\n  if **a**:\n    let x = 2\n  session "{x}"', ['W010:4']],
  ['not in a block that falls back on the program', 'let x = 1\nblock b:\n  if **a**:\n    let x = 2\n  session "{x}"\ndo b', ['W010:4']],
  ['told once on a path', 'if **a**:\n  let x = 1\nsession "{x}"\nsession "{x}"', ['W016:3']],
  ['in another iteration', 'loop (max: 2):\n  if **a**:\n    session "{x}"\n  let x = 1', ['W016:3']],
  ['a branch name is always bound behind the join', 'parallel (any):\n  a = session "A"\n  b = session "B"\nsession "{a}{b}"', []],
  ['an output of a branch, when all must succeed', 'parallel:\n  do:\n    output x = 1\n  session "B"\nsession "{x}"', []],
  ['an output of a branch that may fail', 'parallel (on-fail: continue):\n  do:\n    output x = 1\n  session "B"\nsession "{x}"', ['W016:5']],
  ['an output of an item', 'parallel for i in [1]:\n  output x = i\nsession "{x}"', ['W021:2', 'W016:3']],
  ['an output of a block behind an if', 'block b:\n  if **a**:\n    output x = 1\ndo b\nsession "{x}"', ['W016:5']],
  ['a do that may not run', 'block b:\n  output x = 1\nif **a**:\n  do b\nsession "{x}"', ['W016:5']],
  ['never in a block that reads the program', 'block b:\n  session "{x}"\nif **a**:\n  let x = 1\ndo b', []],
  ['never behind a return', 'block b:\n  return\n  session "{x}"\n  let x = 1\ndo b', ['E029:3']],
]);

table('outputs of called blocks', [
  ['are bound behind do', 'block b:\n  output x = 1\ndo b\nsession "{x}"', []],
  ['are not bound behind a value call', 'block b:\n  output x = 1\nlet y = do b\nsession "{x}"', ['E029:4']],
  ['are not bound by an expression call', 'block b:\n  output x = 1\nlet y = b()\nsession "{x}"', ['E029:4']],
  ['bind in the branch that calls', 'block b:\n  output x = 1\nparallel:\n  do b\n  session "B"\nsession "{x}"', ['E029:6']],
  ['are seen by an earlier iteration only maybe', 'block b:\n  output x = 1\nrepeat 2:\n  if **a**:\n    session "{x}"\n  do b', ['W016:5']],
  ['of a recursive block', 'block b(n):\n  output x = n\n  if n > 0:\n    do b(n - 1)\ndo b(2)\nsession "{x}"', []],
  ['private names are read with a warning', 'block b:\n  let x = 1\ndo b\nsession "{x}"', ['W015:4']],
  ['private names of loops in the block are not there', 'block b:\n  for x in [1]:\n    session "{x}"\ndo b\nsession "{x}"', ['E029:5']],
]);

table('outputs that may be registered twice', [
  ['one after the other', 'output x = 1\noutput x = 2', ['W019:2']],
  ['in alternatives: no', 'if **a**:\n  output x = 1\nelse:\n  output x = 2', []],
  ['before an end: no', 'block b:\n  if **a**:\n    output x = 1\n    return\n  output x = 2\ndo b', []],
  ['in a loop alone: no', 'repeat 2:\n  output x = 1', []],
  ['before and in a loop', 'output x = 0\nrepeat 2:\n  output x = 1', ['W019:3']],
  ['of two names: no', 'output x = 1\noutput y = 2', []],
  ['in a try and its catch, when the output is last: no', 'try:\n  output x = session "A"\ncatch:\n  output x = 2', []],
  ['in a try and its catch, when more may fail', 'try:\n  output x = 1\n  session "A"\ncatch:\n  output x = 2', ['W019:5']],
  ['in two blocks: no', 'block a:\n  output x = 1\nblock b:\n  output x = 2\ndo a\ndo b', []],
]);

table('parallel writes', [
  ['appends in all branches', 'let x = []\nparallel:\n  do:\n    x = x + 1\n  do:\n    x = x + 2', []],
  ['one assignment only', 'let x = 1\nparallel:\n  do:\n    x = 2\n  session "B"', []],
  ['one assignment, one append', 'let x = []\nparallel:\n  do:\n    x = []\n  do:\n    x = x + 2', ['W021:4']],
  ['parts', 'let x = {}\nparallel:\n  do:\n    x.a = 1\n  do:\n    x.b = 2', ['W021:4']],
  ['an append and an assignment in one branch', 'let x = []\nparallel for i in [1]:\n  x = x + i\n  x = []', ['W021:4']],
  ['names of the branch itself', 'parallel for i in [1]:\n  let x = 1\n  x = 2\n  session "{x}"', []],
  ['of two variables', 'let x = 1\nlet y = 1\nparallel for i in [1]:\n  x = 2\n  y = 2', ['W021:4', 'W021:5']],
  ['in a branch of a branch', 'let x = 1\nparallel:\n  parallel:\n    do:\n      x = 2\n    session "B"\n  do:\n    x = 3', ['W021:5']],
  ['inner appends merge into one', 'let x = []\nparallel:\n  parallel for i in [1]:\n    x = x + i\n  do:\n    x = x + 2', []],
  ['a map in turn', 'let x = 1\n[1] | map:\n  x = item', []],
  ['a pmap', 'let x = 1\n[1] | pmap:\n  x = item', ['W021:3']],
  ['in a block that a block calls', 'let x = 1\nblock a:\n  x = 2\nblock b:\n  do a\nparallel for i in [1]:\n  do b', ['W021:3']],
  ['in a recursive block', 'let x = []\nblock a(n):\n  x = x + n\n  if n > 0:\n    do a(n - 1)\nparallel for i in [1]:\n  do a(i)', []],
  ['in a block with its own parallel', 'let x = 1\nblock a:\n  parallel for i in [1]:\n    x = i\ndo a', ['W021:4']],
  ['local to the block that is called', 'block a:\n  let x = 1\n  x = 2\n  session "{x}"\nparallel for i in [1]:\n  do a', []],
  ['a race has one winner', 'let x = 1\nparallel (any):\n  do:\n    x = 2\n  do:\n    x = 3', []],
  ['an append to the name of another branch', 'let x = []\nparallel:\n  x = session "A"\n  do:\n    x = x + 1', ['W021:3']],
  ['any two have not', 'let x = 1\nparallel (any, count: 2):\n  do:\n    x = 2\n  do:\n    x = 3', ['W021:4']],
]);

describe('big programs', () => {
  const lines = (count: number, line: (number: number) => string): string => Array.from({ length: count }, (_, number) => `${line(number)}\n`).join('');
  const MANY = 10_000;

  it.each([
    ['names and reads', `let a0 = 1\n${lines(MANY, (n) => `let a${n + 1} = a${n} + 1`)}session "{a${MANY}}"`, 0],
    ['unknown names', lines(MANY, (n) => `session "{u${n}}"`), MANY],
    ['arms', `if **a**:\n  let x = 1\n${lines(MANY, (n) => `elif **${n}**:\n  let x = 2`)}else:\n  let x = 3\nsession "{x}"`, 0],
    ['branches', `parallel:\n${lines(MANY, (n) => `  b${n} = session "B"`)}session "{b1}"`, 0],
    [
      'blocks that call each other',
      `${lines(MANY, (n) => `block b${n}:\n  session "{deep}"\n  do b${n + 1}`)}block b${MANY}:\n  session "x"\nfor deep in [1]:\n  do b0`,
      2,
    ],
    ['breaks', `loop (max: 2):\n${lines(MANY, (n) => `  let a${n} = 1\n  if **x**:\n    break`)}session "{a${MANY - 1}}"`, 1],
    ['outputs', `block b:\n${lines(MANY, (n) => `  output o${n} = 1`)}do b\n${lines(MANY, (n) => `session "{o${n}}"`)}`, 0],
    ['operands', `let x = 1${' + 1'.repeat(100_000)}`, 0],
    ['members', `let x = {}\nlet y = x${'.a'.repeat(100_000)}`, 0],
    ['stages', `[1]${lines(MANY, () => '  | map: item')}`, 0],
  ])('with ten thousand %s', (_what, text, count) => {
    expect(findings(text)).toHaveLength(count);
  });

  it('nested to the limit', () => {
    const levels = ['if **a**:', 'repeat 2:', 'do:', 'for x in [1]:', 'try:'];
    const program = Array.from({ length: 250 }, (_, depth) => `${'  '.repeat(depth)}${levels[depth % 5]}\n`).join('');
    const cleanups = Array.from({ length: 50 }, (_, index) => `${'  '.repeat(249 - index * 5)}catch:\n${'  '.repeat(250 - index * 5)}session "x"\n`).join('');
    const codes = new Set(findings(`${program}${'  '.repeat(250)}session "x"\n${cleanups}`).map((finding) => finding.slice(0, 4)));
    expect(codes).toEqual(new Set(['W010']));
  });
});
