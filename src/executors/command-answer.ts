/**
 * Where a `command` agent's answer is, and what a failing one says of itself.
 *
 * Owns: stdout as text, stdout as a JSON document, the result file. Does not own: the shape that the
 * program asks for (`returns.ts`), nor how a process's end is judged (`process/classify-end.ts`).
 */
import { assertNever } from '../assert.ts';
import type { AgentFailure, Usage } from '../ports.ts';
import { parseOutputDocument } from './output-document.ts';
import { type AttemptFolder, readResult } from './process/attempt-folder.ts';
import type { ProcessEnd } from './process/owned-process.ts';

type Ended = Extract<ProcessEnd, { kind: 'ended' }>;

export type ReadAnswer =
  | { readonly ok: true; readonly text: string /** The answer as data, when the agent gave it so. */; readonly value?: unknown; readonly usage?: Usage }
  | { readonly ok: false; readonly error: AgentFailure; readonly usage?: Usage };

export interface ReadingOptions {
  readonly output: 'text' | 'json' | 'file';
  readonly allowEmpty: boolean;
  /** Hides secrets. */
  readonly mask: (text: string) => string;
}

/** The answer of a process that ended well. A text answer is without one trailing newline. */
export function readAnswer(end: Ended, folder: AttemptFolder, options: ReadingOptions): ReadAnswer {
  switch (options.output) {
    case 'text':
      return nonEmpty(withoutLastNewline(end.stdout.text()), 'empty output', options);
    case 'json':
      return fromDocument(end, options);
    case 'file':
      return fromFile(folder, options);
    default:
      return assertNever(options.output, 'output');
  }
}

/** The failure of a process that ended badly: its JSON document may know better than its exit code. */
export function explainFailure(end: Ended, failure: AgentFailure, options: ReadingOptions): ReadAnswer {
  if (options.output !== 'json' || failure.kind !== 'exit') return { ok: false, error: failure };
  const parsed = parseOutputDocument(end.stdout.text());
  if (!parsed.ok) return { ok: false, error: failure };
  const { error, usage } = parsed.document;
  return { ok: false, error: error === null ? failure : reported(error, end, options), ...(usage === null ? {} : { usage }) };
}

function fromDocument(end: Ended, options: ReadingOptions): ReadAnswer {
  const stdout = end.stdout.text();
  // Nothing at all is no broken document.
  if (stdout.trim() === '') return nonEmpty('', 'empty output', options);
  const parsed = parseOutputDocument(stdout);
  if (!parsed.ok) return { ok: false, error: { kind: 'invalid-output', message: options.mask(parsed.message), exitCode: end.exitCode } };
  const { text, value, usage, error } = parsed.document;
  const answer =
    error === null
      ? nonEmpty(text, 'empty output: the JSON document has an empty "result"', options)
      : { ok: false as const, error: reported(error, end, options) };
  return { ...answer, ...(answer.ok && value !== undefined ? { value } : {}), ...(usage === null ? {} : { usage }) };
}

function fromFile(folder: AttemptFolder, options: ReadingOptions): ReadAnswer {
  const result = readResult(folder);
  switch (result.kind) {
    case 'text':
      return nonEmpty(withoutLastNewline(result.text), `empty output: ${folder.resultFile} is empty`, options);
    case 'missing':
      return nonEmpty('', `empty output: the agent wrote no ${folder.resultFile}`, options);
    case 'too-large':
      return { ok: false, error: { kind: 'invalid-output', message: `invalid output: ${folder.resultFile} is larger than 64 MiB` } };
    default:
      return assertNever(result, 'result file');
  }
}

function nonEmpty(text: string, complaint: string, options: ReadingOptions): ReadAnswer {
  return text.trim() !== '' || options.allowEmpty ? { ok: true, text } : { ok: false, error: { kind: 'empty', message: complaint } };
}

function reported(error: AgentFailure, end: Ended, options: ReadingOptions): AgentFailure {
  return { ...error, message: options.mask(error.message), exitCode: end.exitCode };
}

function withoutLastNewline(text: string): string {
  if (text.endsWith('\r\n')) return text.slice(0, -2);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
