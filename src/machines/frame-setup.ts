/**
 * The typed vocabulary of compiled machines: events, guards and actions that generated states may use.
 *
 * Owns: what the names mean. Does not own: which statement uses which (`compile`).
 *
 * 1. `apply` is the only action that changes a context; it is a pure operation of the compiled table.
 * 2. `announce` and `requestTurn` are the only actions that reach outside, through `MachinePorts`.
 */
import type { AnyActorLogic } from 'xstate';
import { assign, enqueueActions, raise, sendTo, setup, stopChild } from 'xstate';
import type { Outcome } from './outcome.ts';
import type { Fact } from './facts.ts';
import type { Completion, FrameContext, FrameInput } from './frame/context.ts';
import { mustStop, slotOf, threadOf, whenKilled } from './frame/context.ts';
import type { FrameOutcome } from './outcome.ts';

export type FrameEvent =
  /** Order from the parent: unwind. `kill`: the time for cleaning up is over. */
  | { readonly type: 'cancel'; readonly by: string; readonly kill?: boolean }
  /** Internal: these threads must unwind; negative ones as `whenKilled` names them. */
  | { readonly type: 'thread.cancel'; readonly threads: readonly number[]; readonly by: string; readonly kill?: boolean }
  /** The runtime grants a requested turn. */
  | { readonly type: 'turn'; readonly id: string };

/** An actor that can be given a turn. */
export interface TurnTaker {
  send(event: { readonly type: 'turn'; readonly id: string }): void;
}

/** How machines reach the runtime. */
export interface MachinePorts {
  announce(fact: Fact): void;
  /**
   * Sends `turn` to the actor before the step ends, from the base of the stack. `start` turns come in
   * order of request; `count` turns only when no start turn is left, deepest path first.
   */
  requestTurn(actor: TurnTaker, id: string, kind: 'start' | 'count', path: string): void;
}

/** The timer of a decided block's cleanup. */
export function cleanupId(join: string): string {
  return `${join}-cleanup`;
}

export type Operation = (context: FrameContext, event: unknown) => FrameContext;

/** What generated states refer to by name. */
export interface OperationTable {
  readonly operations: Map<string, Operation>;
  readonly announcements: Map<string, (context: FrameContext, event: unknown) => readonly Fact[]>;
  /** Path of a statement that asks for turns, by its id. */
  readonly turnPaths: Map<string, (context: FrameContext) => string>;
  /** Threads to cancel and why, by the id of the statement that decided. */
  readonly cancellations: Map<string, (context: FrameContext) => { readonly threads: readonly number[]; readonly by: string }>;
}

/** The output of a child actor's done event; undefined for other events. */
export function outcomeOf(event: unknown): Outcome | undefined {
  // Done events carry the child's output; their type names are only known at run time.
  return (event as { output?: Outcome } | undefined)?.output;
}

function isKill(event: FrameEvent): boolean {
  return 'kill' in event && event.kill === true;
}

export function createFrameSetup(table: OperationTable, ports: MachinePorts, actors: Record<string, AnyActorLogic>) {
  return setup({
    types: {
      context: {} as FrameContext,
      events: {} as FrameEvent,
      input: {} as FrameInput,
      output: {} as FrameOutcome,
      meta: {} as StateMeta,
    },
    actors,
    actions: {
      apply: assign(({ context, event }, params: { readonly operation: string }) => table.operations.get(params.operation)?.(context, event) ?? context),
      announce: ({ context, event }, params: { readonly facts: string }) => {
        for (const fact of table.announcements.get(params.facts)?.(context, event) ?? []) ports.announce(fact);
      },
      requestTurn: ({ context, self }, params: { readonly id: string; readonly kind: 'start' | 'count' }) =>
        ports.requestTurn(self, params.id, params.kind, table.turnPaths.get(params.id)?.(context) ?? context.input.path),
      forwardCancel: sendTo(
        (_, params: { readonly child: string }) => params.child,
        ({ context, event }) => ({
          type: 'cancel',
          by: 'by' in event ? event.by : (threadOf(context, 0).cancelledBy ?? ''),
          ...(isKill(event) ? { kill: true } : {}),
        }),
      ),
      cancelFrame: raise(({ event }) => {
        const by = event.type === 'cancel' ? event.by : '';
        if (!isKill(event)) return { type: 'thread.cancel', threads: [0], by } as const;
        return { type: 'thread.cancel', threads: [0, whenKilled(0)], by, kill: true } as const;
      }),
      cancelBranches: raise(({ context }, params: { readonly join: string }) => {
        const order = table.cancellations.get(params.join)?.(context) ?? { threads: [], by: '' };
        return { type: 'thread.cancel', ...order } as const;
      }),
      killBranches: raise(({ context }, params: { readonly join: string }) => {
        const { threads, by } = table.cancellations.get(params.join)?.(context) ?? { threads: [], by: '' };
        return { type: 'thread.cancel', threads: [...threads, ...threads.map(whenKilled)], by, kill: true } as const;
      }),
      /** The branches that a decision cancels have so long for their `finally` bodies. */
      limitCleanup: enqueueActions(({ context, enqueue }, params: { readonly join: string; readonly decided: 'count' | 'timeout' }) => {
        const slot = slotOf(context, params.join, 'join');
        const isNew = params.decided === 'count' ? slot?.decision != null && slot.fresh.length > 0 : slot?.decision?.outcome === 'timeout';
        if (!isNew || (table.cancellations.get(params.join)?.(context).threads.length ?? 0) === 0) return;
        const input = { path: table.turnPaths.get(params.join)?.(context) ?? context.input.path, purpose: 'cleanup' };
        // Sources are registered while programs are compiled, so a typed `spawnChild` knows none of them.
        (enqueue.spawnChild as (src: string, options: { readonly id: string; readonly input: unknown }) => void)('timer', {
          id: cleanupId(params.join),
          input,
        });
      }),
      endCleanup: stopChild((_, params: { readonly join: string }) => cleanupId(params.join)),
    },
    guards: {
      failed: ({ context }, params: { readonly thread: number }) => threadOf(context, params.thread).failure !== null,
      cancelling: ({ context }, params: { readonly threads: readonly number[] }) => mustStop(context, params.threads),
      childCancelled: ({ context, event }, params: { readonly threads: readonly number[] }) =>
        mustStop(context, params.threads) || outcomeOf(event)?.status === 'cancelled',
      childFailed: ({ event }) => outcomeOf(event)?.status === 'failed',
      concerned: ({ event }, params: { readonly threads: readonly number[] }) =>
        event.type === 'thread.cancel' && event.threads.some((thread) => params.threads.includes(thread)),
      turnOf: ({ event }, params: { readonly id: string }) => event.type === 'turn' && event.id === params.id,
      needs: ({ context }, params: { readonly statement: string; readonly effect: number }) =>
        slotOf(context, `${params.statement}-effects`, 'effect')?.needed?.effect === params.effect,
      chose: ({ context }, params: { readonly statement: string; readonly arm: number }) => slotOf(context, params.statement, 'arm')?.arm === params.arm,
      goesOn: ({ context }, params: { readonly loop: string }) => slotOf(context, params.loop, 'loop')?.verdict === 'go',
      joined: ({ context }, params: { readonly join: string; readonly branches: number; readonly threads: readonly number[] }) => {
        const slot = slotOf(context, params.join, 'join');
        if (!slot || Object.keys(slot.results).length < params.branches) return false;
        return slot.decision !== null || mustStop(context, params.threads);
      },
      decided: ({ context }, params: { readonly join: string }) => slotOf(context, params.join, 'join')?.decision != null,
      pending: ({ context }, params: { readonly scope: string; readonly completion: Completion }) =>
        slotOf(context, params.scope, 'try')?.pending === params.completion,
    },
  });
}

/** What diagrams show for a state. */
export interface StateMeta {
  readonly kind: string;
  readonly label: string;
  /** Line of the statement, from 1; null for states that no line stands for. */
  readonly line: number | null;
}

export type FrameSetup = ReturnType<typeof createFrameSetup>;
export type FrameState = Parameters<FrameSetup['createStateConfig']>[0];
