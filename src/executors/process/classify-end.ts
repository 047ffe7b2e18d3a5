/**
 * From the end of a process to a failure, where its output has no say: it could not be started, was
 * stopped by us, was killed, or ended with a code other than 0.
 */
import type { AgentFailure } from '../../ports.ts';
import { formatDuration } from '../duration.ts';
import { lastLines, reasonLine } from '../failure-text.ts';
import type { ProcessEnd } from './owned-process.ts';

/**
 * The failure that the end itself is; null for exit 0 without our doing.
 * @param options.timeout milliseconds that the attempt had
 * @param options.mask hides secrets
 */
export function classifyEnd(end: ProcessEnd, options: { readonly timeout: number | null; readonly mask: (text: string) => string }): AgentFailure | null {
  if (end.kind === 'not-started') return { kind: end.reason === 'spawn' ? 'spawn' : 'signal', message: options.mask(end.message) };
  const details = { ...stderrTail(end, options.mask), ...(end.signal === null ? {} : { signal: end.signal }) };
  if (end.stoppedBy === 'timeout') return { kind: 'timeout', message: `timed out after ${formatDuration(options.timeout ?? 0)}`, ...details };
  if (end.stoppedBy === 'abort') return { kind: 'signal', message: 'stopped', exitCode: null, ...details };
  if (end.signal !== null) return { kind: 'signal', message: `killed by ${end.signal}`, exitCode: null, ...details };
  if (end.exitCode === 0) return null;
  return { kind: 'exit', message: exitMessage(end.exitCode, reasonLine(end.stderr.text(), options.mask)), exitCode: end.exitCode, ...details };
}

/** The masked last lines of standard error, as a failure holds them. */
export function stderrTail(end: Extract<ProcessEnd, { kind: 'ended' }>, mask: (text: string) => string): { readonly stderrTail?: string } {
  const tail = lastLines(end.stderr.text(), mask);
  return tail === null ? {} : { stderrTail: tail };
}

function exitMessage(exitCode: number | null, reason: string | null): string {
  return reason === null ? `exit ${exitCode}` : `exit ${exitCode}: ${reason}`;
}
