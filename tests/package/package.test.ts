/** The package as users get it: packed from a clean build, unpacked beside its dependencies, used in TypeScript. No network. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks } from '../docs/markdown.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(repository, 'node_modules');
const root = mkdtempSync(join(tmpdir(), 'troupe-package-'));
const consumer = join(root, 'consumer');

beforeAll(() => {
  const source = copyOfSources(join(root, 'source'));
  run(source, process.execPath, 'scripts/build.mjs', '--clean');
  const [packed] = JSON.parse(run(source, 'npm', 'pack', '--json', '--ignore-scripts', '--offline')) as { filename: string }[];
  install(join(source, packed?.filename ?? ''));
}, 180_000);

describe('the package', () => {
  test('holds the build, schemas and pages, and nothing of how it is made', () => {
    const folder = join(consumer, 'node_modules', 'troupe');
    expect(readdirSync(folder).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'schemas']);
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['cli', 'lib']);
  });

  test('type-checks in a strict project, and its examples run', () => {
    const [snippet] = codeBlocks(new URL('../../README.md', import.meta.url), 'ts');
    cpSync(join(repository, 'examples'), join(consumer, 'examples'), { recursive: true });
    writeFileSync(join(consumer, 'main.mts'), snippet ?? '');
    writeFileSync(
      join(consumer, 'testing.mts'),
      "import * as testing from 'troupe/testing';\nif (Object.keys(testing).length === 0) throw new Error('nothing exported');\n",
    );
    // XState's own declarations hold under `strict`, but not under `exactOptionalPropertyTypes`: there only ours are used.
    typeCheck({ skipLibCheck: false });
    typeCheck({ skipLibCheck: true, exactOptionalPropertyTypes: true });
    expect(run(consumer, process.execPath, 'main.mjs')).toBe("succeeded { answer: 'Welcome, dear cat, and have fun with your first program!' }\n");
    run(consumer, process.execPath, 'testing.mjs');
  });

  test('brings the command', () => {
    const { bin, version } = JSON.parse(readFileSync(join(consumer, 'node_modules', 'troupe', 'package.json'), 'utf8')) as {
      bin: { troupe: string };
      version: string;
    };
    expect(run(consumer, join(consumer, 'node_modules', 'troupe', bin.troupe), '--version')).toBe(`${version}\n`);
  });
});

function typeCheck(more: Readonly<Record<string, boolean>>): void {
  const compilerOptions = { target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', strict: true, types: ['node'], ...more };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.mts', 'testing.mts'] }));
  run(consumer, process.execPath, join(modules, 'typescript', 'bin', 'tsc'), '-p', '.');
}

/** What git would commit, beside the repository's packages. */
function copyOfSources(folder: string): string {
  const files = run(repository, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
  for (const file of files) cpSync(join(repository, file), join(folder, file));
  symlinkSync(modules, join(folder, 'node_modules'));
  return folder;
}

function install(archive: string): void {
  const folder = join(consumer, 'node_modules');
  mkdirSync(join(folder, 'troupe'), { recursive: true });
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  run(consumer, 'tar', '-xzf', archive, '-C', join(folder, 'troupe'), '--strip-components=1');
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'troupe', 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(join(modules, name), join(folder, name));
  }
}

function run(cwd: string, file: string, ...words: readonly string[]): string {
  try {
    return execFileSync(file, words, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_config_update_notifier: 'false' },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${words.join(' ')} failed:\n${stdout}\n${stderr}`);
  }
}
