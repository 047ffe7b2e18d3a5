/** How far quoted texts and discretion texts reach. Their content is decoded later, by the parser. */
import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, QUOTE, STAR } from './characters.ts';
import type { Occurrences } from './occurrences.ts';

/** What the functions below say of a text that lacks its closing mark. */
export const UNCLOSED = -1;

/** The end of the `"..."` that starts at `start`; it does not go beyond its line. */
export function textEnd(text: string, start: number, backslashes: Occurrences, lineFeeds: Occurrences): number {
  const feed = lineFeeds.next(start);
  const quote = text.indexOf('"', start + 1);
  if (quote < 0 || quote > feed) return UNCLOSED;
  return backslashes.within(start, quote) ? escapedTextEnd(text, start + 1, feed) : quote + 1;
}

/** The end of the `"""..."""` that starts at `start`. Of a run of three or more quotes the last three close. */
export function tripleTextEnd(text: string, start: number): number {
  const content = start + 3;
  let at = content;
  for (;;) {
    const quote = text.indexOf('"""', at);
    if (quote < 0) return UNCLOSED;
    if (!isEscaped(text, content, quote)) return runEnd(text, quote);
    at = quote + 1;
  }
}

export function isTripleText(text: string, start: number): boolean {
  return text.charCodeAt(start + 1) === QUOTE && text.charCodeAt(start + 2) === QUOTE;
}

/** The end of the `**...**` or `***...***` that starts at `start`. Four stars and no fifth are an empty `****`. */
export function discretionEnd(text: string, start: number): number {
  const stars = starRun(text, start);
  if (stars === 4) return start + 4;
  if (stars >= 3) return behind('***', text, start + 3, text.length);
  return behind('**', text, start + 2, lineEnd(text, start));
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

function behind(mark: string, text: string, start: number, limit: number): number {
  const at = text.indexOf(mark, start);
  return at < 0 || at + mark.length > limit ? UNCLOSED : at + mark.length;
}

function escapedTextEnd(text: string, start: number, feed: number): number {
  for (let at = start; at < feed; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    // A backslash at the line's end joins nothing: the line feed stays the end.
    if (code === BACKSLASH && !isLineBreak(text, at + 1)) at += 1;
  }
  return UNCLOSED;
}

function isLineBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED);
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
