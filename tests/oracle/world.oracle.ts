/**
 * What every part of the interpreter shares: the flow of control, completions, failures.
 *
 * The parts do not import each other; they reach statements, bodies and expressions through `World`.
 */
import type { BlockDefinition, Body, Expression, Statement } from '../../src/language/ast.ts';
import type { CheckedProgram } from '../../src/language/checked-program.ts';
import type { Failure, FailureKind } from '../../src/errors.ts';
import type { Value } from '../../src/values.ts';
import type { Agent, Agents } from './agents.oracle.ts';
import type { Frame, Overlay } from './frames.oracle.ts';
import type { RunLog } from './record.oracle.ts';
import type { Place, Simulation, Steps, Task } from './simulation.oracle.ts';
import { Raised } from './values.oracle.ts';

/** How a statement ends. `return` without a value: a bare `return`. */
export type Completion =
  | { readonly kind: 'normal'; readonly value: Value }
  | { readonly kind: 'break' | 'continue' | 'cancelled' }
  | { readonly kind: 'return'; readonly value?: Value }
  /** `asIs`: an error value that `throw` raised again; it takes no new cause. */
  | { readonly kind: 'throw'; readonly failure: Failure; readonly asIs: boolean };

export type Throw = Completion & { readonly kind: 'throw' };

export interface OracleOptions {
  readonly agent: Agent;
  /** Values given at the start of the run, by input name. */
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Agent processes at once; 16 when absent. */
  readonly concurrency?: number;
  /** Milliseconds from a branch's cancellation; 10 minutes when absent. */
  readonly cleanupTimeout?: number;
  /** Milliseconds per attempt where the program says none; none when absent. */
  readonly timeout?: number;
  /** The run is cancelled for good at this moment. */
  readonly cancelAt?: number;
}

export interface World {
  readonly simulation: Simulation;
  readonly agents: Agents;
  readonly log: RunLog;
  readonly options: OracleOptions;
  /** Inputs of a program frame. */
  readonly inputs: Map<Frame, Readonly<Record<string, Value>>>;
  statement(flow: Flow, node: Statement): Steps<Completion>;
  body(flow: Flow, node: Body): Steps<Completion>;
  evaluate(flow: Flow, node: Expression): Steps<Value>;
}

export interface CallPath {
  readonly block: BlockDefinition;
  readonly above: CallPath | null;
}

/** Where control is. */
export interface Flow {
  readonly world: World;
  readonly unit: CheckedProgram;
  readonly task: Task;
  readonly frame: Frame;
  readonly overlay: Overlay | null;
  /** Place of the statement that runs, or of the list whose statements run. */
  readonly place: Place;
  readonly calls: CallPath | null;
  /** The flow that called the block whose code runs. */
  readonly caller: Flow | null;
  /** What the nearest `catch` around has caught. */
  readonly caught: Throw | null;
}

type Suffix = 'arm' | 'iteration' | 'branch' | 'member';
const SUFFIX: Readonly<Record<Suffix, number>> = { arm: 4, iteration: 3, branch: 2, member: 1 };

/** The same statement with a suffix: `.arm`, `[i]`, `(i)` or `!k`. */
export function suffixed(place: Place, suffix: Suffix, number: number): Place {
  return place.with(place.length - SUFFIX[suffix], number);
}

/** The n-th statement of a list. */
export function inList(place: Place, n: number): Place {
  return [...place, n, 0, 0, 0, 0];
}

export const normal = (value: Value): Completion => ({ kind: 'normal', value });

export function failureAt(place: Place, kind: FailureKind, message: string): Failure {
  return { kind, message, label: null, path: pathOf(place), attempts: null };
}

export function raise(flow: Flow, kind: FailureKind, message: string): never {
  throw new Raised(failureAt(flow.place, kind, message));
}

/** A readable form of a place; not the path of semantics 3.1. */
export function pathOf(place: Place): string {
  let path = '';
  for (let i = 0; i < place.length; i += 5) {
    const [n, arm, iteration, branch, member] = place.slice(i, i + 5);
    path += `/${n}${arm ? `.${arm}` : ''}${iteration ? `[${iteration}]` : ''}${branch ? `(${branch})` : ''}${member ? `!${member}` : ''}`;
  }
  return path;
}

/** The value of a completion that ends a branch or an item (1.3, 1.4). */
export function itemValue(completion: Completion): Value {
  if (completion.kind === 'normal') return completion.value;
  return completion.kind === 'return' ? (completion.value ?? null) : null;
}
