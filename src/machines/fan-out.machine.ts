/**
 * Runs one body for many items, each as an actor of its own, at most `lanes` at once.
 *
 * Owns: which item starts when, counting ends, the decision, cancelling the rest. Does not own: what the
 * block's value is and what its branches wrote (`compile/joins.ts`), nor join semantics (`join.ts`).
 *
 * 1. A lane is a child id that is used again for the next item, so that the number of children, and with
 *    it the cost of a step, is bounded by the lanes and not by the items.
 * 2. All items that the lanes admit start, in order, before any end among them is counted.
 * 3. Ends that wait to be counted are counted in item order, one a turn, so that the item which an end
 *    makes room for starts before the next end is counted; the end that decides cancels all others.
 * 4. The machine ends when no lane is in use: every process is confirmed gone.
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | running | items run in their lanes | decided or cancelled |
 * | stopping | items that have not ended unwind | no lane is in use |
 * | ended | all lanes are free | final |
 */
import type { AnyActorLogic } from 'xstate';
import { assign, enqueueActions, setup } from 'xstate';
import type { Failure } from '../errors.ts';
import type { Value } from '../values.ts';
import { setOwn } from '../values.ts';
import { forgetChildren } from './forget-children.ts';
import type { BranchResult, FrameInput, JoinDecision, OuterFrame } from './frame/context.ts';
import type { MachinePorts } from './frame-setup.ts';
import type { Join, Policy, Tally } from './join.ts';
import { countEnd, decideJoin, emptyTally } from './join.ts';
import type { FrameOutcome } from './outcome.ts';

export interface FanOutInput {
  readonly path: string;
  /** Body machine of all items, or one a branch. */
  readonly src: string | readonly string[];
  /** Path of the last statement within an item, of all items or one a branch: what a decision by its success names as the reason. */
  readonly ends?: string | readonly string[];
  readonly branches: number;
  readonly items: readonly Value[] | null;
  readonly names: readonly (string | null)[] | null;
  readonly variable: string | null;
  readonly index: string | null;
  readonly outer: readonly OuterFrame[];
  readonly depth: number;
  readonly depths: Readonly<Record<string, number>>;
  readonly frames: readonly string[];
  readonly handled: Failure | null;
  /** True for what a `finally` body started because of a cancellation. */
  readonly cleanup?: boolean;
  /** Null: as many as the run allows by default. */
  readonly lanes: number | null;
  readonly join: Join;
  readonly policy: Policy;
  readonly count: number | null;
  /** Milliseconds. */
  readonly timeout: number | null;
}

export interface FanOutOutcome {
  readonly status: 'succeeded' | 'cancelled';
  readonly results: Readonly<Record<number, BranchResult>>;
  readonly order: readonly number[];
  readonly tally: Tally;
  readonly decision: JoinDecision | null;
}

interface FanOutContext {
  readonly input: FanOutInput;
  /** First item that has not started. */
  readonly next: number;
  /** By lane: the item that is in it; null for a free one. */
  readonly lanes: readonly (number | null)[];
  /** Items that ended and are not counted yet, in item order. */
  readonly arrived: readonly number[];
  /** Items whose ends were counted, and items that were started, in the last turn. */
  readonly counted: readonly number[];
  readonly started: readonly number[];
  readonly tally: Tally;
  readonly decision: JoinDecision | null;
  readonly cancelledBy: string | null;
  /**
   * Grows in place: copying it for each of 50,000 items would cost O(n^2). Only this actor writes to it,
   * and a snapshot is taken between steps.
   */
  readonly ends: { readonly results: Record<number, BranchResult>; readonly order: number[] };
}

type FanOutEvent =
  | { readonly type: 'cancel'; readonly by: string; readonly kill?: boolean }
  | { readonly type: 'turn'; readonly id: string }
  | { readonly type: `xstate.done.actor.${string}`; readonly output: unknown };

const turnId = 'fan-out';
const deadlineId = 'deadline';
const cleanupId = 'cleanup';
const endOfChild = 'xstate.done.actor.';
const lanePrefix = 'lane';

type Spawn = (src: string, options: { readonly id: string; readonly input: unknown }) => unknown;

export function createFanOutMachine(ports: MachinePorts, actors: Record<string, AnyActorLogic>, defaultLanes: number) {
  return setup({
    types: { context: {} as FanOutContext, events: {} as FanOutEvent, input: {} as FanOutInput, output: {} as FanOutOutcome },
    actors,
    actions: {
      startDeadline: enqueueActions(({ context, enqueue }) => {
        const { path, timeout } = context.input;
        if (timeout !== null) spawnByName(enqueue.spawnChild)('timer', { id: deadlineId, input: { path, delay: timeout, purpose: 'timeout' } });
      }),
      // Starts are told before the children are made: those that a machine makes on entry start first of all.
      announceFirst: ({ context }) => {
        for (const index of startable(context)) announceStart(ports, context.input, index);
      },
      startItems: assign(({ context, spawn }) => startItems(context, spawnByName(spawn))),
      takeEnd: assign(({ context, event }) => takeEnd(context, event)),
      requestCount: ({ context, self }) => {
        if (context.arrived.length > 0) ports.requestTurn(self, turnId, 'count', context.input.path);
      },
      takeTurn: assign(({ context, spawn }) => {
        const counted = countEnds(context);
        return { ...counted, ...startItems({ ...context, ...counted }, spawnByName(spawn)) };
      }),
      announceTurn: ({ context, self }) => {
        for (const index of context.counted) announceEnd(ports, context, index);
        for (const index of context.started) announceStart(ports, context.input, index);
        if (context.arrived.length > 0) ports.requestTurn(self, turnId, 'count', context.input.path);
      },
      announceDecision: ({ context }) => {
        const { decision, input } = context;
        if (!decision) return;
        ports.announce({
          type: 'join.settled',
          path: input.path,
          outcome: decision.outcome === 'succeeded' ? 'succeeded' : 'failed',
          winner: 'winner' in decision ? decision.winner : null,
          order: [...context.ends.order],
        });
      },
      noteCancellation: enqueueActions(({ context, event, enqueue }) => {
        if (event.type === 'cancel' && context.cancelledBy === null) enqueue.assign({ cancelledBy: event.by });
      }),
      cancelLanes: enqueueActions(({ context, enqueue }) => {
        const by = context.decision?.by ?? context.cancelledBy ?? '';
        for (const lane of lanesInUse(context)) enqueue.sendTo(laneId(lane), { type: 'cancel', by });
      }),
      /** What a decision cancels has so long for its `finally` bodies; of a cancelled block the canceller keeps the time. */
      limitCleanup: enqueueActions(({ context, enqueue }) => {
        if (context.decision && lanesInUse(context).length > 0)
          spawnByName(enqueue.spawnChild)('timer', { id: cleanupId, input: { path: context.input.path, purpose: 'cleanup' } });
      }),
      passKillOn: enqueueActions(({ context, event, enqueue }) => {
        if (event.type === 'cancel' && event.kill) killLanes(context, enqueue.sendTo);
      }),
      killLanes: enqueueActions(({ context, enqueue }) => killLanes(context, enqueue.sendTo)),
      dropCleanup: enqueueActions(({ enqueue }) => enqueue.stopChild(cleanupId)),
      forgetChildren,
      dropDeadline: enqueueActions(({ enqueue }) => enqueue.stopChild(deadlineId)),
    },
    guards: {
      stopped: ({ context }) => context.decision !== null || context.cancelledBy !== null,
      lanesFree: ({ context }) => context.lanes.every((item) => item === null),
    },
  }).createMachine({
    id: 'fanOut',
    context: ({ input }) => begin(input, defaultLanes),
    initial: 'running',
    states: {
      running: {
        entry: ['startDeadline', 'announceFirst', 'startItems'],
        on: {
          'xstate.done.actor.*': { actions: ['takeEnd', 'requestCount'] },
          turn: { actions: ['takeTurn', 'announceTurn'] },
          cancel: { actions: ['noteCancellation', 'passKillOn'] },
        },
        always: [{ guard: 'stopped', target: 'stopping' }],
      },
      stopping: {
        entry: ['announceDecision', 'dropDeadline', 'cancelLanes', 'limitCleanup'],
        exit: 'dropCleanup',
        on: {
          'xstate.done.actor.*': { actions: 'takeEnd' },
          [`xstate.done.actor.${cleanupId}`]: { actions: 'killLanes' },
          cancel: { actions: ['noteCancellation', 'passKillOn'] },
        },
        always: [{ guard: 'lanesFree', target: 'ended', actions: 'forgetChildren' }],
      },
      ended: { type: 'final' },
    },
    output: ({ context }) => ({
      status: context.decision ? 'succeeded' : 'cancelled',
      results: context.ends.results,
      order: context.ends.order,
      tally: context.tally,
      decision: context.decision,
    }),
  });
}

/** The time for cleaning up is over. */
function killLanes(
  context: FanOutContext,
  sendTo: (lane: string, event: { readonly type: 'cancel'; readonly by: string; readonly kill: boolean }) => void,
): void {
  const by = context.decision?.by ?? context.cancelledBy ?? '';
  for (const lane of lanesInUse(context)) sendTo(laneId(lane), { type: 'cancel', by, kill: true });
}

/** A block without branches is decided at once. */
function begin(input: FanOutInput, defaultLanes: number): FanOutContext {
  const lanes = Array.from({ length: Math.min(input.lanes ?? defaultLanes, input.branches) }, () => null);
  const empty = decideJoin(input.join, input.count, input.policy, input.branches, emptyTally);
  const decision = empty && { ...empty, by: input.path };
  return { input, next: 0, lanes, arrived: [], counted: [], started: [], tally: emptyTally, decision, cancelledBy: null, ends: { results: {}, order: [] } };
}

/** Sources are registered while programs are compiled, so a typed `spawn` knows none of them. */
function spawnByName(spawn: unknown): Spawn {
  return spawn as Spawn;
}

function laneId(lane: number): string {
  return `${lanePrefix}${lane}`;
}

/** Lanes that run an item, in the items' order. */
function lanesInUse({ lanes }: FanOutContext): readonly number[] {
  const used = lanes.flatMap((item, lane) => (item === null ? [] : [{ item, lane }]));
  return used.sort((a, b) => a.item - b.item).map(({ lane }) => lane);
}

/** The items that free lanes take next: one for each end that was counted. */
function startable({ input, next, lanes, arrived, decision, cancelledBy }: FanOutContext): readonly number[] {
  if (decision || cancelledBy !== null) return [];
  const free = lanes.reduce<number>((count, item) => (item === null ? count + 1 : count), -arrived.length);
  return Array.from({ length: Math.min(free, input.branches - next) }, (_, offset) => next + offset);
}

function startItems(context: FanOutContext, spawn: Spawn): Pick<FanOutContext, 'next' | 'lanes' | 'started'> {
  const { input } = context;
  const started = startable(context);
  if (started.length === 0) return { next: context.next, lanes: context.lanes, started };
  const lanes = [...context.lanes];
  let lane = -1;
  for (const index of started) {
    lane = lanes.indexOf(null, lane + 1);
    lanes[lane] = index;
    spawn(sourceOf(input, index), { id: laneId(lane), input: frameOf(input, index) });
  }
  return { next: context.next + started.length, lanes, started };
}

function takeEnd(context: FanOutContext, event: FanOutEvent): Partial<FanOutContext> {
  if (!event.type.startsWith(endOfChild)) return {};
  const child = event.type.slice(endOfChild.length);
  if (child === deadlineId) return takeDeadline(context);
  const lane = Number(child.slice(lanePrefix.length));
  const index = context.lanes[lane] ?? null;
  if (index === null) return {};
  // Done events of lanes carry a frame's outcome.
  const result = resultOf((event as { output: FrameOutcome }).output);
  context.ends.results[index] = result;
  const counts = result.status !== 'cancelled' && !context.decision;
  return { lanes: context.lanes.with(lane, null), ...(counts ? { arrived: inOrder(context.arrived, index) } : {}) };
}

/** Ends mostly come in item order. */
function inOrder(arrived: readonly number[], index: number): readonly number[] {
  const all = [...arrived, index];
  return index < (arrived.at(-1) ?? -1) ? all.sort((a, b) => a - b) : all;
}

function takeDeadline(context: FanOutContext): Partial<FanOutContext> {
  return context.decision || context.cancelledBy !== null ? {} : { decision: { outcome: 'timeout', by: context.input.path }, arrived: [] };
}

/** Counts what arrived, in item order, up to the end that decides. */
function countEnds(context: FanOutContext): Pick<FanOutContext, 'arrived' | 'counted' | 'tally' | 'decision'> {
  const { input, ends, tally, decision } = context;
  const [index] = context.arrived;
  const result = index === undefined ? undefined : ends.results[index];
  if (decision || index === undefined || !result || result.status === 'cancelled') return { arrived: [], counted: [], tally, decision };
  ends.order.push(index);
  const counted = countEnd(tally, index, result.status);
  const decided = decideJoin(input.join, input.count, input.policy, input.branches, counted);
  if (!decided) return { arrived: context.arrived.slice(1), counted: [index], tally: counted, decision };
  return { arrived: [], counted: [index], tally: counted, decision: { ...decided, by: result.status === 'failed' ? result.error.path : endOf(input, index) } };
}

function announceStart(ports: MachinePorts, input: FanOutInput, index: number): void {
  ports.announce({ type: 'branch.started', path: input.path, index, name: nameOf(input, index) });
}

function announceEnd(ports: MachinePorts, { input, ends }: FanOutContext, index: number): void {
  const result = ends.results[index];
  if (!result || result.status === 'cancelled') return;
  const error = result.status === 'failed' ? { error: result.error } : {};
  ports.announce({ type: 'branch.ended', path: input.path, index, name: nameOf(input, index), status: result.status, ...error });
}

function sourceOf(input: FanOutInput, index: number): string {
  return typeof input.src === 'string' ? input.src : (input.src[index] ?? '');
}

function endOf(input: FanOutInput, index: number): string {
  const end = typeof input.ends === 'object' ? input.ends[index] : input.ends;
  return end === undefined ? input.path : `${itemPath(input, index)}/${end}`;
}

function itemPath(input: FanOutInput, index: number): string {
  return `${input.path}${input.names ? `(${nameOf(input, index)})` : `[${index}]`}`;
}

function nameOf(input: FanOutInput, index: number): string {
  return input.names?.[index] ?? String(index);
}

function frameOf(input: FanOutInput, index: number): FrameInput {
  let names: Readonly<Record<string, Value>> = {};
  if (input.index !== null) names = setOwn(names, input.index, index);
  if (input.variable !== null) names = setOwn(names, input.variable, input.items?.[index] ?? null);
  const path = itemPath(input, index);
  return {
    path,
    names,
    outer: input.outer,
    depth: input.depth,
    depths: input.depths,
    inputs: {},
    frames: [...input.frames, path],
    handled: input.handled,
    ...(input.cleanup ? { cleanup: true } : {}),
  };
}

function resultOf(outcome: FrameOutcome): BranchResult {
  switch (outcome.status) {
    case 'succeeded':
      return { status: 'succeeded', value: outcome.value, overlay: outcome.writes };
    case 'failed':
      return { status: 'failed', error: outcome.error };
    default:
      return { status: 'cancelled', by: outcome.by };
  }
}
