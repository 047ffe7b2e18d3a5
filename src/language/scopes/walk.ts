/**
 * The state of the one walk over a program, which statements, expressions and declarations share.
 *
 * Owns: where the walk is (frame, list, place, flow) and what it has found out (tables, late questions).
 * Does not own: any rule. Those are in the files that take a `Walk`.
 *
 * 1. The program's own statements are walked before its agents and blocks, so that in those every name
 *    the program binds is known.
 * 2. A name that is found nowhere yet is not reported but asked again when all is walked (`late.ts`).
 */
import type {
  AgentDefinition,
  AssignStatement,
  BlockDefinition,
  Condition,
  Expression,
  Interpolation,
  NameReference,
  ProgramCall,
  ResumeStatement,
  SessionStatement,
  Statement,
  Word,
} from '../ast.ts';
import type { Expects } from '../../ports.ts';
import type { BlockOutputTable } from './block-outputs.ts';
import type { Declarations } from './declarations.ts';
import type { Flow } from './flow.ts';
import type { Frame } from './frames.ts';
import type { LateQuestion } from './late-question.ts';
import type { NameClashes } from './clashes.ts';
import type { NameGuess } from './nearest.ts';
import type { Place } from './place.ts';
import type { Reporter } from './reporter.ts';
import type { ResultUses } from './result-uses.ts';
import type { WriteLog } from './writes.ts';

/** What checks look at, each time the walk meets one. */
export type Observed = Statement | ProgramCall | AgentDefinition | BlockDefinition;

/** `Resolution` while it is being made. */
export interface Tables {
  readonly conditions: Map<Condition, Expression>;
  readonly literalBraces: Set<Interpolation>;
  readonly wordReferences: Map<Word, Expression>;
  readonly memoryReferences: Map<NameReference, AgentDefinition>;
  readonly callerReferences: Set<NameReference>;
  readonly blockOutputs: Map<NameReference, BlockDefinition>;
  readonly appends: Map<AssignStatement, readonly Expression[]>;
  readonly expects: Map<SessionStatement | ResumeStatement, Expects>;
}

/** A place that calls a block, for names that only a caller has. */
export interface CallSite {
  readonly block: BlockDefinition;
  readonly frame: Frame;
  readonly time: number;
}

/** Times at which control may leave a region. `catch` stops failures, `cleanup` (a `finally`) sees all that passes. */
export interface Handler {
  readonly kind: 'catch' | 'cleanup';
  readonly times: number[];
}

export interface LoopExits {
  readonly times: number[];
  /** Whether `continue` can lead out of the loop: not in one that only `break` ends. */
  readonly endsByContinue: boolean;
}

export interface Walk {
  readonly declarations: Declarations;
  readonly reporter: Reporter;
  readonly flow: Flow;
  readonly program: Frame;
  readonly tables: Tables;
  readonly late: LateQuestion[];
  readonly callSites: CallSite[];
  readonly blockOutputs: BlockOutputTable;
  readonly writes: WriteLog;
  readonly resultUses: ResultUses;
  readonly clashes: NameClashes;
  readonly guess: NameGuess;
  /** Names in lines with syntax errors: they may be bound there, so nothing is said about them. */
  readonly doubtful: ReadonlySet<string>;
  /** Walks a statement. */
  readonly statement: (walk: Walk, statement: Statement) => void;
  readonly observe: (node: Observed, place: Place) => void;

  frame: Frame;
  place: Place;
  /** The statement list, as a number from 1. */
  list: number;
  lists: number;
  readonly handlers: Handler[];
  /** The handlers from here on can be reached; those before lie outside the branch, item or call. */
  reachableHandlers: number;
  loop: LoopExits | undefined;
  /** Expressions that are the value of a `filter` body. */
  readonly filterValues: Set<Statement>;
  /** Times of `return`s in the branch, item or call. */
  ends: number[];
}

/** A statement that can fail: control may go from here to a handler. */
export function mayFail(walk: Walk): void {
  if (!walk.flow.reachable) return;
  for (let at = walk.handlers.length - 1; at >= walk.reachableHandlers; at -= 1) {
    const handler = walk.handlers[at];
    handler?.times.push(walk.flow.now);
    if (handler?.kind === 'catch') return;
  }
}

/** A `return`, `break` or `continue`: nothing follows here, and every `finally` around it runs. */
export function leave(walk: Walk, exits: number[] | undefined): void {
  if (!walk.flow.reachable) return;
  for (let at = walk.reachableHandlers; at < walk.handlers.length; at += 1) {
    const handler = walk.handlers[at];
    if (handler?.kind === 'cleanup') handler.times.push(walk.flow.now);
  }
  exits?.push(walk.flow.now);
  walk.flow.reachable = false;
}

/** Runs `inside` in another frame and place. */
export function within(walk: Walk, frame: Frame, place: Place, inside: () => void): void {
  const outerFrame = walk.frame;
  const outerPlace = walk.place;
  walk.frame = frame;
  walk.place = place;
  inside();
  walk.frame = outerFrame;
  walk.place = outerPlace;
}

/** Runs `inside` where no handler or loop outside can be reached: in a branch, an item or a block. Returns the times at which it ends. */
export function isolated(walk: Walk, inside: () => void): number[] {
  const { reachableHandlers, loop, ends } = walk;
  walk.reachableHandlers = walk.handlers.length;
  walk.loop = undefined;
  walk.ends = [];
  inside();
  const times = withEnd(walk);
  walk.reachableHandlers = reachableHandlers;
  walk.loop = loop;
  walk.ends = ends;
  return times;
}

/** The times of `return`s, and the end when it is reached. */
function withEnd({ ends, flow }: Walk): number[] {
  if (!flow.reachable) return ends;
  if (ends.length === 0) return [flow.now];
  ends.push(flow.now);
  return ends;
}

/** Runs `inside` in a statement list of its own. */
export function inNewList(walk: Walk, inside: () => void): void {
  const outer = walk.list;
  walk.lists += 1;
  walk.list = walk.lists;
  inside();
  walk.list = outer;
}
