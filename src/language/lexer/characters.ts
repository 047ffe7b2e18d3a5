/** Character classes of the language: names, digits, white space. ASCII by table, the rest by Unicode property. */

const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
const SPACE = 32;
export const EXCLAMATION = 33;
export const QUOTE = 34;
export const HASH = 35;
export const STAR = 42;
export const MINUS = 45;
export const DOT = 46;
export const COLON = 58;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const OPENING_PARENTHESIS = 40;
export const CLOSING_PARENTHESIS = 41;
export const OPENING_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSING_BRACKET = 93;
export const OPENING_BRACE = 123;
export const PIPE = 124;
export const CLOSING_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;

const LETTER = 1;
const DIGIT = 2;
const HYPHEN = 4;

const classes = asciiClasses();
const unicodeLetter = /\p{L}/uy;
const unicodeNamePart = /[\p{L}\p{Nd}]+/uy;

function asciiClasses(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) {
    const character = String.fromCharCode(code);
    if (/[A-Za-z_]/.test(character)) table[code] = LETTER;
    else if (/[0-9]/.test(character)) table[code] = DIGIT;
  }
  table[MINUS] = HYPHEN;
  return table;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** White space inside a line. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === CARRIAGE_RETURN;
}

/** The end of the name that starts at `start`, or `start` itself when none does. */
export function nameEnd(text: string, start: number): number {
  if (!startsName(text, start)) return start;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if (classes[code] === 0) break;
      at += 1;
    } else {
      unicodeNamePart.lastIndex = at;
      if (!unicodeNamePart.test(text)) break;
      at = unicodeNamePart.lastIndex;
    }
  }
  while (text.charCodeAt(at - 1) === MINUS) at -= 1;
  return at;
}

function startsName(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return classes[code] === LETTER;
  unicodeLetter.lastIndex = at;
  return unicodeLetter.test(text);
}

/** The end of the digits that start at `start`, with a fraction if one follows. */
export function numberEnd(text: string, start: number): number {
  let at = digitsEnd(text, start);
  if (text.charCodeAt(at) === DOT && isDigit(text.charCodeAt(at + 1))) at = digitsEnd(text, at + 1);
  return at;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** The first offset at or after `start` that holds no white space of the line. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}
