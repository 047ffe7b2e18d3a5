/**
 * Whether an attempt succeeded. Exit codes of agent commands mislead, so success needs positive proof: exit 0, not
 * signalled by us, a final event of the success kind, no error flag, no unexpected denial, an answer, and an answer
 * of the shape that is asked for. Anything else is one classified failure, the first that holds of:
 *
 * 1. we stopped it (timeout, order) or a signal ended it
 * 2. what the stream reports
 * 3. the exit code, with what standard error says
 * 4. no final event, a denial, no answer, a wrong answer
 */
import type { AgentDenial, AgentFailure } from '../../ports.ts';
import { classifyEnd, stderrTail } from '../process/classify-end.ts';
import type { ProcessEnd } from '../process/owned-process.ts';
import { refusalFailure } from '../provider-failure.ts';
import type { AnswerCheck } from '../returns.ts';
import type { Adapter, StreamOutcome } from './adapter.ts';
import { aspectOfTool, type Policy } from './policy.ts';

type Ended = Extract<ProcessEnd, { kind: 'ended' }>;

export interface ProofRules {
  readonly adapter: Pick<Adapter, 'command' | 'exitCodes'>;
  readonly allowEmpty: boolean;
  readonly policy: Policy | null;
  /** Milliseconds that the attempt had. */
  readonly timeout: number | null;
  readonly mask: (text: string) => string;
  readonly check: AnswerCheck;
}

export type Proof =
  | { readonly ok: true; readonly text: string; readonly structured?: unknown; readonly denials?: readonly AgentDenial[] }
  | { readonly ok: false; readonly error: AgentFailure };

export function prove(end: Ended, outcome: StreamOutcome, rules: ProofRules): Proof {
  const failure = endFailure(end, outcome, rules) ?? answerFailure(end, outcome, rules);
  if (failure !== null) return { ok: false, error: detailed(failure, end, rules) };
  const checked = rules.check(outcome.text, outcome.value);
  if (!checked.ok) return { ok: false, error: detailed({ kind: 'invalid-output', message: checked.message }, end, rules) };
  return {
    ok: true,
    text: outcome.text,
    ...('structured' in checked ? { structured: checked.structured } : {}),
    ...(outcome.denials.length === 0 ? {} : { denials: outcome.denials.map(({ tool, message }) => ({ tool, message: rules.mask(message) })) }),
  };
}

function endFailure(end: Ended, outcome: StreamOutcome, rules: ProofRules): AgentFailure | null {
  const failure = classifyEnd(end, rules);
  if (failure !== null && failure.kind !== 'exit') return failure;
  if (outcome.failure !== null) return { ...outcome.failure, exitCode: end.exitCode };
  if (failure === null)
    return outcome.final === 'failure' ? { kind: 'exit', message: `${rules.adapter.command} reported a failure`, exitCode: end.exitCode } : null;
  return explained(failure, rules);
}

/** A command that ends before it has begun says why on standard error. */
function explained(failure: AgentFailure, { adapter }: ProofRules): AgentFailure {
  const known = adapter.exitCodes?.[failure.exitCode ?? 0];
  if (known !== undefined) return { ...failure, kind: known };
  const { kind, resetsAt, retryAfter } = refusalFailure({ status: null, message: `${failure.message}\n${failure.stderrTail ?? ''}` }, Date.now());
  return { ...failure, kind, ...(resetsAt === undefined ? {} : { resetsAt }), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function answerFailure(end: Ended, outcome: StreamOutcome, { adapter, allowEmpty, policy }: ProofRules): AgentFailure | null {
  const [unexpected] = outcome.denials.filter((denial) => outcome.final === 'none' || isUnexpected(denial, policy));
  if (unexpected !== undefined) return { kind: 'denied', message: unexpected.message, exitCode: end.exitCode };
  if (outcome.final === 'none') return { kind: 'no-final-event', message: unfinished(end, adapter.command), exitCode: end.exitCode };
  if (outcome.text.trim() === '' && outcome.value === undefined && !allowEmpty) return { kind: 'empty', message: 'empty output', exitCode: end.exitCode };
  return null;
}

/** What the program grants was withheld all the same. */
function isUnexpected({ tool }: AgentDenial, policy: Policy | null): boolean {
  const aspect = aspectOfTool(tool);
  return policy !== null && aspect !== null && policy[aspect] === 'allow';
}

function unfinished(end: Ended, command: string): string {
  const cut = end.stdout.isCut ? ' (its output was cut)' : '';
  return `${command} ended without a final event${cut}`;
}

function detailed(error: AgentFailure, end: Ended, { mask }: ProofRules): AgentFailure {
  return { ...stderrTail(end, mask), ...error, message: mask(error.message) };
}
