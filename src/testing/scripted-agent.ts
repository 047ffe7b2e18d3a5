/**
 * Agents that do what a test says: by a script (the answers of the simulated agent) or by a function.
 *
 * Owns: how a function's answer becomes a reply. Does not own: what the simulated agent makes of it:
 * timeouts, `returns` and empty replies are judged as those of any agent.
 */
import type { AgentFailureKind } from '../errors.ts';
import type { AnswerEntry, Answers, ScriptedReply } from '../executors/simulated/answers.ts';
import { createSimulatedExecutor } from '../executors/simulated/executor.ts';
import type { AgentExecutor, AgentReply, AgentRequest, Clock } from '../ports.ts';

/** What an agent does with one invocation. Times are milliseconds; without a delay it ends in the same instant. */
export type AgentBehaviour = {
  readonly delay?: number;
  /** How long it lives on after it was told to stop; default 0. */
  readonly dies?: number;
} & (
  | { readonly reply: ScriptedReply; readonly fail?: never; readonly hang?: never }
  | {
      readonly fail: { readonly kind: AgentFailureKind; readonly message?: string; readonly exitCode?: number; readonly retryAfter?: number };
      readonly reply?: never;
      readonly hang?: never;
    }
  | { readonly hang: true; readonly reply?: never; readonly fail?: never }
);

/** `arrival`: how many invocations came before this one, plus one. */
export type AgentFunction = (request: AgentRequest, arrival: number) => AgentBehaviour;

/** An agent that answers by a script; sessions without an entry get placeholders. */
export function scriptedAgent(answers: Answers, clock: Clock): AgentExecutor {
  return createSimulatedExecutor({ answers, clock });
}

/**
 * An agent that asks `behave` what to do.
 *
 * @example behavingAgent((request) => (request.label === 'Review' ? { fail: { kind: 'exit' } } : { reply: 'fine', delay: 10 }), clock)
 */
export function behavingAgent(behave: AgentFunction, clock: Clock): AgentExecutor {
  let arrivals = 0;
  return {
    async execute(request, hooks) {
      const behaviour = behave(request, ++arrivals);
      const once = createSimulatedExecutor({ answers: { format: 1, replies: [entryOf(behaviour, request)] }, clock });
      const reply = await once.execute(request, hooks);
      const stopped = hooks.signal.aborted || (!reply.ok && reply.error.kind === 'timeout');
      return behaviour.dies && stopped ? after(clock, behaviour.dies, reply) : reply;
    },
  };
}

function entryOf(behaviour: AgentBehaviour, { kind }: AgentRequest): AnswerEntry {
  const delay = `${behaviour.delay ?? 0}ms`;
  if (behaviour.hang) return { kind, hang: true };
  if (behaviour.fail === undefined) return { kind, delay, reply: behaviour.reply };
  const { retryAfter, ...fail } = behaviour.fail;
  return { kind, delay, fail: { ...fail, ...(retryAfter === undefined ? {} : { retryAfter: `${retryAfter}ms` }) } };
}

function after(clock: Clock, milliseconds: number, reply: AgentReply): Promise<AgentReply> {
  return new Promise((resolve) => void clock.startTimer(milliseconds, () => resolve(reply)));
}
