/** What machines announce about themselves; the runtime turns it into the event stream. */
import type { BranchReport, Failure } from '../errors.ts';
import type { Value } from '../values.ts';
import type { Join, Policy } from './join.ts';

export type BindingKind = 'let' | 'const' | 'input' | 'output' | 'result';

export type Fact =
  | { readonly type: 'block.entered'; readonly path: string; readonly block: string; readonly depth: number }
  | { readonly type: 'block.left'; readonly path: string; readonly block: string; readonly outcome: 'succeeded' | 'failed' | 'cancelled' }
  | { readonly type: 'items.listed'; readonly path: string; readonly count: number }
  | { readonly type: 'loop.iterated'; readonly path: string; readonly index: number; readonly max: number | null }
  | { readonly type: 'loop.ended'; readonly path: string; readonly reason: 'condition' | 'max' | 'items' | 'break' }
  | { readonly type: 'parallel.started'; readonly path: string; readonly join: Join; readonly onFail: Policy; readonly branches: readonly string[] }
  | { readonly type: 'branch.started'; readonly path: string; readonly index: number; readonly name: string }
  | {
      readonly type: 'branch.ended';
      readonly path: string;
      readonly index: number;
      readonly name: string;
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly error?: Failure;
    }
  | {
      readonly type: 'join.settled';
      readonly path: string;
      readonly outcome: 'succeeded' | 'failed' | 'cancelled';
      readonly winner: number | null;
      readonly order: readonly number[];
      readonly error?: Failure;
    }
  | {
      readonly type: 'join.joined';
      readonly path: string;
      readonly join: Join;
      readonly onFail: Policy;
      readonly outcome: 'succeeded' | 'failed' | 'cancelled';
      readonly branches: readonly BranchReport[];
      readonly error?: Failure;
    }
  | { readonly type: 'error.caught'; readonly path: string; readonly error: Failure }
  | { readonly type: 'error.tolerated'; readonly path: string; readonly error: Failure }
  | { readonly type: 'finally.entered'; readonly path: string }
  | { readonly type: 'choice.taken'; readonly path: string; readonly label: string }
  | {
      readonly type: 'name.bound';
      readonly path: string;
      readonly name: string | null;
      readonly kind: BindingKind;
      readonly programLevel: boolean;
      readonly source: string;
      readonly value: Value;
    }
  | { readonly type: 'output.registered'; readonly path: string; readonly name: string; readonly value: Value }
  | { readonly type: 'warning'; readonly path: string | null; readonly message: string };
