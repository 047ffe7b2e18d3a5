/**
 * Source text to tokens, on demand.
 *
 * Owns: where tokens and comments begin and end, and the layout tokens (NEWLINE, INDENT, DEDENT).
 * Does not own: what a text holds (`parser/texts.ts`), nor which names are keywords (`keywords.ts`).
 *
 * 1. Tokens and comments tile the source: between two of them is only white space, a line break or a BOM.
 * 2. `lex` appends at least one token; after END it appends nothing more. A line's NEWLINE is appended
 *    before the next line's indentation is looked at, so that a condition can be read again (`rewind`).
 * 3. Inside brackets no layout token is made, except in `flat` mode (the header of a condition).
 * 4. Every character is looked at a bounded number of times: linear in the source.
 */
import type { Span } from '../ast.ts';
import type { DiagnosticCode } from '../catalogue.ts';
import type { Source } from '../source.ts';
import type { Comment } from '../token.ts';
import { Brackets } from './brackets.ts';
import {
  BYTE_ORDER_MARK,
  COLON,
  EQUALS,
  EXCLAMATION,
  GREATER,
  HASH,
  isBlank,
  isDigit,
  LESS,
  LINE_FEED,
  MINUS,
  nameEnd,
  numberEnd,
  PIPE,
  QUOTE,
  STAR,
  skipBlanks,
} from './characters.ts';
import { endsOpenBracket, isProperty, keywordAt } from './keywords.ts';
import { Levels } from './levels.ts';
import { discretionEnd, isTripleDiscretion, isTripleText, lineEnd, textEnd, tripleTextEnd, UNCLOSED } from './literals.ts';
import { Occurrences } from './occurrences.ts';
import { markCode, markCodes, wordCode } from './spellings.ts';
import type { TokenCode } from './token-list.ts';
import { TokenList, tokenCode } from './token-list.ts';

export type ReportProblem = (code: DiagnosticCode, span: Span, message: string, hint?: string) => void;

/** Where lexing can be taken up again: only on a line, outside brackets. */
export interface LexerMark {
  readonly position: number;
  readonly tokens: number;
  readonly comments: number;
}

const durationUnit = /(?:ms|s|m|h)(?![\p{L}\p{Nd}_-])/uy;
const arrow = markCode('->');
const equal = markCode('==');
const unequal = markCode('!=');
const atMost = markCode('<=');
const atLeast = markCode('>=');

/** No line is pending. */
const NONE = -1;

export class Lexer {
  readonly tokens: TokenList;
  readonly comments: Comment[] = [];
  readonly levels = new Levels();
  /** In flat mode brackets join no lines. */
  flat = false;

  private readonly text: string;
  private position = 0;
  private readonly brackets = new Brackets();
  /** The next line of code, its NEWLINE already made: where its code starts, and in which column. */
  private lineAt = NONE;
  private lineColumn = 0;
  private ended = false;

  private readonly tabs: Occurrences;
  private readonly backslashes: Occurrences;
  private readonly lineFeeds: Occurrences;

  constructor(
    source: Source,
    private readonly report: ReportProblem,
  ) {
    this.text = source.text;
    this.tokens = new TokenList(source.text);
    this.tabs = new Occurrences(source.text, '\t');
    this.backslashes = new Occurrences(source.text, '\\');
    this.lineFeeds = new Occurrences(source.text, '\n');
    if (!this.findLine(this.text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0)) this.position = this.text.length;
  }

  /** Appends the next token, or the next few layout tokens. */
  lex(): void {
    if (this.ended) return;
    if (this.lineAt !== NONE && this.startLine(this.lineAt, this.lineColumn)) return;
    this.lexInLine();
  }

  mark(): LexerMark {
    return { position: this.position, tokens: this.tokens.length, comments: this.comments.length };
  }

  /** Forgets what was lexed since the mark. Everything since then must lie on one line, outside brackets. */
  rewind(mark: LexerMark): void {
    this.position = mark.position;
    this.tokens.truncate(mark.tokens);
    this.comments.length = mark.comments;
    this.lineAt = NONE;
    this.ended = false;
  }

  /** Replaces the last token, which must be neither layout nor bracket, by the word that reaches to `end`. */
  replaceLast(kind: 'name' | 'word', end: number): void {
    const last = this.tokens.length - 1;
    const start = this.tokens.startAt(last);
    const lineBreak = this.tokens.lineBreakAt(last);
    this.tokens.truncate(last);
    if (kind === 'name') this.pushName(start, end, lineBreak);
    else this.push(tokenCode.word, 0, start, end, lineBreak);
  }

  private lexInLine(): void {
    let lineBreak = this.tokens.endsInLayout;
    for (;;) {
      this.skipToCode();
      if (this.position >= this.text.length) return this.finish();
      const code = this.text.charCodeAt(this.position);
      if (code !== LINE_FEED) return this.scan(this.position, code, lineBreak);
      if (this.joinsNextLine()) this.position += 1;
      else if (this.endLine()) return;
      lineBreak = true;
    }
  }

  private skipToCode(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (isBlank(code)) this.position += 1;
      else if (code === HASH) this.position = this.comment(this.position);
      else return;
    }
  }

  private comment(start: number): number {
    const end = lineEnd(this.text, start);
    this.comments.push({ text: this.text.slice(start, end), span: { start, end } });
    return end;
  }

  // -------------------------------------------------------------------------------------------
  // Lines

  /** Finds the next line of code from the line start `start` on; false when there is none. Blank and comment lines make no tokens. */
  private findLine(start: number): boolean {
    let lineStart = start;
    for (;;) {
      let at = skipBlanks(this.text, lineStart);
      if (this.text.charCodeAt(at) === HASH) at = skipBlanks(this.text, this.comment(at));
      if (at >= this.text.length) return false;
      if (this.text.charCodeAt(at) !== LINE_FEED) {
        this.lineAt = at;
        this.lineColumn = at - lineStart;
        return true;
      }
      lineStart = at + 1;
    }
  }

  /** Ends the line at the line feed of `position`. False when the next line continues the statement. */
  private endLine(): boolean {
    if (!this.findLine(this.position + 1)) {
      this.finish();
      return true;
    }
    if (this.flat || !this.isContinuation(this.lineAt)) {
      this.pushNewline();
      return true;
    }
    this.position = this.lineAt;
    this.lineAt = NONE;
    this.checkTabs(this.position, this.lineColumn);
    return this.pushLayout('dedent', this.levels.closeRightOf(this.lineColumn), this.position);
  }

  private isContinuation(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === PIPE || (code === MINUS && this.text.charCodeAt(at + 1) === GREATER);
  }

  /** Makes the layout tokens at the start of a line; false when it needs none. */
  private startLine(at: number, column: number): boolean {
    this.lineAt = NONE;
    this.position = at;
    this.checkTabs(at, column);
    if (column === this.levels.column) return false;
    if (column < this.levels.column || (this.levels.isAlias(column) && !this.expectsLevel(at))) return this.closeLevels(at, column);
    this.levels.indent(column);
    return this.pushLayout('indent', 1, at);
  }

  private closeLevels(at: number, column: number): boolean {
    return this.pushLayout('dedent', this.levels.dedent(column) ?? this.closeNearestLevels(at, column), at);
  }

  private closeNearestLevels(at: number, column: number): number {
    const open = this.levels.columns.join(', ');
    this.report('E102', { start: at, end: at }, `this line is indented by ${column}, which matches no open level`, `open levels: ${open}`);
    return this.levels.dedentToNearest(column, this.startsStatement(at));
  }

  /** Whether a deeper line is no surprise: after a `:`, or because a property of a session starts there. */
  private expectsLevel(at: number): boolean {
    const afterColon = this.text.charCodeAt(this.tokens.endAt(this.tokens.length - 1) - 1) === COLON;
    return afterColon || (!this.levels.inProperties && isProperty(this.text, at));
  }

  private startsStatement(at: number): boolean {
    return keywordAt(this.text, at, nameEnd(this.text, at)) !== undefined;
  }

  private checkTabs(at: number, column: number): void {
    const tab = this.tabs.next(at - column);
    if (tab < at) this.report('E101', { start: tab, end: tab + 1 }, 'a tab in the indentation', 'indent with spaces');
  }

  private pushLayout(kind: 'indent' | 'dedent', count: number, at: number): boolean {
    for (let made = 0; made < count; made += 1) this.push(tokenCode[kind], 0, at, at, true);
    return count > 0;
  }

  private pushNewline(): void {
    const at = this.tokens.endAt(this.tokens.length - 1);
    this.push(tokenCode.newline, 0, at, at, false);
  }

  private finish(): void {
    this.giveUpBrackets();
    if (!this.tokens.endsInLayout || this.tokens.kindAt(this.tokens.length - 1) === 'indent') this.pushNewline();
    this.pushLayout('dedent', this.levels.closeAll(), this.text.length);
    this.push(tokenCode.end, 0, this.text.length, this.text.length, true);
    this.ended = true;
  }

  // -------------------------------------------------------------------------------------------
  // Brackets

  /** Inside brackets a line break is white space, until a statement keyword shows that a bracket was left open. */
  private joinsNextLine(): boolean {
    if (!this.brackets.areOpen) return false;
    const lineStart = this.position + 1;
    const at = skipBlanks(this.text, lineStart);
    if (at - lineStart > this.levels.statementColumn) return true;
    const end = nameEnd(this.text, at);
    if (end === at || !endsOpenBracket(this.text, at, end)) return true;
    this.giveUpBrackets();
    return false;
  }

  private giveUpBrackets(): void {
    const at = this.brackets.giveUp();
    if (at !== undefined) this.report('E105', { start: at, end: at + 1 }, `this \`${this.text.charAt(at)}\` is never closed`);
  }

  // -------------------------------------------------------------------------------------------
  // Tokens

  private scan(at: number, code: number, lineBreak: boolean): void {
    const end = nameEnd(this.text, at);
    if (end > at) this.pushName(at, end, lineBreak);
    else if (isDigit(code)) this.scanNumber(at, lineBreak);
    else if (code === QUOTE) this.scanText(at, lineBreak);
    else if (code === STAR && this.text.charCodeAt(at + 1) === STAR) this.scanDiscretion(at, lineBreak);
    else this.scanMark(at, code, lineBreak);
  }

  private pushName(start: number, end: number, lineBreak: boolean): void {
    this.push(tokenCode.name, wordCode(this.text, start, end), start, end, lineBreak);
  }

  private scanNumber(at: number, lineBreak: boolean): void {
    const end = numberEnd(this.text, at);
    durationUnit.lastIndex = end;
    if (durationUnit.test(this.text)) this.push(tokenCode.duration, 0, at, durationUnit.lastIndex, lineBreak);
    else this.push(tokenCode.number, 0, at, end, lineBreak);
  }

  private scanText(at: number, lineBreak: boolean): void {
    const triple = isTripleText(this.text, at);
    const end = triple ? tripleTextEnd(this.text, at) : textEnd(this.text, at, this.backslashes, this.lineFeeds);
    this.pushText(tokenCode.string, at, end, triple, lineBreak);
  }

  private scanDiscretion(at: number, lineBreak: boolean): void {
    this.pushText(tokenCode.discretion, at, discretionEnd(this.text, at), isTripleDiscretion(this.text, at), lineBreak);
  }

  /** A text without its closing mark ends with its line, or with the source when it may span lines. */
  private pushText(kind: TokenCode, start: number, end: number, spansLines: boolean, lineBreak: boolean): void {
    if (end !== UNCLOSED) this.push(kind, 0, start, end, lineBreak);
    else this.push(kind, 0, start, spansLines ? this.text.length : lineEnd(this.text, start), lineBreak, false);
  }

  private scanMark(at: number, code: number, lineBreak: boolean): void {
    const double = doubleMark(code, this.text.charCodeAt(at + 1));
    const single = code < markCodes.length ? (markCodes[code] ?? 0) : 0;
    if (double > 0) this.push(tokenCode.punctuation, double, at, at + 2, lineBreak);
    else if (single > 0) {
      if (!this.flat) this.brackets.track(code, at);
      this.push(tokenCode.punctuation, single, at, at + 1, lineBreak);
    } else this.push(tokenCode.unknown, 0, at, at + String.fromCodePoint(this.text.codePointAt(at) ?? code).length, lineBreak);
  }

  private push(code: TokenCode, spelling: number, start: number, end: number, lineBreak: boolean, closed = true): void {
    this.tokens.push(code, spelling, start, end, lineBreak, closed);
    this.position = end;
  }
}

/** The number of `==`, `!=`, `<=`, `>=` or `->`, else 0. */
function doubleMark(code: number, next: number): number {
  if (next === EQUALS) {
    if (code === EQUALS) return equal;
    if (code === EXCLAMATION) return unequal;
    if (code === LESS) return atMost;
    return code === GREATER ? atLeast : 0;
  }
  return code === MINUS && next === GREATER ? arrow : 0;
}
