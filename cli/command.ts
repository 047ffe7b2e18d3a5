/** What a command of the command line is: its words, its flags, and the code that carries it out. */

export type Flag =
  | { readonly kind: 'switch'; readonly describe: string }
  | {
      readonly kind: 'value';
      readonly describe: string;
      /** How help names the value, such as `N`. */
      readonly value: string;
      /** What a value must be, as an error names it. */
      readonly expected: string;
      /** May be given several times; otherwise the last one counts. */
      readonly repeatable?: true;
    };

export type Flags = { readonly [name: string]: Flag };

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  /** Takes all words that are left. */
  readonly many: boolean;
}

export interface Command {
  readonly name: string;
  readonly describe: string;
  readonly positionals: readonly Positional[];
  readonly flags: Flags;
  /** Pairs of flags that exclude each other. */
  readonly excludes: readonly (readonly [string, string])[];
  /** Command lines and what they do, for help. */
  readonly examples: readonly (readonly [string, string])[];
  readonly load: () => Promise<CommandCode>;
}

/** The code of a command, loaded when it is carried out. */
export interface CommandCode {
  /** Returns the exit code. */
  execute(given: Arguments): number | Promise<number>;
}

/** A command line that has been read: known flags only, required words present. */
export interface Arguments {
  readonly switches: ReadonlySet<string>;
  /** The last value of each flag that was given. */
  readonly values: ReadonlyMap<string, string>;
  /** Words that are no flags, without the command's name. */
  readonly words: readonly string[];
  /** Flags with values, and words, in the order of the command line; `flag` null for a word. */
  readonly ordered: readonly { readonly flag: string | null; readonly text: string }[];
}
