// Bundles benchmarks/NAME.ts and runs it: `node benchmarks/run.mjs language`.
// Node 20 runs no TypeScript, and a bundle is what users run too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const [name, ...rest] = process.argv.slice(2);
if (!name) {
  console.error('usage: node benchmarks/run.mjs NAME [arguments]');
  process.exit(2);
}

const target = mkdtempSync(join(tmpdir(), 'troupe-bench-'));
const outfile = join(target, `${name}.mjs`);
try {
  await build({
    entryPoints: [join(folder, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...rest], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(target, { recursive: true, force: true });
}
