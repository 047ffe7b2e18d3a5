/** `use`, `call` and calls in expressions (semantics 1.1 to 1.3, 1.9, `language.md` 4, 5), on the runtime in virtual time. */
import { describe, expect, test } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { type InMemoryOptions, type InMemoryRun, runInMemory } from '../../src/testing/index.ts';

const play = (program: string, files: Readonly<Record<string, string>> = {}, more: Partial<InMemoryOptions> = {}): Promise<InMemoryRun> =>
  runInMemory(program, { agent: ({ prompt }) => ({ reply: `re ${prompt}`, delay: 10 }), files, ...more });

const starts = ({ timeline }: InMemoryRun): readonly string[] => timeline.filter(({ what }) => what === 'started').map(({ label, at }) => `${label}@${at}`);
const outputs = async (program: string, files?: Readonly<Record<string, string>>): Promise<unknown> => {
  const { document } = await play(program, files);
  expect(document.error).toBeNull();
  return document.outputs;
};

async function refusal(program: string, files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  try {
    await play(program, files);
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    const { diagnostics } = error.details as { readonly diagnostics: readonly { readonly code: string; readonly file: string }[] };
    return diagnostics.map(({ code, file }) => `${code} ${file}`);
  }
  throw new Error('the program was not refused');
}

const echo = 'input x: "What?"\noutput r = x';

describe('a used program is called', () => {
  test.each([
    ['call with a name', 'let a = call echo(x: 1)'],
    ['call by position', 'let a = call echo(1)'],
    ['call with properties', 'let a = call echo\n  x: 1'],
    ['in an expression, by name', 'let a = echo(x: 1)'],
    ['in an expression, by position', 'let a = echo(1)'],
    ['under another name', 'use "./echo.prose" as other\nlet a = other(1)'],
    ['in parallel', 'let b = parallel:\n  first = call echo(1)\nlet a = b.first'],
    ['in a condition', 'let a = 2\nif echo(true):\n  a = 1'],
    ['as items', 'let b = parallel for n in [1]:\n  call echo(n)\nlet a = b[0]'],
  ])('%s', async (_, call) => {
    expect(await outputs(`use "./echo.prose"\n${call}\noutput a = a`, { './echo.prose': echo })).toEqual({ a: 1 });
  });

  test('several calls in one statement, with calls as their inputs, in source order', async () => {
    const say = 'input x: "What?"\nlet said = session "{x}"\noutput r = said';
    const run = await play('use "./say.prose"\noutput a = say(x: say("one")) + " and " + say("two")', { './say.prose': say });
    expect(run.document.outputs).toEqual({ a: 're re one and re two' });
    expect(starts(run)).toEqual(['one@0', 're one@10', 'two@20']);
    expect(new Set(run.document.sessions.map(({ path }) => path)).size).toBe(3);
    // The outer call is the first in the source, though its input is known only later.
    expect(run.document.sessions.map(({ label }) => label)).toEqual(['re one', 'one', 'two']);
  });

  test('inside a session: in its context, its prompt, its properties', async () => {
    const seen: string[] = [];
    await runInMemory('use "./echo.prose"\nsession "s"\n  context: { a: echo("A"), b: echo("B") }\n  retry: echo(2)', {
      agent({ context, attempt }) {
        seen.push(context.entries.map(({ name, text }) => `${name}=${text}`).join(' '));
        return attempt < 3 ? { fail: { kind: 'exit' } } : { reply: 'ok' };
      },
      files: { './echo.prose': echo },
    });
    expect(seen).toEqual(['a=A b=B', 'a=A b=B', 'a=A b=B']);
  });

  test('programs use programs; one that two of them use is one program', async () => {
    const files = {
      './outer.prose': 'input x: "?"\nuse "./inner.prose"\noutput r = inner(x + 1)',
      './other.prose': 'input x: "?"\nuse "./inner.prose" as deep\noutput r = deep(x + 10)',
      './inner.prose': 'input x: "?"\nblock twice(n):\n  return n * 2\nlet r = do twice(x)\noutput r = r',
    };
    expect(await outputs('use "./outer.prose"\nuse "./other.prose"\noutput a = [outer(1), other(1)]', files)).toEqual({ a: [4, 22] });
  });

  test('its names, agents and blocks are its own', async () => {
    const files = {
      './used.prose':
        'agent writer:\n  prompt: "used writer"\nblock work():\n  return "used block"\nlet secret = "used"\nlet b = do work()\nlet s = session: writer\n  prompt: "x"\noutput all = [secret, b]',
    };
    const systems: (string | null)[] = [];
    const { document } = await runInMemory(
      'use "./used.prose"\nagent writer:\n  prompt: "main writer"\nblock work():\n  return "main block"\nlet secret = "main"\nlet u = call used()\nlet b = do work()\nsession: writer\n  prompt: "x"\noutput a = [u, secret, b]',
      {
        agent({ system }) {
          systems.push(system);
          return { reply: 'ok' };
        },
        files,
      },
    );
    expect(document.outputs).toEqual({ a: [['used', 'used block'], 'main', 'main block'] });
    expect(systems).toEqual(['used writer', 'main writer']);
  });

  test('every session in it is an invocation of its own, under the path of the call', async () => {
    const used = 'session "a"\nparallel:\n  session "b"\n  session "c"';
    const { document } = await play('use "./used.prose"\ncall used()\ncall used()\nlet x = used()', { './used.prose': used });
    expect(document.sessions.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
    const calls = document.sessions.map(({ path }) => path.split('/')[1]);
    expect(new Set(calls).size).toBe(3);
    expect(calls[8]).toMatch(/^eval|^let-x@[0-9a-f]{10}!1$/);
  });

  test('an error in it is one of the call, with its own path', async () => {
    const { document } = await play('use "./bad.prose"\ntry:\n  call bad()\ncatch as e:\n  output why = [e.kind, e.message]', { './bad.prose': 'throw "no"' });
    expect(document.outputs).toEqual({ why: ['thrown', 'no'] });
  });

  test('a join cancels it with all that it does', async () => {
    const used = 'try:\n  session "slow"\nfinally:\n  session "tidy"';
    const run = await runInMemory('use "./used.prose"\nparallel (first):\n  session "quick"\n  call used()\nsession "after"', {
      agent: ({ label }) => (label === 'slow' ? { hang: true } : { reply: 'ok', delay: 10 }),
      files: { './used.prose': used },
    });
    expect(starts(run)).toEqual(['quick@0', 'slow@0', 'tidy@10', 'after@20']);
  });
});

describe('1.3 the value of a program call', () => {
  test.each([
    ['one named output: its value', 'output r = 1', 1],
    ['several: an object', 'output a = 1\noutput b = 2', { a: 1, b: 2 }],
    ['none: the last statement', 'let x = 1\nx + 1', 2],
    ['none, and nothing stands there: null', 'block unused():\n  return 1', null],
    ['return', 'output a = 1\nreturn 7', 7],
    ['unnamed output', 'output 7', 7],
    ['bare return: what the end would give', 'output a = 1\nreturn', 1],
    ['bare return without outputs: null', 'let x = 1\nreturn', null],
    ['an output that is bound twice: the later value', 'output a = 1\noutput a = 2', 2],
  ])('%s', async (_, used, value) => {
    expect(await outputs('use "./used.prose"\nlet v = call used()\noutput v = v', { './used.prose': used })).toEqual({ v: value });
  });

  test('its outputs are not bound at the caller, and are no outputs of the run', async () => {
    const { document } = await play('use "./used.prose"\ncall used()', { './used.prose': 'output a = 1\noutput b = 2' });
    expect([document.outputs, document.result]).toEqual([{}, { a: 1, b: 2 }]);
  });
});

describe('1.9 inputs of a used program', () => {
  const two = 'input a: "First?"\ninput b: "Optional second"\noutput r = [a, b]';

  test('an optional one that is not given is null; null can be given', async () => {
    expect(await outputs('use "./two.prose"\noutput r = [two(1), two(1, 2), two(b: 3, a: null)]', { './two.prose': two })).toEqual({
      r: [
        [1, null],
        [1, 2],
        [null, 3],
      ],
    });
  });

  test('one that stands later takes the value of the call, or asks and pauses', async () => {
    const used = 'let x = session "first"\ninput later: "Now?"\noutput r = later';
    const given = await play('use "./used.prose"\noutput r = used(later: 5)', { './used.prose': used });
    expect(given.document.outputs).toEqual({ r: 5 });
    const { document } = await play('use "./used.prose"\nlet r = call used()\noutput r = r', { './used.prose': used });
    expect(document.status).toBe('paused');
    expect(document.pausedOn).toMatchObject([{ kind: 'input', input: 'later', prompt: 'Now?' }]);
  });

  test('values given at the start answer the main program only; a person is asked for the others', async () => {
    const used = 'let x = 1\ninput name: "Who?"\noutput r = name';
    const asked: string[] = [];
    const { document } = await play(
      'use "./used.prose"\ninput name: "Main?"\nlet r = call used()\noutput r = [name, r]',
      { './used.prose': used },
      {
        inputs: { name: 'main' },
        asker: {
          async ask({ prompt }) {
            asked.push(prompt);
            return 'used';
          },
        },
      },
    );
    expect([document.outputs, asked]).toEqual([{ r: ['main', 'used'] }, ['Who?']]);
  });

  test('each execution asks again', async () => {
    const asked: string[] = [];
    const used = 'input n: "N?"\nlet x = 1\ninput name: "Who is {n}?"\noutput r = name';
    const { document } = await play(
      'use "./used.prose"\noutput r = [used(1), used(2)]',
      { './used.prose': used },
      {
        asker: {
          async ask({ prompt }) {
            asked.push(prompt);
            return prompt;
          },
        },
      },
    );
    expect([document.outputs, asked]).toEqual([{ r: ['Who is 1?', 'Who is 2?'] }, ['Who is 1?', 'Who is 2?']]);
  });
});

describe('what a check refuses', () => {
  const files = { './two.prose': 'input a: "First?"\ninput b: "Second?"\noutput r = [a, b]' };

  test.each([
    ['a missing leading input', 'use "./two.prose"\ncall two(a: 1)', ['E026 program.prose']],
    ['an unknown input', 'use "./two.prose"\ncall two(1, 2, c: 3)', ['E027 program.prose']],
    ['too many positional inputs', 'use "./two.prose"\ncall two(1, 2, 3)', ['E034 program.prose']],
    ['an unknown program', 'call three()', ['E025 program.prose']],
    ['a program that is not there', 'use "./three.prose"\ncall three()', ['E025 program.prose']],
  ])('%s', async (_, program, codes) => {
    expect(await refusal(program, files)).toEqual(codes);
  });

  test('programs that use each other in a circle', async () => {
    const circle = { './a.prose': 'use "./b.prose"\ncall b()', './b.prose': 'use "./a.prose"\ncall a()' };
    expect(await refusal('use "./a.prose"\ncall a()', circle)).toContain('E043 ./b.prose');
    expect(await refusal('use "program.prose"\nsession "x"', { 'program.prose': 'use "program.prose"\nsession "x"' })).toContain('E043 program.prose');
  });
});

describe('1.2 depth', () => {
  const recursive = (call: string, limit = ''): string => `block f(n)${limit}:\n  if n == 0:\n    return 0\n  let r = ${call}\n  return r + 1\n`;

  test.each([
    ['do', 'do f(n - 1)'],
    ['call', 'call f(n - 1)'],
    ['a call in an expression', 'f(n - 1) + 0'],
  ])('%s: max_depth counts the calls of the block', async (_, call) => {
    const program = `${recursive(call, ' (max_depth: 3)')}let a = do f(2)\noutput a = a\ntry:\n  do f(3)\ncatch as e:\n  output why = [e.kind, e.message]`;
    expect(await outputs(program)).toMatchObject({ a: 2, why: ['recursion-limit', expect.stringMatching(/"f".*\b4\b.*max_depth is 3/)] });
  });

  test.each([
    ['do', 'do f(n - 1)'],
    ['a call in an expression', 'f(n - 1) + 0'],
  ])('%s: without a limit of its own the calls of all blocks stop at 100', async (_, call) => {
    const program = `${recursive(call)}let a = do f(99)\noutput a = a\ntry:\n  do f(100)\ncatch as e:\n  output why = [e.kind, e.message]`;
    expect(await outputs(program)).toMatchObject({ a: 99, why: ['recursion-limit', expect.stringMatching(/"f".*\b101\b.*100/)] });
  });

  test('blocks of different programs are not counted together, though they are called alike', async () => {
    const used = `input n: "?"\n${recursive('do f(n - 1)', ' (max_depth: 2)')}let r = do f(n)\noutput r = r`;
    const program =
      'use "./used.prose"\nblock f(n) (max_depth: 2):\n  if n == 0:\n    return used(1)\n  let r = do f(n - 1)\n  return r\nlet a = do f(1)\noutput a = a';
    expect(await outputs(program, { './used.prose': used })).toEqual({ a: 1 });
  });
});

describe('language 4: names of callers and of called blocks (W015)', () => {
  test('a name that only a caller has is that value', async () => {
    expect(
      await outputs(
        'block inner():\n  return hint + "!"\nblock outer():\n  let hint = "mine"\n  let r = do inner()\n  return r\nlet a = do outer()\noutput a = a',
      ),
    ).toEqual({ a: 'mine!' });
  });

  test('the nearest caller counts, and the program before all callers', async () => {
    const program =
      'block inner():\n  return [near, far]\nblock outer(far):\n  let near = "outer"\n  let r = do inner()\n  return r\nblock outermost():\n  let near = "outermost"\n  let r = do outer("parameter")\n  return r\nlet a = do outermost()\noutput a = a';
    expect(await outputs(program)).toEqual({ a: ['outer', 'parameter'] });
  });

  test("a name of exactly one block called earlier is that block's last value", async () => {
    expect(await outputs('block count(n):\n  let total = n * 10\ndo count(1)\ndo count(2)\noutput a = total')).toEqual({ a: 20 });
  });

  test('a call that is no `do` statement exposes nothing', async () => {
    expect(await outputs('block count(n):\n  let total = n * 10\ndo count(1)\nlet x = do count(2)\noutput a = total')).toEqual({ a: 10 });
  });
});

describe('1.3 an arrow passes the result before it', () => {
  const contexts = async (program: string): Promise<readonly unknown[]> => {
    const seen: unknown[] = [];
    await runInMemory(program, {
      agent({ label, context }) {
        const brief = (entries: typeof context.entries): readonly string[] => entries.map(({ name, text }) => `${name}=${text}`);
        seen.push([label, context.kind, brief(context.entries), brief(context.passed ?? [])]);
        return { reply: `line 1 of ${label}\nline 2`, delay: 10 };
      },
    });
    return seen;
  };

  test('whole, besides the index of results', async () => {
    const a = 'line 1 of a\nline 2';
    expect(await contexts('session "a" -> session "b"')).toEqual([
      ['a', 'index', [], []],
      ['b', 'index', [`a=${a}`], [`previous=${a}`]],
    ]);
  });

  test('besides its own context', async () => {
    expect(await contexts('let x = "X"\nsession "a" -> session "b"\n  context: x')).toEqual([
      ['a', 'index', [], []],
      ['b', 'given', ['x=X', 'previous=line 1 of a\nline 2'], []],
    ]);
  });
});
