/**
 * What the runtime writes into the memory of an agent that did not write itself: the exchange, as a further part
 * (semantics 1.13). Pure.
 */
import { fitsInBytes } from '../values/text.ts';

/** UTF-8 bytes of a memory that the runtime has written to. */
export const MEMORY_BYTES = 256 * 1024;

const partHeading = '## Exchange';
const cutNote = '[earlier parts are left out]';

/** The memory with one more exchange at its end; the oldest parts go when it would get too large. */
export function appendExchange(memory: string, prompt: string, reply: string): string {
  const before = memory.trimEnd();
  const part = `${partHeading}\n\n### Prompt\n\n${prompt.trim()}\n\n### Reply\n\n${reply.trim()}\n`;
  return withinLimit(before === '' ? part : `${before}\n\n${part}`);
}

function withinLimit(text: string): string {
  let rest = text;
  while (!fitsInBytes(rest, MEMORY_BYTES)) {
    // Beyond the heading that the text may begin with, after a note of an earlier cut or not.
    const next = rest.indexOf(`\n${partHeading}\n`, cutNote.length + 2);
    if (next < 0) return withinLimitOfOne(rest);
    rest = `${cutNote}\n${rest.slice(next)}`;
  }
  return rest;
}

/** A single exchange that is too large keeps its end: the reply. */
function withinLimitOfOne(text: string): string {
  // A UTF-16 unit is at most three bytes; a half of a character at the cut is dropped.
  const end = text.slice(-Math.floor((MEMORY_BYTES - cutNote.length - 1) / 3)).replace(/^[\uDC00-\uDFFF]/, '');
  return `${cutNote}\n${end}`;
}
