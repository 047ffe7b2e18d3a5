/** Builds the command once before the tests that run it; nothing to do when no source is newer than the last build. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function build(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--cli', '--if-stale'], { stdio: 'inherit' });
}
