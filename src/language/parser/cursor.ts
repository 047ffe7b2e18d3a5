/**
 * The parser's place in the token stream.
 *
 * Owns: the current token, reporting, speculation, skipping after an error. Does not own: any grammar rule.
 *
 * 1. `kind`, `spelling`, `start` and `end` are the current token's. Unless `lookAhead` was used, nothing beyond
 *    it has been lexed, so that a rule may still choose how the characters after it are read (conditions, words).
 * 2. Marks and words that the grammar knows are told by their spelling, which is one string for all tokens of
 *    a kind: a comparison looks at no characters. `token` makes an object, for messages only.
 * 3. At most one syntax error a line: the first one makes the rest of the line quiet.
 * 4. `advance` never passes the end token, so every loop that advances ends.
 */
import type { Missing, Span, Statement, TopLevel } from '../ast.ts';
import type { DiagnosticCode } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { statementKeyword } from '../lexer/keywords.ts';
import { Lexer } from '../lexer/lexer.ts';
import { Occurrences } from '../lexer/occurrences.ts';
import type { Keyword, Spelling } from '../lexer/spellings.ts';
import type { LexedToken, TokenList } from '../lexer/token-list.ts';
import { report } from '../report.ts';
import type { Source } from '../source.ts';
import type { TokenKind } from '../token.ts';
import { Gathered } from './gathered.ts';
import { characterHint, closingMark, describe } from './token-names.ts';

/** The rules that other rules reach through the cursor, so that no two files import each other. */
export interface Grammar {
  readonly statement: (cursor: Cursor) => Statement | undefined;
  readonly rightSide: (cursor: Cursor) => Statement;
}

/** Whether a token of this kind ends the line before it. */
export function endsLine(kind: TokenKind): boolean {
  return kind === 'newline' || kind === 'end' || kind === 'dedent' || kind === 'indent';
}

/** Levels of indentation, and brackets in one another, that a program may have. */
export const deepestNesting = 256;

/** More than any program has tokens. */
const UNLIMITED = 0x3fff_ffff;

const syntaxErrors: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['E103', 'E104', 'E105', 'E106']);

export class Cursor {
  readonly lexer: Lexer;
  readonly diagnostics: Diagnostic[] = [];
  /** Names in what a syntax error made unreadable. */
  readonly skippedNames = new Set<string>();

  /** Declarations found inside bodies, to be kept with those of the top level. */
  readonly misplaced = new Gathered<TopLevel>();

  kind: TokenKind = 'end';
  spelling: Spelling = '';
  start = 0;
  end = 0;
  /** Where the last token that is not layout ended. */
  lastEnd = 0;
  /** In the one-line body of a pipeline stage, where `|` belongs to the outer pipeline. */
  inLineBody = false;
  /** Inside the braces of an object, where a line break may end an entry. */
  inObject = false;
  /** In the header of a `for` or `loop`, where `NAME(` may begin modifiers. */
  inHeader = false;
  /** In a body that lost its header to an error: what would be out of place elsewhere is not reported. */
  inOrphan = false;
  /** The last clause that was refused (`misplaced.ts`), and the index of the token behind it. */
  lastRefused = { keyword: '', end: -1 };
  /** How often a misspelled keyword has been looked for (`unknown-words.ts`). */
  guesses = 0;
  /** Open brackets, and signs and `not`s before an operand. */
  nesting = 0;
  /** Open levels of indentation. */
  level = 0;

  readonly text: string;
  /** Where the characters stand that make a text more than its characters. */
  readonly braces: Occurrences;
  readonly backslashes: Occurrences;
  readonly carriageReturns: Occurrences;

  private readonly tokens: TokenList;
  private index = 0;
  /** Rules see no token from here on. */
  private limit = UNLIMITED;
  private quiet = false;
  private failed: boolean | undefined;

  constructor(
    readonly source: Source,
    readonly grammar: Grammar,
  ) {
    this.text = source.text;
    this.braces = new Occurrences(source.text, '{');
    this.backslashes = new Occurrences(source.text, '\\');
    this.carriageReturns = new Occurrences(source.text, '\r');
    this.lexer = new Lexer(source, (code, span, message, hint) => this.report(code, span, message, hint));
    this.tokens = this.lexer.tokens;
    this.load();
  }

  // -------------------------------------------------------------------------------------------
  // Looking and moving

  get at(): number {
    return this.index;
  }

  /** The current token as an object. */
  get token(): LexedToken {
    return this.tokenAt(this.index);
  }

  tokenAt(index: number): LexedToken {
    const known = this.lexed(index);
    if (known < this.limit) return this.tokens.at(known);
    const at = this.tokens.startAt(this.limit);
    return { kind: 'end', text: '', span: { start: at, end: at }, closed: true };
  }

  kindAt(index: number): TokenKind {
    const known = this.lexed(index);
    return known < this.limit ? this.tokens.kindAt(known) : 'end';
  }

  spellingAt(index: number): Spelling {
    const known = this.lexed(index);
    return known < this.limit ? this.tokens.spellingAt(known) : '';
  }

  /** As `kindAt`, for a token behind the current one. */
  kindAhead(distance: number): TokenKind {
    return this.kindAt(this.index + distance);
  }

  spellingAhead(distance: number): Spelling {
    return this.spellingAt(this.index + distance);
  }

  /** Where the token at an index that has been lexed ends. */
  endOf(index: number): number {
    return this.tokens.endAt(index);
  }

  /** The index, its token lexed; the end token's for all behind it, and `limit` for what rules may not see. */
  private lexed(index: number): number {
    if (index >= this.limit) return this.limit;
    while (index >= this.tokens.length) {
      const before = this.tokens.length;
      this.lexer.lex();
      if (this.tokens.length === before) return before - 1;
    }
    return index;
  }

  /** Makes the token at `index` the current one. */
  private load(): void {
    const { tokens } = this;
    const known = this.lexed(this.index);
    if (known < this.limit) {
      this.kind = tokens.kindAt(known);
      this.spelling = tokens.spellingAt(known);
      this.start = tokens.startAt(known);
      this.end = tokens.endAt(known);
    } else {
      this.kind = 'end';
      this.spelling = '';
      this.start = tokens.startAt(known);
      this.end = this.start;
    }
  }

  /** Whether nothing beyond the current token has been lexed yet. */
  get isFresh(): boolean {
    return this.index === this.tokens.length - 1;
  }

  /** Whether the current token is this mark, or this word. */
  is(spelling: Spelling): boolean {
    return this.spelling === spelling;
  }

  isKind(kind: TokenKind): boolean {
    return this.kind === kind;
  }

  /** The keyword that the current token is and that begins a statement here. */
  get keyword(): Keyword | undefined {
    return this.kind === 'name' ? this.keywordAt(this.index) : undefined;
  }

  keywordAt(index: number): Keyword | undefined {
    return this.kindAt(index) === 'name' ? statementKeyword(this.tokens.codeAt(index), this.text, this.tokens.endAt(index)) : undefined;
  }

  /** The number of the current token's spelling. */
  get code(): number {
    return this.kind === 'end' ? 0 : this.tokens.codeAt(this.index);
  }

  /** The current token's characters. */
  get characters(): string {
    return this.spelling === '' ? this.text.slice(this.start, this.end) : this.spelling;
  }

  /** The current token's span. */
  get span(): Span {
    return { start: this.start, end: this.end };
  }

  /** Whether a line break stands before the current token. */
  get startsLine(): boolean {
    return this.tokens.lineBreakAt(this.index);
  }

  /** Whether the current token, if it is a text, has its closing mark. */
  get isClosed(): boolean {
    return this.kind === 'end' || this.tokens.closedAt(this.index);
  }

  /** Whether the characters from `start` to `end` stand for themselves in a text. */
  isPlain(start: number, end: number): boolean {
    return !this.braces.within(start, end) && !this.backslashes.within(start, end) && !this.carriageReturns.within(start, end);
  }

  /** Whether the line or the source ends here. */
  get atLineEnd(): boolean {
    return endsLine(this.kind);
  }

  /** Whether the token before the current one is of this kind. */
  follows(kind: TokenKind): boolean {
    return this.index > 0 && this.tokens.kindAt(this.index - 1) === kind;
  }

  /** Consumes the current token; returns where it starts. */
  advance(): number {
    const { start, end } = this;
    if (this.kind === 'end') return start;
    if (end > start) this.lastEnd = end;
    else if (this.kind === 'newline') this.quiet = false;
    this.index += 1;
    this.load();
    return start;
  }

  /** Consumes the current token if it is this mark, or this word. */
  take(spelling: Spelling): boolean {
    if (this.spelling !== spelling) return false;
    this.advance();
    return true;
  }

  /** Goes to a token that was lexed before. */
  seek(index: number): void {
    this.index = index;
    this.load();
    if (index > 0) this.lastEnd = this.tokens.endAt(index - 1);
  }

  /** Reads the current token anew after the lexer was told to read it differently. */
  refresh(): void {
    this.load();
  }

  // -------------------------------------------------------------------------------------------
  // Spans

  /** From `start` to the end of the last token consumed. */
  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** An empty span behind the last token consumed. */
  get here(): Span {
    return { start: this.lastEnd, end: this.lastEnd };
  }

  /** What stands for an expression that is not there. */
  missing(): Missing {
    const startsLine = this.follows('newline') || this.follows('indent') || this.follows('dedent');
    const at = startsLine ? this.start : this.lastEnd;
    return { kind: 'missing', span: { start: at, end: at } };
  }

  // -------------------------------------------------------------------------------------------
  // Reporting

  /** Reports a problem. Of the syntax errors of one line only the first is kept; while speculating, none. */
  report(code: DiagnosticCode, span: Span, message: string, hint?: string): void {
    if (syntaxErrors.has(code) && this.keepsQuiet()) return;
    this.diagnostics.push(report(this.source, code, span, message, hint));
    if (code === 'E001') this.quiet = true;
  }

  private keepsQuiet(): boolean {
    if (this.failed !== undefined) {
      this.failed = true;
      return true;
    }
    if (this.quiet) return true;
    this.quiet = true;
    return false;
  }

  /** Whether this line already has its syntax error. */
  get isQuiet(): boolean {
    return this.quiet;
  }

  /** Takes the line's other syntax errors as caused by one just reported under another code. */
  silence(): void {
    this.quiet = true;
  }

  /** E105 at the current token, or behind the last one when the line ends here. */
  unexpected(expected: string, hint?: string): void {
    const { token } = this;
    if (!token.closed) this.reportUnterminated(token);
    else if (this.atLineEnd) this.report('E105', this.here, `the line ends here, but ${expected} was expected`, hint);
    else this.report('E105', token.span, `unexpected ${describe(token)}, ${expected} was expected`, hint ?? characterHint(token));
  }

  /**
   * Tries a rule. When it reports an error, or `accept` refuses its result, nothing has happened:
   * its diagnostics are dropped and the cursor is where it was.
   */
  speculate<T>(rule: () => T, accept: (result: T) => boolean): T | undefined {
    const start = this.index;
    const kept = this.diagnostics.length;
    const { failed, quiet, lastEnd } = this;
    this.failed = false;
    const result = rule();
    const succeeded = !this.failed && accept(result);
    this.failed = failed;
    if (succeeded) return result;
    this.diagnostics.length = kept;
    this.seek(start);
    this.quiet = quiet;
    this.lastEnd = lastEnd;
    return undefined;
  }

  /** Runs a rule over the tokens before `stop` only: the rule sees the source's end there. */
  within<T>(stop: number, rule: () => T): T {
    const { limit } = this;
    this.lexed(stop); // so that its place is known
    this.limit = stop;
    this.refresh();
    const result = rule();
    this.limit = limit;
    this.refresh();
    return result;
  }

  // -------------------------------------------------------------------------------------------
  // Going on after an error

  /** Skips what is left of the line; the names in it count as possibly bound. */
  skipLine(): void {
    while (!this.atLineEnd) this.skip();
  }

  /** Consumes a token that no rule can use. */
  skip(): void {
    this.noteSkipped(this.token);
    this.advance();
  }

  noteSkipped(token: LexedToken): void {
    if (token.kind === 'name') this.skippedNames.add(token.text);
    if (!token.closed && !this.isReported(token.span)) this.reportUnterminated(token);
  }

  /** Whether the last diagnostic is about just this place. */
  private isReported(span: Span): boolean {
    const last = this.diagnostics[this.diagnostics.length - 1];
    if (!last) return false;
    const { line, column } = this.source.position(span.start);
    return last.line === line && last.column === column;
  }

  reportUnterminated(token: LexedToken): void {
    this.report('E001', token.span, `this text lacks its closing \`${closingMark(token)}\``);
  }
}
