/** Runs a TypeScript script of this repository on any supported Node: node scripts/run.mjs SCRIPT.ts [ARGUMENT ...] */
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...rest] = process.argv.slice(2);
if (!script) throw new Error('usage: node scripts/run.mjs SCRIPT.ts [ARGUMENT ...]');

const cache = join(root, 'node_modules', '.cache', 'troupe');
const outfile = join(cache, `${basename(script, '.ts')}-${process.pid}.mjs`);
mkdirSync(cache, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [script],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
process.on('exit', () => rmSync(outfile, { force: true }));
process.argv = [process.execPath, outfile, ...rest];
await import(pathToFileURL(outfile).href);
