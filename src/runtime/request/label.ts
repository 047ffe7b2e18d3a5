/** The label of a session: what status, logs and events call it (`cli.md`). */
const LABEL_CHARACTERS = 120;

/** The first line of a text that is not blank, at most 120 characters; empty when there is none. */
export function labelOf(text: string): string {
  const line = text.split(/\r?\n/).find((each) => each.trim() !== '') ?? '';
  return cut(line.trim());
}

/** Never between the halves of a character. */
function cut(line: string): string {
  if (line.length <= LABEL_CHARACTERS) return line;
  const end = /[\uD800-\uDBFF]/.test(line.charAt(LABEL_CHARACTERS - 1)) ? LABEL_CHARACTERS - 1 : LABEL_CHARACTERS;
  return line.slice(0, end);
}
