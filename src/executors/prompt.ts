/**
 * What an agent reads (`formats.md` 1): parts in a fixed order, separated by one blank line.
 *
 * Owns: the labels, the order, what is shown inline and the closing line. Does not own: what goes into
 * a request, nor how the text reaches the agent.
 *
 * 1. Empty parts are left out, and so are the parts that the agent gets another way (`without`).
 * 2. The closing line is the very last one, whatever else is there.
 * 3. Nothing that an agent could need is only in the part of a value that is not shown: a value is cut
 *    to its first line only when a file holds the whole of it.
 */
import { assertNever } from '../assert.ts';
import type { AgentRequest, ContextEntry, Expects, JudgeQuestion, Returns } from '../ports.ts';
import { byteLength, firstLine, INLINE_BYTES } from './text-limits.ts';

/** Parts that an agent may get apart from the prompt. */
export type SeparatePart = 'system' | 'context';

/** The whole text for an agent. `without`: the parts it gets by another way. */
export function renderPrompt(request: AgentRequest, without: ReadonlySet<SeparatePart> = new Set()): string {
  const parts = [
    without.has('system') || isBlank(request.system) ? '' : `System: ${request.system}`,
    request.label === '' || request.label === request.prompt.trim() ? '' : `Task: ${request.label}`,
    request.prompt,
    without.has('context') ? '' : renderContext(request),
    renderMemory(request.memory),
    closingLine(request),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The context part alone; empty without entries. */
export function renderContext(request: Pick<AgentRequest, 'context'>): string {
  const { kind, entries, passed = [] } = request.context;
  return [renderEntries(passed, 'given'), renderEntries(entries, kind)].filter((part) => part !== '').join('\n\n');
}

function renderEntries(entries: readonly ContextEntry[], kind: 'given' | 'index'): string {
  if (entries.length === 0) return '';
  const heading = kind === 'given' ? '--- context ---' : '--- results so far ---';
  return `${heading}\n${entries.map((entry) => renderEntry(entry, kind)).join('\n\n')}`;
}

function renderEntry(entry: ContextEntry, kind: 'given' | 'index'): string {
  if (entry.file === undefined) return `${entry.name}\n${entry.text}`;
  // An index only tells what there is; the entries of `context:` are meant to be read.
  const isShownWhole = kind === 'given' && byteLength(entry.text) <= INLINE_BYTES;
  return `${entry.name} (file: ${entry.file})\n${isShownWhole ? entry.text : firstLine(entry.text)}`;
}

function renderMemory(memory: AgentRequest['memory']): string {
  if (memory === null || memory.text === '') return '';
  const place = memory.file === '' ? '' : `(file: ${memory.file})\n`;
  return `--- memory ---\n${place}${memory.text}`;
}

/** The line that says what shape the answer must have; empty for plain text. */
export function closingLine(request: Pick<AgentRequest, 'question' | 'returns' | 'expects'>): string {
  if (request.question !== null) return judgeLine(request.question);
  return returnsLine(request.returns) || expectsLine(request.expects);
}

function judgeLine(question: JudgeQuestion): string {
  const answers = question.form === 'boolean' ? ['true', 'false'] : question.options.map((option) => JSON.stringify(option));
  return `Answer with JSON {"answer": ..., "reason": ...}; answer is one of: ${answers.join(', ')}`;
}

function returnsLine(returns: Returns): string {
  switch (returns.kind) {
    case 'text':
      return '';
    case 'json':
      return 'Answer with JSON only.';
    case 'schema':
      return `Answer with JSON only, valid for this JSON Schema: ${JSON.stringify(returns.schema)}`;
    default:
      return assertNever(returns, 'returns');
  }
}

function expectsLine(expects: Expects): string {
  switch (expects.kind) {
    case 'text':
      return '';
    case 'list':
      return 'Answer with a JSON array of strings.';
    case 'number':
      return 'Answer with a number only.';
    case 'yes-no':
      return 'Answer with yes or no as the first word.';
    case 'json':
      return `Answer with a JSON object${fieldsClause(expects.fields)}.`;
    default:
      return assertNever(expects, 'expected answer');
  }
}

function fieldsClause(fields: readonly string[]): string {
  if (fields.length === 0) return '';
  const names = fields.map((field) => JSON.stringify(field)).join(', ');
  return fields.length === 1 ? ` that has the field ${names}` : ` that has the fields ${names}`;
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
