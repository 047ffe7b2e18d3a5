/**
 * Who may import whom, as a table. `CONTRIBUTING.md` shows the same table to people; a test keeps the two equal in rooms.
 *
 * Owns: the rooms of the source tree and their rights. How imports are found: `imports.ts`; how rights are applied: `check.ts`.
 */

export interface Room {
  readonly name: string;
  /** Decides membership of a repository path; the first room that holds a file is its room. */
  readonly holds: (file: string) => boolean;
  /** Rooms whose values and types may be imported. Its own files always may. */
  readonly rooms: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types: readonly string[];
  /** Rooms that only `import()` may name, so that they are loaded when they are needed. */
  readonly lazily: readonly string[];
  /** npm packages. */
  readonly packages: readonly string[];
  /** May import `node:*`. */
  readonly node: boolean;
  /** No clock, no timers, no randomness, no process: such things come through `ports.ts`. */
  readonly pure: boolean;
}

const SHARED_FILES = new Set(['assert', 'closest', 'ids', 'errors', 'ports', 'values'].map((name) => `src/${name}.ts`));

const inFolder = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
const isFile = (path: string) => (file: string) => file === path;

const FORBIDS_ALL = { types: [], lazily: [], packages: [], node: false, pure: false } as const;

/** Rooms that make up the library; `testing` and the public door may import all of them. */
const LIBRARY = ['shared', 'language', 'machines', 'runtime', 'executors', 'persist', 'diagrams', 'host', 'schemas'];

export const rooms: readonly Room[] = [
  { ...FORBIDS_ALL, name: 'shared', holds: (file) => SHARED_FILES.has(file), rooms: [], pure: true },
  { ...FORBIDS_ALL, name: 'language', holds: inFolder('src/language'), rooms: ['shared'], pure: true },
  { ...FORBIDS_ALL, name: 'machines', holds: inFolder('src/machines'), rooms: ['shared'], types: ['language'], packages: ['xstate'], pure: true },
  { ...FORBIDS_ALL, name: 'runtime', holds: inFolder('src/runtime'), rooms: ['shared', 'language', 'machines'], packages: ['xstate', 'rxjs'], pure: true },
  // `(computed)`: a configuration in JavaScript is imported from wherever the user keeps it.
  {
    ...FORBIDS_ALL,
    name: 'executors',
    holds: inFolder('src/executors'),
    rooms: ['shared', 'schemas'],
    packages: ['ajv', 'yaml', '(computed)'],
    node: true,
  },
  { ...FORBIDS_ALL, name: 'persist', holds: inFolder('src/persist'), rooms: ['shared', 'schemas'], packages: ['lowdb', 'ajv'], node: true },
  { ...FORBIDS_ALL, name: 'diagrams', holds: inFolder('src/diagrams'), rooms: ['shared', 'machines'], packages: ['xstate'], pure: true },
  // The one file of `host` that light commands load: it may pull in nothing heavy.
  {
    ...FORBIDS_ALL,
    name: 'program-loader',
    holds: isFile('src/host/program-loader.ts'),
    rooms: ['shared', 'language-source'],
    types: ['language'],
    node: true,
  },
  {
    ...FORBIDS_ALL,
    name: 'host',
    holds: inFolder('src/host'),
    rooms: ['shared', 'language', 'machines', 'runtime', 'executors', 'persist', 'diagrams', 'schemas', 'program-loader'],
    packages: ['xstate', 'rxjs'],
    node: true,
  },
  {
    ...FORBIDS_ALL,
    name: 'testing',
    holds: inFolder('src/testing'),
    rooms: [...LIBRARY, 'door'],
    packages: ['xstate', 'rxjs', 'fast-check', '@xstate/graph'],
    node: true,
  },
  { ...FORBIDS_ALL, name: 'door', holds: isFile('src/index.ts'), rooms: LIBRARY },
  { ...FORBIDS_ALL, name: 'schemas', holds: inFolder('schemas'), rooms: [] },
  // Read at every start, and all that `check` and `fmt` need: neither yargs nor the runtime may be loaded with it.
  {
    ...FORBIDS_ALL,
    name: 'cli-light',
    holds: (file) =>
      ['cli/troupe.ts', 'cli/command.ts'].includes(file) || ['cli/light', 'cli/commands', 'cli/arguments'].some((folder) => inFolder(folder)(file)),
    rooms: ['language-door', 'program-loader', 'suggestions', 'configuration-names'],
    lazily: ['cli'],
    packages: [],
    node: true,
  },
  {
    ...FORBIDS_ALL,
    name: 'cli',
    holds: inFolder('cli'),
    rooms: ['cli-light', 'door', 'language-door', 'program-loader'],
    packages: ['yargs'],
    node: true,
  },
];

/** Rooms that are one file of another room, seen by those who may import only that file. */
export const doors: ReadonlyMap<string, string> = new Map([
  ['src/language/index.ts', 'language-door'],
  ['src/language/source.ts', 'language-source'],
  ['src/closest.ts', 'suggestions'],
  ['src/executors/settings/configuration-names.ts', 'configuration-names'],
]);

/** Global names that a pure room may not use. `Math.random` is looked for beside them. */
export const IMPURE_GLOBALS: ReadonlySet<string> = new Set([
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'process',
  'require',
  'crypto',
  'fetch',
  'globalThis',
]);
