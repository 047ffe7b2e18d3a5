/**
 * Reads a command line once, left to right: what each word is, and which flags nobody knows.
 *
 * Owns: what is a flag, a value, a word; messages about them. Does not own: help and completion, which are yargs'
 * (`help/help.ts`). yargs does not read the line itself: loading it takes twice as long as a whole `troupe check`, and it
 * forgets how flags and words were mixed, while "later on the command line wins" holds across both.
 */
import { didYouMean } from '../../src/closest.ts';
import type { Flag, Flags } from '../command.ts';
import { UsageError } from '../light/usage-error.ts';

export interface ScannedWord {
  /** Name of the flag whose value this is; null for a word by itself. */
  readonly flag: string | null;
  readonly text: string;
}

export interface Scan {
  readonly ordered: readonly ScannedWord[];
  readonly switches: ReadonlySet<string>;
}

/** @throws UsageError for an unknown flag, a flag without its value, and a value that a switch cannot take */
export function scan(words: readonly string[], flags: Flags): Scan {
  const ordered: ScannedWord[] = [];
  const switches = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { ordered: [...ordered, ...words.slice(at + 1).map((text) => ({ flag: null, text }))], switches };
    if (!isFlag(word)) ordered.push({ flag: null, text: word });
    else {
      const { name, flag, value } = readFlag(word, flags);
      if (flag.kind === 'switch') setSwitch(switches, name, value);
      else ordered.push({ flag: name, text: value ?? takeValue(name, flag, words[++at]) });
    }
  }
  return { ordered, switches };
}

/** The first word that is no flag and no flag's value: the command's name. */
export function firstWord(words: readonly string[]): string | undefined {
  return words.find((word) => !isFlag(word));
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !isNegativeNumber(word);
}

function isNegativeNumber(word: string): boolean {
  return /^-(\d|\.\d)/.test(word);
}

function readFlag(word: string, flags: Flags): { name: string; flag: Flag; value: string | undefined } {
  const [, name = '', value] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const flag = Object.hasOwn(flags, name) && word.startsWith('--') ? flags[name] : undefined;
  if (!flag) throw unknownFlag(word, name, flags);
  return { name, flag, value };
}

function unknownFlag(word: string, name: string, flags: Flags): UsageError {
  return new UsageError(
    `unknown flag ${word.split('=', 1)[0]}${didYouMean(
      `--${name}`,
      Object.keys(flags).map((known) => `--${known}`),
    )}`,
  );
}

function setSwitch(switches: Set<string>, name: string, value: string | undefined): void {
  if (value === undefined || value === 'true') switches.add(name);
  else if (value === 'false') switches.delete(name);
  else throw new UsageError(`--${name}: ${JSON.stringify(value)} is not allowed: it is a switch and takes no value`);
}

function takeValue(name: string, flag: Extract<Flag, { kind: 'value' }>, next: string | undefined): string {
  if (next === undefined || isFlag(next)) throw new UsageError(`--${name} needs a value: ${flag.expected}`);
  return next;
}
