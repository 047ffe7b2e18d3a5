/** Diagnostics for people (code frames) and for programs (JSON). */
import { type Diagnostic, renderDiagnostic, type Source } from '../../src/language/index.ts';
import { painterFor } from './painter.ts';

/** With `--strict` every warning is an error; hints stay hints. */
export function strictly(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((one) => (one.severity === 'warning' ? { ...one, severity: 'error' } : one));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** One document on one line: the array of `check --json`. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(diagnostics)}\n`;
}

/** Code frames, an empty line between two. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, Source>, colour: boolean): string {
  const painter = painterFor(colour);
  return diagnostics.map((one) => `${renderDiagnostic(one, sources.get(one.file), painter)}\n`).join('\n');
}

/** `2 errors, 1 warning in 3 files`. */
export function countsText(diagnostics: readonly Diagnostic[], files: number): string {
  const counts = (['error', 'warning', 'hint'] as const).flatMap((severity) => {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [plural(count, severity)];
  });
  return `${counts.join(', ')} in ${plural(files, 'file')}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
