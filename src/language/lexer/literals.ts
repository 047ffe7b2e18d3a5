/** How far quoted texts and discretion texts reach. Their content is decoded later, by the parser. */
import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, QUOTE, STAR } from './characters.ts';

export interface Extent {
  readonly end: number;
  /** False when the text runs into the end of its line (or of the source) instead of its closing mark. */
  readonly closed: boolean;
}

/** `"..."` or `"""..."""` starting at `start`. */
export function textExtent(text: string, start: number): Extent {
  return isTriple(text, start, QUOTE) ? tripleTextExtent(text, start + 3) : singleTextExtent(text, start + 1);
}

/** `**...**` or `***...***` starting at `start`. Four stars and no fifth are an empty `****`. */
export function discretionExtent(text: string, start: number): Extent {
  const stars = starRun(text, start);
  if (stars === 4) return { end: start + 4, closed: true };
  if (stars >= 3) return upTo('***', text, start + 3, text.length);
  return upTo('**', text, start + 2, lineEnd(text, start));
}

/** Whether the discretion text at `start` is one that may span lines. */
export function isTripleDiscretion(text: string, start: number): boolean {
  const stars = starRun(text, start);
  return stars >= 3 && stars !== 4;
}

/** How many stars stand there; more than five make no difference. */
function starRun(text: string, start: number): number {
  let at = start;
  while (at < start + 5 && text.charCodeAt(at) === STAR) at += 1;
  return at - start;
}

function isTriple(text: string, start: number, code: number): boolean {
  return text.charCodeAt(start + 1) === code && text.charCodeAt(start + 2) === code;
}

function upTo(mark: string, text: string, start: number, limit: number): Extent {
  const at = text.indexOf(mark, start);
  return at < 0 || at + mark.length > limit ? { end: limit, closed: false } : { end: at + mark.length, closed: true };
}

function singleTextExtent(text: string, start: number): Extent {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { end: at + 1, closed: true };
    if (code === LINE_FEED) break;
    // A backslash at the line's end joins nothing: the line feed stays the end.
    if (code === BACKSLASH && !isLineBreak(text, at + 1)) at += 1;
  }
  return { end: lineEnd(text, start), closed: false };
}

function isLineBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED);
}

/** Of a run of three or more quotes the last three close. */
function tripleTextExtent(text: string, start: number): Extent {
  let at = start;
  for (;;) {
    const quote = text.indexOf('"""', at);
    if (quote < 0) return { end: text.length, closed: false };
    if (isEscaped(text, start, quote)) at = quote + 1;
    else return { end: runEnd(text, quote), closed: true };
  }
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, start: number, at: number): boolean {
  let before = at;
  while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}

function runEnd(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === QUOTE) at += 1;
  return at;
}

/** Where the line of `start` ends, its line break not included. */
export function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  if (feed < 0) return text.length;
  return feed > start && text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? feed - 1 : feed;
}
