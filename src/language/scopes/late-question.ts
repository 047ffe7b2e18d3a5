/** Questions about names that only the whole program can answer. */
import type { Condition, Discretion, Expression, Interpolation, NameReference, Text, Word } from '../ast.ts';
import type { Frame } from './frames.ts';

interface AtPoint {
  readonly frame: Frame;
  readonly time: number;
}

/** How a read is written, which decides what an unknown name means. */
export type ReadForm =
  | 'plain'
  /** In a brace group of `"..."` or of discretion text. */
  | 'braces'
  /** In `context:`, where a persistent agent's name means its memory. */
  | 'context';

export type LateQuestion =
  | (AtPoint & { readonly kind: 'read'; readonly form: ReadForm; readonly reference: NameReference })
  | (AtPoint & { readonly kind: 'text'; readonly text: Text; readonly interpolations: readonly Interpolation[] })
  | (AtPoint & { readonly kind: 'word'; readonly word: Word; readonly expression: Expression; readonly root: NameReference })
  /** `unknown`: the names that were not visible when the walk passed. */
  | (AtPoint & {
      readonly kind: 'condition';
      readonly condition: Condition;
      readonly expression: Expression;
      readonly bare: Discretion;
      readonly unknown: readonly NameReference[];
    });
