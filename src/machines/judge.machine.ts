/**
 * One judged text (semantics 1.8): a closed answer, two repeats when the answer is malformed.
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | askingAgent | a judge works | it answered, failed or was stopped |
 * | succeeded, failed, cancelled | ended | final |
 */
import type { AnyActorLogic } from 'xstate';
import { assign, sendTo, setup } from 'xstate';
import type { Failure } from '../errors.ts';
import type { JudgeQuestion } from '../ports.ts';
import type { Value } from '../values.ts';
import type { Outcome } from './outcome.ts';
import type { SessionWork } from './semantics.ts';

export interface JudgeInput {
  readonly path: string;
  readonly question: JudgeQuestion;
  /** It cleans up after a cancellation: it goes before other waiting ones. */
  readonly cleanup?: boolean;
  readonly work: SessionWork;
}

export interface JudgingInput {
  readonly judge: JudgeInput;
  /** From 1. */
  readonly attempt: number;
}

export type JudgingOutcome =
  | { readonly status: 'succeeded'; readonly value: Value }
  | { readonly status: 'malformed'; readonly error: Failure }
  | { readonly status: 'failed'; readonly error: Failure }
  | { readonly status: 'cancelled'; readonly by: string };

interface JudgeContext {
  readonly input: JudgeInput;
  readonly attempt: number;
  readonly value: Value;
  readonly error: Failure | null;
  readonly cancelledBy: string | null;
}

/** The first question and two repeats. */
export const judgeAttempts = 3;

function outputOf(event: unknown): JudgingOutcome | undefined {
  // Done events of the `judging` actor carry its outcome.
  return (event as { output?: JudgingOutcome }).output;
}

export function createJudgeMachine(actors: { readonly judging: AnyActorLogic }) {
  return setup({
    types: { context: {} as JudgeContext, events: {} as { readonly type: 'cancel'; readonly by: string }, input: {} as JudgeInput, output: {} as Outcome },
    actors,
    actions: {
      keepAnswer: assign(({ event }) => {
        const output = outputOf(event);
        return output?.status === 'succeeded' ? { value: output.value, error: null } : {};
      }),
      keepError: assign(({ event }) => {
        const output = outputOf(event);
        return output && 'error' in output ? { error: output.error } : {};
      }),
      noteCancellation: assign(({ context, event }) => ({ cancelledBy: context.cancelledBy ?? ('by' in event ? event.by : '') })),
      /** An agent may have been stopped without an order of ours. */
      noteStop: assign(({ context, event }) => {
        const output = outputOf(event);
        return { cancelledBy: context.cancelledBy ?? (output?.status === 'cancelled' ? output.by : '') };
      }),
      countAttempt: assign(({ context }) => ({ attempt: context.attempt + 1 })),
      stopAgent: sendTo('judging', ({ event }) => event),
    },
    guards: {
      answered: ({ event }) => outputOf(event)?.status === 'succeeded',
      cancelled: ({ context, event }) => context.cancelledBy !== null || outputOf(event)?.status === 'cancelled',
      mayRepeat: ({ context, event }) => outputOf(event)?.status === 'malformed' && context.attempt < judgeAttempts,
    },
  }).createMachine({
    id: 'judge',
    context: ({ input }) => ({ input, attempt: 1, value: null, error: null, cancelledBy: null }),
    initial: 'askingAgent',
    states: {
      askingAgent: {
        invoke: {
          id: 'judging',
          src: 'judging',
          input: ({ context }: { context: JudgeContext }): JudgingInput => ({ judge: context.input, attempt: context.attempt }),
          onDone: [
            { guard: 'cancelled', target: 'cancelled', actions: 'noteStop' },
            { guard: 'answered', target: 'succeeded', actions: 'keepAnswer' },
            { guard: 'mayRepeat', target: 'askingAgent', reenter: true, actions: 'countAttempt' },
            { target: 'failed', actions: 'keepError' },
          ],
        },
        on: { cancel: { actions: ['noteCancellation', 'stopAgent'] } },
      },
      succeeded: { type: 'final' },
      failed: { type: 'final' },
      cancelled: { type: 'final' },
    },
    output: ({ context }): Outcome => {
      if (context.cancelledBy !== null) return { status: 'cancelled', by: context.cancelledBy };
      return context.error ? { status: 'failed', error: context.error } : { status: 'succeeded', value: context.value };
    },
  });
}
