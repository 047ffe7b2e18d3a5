/**
 * Runs one body for many items, each as an actor of its own, at most `lanes` at once.
 *
 * Owns: which item starts when, counting ends, the decision, cancelling the rest. Does not own: what the
 * block's value is and what its branches wrote (`compile/joins.ts`), nor join semantics (`join.ts`).
 *
 * 1. A lane is a child id that is used again for the next item, so that the number of children, and with
 *    it the cost of a step, is bounded by the lanes and not by the items.
 * 2. All items that the lanes admit start, in order, before any end among them is counted.
 * 3. Ends of one turn are counted in item order; the first that decides cancels all others.
 * 4. The machine ends when no lane is in use: every process is confirmed gone.
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | running | items run in their lanes | decided or cancelled, and no lane is in use |
 * | ended | all lanes are free | final |
 */
import type { AnyActorLogic } from 'xstate';
import { enqueueActions, setup } from 'xstate';
import type { Failure } from '../errors.ts';
import type { Value } from '../values.ts';
import { setOwn } from '../values.ts';
import type { BranchResult, FrameInput, JoinDecision, OuterFrame } from './frame/context.ts';
import type { MachinePorts } from './frame-setup.ts';
import type { Join, Policy, Tally } from './join.ts';
import { countEnd, decideJoin, emptyTally } from './join.ts';
import type { FrameOutcome } from './outcome.ts';

export interface FanOutInput {
  readonly path: string;
  /** Body machine of all items, or one a branch. */
  readonly src: string | readonly string[];
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
  /** Item in each lane that is in use. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly arrived: readonly number[];
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

export function createFanOutMachine(ports: MachinePorts, actors: Record<string, AnyActorLogic>, defaultLanes: number) {
  const startItems = enqueueActions<FanOutContext, FanOutEvent, undefined, FanOutEvent, never, never, never, never, never>(({ context, enqueue }) => {
    if (context.decision || context.cancelledBy !== null) return;
    const { input } = context;
    const limit = Math.min(input.lanes ?? defaultLanes, input.branches);
    let { next } = context;
    const lanes: Record<string, number> = { ...context.lanes };
    for (let lane = 0; lane < limit && next < input.branches; lane++) {
      const id = `lane${lane}`;
      if (Object.hasOwn(lanes, id)) continue;
      const index = next++;
      lanes[id] = index;
      spawnByName(enqueue.spawnChild)(sourceOf(input, index), { id, input: frameOf(input, index) });
      enqueue(() => ports.announce({ type: 'branch.started', path: input.path, index, name: nameOf(input, index) }));
    }
    if (next !== context.next) enqueue.assign({ next, lanes });
  });

  return setup({
    types: { context: {} as FanOutContext, events: {} as FanOutEvent, input: {} as FanOutInput, output: {} as FanOutOutcome },
    actors,
    actions: {
      startItems,
      startDeadline: enqueueActions(({ context, enqueue }) => {
        const { path, timeout } = context.input;
        if (timeout !== null) spawnByName(enqueue.spawnChild)('timer', { id: deadlineId, input: { path, delay: timeout, purpose: 'timeout' } });
      }),
      decideEmpty: enqueueActions(({ context, enqueue }) => {
        const { input } = context;
        const decision = decideJoin(input.join, input.count, input.policy, input.branches, context.tally);
        if (decision) enqueue.assign({ decision: { ...decision, by: input.path } });
      }),
      takeEnd: enqueueActions(({ context, event, enqueue, self }) => {
        if (!event.type.startsWith('xstate.done.actor.')) return;
        const child = event.type.slice('xstate.done.actor.'.length);
        enqueue.stopChild(child);
        if (child === deadlineId) {
          if (!context.decision && context.cancelledBy === null) enqueue.assign({ decision: { outcome: 'timeout', by: context.input.path }, arrived: [] });
          return;
        }
        if (child === cleanupId) return killLanes(context, enqueue.sendTo);
        const index = context.lanes[child];
        if (index === undefined) return;
        const { [child]: _, ...lanes } = context.lanes;
        // Done events of lanes carry a frame's outcome.
        const result = resultOf((event as { output: FrameOutcome }).output);
        context.ends.results[index] = result;
        const counts = result.status !== 'cancelled' && !context.decision;
        enqueue.assign({ lanes, ...(counts ? { arrived: [...context.arrived, index] } : {}) });
        if (counts) enqueue(() => ports.requestTurn(self, turnId, 'count', context.input.path));
      }),
      countEnds: enqueueActions(({ context, enqueue }) => {
        if (context.decision) return;
        const { input } = context;
        let { tally } = context;
        let decision: JoinDecision | null = null;
        for (const index of context.arrived.toSorted((a, b) => a - b)) {
          const result = context.ends.results[index];
          if (!result || result.status === 'cancelled') continue;
          tally = countEnd(tally, index, result.status);
          context.ends.order.push(index);
          enqueue(() => ports.announce({ type: 'branch.ended', path: input.path, index, name: nameOf(input, index), status: result.status, ...(result.status === 'failed' ? { error: result.error } : {}) }));
          const decided = decideJoin(input.join, input.count, input.policy, input.branches, tally);
          if (!decided) continue;
          decision = { ...decided, by: result.status === 'failed' ? result.error.path : input.path };
          break;
        }
        enqueue.assign({ arrived: [], tally, decision });
      }),
      announceDecision: ({ context }) => {
        const { decision, input } = context;
        if (!decision) return;
        ports.announce({ type: 'join.settled', path: input.path, outcome: decision.outcome === 'succeeded' ? 'succeeded' : 'failed', winner: 'winner' in decision ? decision.winner : null, order: [...context.ends.order] });
      },
      noteCancellation: enqueueActions(({ context, event, enqueue }) => {
        if (event.type === 'cancel' && context.cancelledBy === null) enqueue.assign({ cancelledBy: event.by });
      }),
      cancelLanes: enqueueActions(({ context, enqueue }) => {
        const by = context.decision?.by ?? context.cancelledBy ?? '';
        for (const lane of Object.keys(context.lanes)) enqueue.sendTo(lane, { type: 'cancel', by });
      }),
      /** What a decision cancels has so long for its `finally` bodies; of a cancelled block the canceller keeps the time. */
      limitCleanup: enqueueActions(({ context, enqueue }) => {
        if (context.decision && Object.keys(context.lanes).length > 0) spawnByName(enqueue.spawnChild)('timer', { id: cleanupId, input: { path: context.input.path, purpose: 'cleanup' } });
      }),
      passKillOn: enqueueActions(({ context, event, enqueue }) => {
        if (event.type === 'cancel' && event.kill) killLanes(context, enqueue.sendTo);
      }),
      dropCleanup: enqueueActions(({ enqueue }) => enqueue.stopChild(cleanupId)),
      dropDeadline: enqueueActions(({ enqueue }) => enqueue.stopChild(deadlineId)),
    },
    guards: {
      stopped: ({ context }) => context.decision !== null || context.cancelledBy !== null,
      lanesFree: ({ context }) => Object.keys(context.lanes).length === 0,
    },
  }).createMachine({
    id: 'fanOut',
    context: ({ input }) => ({ input, next: 0, lanes: {}, arrived: [], tally: emptyTally, decision: null, cancelledBy: null, ends: { results: {}, order: [] } }),
    initial: 'running',
    states: {
      running: {
        entry: ['decideEmpty', 'startDeadline', 'startItems'],
        on: {
          'xstate.done.actor.*': { actions: 'takeEnd' },
          turn: { actions: ['countEnds', 'startItems'] },
          cancel: { actions: ['noteCancellation', 'passKillOn'] },
        },
        always: [
          { guard: 'stopped', target: 'stopping' },
        ],
      },
      stopping: {
        entry: ['announceDecision', 'dropDeadline', 'cancelLanes', 'limitCleanup'],
        exit: 'dropCleanup',
        on: { 'xstate.done.actor.*': { actions: 'takeEnd' }, cancel: { actions: ['noteCancellation', 'passKillOn'] } },
        always: [{ guard: 'lanesFree', target: 'ended' }],
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
function killLanes(context: FanOutContext, sendTo: (lane: string, event: { readonly type: 'cancel'; readonly by: string; readonly kill: boolean }) => void): void {
  const by = context.decision?.by ?? context.cancelledBy ?? '';
  for (const lane of Object.keys(context.lanes)) sendTo(lane, { type: 'cancel', by, kill: true });
}

/** Sources are registered while programs are compiled, so a typed `spawnChild` knows none of them. */
function spawnByName(spawnChild: unknown): (src: string, options: { readonly id: string; readonly input: unknown }) => void {
  return spawnChild as (src: string, options: { readonly id: string; readonly input: unknown }) => void;
}

function sourceOf(input: FanOutInput, index: number): string {
  return typeof input.src === 'string' ? input.src : (input.src[index] ?? '');
}

function nameOf(input: FanOutInput, index: number): string {
  return input.names?.[index] ?? String(index);
}

function frameOf(input: FanOutInput, index: number): FrameInput {
  let names: Readonly<Record<string, Value>> = {};
  if (input.index !== null) names = setOwn(names, input.index, index);
  if (input.variable !== null) names = setOwn(names, input.variable, input.items?.[index] ?? null);
  const suffix = input.names ? `(${nameOf(input, index)})` : `[${index}]`;
  const path = `${input.path}${suffix}`;
  return { path, names, outer: input.outer, depth: input.depth, depths: input.depths, inputs: {}, frames: [...input.frames, path], handled: input.handled, ...(input.cleanup ? { cleanup: true } : {}) };
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
