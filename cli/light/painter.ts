/** Colours for text on a terminal. Our own five, because colour libraries look at stdout when they load, which costs more than a check. */
import type { Painter } from '../../src/language/index.ts';

/** Colours, or undefined for none. */
export function painterFor(colour: boolean): Painter | undefined {
  return colour ? colours : undefined;
}

/** Text inside that ends a style of the same kind starts it again. */
function style(open: number, close: number): (text: string) => string {
  const [start, end] = [`\u001b[${open}m`, `\u001b[${close}m`];
  return (text) => `${start}${text.replaceAll(end, end + start)}${end}`;
}

const colours: Painter = { red: style(31, 39), yellow: style(33, 39), cyan: style(36, 39), dim: style(2, 22), bold: style(1, 22) };
