/** Program text as a checked program; a program with errors is a mistake of the test. */
import { check } from '../../src/language/check.ts';
import type { CheckedProgram } from '../../src/language/checked-program.ts';
import { Source } from '../../src/language/source.ts';

/** `files`: used programs by the path that `use` names. */
export function checkedProgram(text: string, files: Readonly<Record<string, string>> = {}): CheckedProgram {
  const load = (path: string): Source | undefined => (files[path] === undefined ? undefined : new Source(path, files[path]));
  const program = check(new Source('test.prose', text), { load });
  const errors = program.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Error(`${text}\n${errors.map((one) => `${one.code} ${one.line}: ${one.message}`).join('\n')}`);
  return program;
}
