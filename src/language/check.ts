/**
 * Source text to checked program: parse, resolve scopes, run the checks.
 *
 * Owns: the order of these, and what a `CheckedProgram` holds. Does not own: any rule of the language.
 *
 * 1. Never throws, on any text.
 * 2. A program with errors is still as complete as possible; it may run only without them.
 */
import type { InputStatement } from './ast.ts';
import type { CheckedProgram } from './checked-program.ts';
import { checkForgetting } from './checks/agents.ts';
import type { AgentKnowledge, CheckContext, LateCheckContext } from './checks/check-context.ts';
import { checkDefinitions } from './checks/definitions.ts';
import { reportMissingSkills } from './checks/skills.ts';
import { isCheckedLate, runChecks, runLateChecks } from './checks/table.ts';
import type { Diagnostic } from './diagnostic.ts';
import { doubtsOf } from './doubt.ts';
import { programInputs } from './inputs.ts';
import { parse } from './parser/parse.ts';
import { inSourceOrder } from './report.ts';
import { collectDeclarations } from './scopes/declarations.ts';
import { NameGuess } from './scopes/nearest.ts';
import { Reporter } from './scopes/reporter.ts';
import { resolveScopes } from './scopes/resolve.ts';
import type { Observed } from './scopes/walk.ts';
import type { Source } from './source.ts';
import { UsedPrograms } from './uses.ts';
import type { CheckedFile, ProgramLoader } from './uses.ts';

export interface CheckOptions extends AgentKnowledge {
  /** Finds used programs. Without it no file is missed, and used programs are unknown. */
  readonly load?: ProgramLoader;
}

/**
 * Checks a program and the programs that it uses.
 *
 * @example
 * const { diagnostics } = check(new Source('hello.prose', 'session "Say hello to {name}"'));
 * // [{ code: 'E029', line: 1, column: 24, ... }]
 */
export function check(source: Source, options: CheckOptions = {}): CheckedProgram {
  const used = new UsedPrograms(options.load, (file) => checkFile(file, used, options));
  const { program } = used.open(source);
  const others = used.programs.filter((other) => other !== program);
  const errors = others.flatMap((other) => other.diagnostics.filter(isError));
  return {
    ...partsOf(program),
    get tokens() {
      return program.tokens;
    },
    diagnostics: [...program.diagnostics, ...errors],
    sources: new Map([program, ...others].map((other) => [other.source.file, other.source])),
  };
}

/** All but the tokens, which are made only when somebody asks for them. */
function partsOf({ source, ast, agents, blocks, uses, inputs, resolution }: CheckedProgram): Omit<CheckedProgram, 'tokens' | 'diagnostics' | 'sources'> {
  return { source, ast, agents, blocks, uses, inputs, resolution };
}

/** Checks one file. Programs that it uses are checked on the way. */
function checkFile(source: Source, used: UsedPrograms, options: CheckOptions): CheckedFile {
  const parsed = parse(source);
  const doubt = doubtsOf(parsed, source);
  const reporter = new Reporter();
  const brokenUses = new Reporter();
  const guess = new NameGuess();
  const declarations = collectDeclarations(parsed.ast, (use) => used.resolve(use, source, reporter, brokenUses));
  const context: CheckContext = { declarations, reporter, guess, doubtful: doubt.names };
  const seen: Seen = { inputs: [], later: [] };
  checkDefinitions(context);
  const resolution = resolveScopes(
    declarations,
    reporter,
    guess,
    (node, place) => {
      if (node.kind === 'input') seen.inputs.push(node);
      if (isCheckedLate(node)) seen.later.push(node);
      runChecks(node, context, place);
    },
    doubt.names,
  );
  checkLater(seen.later, {
    ...context,
    ...knowledgeOf(options),
    isName: (word) => resolution.wordReferences.has(word),
    notes: { missingSkills: new Map() },
  });
  const own = [...parsed.diagnostics, ...reporter.diagnostics(source, doubt.spans)];
  const diagnostics = inSourceOrder([...own, ...brokenUses.diagnostics(source)]);
  return {
    program: {
      source,
      ast: parsed.ast,
      get tokens() {
        return parsed.tokens;
      },
      agents: declarations.agents,
      blocks: declarations.blocks,
      uses: declarations.uses,
      inputs: programInputs(seen.inputs, declarations.statements),
      resolution,
      diagnostics,
      sources: new Map([[source.file, source]]),
    },
    isBroken: own.some(isError),
  };
}

/** What the walk has met, for what needs all of it. */
interface Seen {
  readonly inputs: InputStatement[];
  readonly later: Observed[];
}

function checkLater(nodes: readonly Observed[], context: LateCheckContext): void {
  for (const node of nodes) runLateChecks(node, context);
  checkForgetting(
    nodes.filter((node) => node.kind === 'session' || node.kind === 'resume'),
    context,
  );
  reportMissingSkills(context);
}

function knowledgeOf({ models, permissions }: CheckOptions): AgentKnowledge {
  return { ...(models ? { models } : {}), ...(permissions ? { permissions } : {}) };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
