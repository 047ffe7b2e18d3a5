/**
 * The soft keywords: which names begin a statement, and when such a name is a plain name after all.
 *
 * A keyword is known by its text and the raw characters after it, so that deciding never lexes ahead.
 */
import { COLON, DOT, EQUALS, HASH, LINE_FEED, nameEnd, OPENING_BRACKET, OPENING_PARENTHESIS, QUOTE, skipBlanks } from './characters.ts';

/** Names that may begin a statement, a clause of one, or a declaration. */
export type Keyword =
  | 'input'
  | 'let'
  | 'const'
  | 'output'
  | 'return'
  | 'session'
  | 'resume'
  | 'call'
  | 'do'
  | 'parallel'
  | 'repeat'
  | 'for'
  | 'loop'
  | 'if'
  | 'elif'
  | 'else'
  | 'choice'
  | 'option'
  | 'try'
  | 'catch'
  | 'finally'
  | 'throw'
  | 'break'
  | 'continue'
  | 'assert'
  | 'agent'
  | 'block'
  | 'use'
  | 'import';

const longestKeyword = 8;

const keywords: ReadonlySet<string> = new Set<Keyword>([
  'input',
  'let',
  'const',
  'output',
  'return',
  'session',
  'resume',
  'call',
  'do',
  'parallel',
  'repeat',
  'for',
  'loop',
  'if',
  'elif',
  'else',
  'choice',
  'option',
  'try',
  'catch',
  'finally',
  'throw',
  'break',
  'continue',
  'assert',
  'agent',
  'block',
  'use',
  'import',
]);

/** All keywords, for suggestions. */
export const keywordNames: ReadonlySet<string> = keywords;

/** Keywords that a `:` may follow directly. */
const beforeColon: ReadonlySet<string> = new Set<Keyword>(['session', 'resume', 'do', 'parallel', 'loop', 'else', 'try', 'catch', 'finally']);

/** Words that are never a variable's name. */
export function isReservedWord(text: string): boolean {
  if (text.length > 5) return false;
  switch (text) {
    case 'true':
    case 'false':
    case 'null':
    case 'not':
    case 'is':
    case 'and':
    case 'or':
      return true;
    default:
      return false;
  }
}

/** The keyword that begins a statement here, if `word` is one and the characters from `end` on do not make it a name. */
export function statementKeyword(word: string, text: string, end: number): Keyword | undefined {
  if (word.length > longestKeyword || !keywords.has(word)) return undefined;
  const keyword = word as Keyword; // it is in the set of all keywords
  return namedBy(keyword, text, end) || !begins(keyword, text, end) ? undefined : keyword;
}

/** `=` (not `==`), `.name` or a glued `[` make a keyword a name; after `output` and `return` a `[` begins a list. */
function namedBy(keyword: Keyword, text: string, end: number): boolean {
  if (text.charCodeAt(end) === OPENING_BRACKET) return keyword !== 'output' && keyword !== 'return';
  const at = skipBlanks(text, end);
  const code = text.charCodeAt(at);
  return (code === DOT && nameEnd(text, at + 1) > at + 1) || (code === EQUALS && text.charCodeAt(at + 1) !== EQUALS);
}

function begins(keyword: Keyword, text: string, end: number): boolean {
  const at = skipBlanks(text, end);
  const code = text.charCodeAt(at);
  switch (keyword) {
    case 'session':
      return code === QUOTE || code === COLON || isProperty(text, at) || (endsLine(text, at) && propertiesFollow(text, at, end));
    case 'resume':
      return code === COLON;
    case 'do':
      return code === COLON || nameEnd(text, at) > at || heads(text, at, end);
    case 'parallel':
      return code === COLON || code === OPENING_PARENTHESIS || wordAt(text, at) === 'for' || heads(text, at, end);
    default:
      return true;
  }
}

function wordAt(text: string, at: number): string {
  return text.slice(at, nameEnd(text, at));
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

/** Whether a line that starts with the name `word` is a statement although a bracket is open. */
export function endsOpenBracket(word: string, text: string, end: number): boolean {
  if (statementKeyword(word, text, end) === undefined) return false;
  const at = skipBlanks(text, end);
  if (text.charCodeAt(at) === COLON) return beforeColon.has(word) && headsBlock(word, text, skipBlanks(text, at + 1));
  return text[at] !== ',' && text[at] !== '}';
}

/** Whether what follows a keyword's `:` shows that it is no key of an object. */
function headsBlock(word: string, text: string, at: number): boolean {
  return endsLine(text, at) || ((word === 'session' || word === 'resume') && nameEnd(text, at) > at);
}

/** Keywords that begin the right side of a `=`, when what follows them fits. */
const rightSides: ReadonlySet<string> = new Set<Keyword>(['session', 'resume', 'call', 'do', 'parallel', 'repeat', 'for', 'loop', 'if', 'choice', 'try']);
const operatorAhead = /(?:->|==|!=|[-+/<>|.,)\]}]|\*(?!\*)|(?:and|or|is)\b)/y;

/** As `statementKeyword`, for the right side of a `=`: a keyword that nothing fitting follows is a name there. */
export function rightSideKeyword(word: string, text: string, end: number): Keyword | undefined {
  if (!rightSides.has(word)) return undefined;
  const keyword = statementKeyword(word, text, end);
  if (keyword === undefined) return undefined;
  return followed(keyword, text, skipBlanks(text, end)) ? keyword : undefined;
}

function followed(keyword: Keyword, text: string, at: number): boolean {
  if (keyword === 'session' || keyword === 'resume' || keyword === 'do' || keyword === 'parallel') return true;
  if (endsLine(text, at)) return false;
  if (keyword === 'call' || keyword === 'for') return nameEnd(text, at) > at;
  operatorAhead.lastIndex = at;
  return !operatorAhead.test(text);
}
