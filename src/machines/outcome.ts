/**
 * How an actor's work ended, as plain data. XState has no final error state and loses `Error`s in
 * snapshots, so every machine ends `done` with one of these.
 */
import type { Failure } from '../errors.ts';
import type { Value } from '../values.ts';
import type { Layers } from './frame/layers.ts';
import type { Overlay } from './frame/overlay.ts';

export type Outcome<Extra = unknown> =
  | ({ readonly status: 'succeeded'; readonly value: Value } & Extra)
  | ({ readonly status: 'failed'; readonly error: Failure } & Extra)
  /** `by`: path of the session or statement whose end decided the cancellation. */
  | ({ readonly status: 'cancelled'; readonly by: string } & Extra);

/** What a frame (program, block, branch body, item body) hands to its parent. */
export interface FrameEffects {
  /** Writes to frames that existed before this one, in the form a join merges (semantics 2.8). */
  readonly writes: Overlay;
  /** Registered outputs of a call or program frame, in order of registration. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** The frame's own names at its end, for reads of a called block's names (W015). */
  readonly names: Layers<Value>;
  /** How `return` or an unnamed `output` ended the frame; null when neither did. */
  readonly returned: 'value' | 'bare' | null;
}

export type FrameOutcome = Outcome<FrameEffects>;
