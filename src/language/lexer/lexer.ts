/**
 * Source text to tokens, on demand.
 *
 * Owns: where tokens and comments begin and end, and the layout tokens (NEWLINE, INDENT, DEDENT).
 * Does not own: what a text holds (`parser/text.ts`), nor which names are keywords (`keywords.ts`).
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
import type { Comment, TokenKind } from '../token.ts';
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
  TAB,
} from './characters.ts';
import { endsOpenBracket, isProperty, statementKeyword } from './keywords.ts';
import { Levels } from './levels.ts';
import { discretionExtent, lineEnd, textExtent } from './literals.ts';
import type { TokenCode } from './token-list.ts';
import { TokenList, tokenCode } from './token-list.ts';

export type ReportProblem = (code: DiagnosticCode, span: Span, message: string, hint?: string) => void;

/** Where lexing can be taken up again: only on a line, outside brackets. */
export interface LexerMark {
  readonly position: number;
  readonly tokens: number;
  readonly comments: number;
}

const singles = punctuationByCode(':,()[]{}.|=<>+-*/');
const durationUnit = /(?:ms|s|m|h)(?![\p{L}\p{Nd}_-])/uy;

function punctuationByCode(characters: string): readonly (string | undefined)[] {
  const table = new Array<string | undefined>(128).fill(undefined);
  for (const character of characters) table[character.charCodeAt(0)] = character;
  return table;
}

export class Lexer {
  readonly tokens: TokenList;
  readonly comments: Comment[] = [];
  readonly levels = new Levels();
  /** In flat mode brackets join no lines. */
  flat = false;

  private readonly text: string;
  private position = 0;
  private readonly brackets = new Brackets();
  /** The next line of code, its NEWLINE already made: where it starts and its column. */
  private pendingLine: { readonly at: number; readonly column: number } | undefined;
  private ended = false;

  constructor(
    source: Source,
    private readonly report: ReportProblem,
  ) {
    this.text = source.text;
    this.tokens = new TokenList(source.text);
    this.pendingLine = this.findLine(this.text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
    if (!this.pendingLine) this.position = this.text.length;
  }

  /** Appends the next token, or the next few layout tokens. */
  lex(): void {
    if (this.ended) return;
    if (this.pendingLine && this.startLine(this.pendingLine)) return;
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
    this.pendingLine = undefined;
    this.ended = false;
  }

  /** Replaces the last token, which must be neither layout nor bracket, by the word that reaches to `end`. */
  replaceLast(kind: TokenKind, end: number): void {
    const { span, lineBreak } = this.tokens.at(this.tokens.length - 1);
    this.tokens.truncate(this.tokens.length - 1);
    this.push(tokenCode[kind], span.start, end, lineBreak);
  }

  private lexInLine(): void {
    let lineBreak = false;
    for (;;) {
      this.skipToCode();
      const code = this.text.charCodeAt(this.position);
      if (this.position >= this.text.length) return this.finish();
      if (code !== LINE_FEED) return this.scan(this.position, code, lineBreak || this.followsLineBreak());
      if (this.joinsNextLine()) this.position += 1;
      else if (this.endLine()) return;
      lineBreak = true;
    }
  }

  private followsLineBreak(): boolean {
    const kind = this.lastKind();
    return kind === 'newline' || kind === 'indent' || kind === 'dedent' || kind === undefined;
  }

  private lastKind(): TokenKind | undefined {
    return this.tokens.length === 0 ? undefined : this.tokens.kindAt(this.tokens.length - 1);
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

  /** The next line of code from the line start `start` on. Blank and comment lines make no tokens. */
  private findLine(start: number): { readonly at: number; readonly column: number } | undefined {
    let lineStart = start;
    for (;;) {
      let at = skipBlanks(this.text, lineStart);
      if (this.text.charCodeAt(at) === HASH) at = skipBlanks(this.text, this.comment(at));
      if (at >= this.text.length) return undefined;
      if (this.text.charCodeAt(at) !== LINE_FEED) return { at, column: at - lineStart };
      lineStart = at + 1;
    }
  }

  /** Ends the line at the line feed of `position`. False when the next line continues the statement. */
  private endLine(): boolean {
    const line = this.findLine(this.position + 1);
    if (!line) {
      this.finish();
      return true;
    }
    if (!this.flat && this.isContinuation(line.at)) {
      this.position = line.at;
      this.checkTabs(line);
      return this.pushLayout('dedent', this.levels.closeRightOf(line.column), line.at);
    }
    this.pushNewline();
    this.pendingLine = line;
    return true;
  }

  private isContinuation(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === PIPE || (code === MINUS && this.text.charCodeAt(at + 1) === GREATER);
  }

  /** Makes the layout tokens at the start of a line; false when it needs none. */
  private startLine(line: { readonly at: number; readonly column: number }): boolean {
    this.pendingLine = undefined;
    this.position = line.at;
    this.checkTabs(line);
    if (this.levels.indent(line.column, this.expectsLevel(line.at))) return this.pushLayout('indent', 1, line.at);
    const { closed, mismatch } = this.levels.dedent(line.column, this.startsStatement(line.at));
    if (mismatch) this.reportMismatch(line, mismatch);
    return this.pushLayout('dedent', closed, line.at);
  }

  /** Whether a deeper line is no surprise: after a `:`, or because a property of a session starts there. */
  private expectsLevel(at: number): boolean {
    const afterColon = this.text.charCodeAt(this.tokens.endAt(this.tokens.length - 1) - 1) === COLON;
    return afterColon || (!this.levels.inProperties && isProperty(this.text, at));
  }

  private startsStatement(at: number): boolean {
    const end = nameEnd(this.text, at);
    return statementKeyword(this.text.slice(at, end), this.text, end) !== undefined;
  }

  private checkTabs(line: { readonly at: number; readonly column: number }): void {
    let tab = line.at - line.column;
    while (tab < line.at && this.text.charCodeAt(tab) !== TAB) tab += 1;
    if (tab === line.at) return;
    this.report('E101', { start: tab, end: tab + 1 }, 'a tab in the indentation', 'indent with spaces');
  }

  private reportMismatch(line: { readonly at: number; readonly column: number }, columns: readonly number[]): void {
    const open = columns.join(', ');
    this.report('E102', { start: line.at, end: line.at }, `this line is indented by ${line.column}, which matches no open level`, `open levels: ${open}`);
  }

  private pushLayout(kind: 'indent' | 'dedent', count: number, at: number): boolean {
    for (let made = 0; made < count; made += 1) this.push(tokenCode[kind], at, at, true);
    return count > 0;
  }

  private pushNewline(): void {
    const at = this.tokens.endAt(this.tokens.length - 1);
    this.push(tokenCode.newline, at, at, false);
  }

  private finish(): void {
    this.giveUpBrackets();
    const last = this.lastKind();
    if (last !== undefined && last !== 'newline' && last !== 'dedent') this.pushNewline();
    this.pushLayout('dedent', this.levels.closeAll(), this.text.length);
    this.push(tokenCode.end, this.text.length, this.text.length, true);
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
    if (end === at || !endsOpenBracket(this.text.slice(at, end), this.text, end)) return true;
    this.giveUpBrackets();
    return false;
  }

  private giveUpBrackets(): void {
    const bracket = this.brackets.giveUp();
    if (bracket) this.report('E105', { start: bracket.at, end: bracket.at + 1 }, `this \`${bracket.text}\` is never closed`);
  }

  private trackBracket(text: string, at: number): void {
    if (!this.flat) this.brackets.track(text, at);
  }

  // -------------------------------------------------------------------------------------------
  // Tokens

  private scan(at: number, code: number, lineBreak: boolean): void {
    const end = nameEnd(this.text, at);
    if (end > at) this.push(tokenCode.name, at, end, lineBreak);
    else if (isDigit(code)) this.scanNumber(at, lineBreak);
    else if (code === QUOTE) this.scanText(at, lineBreak);
    else if (code === STAR && this.text.charCodeAt(at + 1) === STAR) this.scanDiscretion(at, lineBreak);
    else this.scanPunctuation(at, code, lineBreak);
  }

  private scanNumber(at: number, lineBreak: boolean): void {
    const end = numberEnd(this.text, at);
    durationUnit.lastIndex = end;
    if (durationUnit.test(this.text)) this.push(tokenCode.duration, at, durationUnit.lastIndex, lineBreak);
    else this.push(tokenCode.number, at, end, lineBreak);
  }

  private scanText(at: number, lineBreak: boolean): void {
    const { end, closed } = textExtent(this.text, at);
    this.push(tokenCode.string, at, end, lineBreak, closed);
  }

  private scanDiscretion(at: number, lineBreak: boolean): void {
    const { end, closed } = discretionExtent(this.text, at);
    this.push(tokenCode.discretion, at, end, lineBreak, closed);
  }

  private scanPunctuation(at: number, code: number, lineBreak: boolean): void {
    if (this.isDouble(code, this.text.charCodeAt(at + 1))) return this.push(tokenCode.punctuation, at, at + 2, lineBreak);
    const one = singles[code];
    if (one) {
      this.trackBracket(one, at);
      this.push(tokenCode.punctuation, at, at + 1, lineBreak);
    } else this.push(tokenCode.unknown, at, at + String.fromCodePoint(this.text.codePointAt(at) ?? code).length, lineBreak);
  }

  /** `==`, `!=`, `<=`, `>=`, `->` */
  private isDouble(code: number, next: number): boolean {
    if (next === EQUALS) return code === EQUALS || code === EXCLAMATION || code === LESS || code === GREATER;
    return code === MINUS && next === GREATER;
  }

  private push(code: TokenCode, start: number, end: number, lineBreak: boolean, closed = true): void {
    this.tokens.push(code, start, end, lineBreak, closed);
    this.position = end;
  }
}
