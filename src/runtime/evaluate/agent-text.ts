/**
 * Texts that agents read: a value too large to stand in one is cut there and continues in a file (semantics 1.10).
 *
 * 1. An agent text is plain data and knows no files, so that describing a session stays pure; the engine makes
 *    the files and renders it.
 * 2. Its whole text, without any file's name, is what a digest is made of.
 */
import { cutForInterpolation } from '../values/text.ts';

/** An interpolated value of more than 64 KiB. */
export interface LargeValue {
  /** The reference as written between the braces. */
  readonly name: string;
  readonly text: string;
}
export type AgentText = readonly (string | LargeValue)[];

export function plainAgentText(text: string): AgentText {
  return [text];
}

export function wholeText(text: AgentText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

/**
 * What the agent reads.
 *
 * @param fileOf a file that holds the whole of a value, for `[continues in PATH]`; null when the agent has none
 */
export function renderAgentText(text: AgentText, fileOf: (value: LargeValue) => string | null): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : cutForInterpolation(piece.text, fileOf(piece)))).join('');
}
