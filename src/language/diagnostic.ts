/** One finding about a program. Pure data; `render.ts` turns it into text with a code frame. */
import type { DiagnosticCode, Severity } from './catalogue.ts';

export type { Severity };

/** Lines and columns count from 1, columns in UTF-16 units; `endColumn` is exclusive. */
export interface Diagnostic {
  readonly file: string;
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hint?: string;
}
