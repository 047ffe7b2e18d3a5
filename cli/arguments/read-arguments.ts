/**
 * A command line as a command and its `Arguments`, or as a wish for text (help, version, completion).
 *
 * 1. Nobody prints or exits here.
 */
import { didYouMean } from '../../src/closest.ts';
import type { Arguments, Command } from '../command.ts';
import { UsageError } from '../light/usage-error.ts';
import { firstWord, type Scan, scan } from './scan.ts';

export type CommandLine =
  | { readonly kind: 'command'; readonly command: Command; readonly given: Arguments }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' };

/** Words that yargs answers. */
const HELP_WORDS = ['--help', '-h', '--get-yargs-completions'];
const COMPLETION = 'completion';

/** @throws UsageError for what is no command line of ours */
export function readArguments(words: readonly string[], commands: readonly Command[]): CommandLine {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  if (firstWord(flags) === COMPLETION || HELP_WORDS.some((word) => flags.includes(word))) return { kind: 'help' };
  if (flags.includes('--version')) return { kind: 'version' };
  const command = findCommand(words, commands);
  return { kind: 'command', command, given: argumentsOf(command, words) };
}

function findCommand(words: readonly string[], commands: readonly Command[]): Command {
  const name = firstWord(words);
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const names = commands.map((one) => one.name);
  const problem = name === undefined ? 'a command is needed' : `unknown command ${JSON.stringify(name)}${didYouMean(name, [...names, COMPLETION])}`;
  throw new UsageError(problem, `the commands are ${names.join(', ')}; troupe --help says more`);
}

function argumentsOf(command: Command, words: readonly string[]): Arguments {
  const scanned = scan(words, command.flags);
  refuseExcluded(command, scanned);
  const name = scanned.ordered.findIndex((one) => one.flag === null);
  const ordered = scanned.ordered.toSpliced(name, 1);
  const given = ordered.flatMap(({ flag, text }) => (flag === null ? [text] : []));
  refuseWords(command, given);
  return { ordered, switches: scanned.switches, values: new Map(ordered.flatMap(({ flag, text }) => (flag === null ? [] : [[flag, text]]))), words: given };
}

function refuseWords(command: Command, given: readonly string[]): void {
  const hint = `troupe ${command.name} --help shows examples`;
  const missing = command.positionals.find((one, at) => one.required && at >= given.length);
  if (missing) throw new UsageError(`troupe ${command.name} needs a ${missing.name}`, hint);
  const extra = given[command.positionals.length];
  if (extra !== undefined && !command.positionals.some((one) => one.many))
    throw new UsageError(`troupe ${command.name} cannot use ${JSON.stringify(extra)}`, hint);
}

function refuseExcluded(command: Command, { switches, ordered }: Scan): void {
  const isGiven = (flag: string) => switches.has(flag) || ordered.some((one) => one.flag === flag);
  const both = command.excludes.find(([one, other]) => isGiven(one) && isGiven(other));
  if (both) throw new UsageError(`--${both[0]} and --${both[1]} exclude each other`);
}
