import { describe, expect, test } from 'vitest';
import { checkArchitecture } from '../../scripts/architecture/check.ts';

/** A tree in which every rule is kept; each case plants one file in it. */
const clean: Readonly<Record<string, string>> = {
  'src/assert.ts': 'export function assertNever(value: never): never { throw value; }',
  'src/ports.ts': "import type { Failure } from './errors.ts';\nexport interface Clock { now(): number; last: Failure }",
  'src/errors.ts': 'export interface Failure { kind: string }',
  'src/language/index.ts': "export { parse } from './parse.ts';",
  'src/language/parse.ts': "import { assertNever } from '../assert.ts';\nexport const parse = () => assertNever;\nexport interface Ast { kind: 'a' }",
  'src/machines/join.ts':
    "import { setup } from 'xstate';\nimport type { Ast } from '../language/parse.ts';\nexport const join = (a: Ast) => setup(a as never);",
  'src/runtime/run.ts':
    "import { join } from '../machines/join.ts';\nimport { parse } from '../language/parse.ts';\nexport const run = () => [join, parse, Math.max(1, 2)];",
  'src/executors/command.ts': "import { spawn } from 'node:child_process';\nexport const command = spawn;",
  'src/persist/store.ts': "import { Low } from 'lowdb';\nexport const store = Low;",
  'src/diagrams/dot.ts': "import { join } from '../machines/join.ts';\nexport const dot = join;",
  'src/host/start-run.ts':
    "import { run } from '../runtime/run.ts';\nimport { command } from '../executors/command.ts';\nexport const startRun = () => [run, command, Date.now()];",
  'src/host/program-loader.ts': "import { readFileSync } from 'node:fs';\nexport const load = readFileSync;",
  'src/testing/index.ts': "export { run } from '../runtime/run.ts';",
  'src/index.ts': "export { startRun } from './host/start-run.ts';",
  'cli/main.ts': "import yargs from 'yargs';\nexport const main = async () => [yargs, await import('./run.ts')];",
  'cli/run.ts': "import { startRun } from '../src/index.ts';\nexport const run = startRun;",
  'cli/troupe.ts': "export const start = () => import('./main.ts');",
  'cli/light/check.ts':
    "import { parse } from '../../src/language/index.ts';\nimport { load } from '../../src/host/program-loader.ts';\nexport const check = [parse, load];",
};

/** name, planted file, its text, rule, words of the message */
const planted: readonly (readonly [string, string, string, string, string])[] = [
  [
    'language imports machines',
    'src/language/x.ts',
    "import { join } from '../machines/join.ts';\nexport const x = join;",
    'room',
    'language may not import src/machines/join.ts',
  ],
  ['language imports a package', 'src/language/x.ts', "import { from } from 'rxjs';\nexport const x = from;", 'package', 'rxjs'],
  ['language imports node:*', 'src/language/x.ts', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", 'node', 'node:fs'],
  [
    'machines imports values of language',
    'src/machines/x.ts',
    "import { parse } from '../language/parse.ts';\nexport const x = parse;",
    'room',
    'src/language/parse.ts',
  ],
  [
    'machines imports types of runtime',
    'src/machines/x.ts',
    "import type { run } from '../runtime/run.ts';\nexport type X = typeof run;",
    'room',
    'types of src/runtime/run.ts',
  ],
  [
    'machines names a type with import()',
    'src/machines/x.ts',
    "export type X = import('../executors/command.ts').Y;",
    'room',
    'types of src/executors/command.ts',
  ],
  ['machines imports rxjs', 'src/machines/x.ts', "export { from } from 'rxjs';", 'package', 'rxjs'],
  ['runtime imports executors', 'src/runtime/x.ts', "export const x = () => import('../executors/command.ts');", 'room', 'src/executors/command.ts'],
  [
    'executors imports runtime',
    'src/executors/x.ts',
    "import { run } from '../runtime/run.ts';\nexport const x = run;",
    'room',
    'executors may not import src/runtime/run.ts',
  ],
  [
    'executors imports persist',
    'src/executors/x.ts',
    "import type { store } from '../persist/store.ts';\nexport type X = typeof store;",
    'room',
    'src/persist/store.ts',
  ],
  ['persist imports executors', 'src/persist/x.ts', "export * as x from '../executors/command.ts';", 'room', 'src/executors/command.ts'],
  [
    'persist imports machines',
    'src/persist/x.ts',
    "import type { join } from '../machines/join.ts';\nexport type X = typeof join;",
    'room',
    'src/machines/join.ts',
  ],
  ['diagrams imports language', 'src/diagrams/x.ts', "import type { Ast } from '../language/parse.ts';\nexport type X = Ast;", 'room', 'src/language/parse.ts'],
  ['host imports testing', 'src/host/x.ts', "import { run } from '../testing/index.ts';\nexport const x = run;", 'room', 'src/testing/index.ts'],
  ['the library imports the command', 'src/host/x.ts', "import { run } from '../../cli/run.ts';\nexport const x = run;", 'room', 'cli/run.ts'],
  ['the command imports behind the door', 'cli/x.ts', "import { run } from '../src/runtime/run.ts';\nexport const x = run;", 'room', 'src/runtime/run.ts'],
  [
    'a light command loads the whole library',
    'cli/light/x.ts',
    "import { startRun } from '../../src/index.ts';\nexport const x = startRun;",
    'room',
    'src/index.ts',
  ],
  ['a light command loads yargs', 'cli/light/x.ts', "import yargs from 'yargs';\nexport const x = yargs;", 'package', 'yargs'],
  ['a light command loads yargs at once', 'cli/light/x.ts', "import { main } from '../main.ts';\nexport const x = main;", 'room', 'cli/main.ts'],
  [
    'the loader pulls in the runtime',
    'src/host/program-loader.ts',
    "import { run } from '../runtime/run.ts';\nexport const load = run;",
    'room',
    'src/runtime/run.ts',
  ],
  ['a shared file imports a folder', 'src/ids.ts', "import { parse } from './language/parse.ts';\nexport const x = parse;", 'room', 'src/language/parse.ts'],
  ['a file without a room', 'src/helpers/x.ts', 'export const x = 1;', 'room', 'belongs to no room'],
  ['own door', 'src/language/x.ts', "import { parse } from './index.ts';\nexport const x = parse;", 'own-door', 'src/language/index.ts'],
  ['an unnamed export', 'src/index.ts', "export * from './host/start-run.ts';", 'door', 'names every export'],
  ['a missing file', 'src/runtime/x.ts', "import { y } from './nowhere.ts';\nexport const x = y;", 'unresolved', './nowhere.ts'],
  ['a clock', 'src/runtime/x.ts', 'export const x = () => Date.now();', 'pure', 'Date'],
  ['a timer', 'src/machines/x.ts', 'export const x = () => setTimeout(() => 1, 1);', 'pure', 'setTimeout'],
  ['randomness', 'src/language/x.ts', 'export const x = () => Math.random();', 'pure', 'Math.random'],
  ['randomness in disguise', 'src/language/x.ts', 'const { random } = Math;\nexport const x = random;', 'pure', 'Math.random'],
  ['a shorthand property', 'src/runtime/x.ts', 'export const x = () => ({ process });', 'pure', 'process'],
  ['a file that does not parse', 'src/runtime/x.ts', 'export const = 1;', 'unreadable', ''],
];

describe('architecture', () => {
  test('a tree that keeps every rule has no violations', () => {
    expect(check({})).toEqual([]);
  });

  test.each(planted)('%s is found', (_name, file, text, rule, words) => {
    const found = check({ [file]: text });
    expect(found).toContainEqual(expect.objectContaining({ file, rule, message: expect.stringContaining(words) }));
    expect(found).toHaveLength(1);
  });

  test('a violation names its line', () => {
    expect(check({ 'src/language/x.ts': '// one\n// two\nexport const x = Date;' })).toMatchObject([{ line: 3 }]);
  });

  test('a cycle is found, types included, and named once with all its files', () => {
    const found = check({
      'src/runtime/a.ts': "import { b } from './b.ts';\nexport const a = b;\nexport interface A { a: 1 }",
      'src/runtime/b.ts': "import { c } from './c.ts';\nexport const b = c;",
      'src/runtime/c.ts': "import type { A } from './a.ts';\nexport const c = (a: A) => a;",
    });
    expect(found).toEqual([
      { file: 'src/runtime/a.ts', line: 1, rule: 'cycle', message: 'import cycle: src/runtime/a.ts, src/runtime/b.ts, src/runtime/c.ts' },
    ]);
  });

  test('names that only look like globals are fine', () => {
    const text = 'export const x = (process: { Date: number }) => process.Date + Math.floor(1.5);\nexport interface Y { performance: number }';
    expect(check({ 'src/runtime/x.ts': text })).toEqual([]);
  });
});

function check(more: Readonly<Record<string, string>>) {
  return checkArchitecture(new Map(Object.entries({ ...clean, ...more })));
}
