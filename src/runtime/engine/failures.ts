/** What an agent's reply says went wrong, as data of the run. */
import type { Failure } from '../../errors.ts';
import type { AgentFailure, AgentReply, Usage } from '../../ports.ts';
import type { WaitKind } from './waiting-room.ts';

/** @param attempts spawns so far */
export function failureOf(error: AgentFailure, path: string, label: string, attempts: number): Failure {
  const { kind, message, exitCode, signal, stderrTail } = error;
  return {
    kind,
    message,
    label,
    path,
    attempts,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(stderrTail === undefined ? {} : { stderrTail }),
  };
}

export function malformed(path: string, label: string, attempts: number, text: string): Failure {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return { kind: 'judge', message: `the judge's answer is none of those allowed: ${JSON.stringify(shown)}`, label, path, attempts };
}

/** What an attempt that did not succeed left behind. */
export function remainsOf(reply: AgentReply): { usage?: Usage; unkilled?: readonly number[] } {
  return { ...(reply.usage ? { usage: reply.usage } : {}), ...unkilledOf(reply) };
}

export function unkilledOf(reply: AgentReply): { unkilled?: readonly number[] } {
  return reply.receipt?.unkilled.length ? { unkilled: reply.receipt.unkilled } : {};
}

/** Not a failure but a wait (semantics 1.9). */
export function isWait(error: AgentFailure): error is AgentFailure & { readonly kind: WaitKind } {
  return error.kind === 'quota' || error.kind === 'auth' || error.kind === 'budget';
}
