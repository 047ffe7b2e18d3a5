/** Code blocks of a page: what stands between fences, by language. */
import { readFileSync } from 'node:fs';

export function codeBlocks(page: URL, language: string): readonly string[] {
  const fences = /^```([a-z]*)\n([\s\S]*?)^```$/gm;
  return [...readFileSync(page, 'utf8').matchAll(fences)].flatMap(([, found, text]) => (found === language && text !== undefined ? [text] : []));
}
