/**
 * The two ways in which an entry's text can match: as a pattern with `*`, or as a regular expression.
 */

/** Whether `pattern` matches the whole of a text; `*` stands for any run of characters, every other character for itself. */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${pieces.join('.*')}$`, 's');
  return (text) => expression.test(text);
}

/**
 * The regular expression that `"/source/flags"` writes; null for text that writes none.
 * Throws `SyntaxError` for one that is not well formed.
 */
export function writtenExpression(text: string): RegExp | null {
  const [, source, flags] = /^\/(.+)\/([dgimsuvy]*)$/s.exec(text) ?? [];
  return source === undefined || flags === undefined ? null : stateless(new RegExp(source, flags));
}

/** The same expression without the flags that make it remember where it stopped. */
export function stateless(expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
}
