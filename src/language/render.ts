/**
 * A diagnostic as text for people: code, message, place, the source line with a caret, and the hint.
 *
 * Owns: the layout, cropping of long lines, and that nothing in a program can control the terminal.
 * Does not own: colours (a `Painter` is handed in) or where the text goes.
 */
import type { Diagnostic, Severity } from './diagnostic.ts';
import type { Source } from './source.ts';

type Paint = (text: string) => string;

/** What colours a part of the text; `picocolors` fits. */
export interface Painter {
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

const asIs: Paint = (text) => text;
const colourless: Painter = { red: asIs, yellow: asIs, cyan: asIs, dim: asIs, bold: asIs };

/** Columns of source text that a frame shows at most. */
const frameWidth = 100;
const tabWidth = 4;
const ellipsis = '\u2026';

/**
 * Several lines, without a final line break:
 *
 * ```text
 * error E029: `nmae` is not visible here
 *  --> review.prose:3:18
 *   |
 * 3 | session "Review {nmae}"
 *   |                 ^^^^^^
 * hint: did you mean `name`?
 * ```
 *
 * @param source the text the diagnostic is about; the frame is left out when it is not given
 */
export function renderDiagnostic(diagnostic: Diagnostic, source: Source | undefined, painter: Painter = colourless): string {
  const paint = paintFor(diagnostic.severity, painter);
  const title = `${paint(`${diagnostic.severity} ${diagnostic.code}`)}${painter.bold(`: ${printable(diagnostic.message)}`)}`;
  const place = `${painter.dim(' -->')} ${printable(diagnostic.file)}:${diagnostic.line}:${diagnostic.column}`;
  const frame = source ? renderFrame(diagnostic, source, paint, painter) : [];
  const hint = diagnostic.hint === undefined ? [] : [`${painter.cyan('hint')}: ${printable(diagnostic.hint)}`];
  return [title, place, ...frame, ...hint].join('\n');
}

function paintFor(severity: Severity, painter: Painter): Paint {
  return severity === 'error' ? painter.red : severity === 'warning' ? painter.yellow : painter.cyan;
}

function renderFrame(diagnostic: Diagnostic, source: Source, paint: Paint, painter: Painter): readonly string[] {
  const line = source.line(diagnostic.line);
  const end = diagnostic.endLine === diagnostic.line ? diagnostic.endColumn : line.length + 1;
  const { text, caretStart, caretWidth } = crop(line, diagnostic.column - 1, Math.max(end - 1, diagnostic.column));
  const number = String(diagnostic.line);
  const gutter = `${' '.repeat(number.length)} ${painter.dim('|')}`;
  const code = `${painter.dim(`${number} |`)} ${text}`.trimEnd();
  return [gutter, code, `${gutter} ${' '.repeat(caretStart)}${paint('^'.repeat(caretWidth))}`];
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

/** The part of the line around the marked characters, and where the caret stands, in columns of the terminal. */
function crop(line: string, markStart: number, markEnd: number): { readonly text: string; readonly caretStart: number; readonly caretWidth: number } {
  const start = windowStart(line, markStart);
  const shown = cellsOf(line.slice(start, start + frameWidth));
  const before = start > 0 ? ellipsis : '';
  const after = start + frameWidth < line.length ? ellipsis : '';
  const caretStart = before.length + widthOf(cellsOf(line.slice(start, markStart)));
  const caretWidth = widthOf(cellsOf(line.slice(markStart, Math.min(markEnd, start + frameWidth))));
  return { text: `${before}${shown.map((cell) => cell.text).join('')}${after}`, caretStart, caretWidth: Math.max(caretWidth, 1) };
}

/** A short line is shown from its start; of a long one, a window with the mark in its first third. */
function windowStart(line: string, markStart: number): number {
  if (line.length <= frameWidth || markStart < frameWidth - 20) return 0;
  const start = Math.min(markStart - Math.floor(frameWidth / 3), line.length - frameWidth);
  return isLowSurrogate(line.charCodeAt(start)) ? start - 1 : start;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function cellsOf(text: string): readonly Cell[] {
  const cells: Cell[] = [];
  for (const character of text) cells.push(cellOf(character));
  return cells;
}

const doubleWidth = /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /^[\p{Mn}\p{Me}]/u;
/** Characters that show nothing, or turn the direction of what follows. */
const invisible = /^[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

function cellOf(character: string): Cell {
  if (character === '\t') return { text: ' '.repeat(tabWidth), width: tabWidth };
  if (invisible.test(character)) return { text: '', width: 0 };
  if (combining.test(character)) return { text: character, width: 0 };
  return { text: printable(character), width: doubleWidth.test(character) ? 2 : 1 };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

const control = /[\u0000-\u001f\u007f-\u009f]/g;

/** Control characters as visible symbols: a program's text must not move the cursor or set colours. */
function printable(text: string): string {
  return text.replace(control, (character) => {
    const code = character.charCodeAt(0);
    return code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}
