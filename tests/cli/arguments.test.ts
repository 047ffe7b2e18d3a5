import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readInputs } from '../../cli/run/inputs.ts';
import { readArguments } from '../../cli/arguments/read-arguments.ts';
import type { Arguments } from '../../cli/command.ts';
import { commands } from '../../cli/commands/all.ts';
import { UsageError } from '../../cli/light/usage-error.ts';
import { readRunRequest } from '../../cli/run/request.ts';

const SEED = 20261122;

describe('arguments', () => {
  test('flags and words, in any order', () => {
    const given = read('run', '--json', 'a.prose', '--agent', 'x', 'k=v', '--concurrency=3', '--', '--odd=1');
    expect(given.words).toEqual(['a.prose', 'k=v', '--odd=1']);
    expect([...given.switches]).toEqual(['json']);
    expect(Object.fromEntries(given.values)).toEqual({ agent: 'x', concurrency: '3' });
  });

  test('the last of several values counts', () => {
    expect(read('run', 'a', '--agent', 'x', '--agent', 'y').values.get('agent')).toBe('y');
  });

  test('--no-input is a flag of its own, not the opposite of --input', () => {
    const given = read('run', 'a', '--no-input', '--input', 'k=v');
    expect([...given.switches]).toEqual(['no-input']);
    expect(readInputs(given, 1)).toEqual({ k: 'v' });
  });

  test.each([[['--version']], [['run', 'x', '--version', '--nonsense']]])('%j asks for the version', (words) => {
    expect(readArguments(words, commands)).toEqual({ kind: 'version' });
  });

  test.each([[['--help']], [['run', '-h']], [['completion']], [['--get-yargs-completions', 'troupe', 'r']]])('%j asks for help', (words) => {
    expect(readArguments(words, commands)).toEqual({ kind: 'help' });
  });

  test('after -- a flag is a word', () => {
    expect(read('check', '--', '--help').words).toEqual(['--help']);
  });

  test.each([
    [['chek', 'x'], 'unknown command "chek"; did you mean "check"?'],
    [[], 'a command is needed'],
    [['--json'], 'a command is needed'],
    [['run'], 'troupe run needs a FILE'],
    [['check', '--json'], 'troupe check needs a FILE'],
    [['run', 'x', '--concurency', '3'], 'unknown flag --concurency; did you mean "--concurrency"?'],
    [['run', 'x', '--zzzzzz'], 'unknown flag --zzzzzz'],
    [['run', 'x', '-q'], 'unknown flag -q'],
    [['run', 'x', '--agent'], '--agent needs a value: the name of an agent setting'],
    [['run', 'x', '--agent', '--json'], '--agent needs a value: the name of an agent setting'],
    [['run', 'x', '--json=yes'], '--json: "yes" is not allowed: it is a switch and takes no value'],
    [['run', 'x', '--json', '--events'], '--json and --events exclude each other'],
    [['run', 'x', '--quiet', '--verbose'], '--quiet and --verbose exclude each other'],
    [['fmt', 'x', '--check', '--write'], '--check and --write exclude each other'],
    [['check', 'x', '--__proto__'], 'unknown flag --__proto__'],
  ])('%j is refused: %s', (words, message) => {
    expect(refusal(() => readArguments(words, commands))).toMatchObject({ name: 'UsageError', message });
  });

  const text = fc.constantFrom('x', '', 'a=b', '-1', '-.5', '007', 'true', 'k:=[1]', 'Ünï');
  const part = fc.oneof(
    fc.record({ kind: fc.constant('word' as const), text: fc.oneof(text, fc.constant('-')) }),
    fc.record({ kind: fc.constant('switch' as const), flag: fc.constantFrom('json', 'no-input', 'verbose'), spelling: fc.constantFrom('', '=true') }),
    fc.record({ kind: fc.constant('value' as const), flag: fc.constantFrom('agent', 'input', 'timeout'), text, joined: fc.boolean() }),
  );

  property.prop([fc.array(part, { maxLength: 8 })], { seed: SEED, numRuns: 500 })(`every spelling of a line reads as what it says (seed ${SEED})`, (parts) => {
    const words = parts.flatMap((one) => {
      if (one.kind === 'word') return [one.text];
      if (one.kind === 'switch') return [`--${one.flag}${one.spelling}`];
      return one.joined ? [`--${one.flag}=${one.text}`] : [`--${one.flag}`, one.text];
    });
    const given = read('run', 'f.prose', ...words);
    const ordered = parts.flatMap((one) => (one.kind === 'switch' ? [] : [{ flag: one.kind === 'word' ? null : one.flag, text: one.text }]));
    expect(given.ordered).toEqual([{ flag: null, text: 'f.prose' }, ...ordered]);
    expect(given.words).toEqual(['f.prose', ...parts.flatMap((one) => (one.kind === 'word' ? [one.text] : []))]);
    expect(given.switches).toEqual(new Set(parts.flatMap((one) => (one.kind === 'switch' ? [one.flag] : []))));
  });
});

describe('inputs', () => {
  test('k=v is text, k:=JSON is typed, and text may hold anything', () => {
    const given = read('run', 'f', 'a=1', 'b:=1', 'c:={"d":[true,null]}', 'e=x=y:=z', 'f=', 'näme-1= t ');
    expect(readInputs(given, 1)).toEqual({ a: '1', b: 1, c: { d: [true, null] }, e: 'x=y:=z', f: '', 'näme-1': ' t ' });
  });

  test('later on the command line wins, whichever way it is given', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'troupe-inputs-')), 'inputs.json');
    writeFileSync(file, '{"a": "file", "b": "file", "c": "file"}');
    const given = read('run', 'f', 'a=word', '--inputs', file, '--input', 'b=flag', 'c=word', '--input', 'c=last');
    expect(readInputs(given, 1)).toEqual({ a: 'file', b: 'flag', c: 'last' });
  });

  test('keys that would change what an object is are dropped', () => {
    const inputs = readInputs(read('run', 'f', 'a:={"__proto__":{"x":1},"b":2}'), 1);
    expect(inputs.a).toEqual({ b: 2 });
    expect((inputs.a as { x?: number }).x).toBeUndefined();
  });

  test.each([
    [['foo'], 'input: "foo" is no input: expected name=text or name:=JSON'],
    [['--input', 'foo'], '--input: "foo" is no input: expected name=text or name:=JSON'],
    [['=x'], 'input: "" is no name of an input'],
    [['../a=x'], 'input: "../a" is no name of an input'],
    [['a:={'], 'input a: "{" is no JSON'],
    [['--inputs', '/no/such/file'], '--inputs: cannot read "/no/such/file"'],
    [['a:=1e999'], 'input a: a number is beyond the range of numbers'],
  ])('%j is refused: %s', (words, message) => {
    const given = read('run', 'f', ...words);
    expect(() => readInputs(given, 1)).toThrow(message);
  });
});

describe('the request of a run', () => {
  test('every flag arrives', () => {
    const given = read(
      ...['run', 'f.prose', '--agent', 'a', '--judge', 'j', '--config', 'c', '--answers', 'w', '--concurrency', '3'],
      ...['--timeout', '1.5s', '--runs-dir', 'r', '--run-id', 'i', '--cwd', tmpdir(), 'k=v'],
    );
    expect(readRunRequest(given)).toEqual({
      file: 'f.prose',
      inputs: { k: 'v' },
      agent: 'a',
      judge: 'j',
      config: 'c',
      answers: 'w',
      concurrency: 3,
      timeout: 1500,
      runsDir: 'r',
      runId: 'i',
      cwd: tmpdir(),
    });
  });

  const count = 'expected a whole number, at least 1';
  const duration = 'expected a duration above zero such as 500ms, 30s, 5m, 2h, or a number of seconds';
  test.each([
    ['--concurrency', '0', count],
    ['--concurrency', '-1', count],
    ['--concurrency', 'abc', count],
    ['--concurrency', '1.5', count],
    ['--concurrency', '1e3', count],
    ['--concurrency', '99999999999999999999', count],
    ['--concurrency', '', count],
    ['--timeout', '0', duration],
    ['--timeout', '-5s', duration],
    ['--timeout', '5 parsecs', duration],
    ['--timeout', '', duration],
    ['--agent', ' ', 'expected the name of an agent setting'],
    ['--runs-dir', '', 'expected a folder'],
    ['--cwd', '/no/such/folder', 'expected a folder that exists'],
  ])('%s %j is refused, naming flag, value and expectation', (flag, value, expected) => {
    const given = read('run', 'f', `${flag}=${value}`);
    expect(() => readRunRequest(given)).toThrow(new UsageError(`${flag}: ${JSON.stringify(value)} is not allowed: ${expected}`));
  });
});

function read(...words: string[]): Arguments {
  const line = readArguments(words, commands);
  if (line.kind !== 'command') throw new Error(`not a command: ${words.join(' ')}`);
  return line.given;
}

function refusal(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}
