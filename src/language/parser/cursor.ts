/**
 * The parser's place in the token stream.
 *
 * Owns: the current token, reporting, speculation, skipping after an error. Does not own: any grammar rule.
 *
 * 1. `token` is the current token. Unless `peek` was used, nothing beyond it has been lexed, so that a
 *    rule may still choose how the characters after it are read (conditions, words).
 * 2. At most one syntax error a line: the first one makes the rest of the line quiet.
 * 3. `advance` never passes the end token, so every loop that advances ends.
 */
import type { Missing, Span, Statement, TopLevel } from '../ast.ts';
import type { DiagnosticCode } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { Lexer } from '../lexer/lexer.ts';
import type { LexedToken } from '../lexer/token-list.ts';
import { report } from '../report.ts';
import type { Source } from '../source.ts';
import type { TokenKind } from '../token.ts';
import { characterHint, closingMark, describe } from './token-names.ts';

/** The rules that other rules reach through the cursor, so that no two files import each other. */
export interface Grammar {
  readonly statement: (cursor: Cursor) => Statement | undefined;
  readonly rightSide: (cursor: Cursor) => Statement;
}

/** Levels of indentation, and brackets in one another, that a program may have. */
export const deepestNesting = 256;

const syntaxErrors: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['E103', 'E104', 'E105', 'E106']);

export class Cursor {
  readonly lexer: Lexer;
  readonly diagnostics: Diagnostic[] = [];
  /** Names in what a syntax error made unreadable. */
  readonly skippedNames = new Set<string>();

  /** Declarations found inside bodies, to be kept with those of the top level. */
  readonly misplaced: TopLevel[] = [];

  token: LexedToken;
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

  private index = 0;
  /** Rules see no token from here on. */
  private limit = Number.POSITIVE_INFINITY;
  private quiet = false;
  private failed: boolean | undefined;

  constructor(
    readonly source: Source,
    readonly grammar: Grammar,
  ) {
    this.lexer = new Lexer(source, (code, span, message, hint) => this.report(code, span, message, hint));
    this.token = this.peek(0);
  }

  get text(): string {
    return this.source.text;
  }

  // -------------------------------------------------------------------------------------------
  // Looking and moving

  get at(): number {
    return this.index;
  }

  peek(distance: number): LexedToken {
    return this.tokenAt(this.index + distance);
  }

  tokenAt(index: number): LexedToken {
    const { tokens } = this.lexer;
    if (index >= this.limit) return this.endToken();
    while (index >= tokens.length) {
      const before = tokens.length;
      this.lexer.lex();
      if (tokens.length === before) return tokens.at(before - 1); // past the end token
    }
    return tokens.at(index);
  }

  /** What a rule sees that may not look further (`within`). */
  private endToken(): LexedToken {
    const at = this.lexer.tokens.at(this.limit).span.start;
    return { kind: 'end', text: '', span: { start: at, end: at }, lineBreak: false, closed: true };
  }

  /** Whether nothing beyond the current token has been lexed yet. */
  get isFresh(): boolean {
    return this.index === this.lexer.tokens.length - 1;
  }

  is(punctuation: string): boolean {
    return this.token.text === punctuation;
  }

  isKind(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  isWord(text: string): boolean {
    return this.token.kind === 'name' && this.token.text === text;
  }

  /** Whether the line or the source ends here. */
  get atLineEnd(): boolean {
    const kind = this.token.kind;
    return kind === 'newline' || kind === 'end' || kind === 'dedent' || kind === 'indent';
  }

  /** Whether the token before the current one is of this kind. */
  follows(kind: TokenKind): boolean {
    return this.index > 0 && this.lexer.tokens.kindAt(this.index - 1) === kind;
  }

  /** Consumes the current token. */
  advance(): LexedToken {
    const token = this.token;
    if (token.kind === 'end') return token;
    if (token.span.end > token.span.start) this.lastEnd = token.span.end;
    if (token.kind === 'newline') this.quiet = false;
    this.index += 1;
    this.token = this.tokenAt(this.index);
    return token;
  }

  /** Consumes the current token if it is this punctuation. */
  take(punctuation: string): LexedToken | undefined {
    return this.token.text === punctuation ? this.advance() : undefined;
  }

  takeWord(text: string): LexedToken | undefined {
    return this.isWord(text) ? this.advance() : undefined;
  }

  /** Goes to a token that was lexed before. */
  seek(index: number): void {
    this.index = index;
    this.token = this.tokenAt(index);
    if (index > 0) this.lastEnd = this.lexer.tokens.endAt(index - 1);
  }

  /** Makes the current token anew after the lexer was told to read it differently. */
  refresh(): void {
    this.token = this.tokenAt(this.index);
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
    const at = startsLine ? this.token.span.start : this.lastEnd;
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
    if (!this.token.closed) this.reportUnterminated(this.token);
    else if (this.atLineEnd) this.report('E105', this.here, `the line ends here, but ${expected} was expected`, hint);
    else this.report('E105', this.token.span, `unexpected ${describe(this.token)}, ${expected} was expected`, hint ?? characterHint(this.token));
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
    this.tokenAt(stop); // lexed, so that its place is known
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
