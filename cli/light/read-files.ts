/** Opens the programs that a command line names, all of them or none: every missing one is named in one usage error. */
import type { ProgramFiles } from '../../src/host/program-loader.ts';
import type { Source } from '../../src/language/index.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError naming each file that cannot be read */
export function openFiles(files: readonly string[], programs: ProgramFiles): readonly Source[] {
  const opened = files.map((file) => ({ file, result: programs.open(file) }));
  const problems = opened.flatMap(({ file, result }) => ('problem' in result ? [`cannot read ${JSON.stringify(file)}: ${result.problem}`] : []));
  if (problems.length > 0) throw new UsageError(problems.join('\ntroupe: '));
  return opened.flatMap(({ result }) => ('problem' in result ? [] : [result]));
}
