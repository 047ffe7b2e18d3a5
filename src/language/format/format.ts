/**
 * `troupe fmt`: the canonical form of a program.
 *
 * Owns: the order of the steps. Does not own: what tokens mean (`marks.ts`), brackets
 * (`brackets.ts`), or where lines begin (`printer.ts`).
 *
 * The form is made from the tokens, not from the tree; the tree only says what each token is. So:
 * 1. Every token of the source is printed once, in order, except those that `optional-tokens.ts` lists
 *    and the quotes of join and policy words.
 * 2. Every comment is printed once, in order.
 * 3. Text content is never touched: strings, `** **` and bare questions are copied as written.
 * 4. Formatting the result again changes nothing. Both have the same syntax tree, and this is checked on
 *    every call: a program that the formatter would change is never handed out.
 * 5. The work grows linearly with the source, and nothing recurses.
 */
import { invariant } from '../../assert.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parse } from '../parser/parse.ts';
import { Source } from '../source.ts';
import { matchBrackets } from './brackets.ts';
import { markPieces } from './marks.ts';
import { toPieces } from './pieces.ts';
import { print } from './printer.ts';
import { sameSyntax } from './same-syntax.ts';

/** A program in canonical form, or the syntax errors because of which it has none. */
export type FormatResult = { readonly kind: 'formatted'; readonly text: string } | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/**
 * Rewrites a program in its canonical form: two spaces a level, one space around operators, comments
 * kept. Line breaks inside brackets and before `->` and `|` stay where the author put some.
 *
 * @returns the new text (LF line ends, one at the end, no BOM), or the diagnostics of a program with syntax errors
 * @example
 * const result = format(new Source('a.prose', 'parallel("first"):\n    session "A"'));
 * // { kind: 'formatted', text: 'parallel (first):\n  session "A"\n' }
 */
export function format(source: Source): FormatResult {
  const { ast, tokens, comments, diagnostics } = parse(source);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return { kind: 'invalid', diagnostics };
  const pieces = toPieces(source.text, tokens, ast);
  const marks = markPieces(pieces, ast);
  const brackets = matchBrackets(source.text, pieces, marks);
  const text = print({ text: source.text, pieces, comments, marks, brackets });
  invariant(sameSyntax(ast, parse(new Source(source.file, text)).ast), 'formatting would change what the program says');
  return { kind: 'formatted', text };
}
