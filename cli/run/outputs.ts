/**
 * What a plain `troupe run` puts on stdout: the outputs, for people and for pipes.
 *
 * 1. One output, or none and a result: its text alone, so that `troupe run x.prose > answer.md` is the answer.
 * 2. Several: a block for each, `name: value`, longer values indented below their name.
 * 3. Only a run that succeeded prints; a failure leaves stdout empty.
 */
import type { RunDocument } from '../../src/index.ts';

export function outputsText(document: RunDocument): string {
  if (document.status !== 'succeeded') return '';
  const outputs = Object.entries(document.outputs);
  const [first] = outputs;
  if (!first) return document.result === null ? '' : endLine(textOf(document.result));
  return outputs.length === 1 ? endLine(textOf(first[1])) : outputs.map(([name, value]) => block(name, textOf(value))).join('');
}

/** Text as it is; everything else as JSON. */
function textOf(value: RunDocument['result']): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function block(name: string, text: string): string {
  if (!text.includes('\n')) return `${name}: ${text}\n`;
  return `${name}:\n${text.replace(/\n$/, '').replace(/^(?=.)/gm, '  ')}\n`;
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
