/** Where a statement stands: the constructs around it, from the inside out, up to its block or the program. */

export type PlaceKind =
  | 'program'
  | 'block'
  /** A sequential loop. */
  | 'loop'
  /** A branch of `parallel:`. */
  | 'branch'
  /** The body of a `parallel for` or of a pipeline stage. */
  | 'item'
  | 'catch';

export interface Place {
  readonly kind: PlaceKind;
  readonly parent?: Place;
}

/** The nearest place of one of `kinds`. */
export function nearestPlace(place: Place, kinds: ReadonlySet<PlaceKind>): PlaceKind | undefined {
  for (let at: Place | undefined = place; at; at = at.parent) if (kinds.has(at.kind)) return at.kind;
  return undefined;
}
