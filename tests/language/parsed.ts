import type { ParsedProgram } from '../../src/language/parser/parse.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';

/** Parses a text given in a test. */
export function parsed(text: string): ParsedProgram {
  return parse(new Source('test.prose', text));
}
