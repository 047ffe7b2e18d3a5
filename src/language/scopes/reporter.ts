/** Collects what is wrong with a program; positions are worked out only for what is reported. */
import type { Span } from '../ast.ts';
import type { DiagnosticCode } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isWithin } from '../spans.ts';
import { report } from '../report.ts';
import type { Source } from '../source.ts';

interface Finding {
  readonly code: DiagnosticCode;
  readonly span: Span;
  readonly message: string;
  readonly hint: string | undefined;
}

/** One mistake (a name that is declared nowhere) is told at most this often. */
const MOST_OF_ONE_MISTAKE = 2;

export class Reporter {
  readonly #findings: Finding[] = [];
  readonly #told = new Map<string, number>();

  add(code: DiagnosticCode, span: Span, message: string, hint?: string): void {
    this.#findings.push({ code, span, message, hint });
  }

  /** As `add`, for findings that one mistake may cause many times; `mistake` tells the mistakes apart. */
  addOfOne(mistake: string, code: DiagnosticCode, span: Span, message: string, hint?: string): void {
    const key = `${code} ${mistake}`;
    const times = (this.#told.get(key) ?? 0) + 1;
    this.#told.set(key, times);
    if (times <= MOST_OF_ONE_MISTAKE) this.add(code, span, message, hint);
  }

  /**
   * In source order; findings at one place in the order in which they were made.
   * @param doubtful statements that nothing is said about, in source order
   */
  diagnostics(source: Source, doubtful: readonly Span[] = []): Diagnostic[] {
    const sorted = this.#findings.filter(({ span }) => !isWithin(doubtful, span.start)).sort((a, b) => a.span.start - b.span.start);
    return sorted.map(({ code, span, message, hint }) => report(source, code, span, message, hint));
  }
}
