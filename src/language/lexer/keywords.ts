/**
 * The soft keywords: which names begin a statement, and when such a name is a plain name after all.
 *
 * A keyword is known by its text and the raw characters after it, so that deciding never lexes ahead.
 */
import { COLON, DOT, EQUALS, HASH, LINE_FEED, nameEnd, OPENING_BRACKET, OPENING_PARENTHESIS, QUOTE, skipBlanks } from './characters.ts';
import type { Keyword } from './spellings.ts';
import { keywordOf, wordCode } from './spellings.ts';

/** Keywords that a `:` may follow directly. */
const beforeColon: ReadonlySet<Keyword> = new Set<Keyword>(['session', 'resume', 'do', 'parallel', 'loop', 'else', 'try', 'catch', 'finally']);

/** The keyword that begins a statement here, if the name with number `code` is one and the characters from its `end` on do not make it a name. */
export function statementKeyword(code: number, text: string, end: number): Keyword | undefined {
  const keyword = keywordOf(code);
  if (keyword === undefined) return undefined;
  const at = skipBlanks(text, end);
  return isName(keyword, text, end, at) || !begins(keyword, text, end, at) ? undefined : keyword;
}

/** As `statementKeyword`, for characters that are no token yet. */
export function keywordAt(text: string, start: number, end: number): Keyword | undefined {
  return statementKeyword(wordCode(text, start, end), text, end);
}

/** `=` (not `==`), `.name` or a glued `[` make a keyword a name; after `output` and `return` a `[` begins a list. `at` is behind the blanks. */
function isName(keyword: Keyword, text: string, end: number, at: number): boolean {
  if (text.charCodeAt(end) === OPENING_BRACKET) return keyword !== 'output' && keyword !== 'return';
  const code = text.charCodeAt(at);
  return (code === DOT && nameEnd(text, at + 1) > at + 1) || (code === EQUALS && text.charCodeAt(at + 1) !== EQUALS);
}

function begins(keyword: Keyword, text: string, end: number, at: number): boolean {
  const code = text.charCodeAt(at);
  switch (keyword) {
    case 'session':
      return code === QUOTE || code === COLON || isProperty(text, at) || (endsLine(text, at) && propertiesFollow(text, at, end));
    case 'resume':
      return code === COLON;
    case 'do':
      return code === COLON || nameEnd(text, at) > at || heads(text, at, end);
    case 'parallel':
      return code === COLON || code === OPENING_PARENTHESIS || isForAt(text, at) || heads(text, at, end);
    default:
      return true;
  }
}

function isForAt(text: string, at: number): boolean {
  return text.startsWith('for', at) && nameEnd(text, at) === at + 3;
}

function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || code === LINE_FEED || code === HASH;
}

/** Whether a `NAME :` stands at this offset. */
export function isProperty(text: string, at: number): boolean {
  const end = nameEnd(text, at);
  return end > at && text.charCodeAt(skipBlanks(text, end)) === COLON;
}

const nextLine = /\n(?:[ \t\r]*(?:#[^\n]*)?\n)*([ \t]*)/y;

/** Where the next line of code starts, when it is indented deeper than the line of `lineEnd`'s keyword. */
function deeperLine(text: string, lineEnd: number, keywordEnd: number): number | undefined {
  nextLine.lastIndex = Math.max(text.indexOf('\n', lineEnd), 0);
  const match = nextLine.exec(text);
  return match && (match[1] ?? '').length > indentationOf(text, keywordEnd) && nextLine.lastIndex < text.length ? nextLine.lastIndex : undefined;
}

/** Whether the next line of code is a property that is indented deeper. */
function propertiesFollow(text: string, at: number, keywordEnd: number): boolean {
  const line = deeperLine(text, at, keywordEnd);
  return line !== undefined && isProperty(text, line);
}

/** A header that lacks its `:`, as the indented body shows. */
function heads(text: string, at: number, keywordEnd: number): boolean {
  return endsLine(text, at) && deeperLine(text, at, keywordEnd) !== undefined;
}

function indentationOf(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return skipBlanks(text, start) - start;
}

/** Whether a line that starts with the name from `start` to `end` is a statement although a bracket is open. */
export function endsOpenBracket(text: string, start: number, end: number): boolean {
  const keyword = keywordAt(text, start, end);
  if (keyword === undefined) return false;
  const at = skipBlanks(text, end);
  if (text.charCodeAt(at) === COLON) return beforeColon.has(keyword) && headsBlock(keyword, text, skipBlanks(text, at + 1));
  return text[at] !== ',' && text[at] !== '}';
}

/** Whether what follows a keyword's `:` shows that it is no key of an object. */
function headsBlock(keyword: Keyword, text: string, at: number): boolean {
  return endsLine(text, at) || ((keyword === 'session' || keyword === 'resume') && nameEnd(text, at) > at);
}

/** Keywords that begin the right side of a `=`, when what follows them fits. */
export type RightSideKeyword = 'session' | 'resume' | 'call' | 'do' | 'parallel' | 'repeat' | 'for' | 'loop' | 'if' | 'choice' | 'try';
const rightSides: ReadonlySet<Keyword> = new Set<RightSideKeyword>([
  'session',
  'resume',
  'call',
  'do',
  'parallel',
  'repeat',
  'for',
  'loop',
  'if',
  'choice',
  'try',
]);
const operatorAhead = /(?:->|==|!=|[-+/<>|.,)\]}]|\*(?!\*)|(?:and|or|is)\b)/y;

/** As `statementKeyword`, for the right side of a `=`: a keyword that nothing fitting follows is a name there. */
export function rightSideKeyword(code: number, text: string, end: number): RightSideKeyword | undefined {
  const keyword = statementKeyword(code, text, end);
  if (keyword === undefined || !isRightSide(keyword)) return undefined;
  return followed(keyword, text, skipBlanks(text, end)) ? keyword : undefined;
}

function isRightSide(keyword: Keyword): keyword is RightSideKeyword {
  return rightSides.has(keyword);
}

function followed(keyword: Keyword, text: string, at: number): boolean {
  if (keyword === 'session' || keyword === 'resume' || keyword === 'do' || keyword === 'parallel') return true;
  if (endsLine(text, at)) return false;
  if (keyword === 'call' || keyword === 'for') return nameEnd(text, at) > at;
  operatorAhead.lastIndex = at;
  return !operatorAhead.test(text);
}
