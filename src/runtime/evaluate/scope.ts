/** What evaluation needs to know of the running program: what names hold, and where whole texts are. */
import type { NameReference, Reference } from '../../language/ast.ts';
import type { Value } from '../../values.ts';

export interface Scope {
  /** The value that a name holds at this place; undefined: not bound. */
  read(reference: NameReference): Value | undefined;
  /**
   * A file that holds the whole of an interpolated value, for `[continues in PATH]`; null when the agent has none.
   * A scope without it makes texts for the program itself, which are never cut.
   */
  fileOf?(reference: Reference, text: string): string | null;
}

/** The same names; texts stay whole. */
export function withoutFiles(scope: Scope): Scope {
  return { read: (reference) => scope.read(reference) };
}
