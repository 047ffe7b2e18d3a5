/**
 * One `session` or `resume`: attempts until one succeeds, none is left, or it is cancelled.
 *
 * Owns: the order of attempts and waits. Does not own: slots, processes and records, which the `agent`
 * actor has; what is repeated is decided by `retry.ts`.
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | preparing | the request is looked at | at once: it could be described, or not |
 * | askingAgent | an attempt waits for a slot or runs | the attempt has ended and its processes are gone |
 * | waitingToRetry | the backoff before the next attempt | the time is over, or it is cancelled |
 * | succeeded, failed, cancelled | ended | final |
 */
import type { AnyActorLogic } from 'xstate';
import { assign, sendTo, setup } from 'xstate';
import type { Failure } from '../errors.ts';
import type { Value } from '../values.ts';
import type { Outcome } from './outcome.ts';
import type { SessionWork } from './semantics.ts';

export interface SessionInput {
  readonly path: string;
  readonly kind: 'session' | 'resume';
  /** First line of the statement. */
  readonly source: string;
  /** The name that the result is bound to; null for none. */
  readonly binding: string | null;
  /** Paths of the frames it stands in, outermost first; its result belongs to the last. */
  readonly frames: readonly string[];
  /** It cleans up after a cancellation: it goes before other waiting ones. */
  readonly cleanup?: boolean;
  readonly work: { readonly status: 'ready'; readonly session: SessionWork } | { readonly status: 'failed'; readonly error: Failure };
}

export interface AgentInput {
  readonly session: SessionInput;
  /** From 1. */
  readonly attempt: number;
}

export type AgentOutcome =
  | { readonly status: 'succeeded'; readonly value: Value }
  /** `delay`: milliseconds until the next attempt; null when none is left. */
  | { readonly status: 'failed'; readonly error: Failure; readonly delay: number | null }
  | { readonly status: 'cancelled'; readonly by: string };

interface SessionContext {
  readonly input: SessionInput;
  readonly attempt: number;
  readonly delay: number;
  readonly error: Failure | null;
  readonly cancelledBy: string | null;
}

export type SessionEvent = { readonly type: 'cancel'; readonly by: string };

function outputOf(event: unknown): AgentOutcome | undefined {
  // Done events of the `agent` actor carry its outcome.
  return (event as { output?: AgentOutcome }).output;
}

export function createSessionMachine(actors: { readonly agent: AnyActorLogic; readonly timer: AnyActorLogic }) {
  return setup({
    types: { context: {} as SessionContext, events: {} as SessionEvent, input: {} as SessionInput, output: {} as Outcome },
    actors,
    actions: {
      keepError: assign(({ event }) => {
        const output = outputOf(event);
        return output?.status === 'failed' ? { error: output.error, delay: output.delay ?? 0 } : {};
      }),
      keepDescriptionError: assign(({ context }) => (context.input.work.status === 'failed' ? { error: context.input.work.error } : {})),
      noteCancellation: assign(({ context, event }) => ({ cancelledBy: context.cancelledBy ?? ('by' in event ? event.by : '') })),
      /** An agent may have been stopped without an order of ours. */
      noteStop: assign(({ context, event }) => {
        const output = outputOf(event);
        return { cancelledBy: context.cancelledBy ?? (output?.status === 'cancelled' ? output.by : '') };
      }),
      countAttempt: assign(({ context }) => ({ attempt: context.attempt + 1 })),
      stopAgent: sendTo('agent', ({ event }) => event),
      stopWaiting: sendTo('backoff', ({ event }) => event),
    },
    guards: {
      describable: ({ context }) => context.input.work.status === 'ready',
      succeeded: ({ event }) => outputOf(event)?.status === 'succeeded',
      cancelled: ({ context, event }) => context.cancelledBy !== null || outputOf(event)?.status === 'cancelled',
      retriesAtOnce: ({ event }) => {
        const output = outputOf(event);
        return output?.status === 'failed' && output.delay === 0;
      },
      attemptsLeft: ({ event }) => {
        const output = outputOf(event);
        return output?.status === 'failed' && output.delay !== null;
      },
    },
  }).createMachine({
    id: 'session',
    context: ({ input }) => ({ input, attempt: 1, delay: 0, error: null, cancelledBy: null }),
    initial: 'preparing',
    states: {
      preparing: {
        always: [
          { guard: 'describable', target: 'askingAgent' },
          { target: 'failed', actions: 'keepDescriptionError' },
        ],
      },
      askingAgent: {
        invoke: {
          id: 'agent',
          src: 'agent',
          input: ({ context }: { context: SessionContext }): AgentInput => ({ session: context.input, attempt: context.attempt }),
          onDone: [
            { guard: 'cancelled', target: 'cancelled', actions: 'noteStop' },
            { guard: 'succeeded', target: 'succeeded' },
            { guard: 'retriesAtOnce', target: 'askingAgent', reenter: true, actions: ['keepError', 'countAttempt'] },
            { guard: 'attemptsLeft', target: 'waitingToRetry', actions: 'keepError' },
            { target: 'failed', actions: 'keepError' },
          ],
        },
        on: { cancel: { actions: ['noteCancellation', 'stopAgent'] } },
      },
      waitingToRetry: {
        invoke: {
          id: 'backoff',
          src: 'timer',
          input: ({ context }: { context: SessionContext }) => ({
            path: context.input.path,
            delay: context.delay,
            purpose: 'backoff',
            attempt: context.attempt,
          }),
          onDone: [
            { guard: 'cancelled', target: 'cancelled' },
            { target: 'askingAgent', actions: 'countAttempt' },
          ],
        },
        on: { cancel: { actions: ['noteCancellation', 'stopWaiting'] } },
      },
      succeeded: { type: 'final', output: ({ event }: { event: unknown }) => outputOf(event) },
      failed: { type: 'final', output: ({ context }: { context: SessionContext }) => ({ status: 'failed', error: context.error }) },
      cancelled: { type: 'final', output: ({ context }: { context: SessionContext }) => ({ status: 'cancelled', by: context.cancelledBy }) },
    },
    // Each final state has made its own outcome.
    output: ({ event }) => event.output as Outcome,
  });
}
