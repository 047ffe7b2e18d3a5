/** Names that another branch of the same `parallel` introduces (E032). */
import type { Frame, Siblings } from './frames.ts';

export class SiblingNames {
  /** Per block: each local name of its branches, with the branch's frame, or `several`. */
  readonly #locals = new Map<Siblings, Map<string, Frame | 'several'>>();

  has(frame: Frame, name: string): boolean {
    for (let at: Frame | undefined = frame; at; at = at.parent) {
      if (at.siblings && (this.#isNamed(at, at.siblings, name) || this.#isLocal(at, at.siblings, name))) return true;
    }
    return false;
  }

  #isNamed(frame: Frame, siblings: Siblings, name: string): boolean {
    const index = siblings.names.get(name);
    return index !== undefined && siblings.frames[index] !== frame;
  }

  #isLocal(frame: Frame, siblings: Siblings, name: string): boolean {
    const locals = this.#locals.get(siblings) ?? localsOf(siblings);
    this.#locals.set(siblings, locals);
    const owner = locals.get(name);
    return owner !== undefined && owner !== frame;
  }
}

function localsOf({ frames }: Siblings): Map<string, Frame | 'several'> {
  const locals = new Map<string, Frame | 'several'>();
  for (const frame of frames) for (const { name } of frame.slots()) locals.set(name, locals.has(name) ? 'several' : frame);
  return locals;
}
