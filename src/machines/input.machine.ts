/**
 * One `input` for which no value was given at the start: waits for a person (semantics 1.9).
 *
 * | state | meaning | leaves when |
 * |---|---|---|
 * | waiting | the question is open | a value is given, or the branch is cancelled |
 * | answered, cancelled | ended | final |
 */
import { assign, setup } from 'xstate';
import type { Value } from '../values.ts';
import type { Outcome } from './outcome.ts';

export interface InputQuestion {
  readonly path: string;
  readonly name: string;
  readonly prompt: string;
  /** The main program asks, not one that it uses: values from outside may be for it (semantics 1.9). */
  readonly isMain: boolean;
}

export type InputEvent = { readonly type: 'input.given'; readonly value: Value } | { readonly type: 'cancel'; readonly by: string };

export interface QuestionPorts {
  /** Opens the question; the answer comes as `input.given`. */
  openQuestion(actor: { send(event: InputEvent): void }, question: InputQuestion): void;
  closeQuestion(question: InputQuestion): void;
}

interface InputContext {
  readonly question: InputQuestion;
  readonly value: Value;
  readonly cancelledBy: string | null;
}

export function createInputMachine(ports: QuestionPorts) {
  return setup({
    types: { context: {} as InputContext, events: {} as InputEvent, input: {} as InputQuestion, output: {} as Outcome },
    actions: {
      openQuestion: ({ context, self }) => ports.openQuestion(self, context.question),
      closeQuestion: ({ context }) => ports.closeQuestion(context.question),
      keepValue: assign(({ event }) => (event.type === 'input.given' ? { value: event.value } : {})),
      noteCancellation: assign(({ event }) => (event.type === 'cancel' ? { cancelledBy: event.by } : {})),
    },
  }).createMachine({
    id: 'input',
    context: ({ input }) => ({ question: input, value: null, cancelledBy: null }),
    initial: 'waiting',
    states: {
      waiting: {
        entry: 'openQuestion',
        exit: 'closeQuestion',
        on: { 'input.given': { target: 'answered', actions: 'keepValue' }, cancel: { target: 'cancelled', actions: 'noteCancellation' } },
      },
      answered: { type: 'final' },
      cancelled: { type: 'final' },
    },
    output: ({ context }): Outcome =>
      context.cancelledBy === null ? { status: 'succeeded', value: context.value } : { status: 'cancelled', by: context.cancelledBy },
  });
}
