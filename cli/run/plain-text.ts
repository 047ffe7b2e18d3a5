/** Text of others (labels, messages, what agents print) made fit for one line of a terminal. */

const CUT = 160;

/** One line without control characters, at most 160 characters. */
export function oneLine(text: string): string {
  const line = text
    .trim()
    .replace(/\s+/g, ' ')
    // Control characters, and those that reorder text: a program or an agent must not steer the terminal.
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\u{FFFD}');
  return line.length > CUT ? `${line.slice(0, CUT - 1).replace(/[\uD800-\uDBFF]$/, '')}\u{2026}` : line;
}

/** `820ms`, `3.4s`, `2m 05s`, `1h 02m`. */
export function elapsedText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return seconds < 3600 ? `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s` : `${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m`;
}
