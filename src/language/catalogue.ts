/**
 * Every diagnostic that the language layer can report: the one list that code, docs and tests share.
 *
 * Owns: codes, severities, titles. `docs/diagnostics.md` is generated from it.
 */
export type Severity = 'error' | 'warning' | 'hint';

export interface CatalogueEntry {
  readonly severity: Severity;
  /** What is wrong, in a few words, without the program's names. */
  readonly title: string;
}

export const catalogue = {
  E001: { severity: 'error', title: 'unterminated text' },
  E003: { severity: 'error', title: 'session without a prompt' },
  E004: { severity: 'error', title: 'value not allowed for the property' },
  E005: { severity: 'error', title: 'property not allowed here' },
  E007: { severity: 'error', title: 'undefined agent' },
  E008: { severity: 'error', title: 'model unknown to the agent command' },
  E009: { severity: 'error', title: 'duplicate property' },
  E010: { severity: 'error', title: 'agent or block declared twice' },
  E017: { severity: 'error', title: 'resume of a non-persistent agent' },
  E019: { severity: 'error', title: 'name declared twice' },
  E025: { severity: 'error', title: 'undefined block or program' },
  E026: { severity: 'error', title: 'missing input' },
  E027: { severity: 'error', title: 'unknown input' },
  E029: { severity: 'error', title: 'name not visible' },
  E030: { severity: 'error', title: 'empty discretion text' },
  E031: { severity: 'error', title: 'constant assigned' },
  E032: { severity: 'error', title: 'sibling branch read inside parallel' },
  E033: { severity: 'error', title: 'branch name used twice' },
  E034: { severity: 'error', title: 'wrong argument count' },
  E035: { severity: 'error', title: 'count not allowed' },
  E036: { severity: 'error', title: 'unknown modifier' },
  E037: { severity: 'error', title: 'not a positive integer' },
  E038: { severity: 'error', title: 'bare throw outside catch' },
  E039: { severity: 'error', title: 'break or continue outside a loop' },
  E040: { severity: 'error', title: 'empty parallel' },
  E041: { severity: 'error', title: 'choice without options' },
  E042: { severity: 'error', title: 'try without catch and finally' },
  E043: { severity: 'error', title: 'import cycle' },
  E044: { severity: 'error', title: 'break or continue leaves a branch' },
  E045: { severity: 'error', title: 'permissions cannot be enforced' },
  E101: { severity: 'error', title: 'tab in indentation' },
  E102: { severity: 'error', title: 'dedent matches no level' },
  E103: { severity: 'error', title: 'missing body' },
  E104: { severity: 'error', title: 'missing colon' },
  E105: { severity: 'error', title: 'unexpected token' },
  E106: { severity: 'error', title: 'nested too deeply' },
  W001: { severity: 'warning', title: 'empty session prompt' },
  W002: { severity: 'warning', title: 'empty agent prompt' },
  W003: { severity: 'warning', title: 'very long prompt' },
  W005: { severity: 'warning', title: 'unknown property' },
  W006: { severity: 'warning', title: 'skill import' },
  W007: { severity: 'warning', title: 'skill not imported' },
  W010: { severity: 'warning', title: 'name hides another' },
  W011: { severity: 'warning', title: 'session on a persistent agent with memory' },
  W012: { severity: 'warning', title: 'unknown escape' },
  W013: { severity: 'warning', title: 'literal braces' },
  W014: { severity: 'hint', title: 'bare text is judged' },
  W015: { severity: 'warning', title: 'name from a caller or called block' },
  W016: { severity: 'warning', title: 'may be unbound' },
  W017: { severity: 'warning', title: 'endless loop' },
  W018: { severity: 'warning', title: 'duplicate option label' },
  W019: { severity: 'warning', title: 'output may be executed twice' },
  W020: { severity: 'warning', title: 'fail-fast has no effect' },
  W021: { severity: 'warning', title: 'concurrent assignment' },
  W022: { severity: 'warning', title: 'return ends only this branch' },
  W023: { severity: 'warning', title: 'program from a registry or URL' },
} as const satisfies Record<string, CatalogueEntry>;

export type DiagnosticCode = keyof typeof catalogue;
