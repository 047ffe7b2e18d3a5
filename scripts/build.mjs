/**
 * Builds the package: the library with declarations (tsc, dist/lib) and the command (esbuild, dist/cli).
 *
 * Owns: what lies in dist/. Usage: node scripts/build.mjs [--clean] [--cli] [--if-stale]
 *   --clean      empties dist first (what `prepare` and `prepack` do)
 *   --cli        the command only
 *   --if-stale   does nothing when the command was built after the last change of a source
 *
 * 1. The command starts as CommonJS: Node starts it about 5 ms faster than an ES module. The light commands
 *    (`check`, `fmt`, `--version`) are CommonJS files of their own; everything else is ES modules with shared chunks.
 * 2. Names are not shortened, so that stack traces of users can be read.
 * 3. Every file is written beside its place and renamed: a command that runs meanwhile never sees half a file.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stamp = join(root, 'node_modules', '.cache', 'troupe', 'built');
const command = join(dist, 'cli', 'troupe.js');
const SOURCES = ['src', 'cli', 'schemas', 'package.json', 'tsconfig.json', 'tsconfig.lib.json', 'scripts/build.mjs'];

/** Bundles by name; `cli/commands/*.ts` and the entry import these files lazily. */
const light = { check: 'cli/light/check.ts', fmt: 'cli/light/fmt.ts' };
const lazy = ['cli/help/help.ts', 'cli/check/knowledge.ts', 'cli/run/run-program.ts', 'cli/runs/list-runs.ts', 'cli/runs/show-run.ts'];

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
  define: { TROUPE_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version) },
};

/** The entry and the light commands: CommonJS, each complete in itself. */
function buildLight() {
  return esbuild({
    ...shared,
    entryPoints: { troupe: 'cli/troupe.ts', ...light },
    outdir: join(dist, 'cli'),
    format: 'cjs',
    external: ['./check.js', './fmt.js'],
    plugins: [{ name: 'lazy-code-elsewhere', setup: leaveLazyCodeOutside }],
  });
}

/** What the entry imports lazily is a bundle beside it: `import('./help/help.ts')` becomes `import('./help.mjs')`. */
function leaveLazyCodeOutside(build) {
  build.onResolve({ filter: /^\./ }, ({ kind, path }) => {
    if (kind !== 'dynamic-import') return undefined;
    const name = basename(path, '.ts');
    return { path: name in light ? `./${name}.js` : `./${name}.mjs`, external: true };
  });
}

/** Everything else: ES modules; code that two of them need is shared. */
function buildFull() {
  return esbuild({
    ...shared,
    entryPoints: Object.fromEntries(lazy.map((file) => [basename(file, '.ts'), file])),
    outdir: join(dist, 'cli'),
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS packages call `require` for Node's own modules.
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
  });
}

async function buildCommand() {
  const results = await Promise.all([buildLight(), buildFull()]);
  const files = results.flatMap((result) => result.outputFiles);
  for (const file of files) writeAtomically(file.path, file.contents);
  removeOldChunks(new Set(files.map((file) => file.path)));
  writeAtomically(join(dist, 'cli', 'package.json'), '{ "type": "commonjs" }\n');
}

/** Chunks of builds before this one, once no command that began with them can still want them. */
function removeOldChunks(current) {
  const tenMinutesAgo = Date.now() - 600_000;
  const folder = join(dist, 'cli', 'chunks');
  const paths = readdirSync(folder).map((name) => join(folder, name));
  for (const path of paths) if (!current.has(path) && statSync(path).mtimeMs < tenMinutesAgo) rmSync(path);
}

function buildLibrary() {
  return run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.lib.json']);
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`))));
  });
}

function writeAtomically(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, contents, path === command ? { mode: 0o755 } : {});
  renameSync(beside, path);
}

function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function isFresh() {
  return existsSync(stamp) && existsSync(command) && Math.max(...SOURCES.map((name) => newestChange(join(root, name)))) < Number(readFileSync(stamp, 'utf8'));
}

const flags = new Set(process.argv.slice(2));
const startedAt = Date.now();
if (!(flags.has('--if-stale') && isFresh())) {
  if (flags.has('--clean')) rmSync(dist, { recursive: true, force: true });
  await Promise.all([buildCommand(), ...(flags.has('--cli') ? [] : [buildLibrary()])]);
  writeAtomically(stamp, String(startedAt));
}
