/** What evaluation needs to know of the running program: what names hold. */
import type { NameReference } from '../../language/ast.ts';
import type { Value } from '../../values.ts';

export interface Scope {
  /** The value that a name holds at this place; undefined: not bound. */
  read(reference: NameReference): Value | undefined;
}
