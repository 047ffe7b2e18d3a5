/**
 * Help and shell completion: our commands as yargs' tables. The one place that knows yargs.
 */
import yargs, { type Argv, type Options } from 'yargs';
import type { Command, Flag, Positional } from '../command.ts';

/** Columns; the same everywhere, so that help does not depend on the terminal. */
const WIDTH = 110;

/** What `--help` and `completion` print for this command line. Words for a shell that completes are printed by yargs itself: then the text is empty. */
export async function helpText(words: readonly string[], commands: readonly Command[]): Promise<string> {
  if (!words.includes('--get-yargs-completions')) return yargsOutput(words, commands);
  await createParser(commands, words).parseAsync();
  return '';
}

function yargsOutput(words: readonly string[], commands: readonly Command[]): Promise<string> {
  return new Promise((resolve, reject) => {
    createParser(commands).parse([...words], {}, (error: Error | undefined, _parsed: unknown, output: string) => {
      if (error) reject(error);
      else resolve(`${output.trimEnd()}\n`);
    });
  });
}

function createParser(commands: readonly Command[], words: readonly string[] = []): Argv {
  const parser = yargs([...words])
    .scriptName('troupe')
    .usage('$0 COMMAND\n\nRuns OpenProse programs: every session its own agent process.')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': false })
    .version(TROUPE_VERSION)
    .help()
    .alias('help', 'h')
    .completion('completion', 'Print a completion script for bash or zsh')
    .exitProcess(false)
    .fail(false)
    .wrap(WIDTH);
  for (const command of commands) addCommand(parser, command);
  return parser;
}

function addCommand(parser: Argv, command: Command): void {
  const build = (builder: Argv): Argv => {
    for (const one of command.positionals) builder.positional(one.name, { describe: one.describe });
    const options = Object.entries(command.flags).map(([name, flag]) => [name, optionOf(flag)] as const);
    return builder.options(Object.fromEntries(options)).example(command.examples.map(([line, what]) => [line, what] as [string, string]));
  };
  parser.command([command.name, ...command.positionals.map(usageOf)].join(' '), command.describe, build, () => {});
}

function usageOf({ name, required, many }: Positional): string {
  const inner = many ? `${name}..` : name;
  return required ? `<${inner}>` : `[${inner}]`;
}

function optionOf(flag: Flag): Options {
  return flag.kind === 'switch' ? { type: 'boolean', describe: flag.describe } : { type: 'string', describe: `${flag.value}  ${flag.describe}` };
}
