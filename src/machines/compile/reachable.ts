/**
 * States that no transition leads to: compilers write one for every way out of a statement, and most programs do not
 * take them all. Left in, diagrams would show what can never happen.
 *
 * 1. Ids are unique in a machine and are the keys of their states; targets are `#id`.
 */
import type { States } from './build.ts';

/** The parts of a state that lead elsewhere; XState's own type has many forms that are not used here. */
interface Leaving {
  readonly initial?: string;
  readonly type?: string;
  readonly always?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly invoke?: { readonly onDone?: unknown };
  readonly states?: Readonly<Record<string, Leaving>>;
}

/** Ids of all states that these can lead to. */
export function targetsOf(states: States): ReadonlySet<string> {
  return new Set(Object.values(states).flatMap((state) => leadsTo(state as Leaving)));
}

/** The states that can be entered, from any of `entries`. */
export function reachableStates(states: States, entries: readonly string[]): States {
  const known = new Map<string, { readonly state: Leaving; readonly parent: string | null }>();
  index(states as Readonly<Record<string, Leaving>>, null, known);
  const entered = new Set<string>();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const found = known.get(id);
    if (!found || entered.has(id)) continue;
    entered.add(id);
    if (found.parent !== null) waiting.push(found.parent);
    waiting.push(...ownTargets(found.state), ...enteredWith(found.state));
  }
  return kept(states as Readonly<Record<string, Leaving>>, entered) as States;
}

function index(
  states: Readonly<Record<string, Leaving>>,
  parent: string | null,
  known: Map<string, { readonly state: Leaving; readonly parent: string | null }>,
): void {
  for (const [id, state] of Object.entries(states)) {
    known.set(id, { state, parent });
    if (state.states) index(state.states, id, known);
  }
}

function kept(states: Readonly<Record<string, Leaving>>, entered: ReadonlySet<string>): Readonly<Record<string, Leaving>> {
  const left = Object.entries(states).filter(([id]) => entered.has(id));
  return Object.fromEntries(left.map(([id, state]) => [id, state.states ? { ...state, states: kept(state.states, entered) } : state]));
}

function enteredWith({ type, initial, states }: Leaving): readonly string[] {
  if (type === 'parallel') return Object.keys(states ?? {});
  return initial === undefined ? [] : [initial];
}

function leadsTo(state: Leaving): readonly string[] {
  return [...ownTargets(state), ...Object.values(state.states ?? {}).flatMap(leadsTo)];
}

function ownTargets({ always, on, invoke }: Leaving): readonly string[] {
  return [always, invoke?.onDone, ...Object.values(on ?? {})].flatMap((transitions) => [transitions].flat()).flatMap(targetOf);
}

function targetOf(transition: unknown): readonly string[] {
  const written = typeof transition === 'string' ? transition : (transition as { readonly target?: unknown } | undefined)?.target;
  return typeof written === 'string' ? [written.slice(1)] : [];
}
