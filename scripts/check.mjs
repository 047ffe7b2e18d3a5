/**
 * `npm run check`: everything that must hold before a change is merged, in order of cost. Goes on after a failure,
 * names all steps that failed at the end, and exits with 1 when there are any.
 */
import { spawnSync } from 'node:child_process';

const steps = ['check:format', 'check:lint', 'check:types', 'check:architecture', 'check:unused', 'check:docs', 'test'];
const failed = steps.filter((step) => {
  console.error(`\n=== ${step}`);
  return spawnSync('npm', ['run', '--silent', step], { stdio: 'inherit' }).status !== 0;
});
console.error(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
