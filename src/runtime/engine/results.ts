/** Results of finished sessions by the frame they belong to, for the default context index (semantics 1.10). */
import type { ContextEntry } from '../../ports.ts';

export class Results {
  readonly #byFrame = new Map<string, ContextEntry[]>();

  /** @param frames paths of the session's frames, outermost first: the result belongs to the last */
  add(frames: readonly string[], result: ContextEntry): void {
    const frame = frames.at(-1) ?? '';
    const list = this.#byFrame.get(frame);
    if (list) list.push(result);
    else this.#byFrame.set(frame, [result]);
  }

  /** Results of these frames, in order of completion within a frame. */
  visibleFrom(frames: readonly string[]): readonly ContextEntry[] {
    // One copy of whole lists: a long program has many results for each session.
    return ([] as ContextEntry[]).concat(...frames.map((frame) => this.#byFrame.get(frame) ?? []));
  }
}
