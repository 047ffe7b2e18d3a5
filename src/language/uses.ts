/**
 * Programs that a program uses: which file a `use` means, and what is wrong with it (E025, E043, W023; `language.md` 6).
 *
 * Owns: that every file is checked once, however it is reached. Does not own: reading files (the caller's loader does).
 *
 * 1. A used program's errors stay under its own file; the `use` says only that it is broken.
 * 2. One mistake is told at most twice: a program that is broken only because it uses a broken one is taken as it is.
 */
import type { UseDeclaration } from './ast.ts';
import type { CheckedProgram, UsedProgram } from './checked-program.ts';
import { literalText } from './scopes/expressions.ts';
import type { Reporter } from './scopes/reporter.ts';
import type { Source } from './source.ts';

/**
 * Finds the program that a path means in the program `importer`, or undefined when there is none. One file must have
 * one `Source.file`, however it is reached: import cycles are found by it. Pure from the checker's point of view.
 */
export type ProgramLoader = (path: string, importer: Source) => Source | undefined;

/** A checked program, and whether its own text is to blame for its errors. */
export interface CheckedFile {
  readonly program: CheckedProgram;
  readonly isBroken: boolean;
}

export class UsedPrograms {
  readonly #checked = new Map<string, CheckedFile>();
  readonly #open: string[] = [];

  constructor(
    private readonly load: ProgramLoader | undefined,
    private readonly check: (source: Source) => CheckedFile,
  ) {}

  /** Checks a program; while that goes on, using it is a cycle. */
  open(source: Source): CheckedFile {
    const known = this.#checked.get(source.file);
    if (known) return known;
    this.#open.push(source.file);
    const checked = this.check(source);
    this.#open.pop();
    this.#checked.set(source.file, checked);
    return checked;
  }

  /** Every program checked so far; one is there after those that it uses. */
  get programs(): readonly CheckedProgram[] {
    return [...this.#checked.values()].map(({ program }) => program);
  }

  /**
   * Resolves one `use` of `importer`.
   * @param brokenUses takes what is only the fault of the used program
   */
  resolve(declaration: UseDeclaration, importer: Source, reporter: Reporter, brokenUses: Reporter): UsedProgram {
    const path = literalText(declaration.path) ?? '';
    const name = declaration.alias?.text ?? stemOf(path);
    const program = path === '' ? reportEmpty(declaration, reporter) : this.#find(path, declaration, importer, reporter, brokenUses);
    return { declaration, name, ...(program ? { program } : {}) };
  }

  #find(path: string, declaration: UseDeclaration, importer: Source, reporter: Reporter, brokenUses: Reporter): CheckedProgram | undefined {
    const source = this.load?.(path, importer);
    if (!source) {
      this.#reportMissing(path, declaration, reporter);
      return undefined;
    }
    const cycle = this.#open.indexOf(source.file);
    if (cycle >= 0) {
      const files = [...this.#open.slice(cycle), source.file].join(' -> ');
      reporter.add('E043', declaration.span, `programs use each other in a circle: ${files}`, 'move what both need into a third program');
      return undefined;
    }
    const { program, isBroken } = this.open(source);
    if (!isBroken) return program;
    brokenUses.add('E025', declaration.span, `the program \`${path}\` has errors`, `see the errors of ${source.file}`);
    return undefined;
  }

  /** Without a loader nobody has looked for files, so none is missing. */
  #reportMissing(path: string, declaration: UseDeclaration, reporter: Reporter): void {
    if (!isFilePath(path)) {
      reporter.add(
        'W023',
        declaration.span,
        `\`${path}\` is a program of a registry or URL: its inputs are not checked, and it runs only when it is vendored`,
        'put it under `imports/`',
      );
    } else if (this.load) {
      reporter.add('E025', declaration.span, `the program \`${path}\` cannot be found`, 'paths are relative to the program that uses them');
    }
  }
}

/** A path that holds only interpolation names no file either: a program is found before anything has a value. */
function reportEmpty({ path, span }: UseDeclaration, reporter: Reporter): undefined {
  if (path.span.end > path.span.start) reporter.add('E025', span, '`use` needs the path or name of a program', 'write `use "./file.prose"`');
}

/** `./`, `../`, `/`, or ending in `.prose`, and no URL. */
function isFilePath(path: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(path) && (/^\.{0,2}\//.test(path) || path.endsWith('.prose'));
}

/** The last part of a path, without `.prose` and without a registry's version. */
function stemOf(path: string): string {
  const last = path.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\.prose$/, '').replace(/(.)@.*$/, '$1');
}
