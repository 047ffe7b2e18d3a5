/** Makes a diagnostic from a place in a source; its severity comes from the catalogue. */
import type { Span } from './ast.ts';
import type { DiagnosticCode } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Source } from './source.ts';

/**
 * @param span offsets of `source`; an empty span marks a place between two characters
 * @param hint what to write instead, in a few words
 */
export function report(source: Source, code: DiagnosticCode, span: Span, message: string, hint?: string): Diagnostic {
  const start = source.position(span.start);
  const end = source.position(span.end);
  return {
    file: source.file,
    code,
    severity: catalogue[code].severity,
    message,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Orders diagnostics by their place; those of one place keep their order. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.line - b.line || a.column - b.column);
}
