/**
 * What the printer knows about the place it prints at: names, how often it runs, what may leave it.
 */
export type VariableType = 'list' | 'number' | 'text' | 'dirty';

/** `dirty`: may hold an error value, cancelled or null, so it is never shown in a prompt or added to. */
export interface Variable {
  readonly name: string;
  readonly type: VariableType;
  readonly assignable: boolean;
}

export interface Place {
  /** Variables that are bound here for certain; a list of its own per statement list. */
  readonly variables: Variable[];
  /** Names whose values tell invocations of one session apart: indices, items, parameters. */
  readonly marks: readonly string[];
  /** The innermost loop index, if any. */
  readonly index: string | null;
  /** How often this place runs at most. */
  readonly times: number;
  readonly mayBreak: boolean;
  readonly mayContinue: boolean;
  readonly mayReturn: boolean;
  /** The variable of the nearest `catch` around, in whose body a bare `throw` is allowed. */
  readonly caught: string | null;
  /** Blocks that may be called here: those declared after the one that is printed. */
  readonly blocks: readonly PrintedBlock[];
}

export interface PrintedBlock {
  readonly name: string;
  /** Sessions and judges of one call at most. */
  readonly cost: number;
  readonly recursive: boolean;
}

/** A list inside: its new names end with it. */
export function inside(place: Place, change: Partial<Place> = {}): Place {
  return { ...place, variables: [...place.variables], ...change };
}

/** A branch: nothing but `return` leaves it. */
export function inBranch(place: Place): Place {
  return inside(place, { mayBreak: false, mayContinue: false, mayReturn: true });
}

/** An item of `parallel for` or of a pipeline: `continue` ends it. */
export function inItem(place: Place, mark: string, times: number): Place {
  return inside(place, { mayBreak: false, mayContinue: true, mayReturn: true, marks: [...place.marks, mark], times: place.times * times });
}

/** A sequential loop with an index or item that tells its iterations apart. */
export function inLoop(place: Place, mark: string, index: string | null, times: number): Place {
  return inside(place, { mayBreak: true, mayContinue: true, marks: [...place.marks, mark], index: index ?? place.index, times: place.times * times });
}

export function pickFrom<T>(list: readonly T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list[pick % list.length];
}
