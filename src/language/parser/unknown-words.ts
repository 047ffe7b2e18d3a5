/** What somebody meant who began a line with a word that begins no statement. */
import { closest } from '../../closest.ts';
import { keywordNames } from '../lexer/spellings.ts';
import type { Cursor } from './cursor.ts';

/** How many words of a program are compared with the keywords at most, so that a program of nothing but mistakes stays cheap. */
const budget = 200;

/** Words of other languages, and keywords that lack what must follow them. */
const known: ReadonlyMap<string, string> = new Map([
  ['session', 'a session needs a text (`session "..."`), an agent (`session: name`) or properties'],
  ['resume', 'write `resume: agent`'],
  ['while', 'write `loop while ...:`'],
  ['until', 'write `loop until ...:`'],
  ['def', 'write `block name(a, b):`'],
  ['function', 'write `block name(a, b):`'],
  ['var', 'write `let`'],
  ['foreach', 'write `for x in ...:`'],
  ['elseif', 'write `elif`'],
  ['except', 'write `catch as e:`'],
  ['raise', 'write `throw`'],
  ['print', 'write `output`'],
]);

export function hintForWord(cursor: Cursor, word: string): string | undefined {
  const hint = known.get(word);
  if (hint !== undefined || cursor.guesses >= budget) return hint;
  cursor.guesses += 1;
  const near = closest(word, [...keywordNames, ...known.keys()]);
  if (near === undefined) return undefined;
  return keywordNames.has(near) ? `did you mean \`${near}\`?` : known.get(near);
}
