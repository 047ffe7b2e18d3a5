/**
 * The named outputs of a block: what `do b()` binds in the caller's frame, and which of them on every path.
 */
import type { BlockDefinition, Body, ForStatement, IfStatement, LoopStatement, ParallelStatement, RepeatStatement, Statement, TryStatement } from '../ast.ts';
import { boundNames } from './bound-names.ts';
import { joinsAllBranches, runsAtLeastOnce } from './certainty.ts';

export interface BlockOutputs {
  readonly all: ReadonlySet<string>;
  /** Those that are registered however the block ends normally. */
  readonly certain: ReadonlySet<string>;
}

type Names = Set<string>;

const noOutputs: BlockOutputs = { all: new Set(), certain: new Set() };

export class BlockOutputTable {
  readonly #known = new Map<BlockDefinition, BlockOutputs>();

  of(block: BlockDefinition): BlockOutputs {
    let known = this.#known.get(block);
    if (!known) {
      known = blockOutputs(block);
      this.#known.set(block, known);
    }
    return known;
  }
}

function blockOutputs(block: BlockDefinition): BlockOutputs {
  const all = namedOutputs(block.body);
  if (!all) return noOutputs;
  const exits: Exits = { ends: [], jumps: [] };
  const last = afterBody(block.body, new Set(), exits);
  if (last) exits.ends.push(last);
  return { all, certain: common(exits.ends) ?? all };
}

function namedOutputs(body: Body): ReadonlySet<string> | undefined {
  let all: Set<string> | undefined;
  const output = (name: string): void => {
    all ??= new Set();
    all.add(name);
  };
  boundNames(body, { own: () => {}, output, returnedBy: () => [] });
  return all;
}

/** The outputs registered where control leaves a list early. */
interface Exits {
  /** At each `return`. */
  readonly ends: Names[];
  /** At each `break` and `continue` of the loop. */
  readonly jumps: Names[];
}

/** Adds what a list registers to `names`, or returns undefined when the list never ends normally. */
function afterBody(body: Body, names: Names, exits: Exits): Names | undefined {
  let now: Names | undefined = names;
  for (const statement of body.statements) {
    now = after(statement, now, exits);
    if (!now) return undefined;
  }
  return now;
}

/** `names` is the caller's own: where ways part each gets a copy. */
function after(statement: Statement, names: Names, exits: Exits): Names | undefined {
  switch (statement.kind) {
    case 'output': {
      const now = statement.value ? after(statement.value, names, exits) : names;
      if (now && statement.name) return now.add(statement.name.text);
      if (now) exits.ends.push(now);
      return undefined;
    }
    case 'return':
      exits.ends.push(names);
      return undefined;
    case 'break':
    case 'continue':
      exits.jumps.push(names);
      return undefined;
    case 'throw':
      return undefined;
    case 'let':
    case 'assign':
      return after(statement.value, names, exits);
    case 'do-body':
      return afterBody(statement.body, names, exits);
    case 'if':
      return afterIf(statement, names, exits);
    case 'choice':
      return common(statement.options.map((option) => afterBody(option.body, new Set(names), exits)));
    case 'try':
      return afterTry(statement, names, exits);
    case 'repeat':
    case 'loop':
      return afterLoop(statement, names, exits);
    case 'for':
      return statement.parallel ? names : afterLoop(statement, names, exits);
    case 'parallel':
      return afterParallel(statement, names);
    default:
      return names;
  }
}

function afterIf(statement: IfStatement, names: Names, exits: Exits): Names | undefined {
  const arms = statement.arms.map((arm) => afterBody(arm.body, new Set(names), exits));
  return common([...arms, statement.otherwise ? afterBody(statement.otherwise, new Set(names), exits) : names]);
}

function afterTry(statement: TryStatement, names: Names, exits: Exits): Names | undefined {
  const body = afterBody(statement.body, new Set(names), exits);
  const handled = statement.handler ? afterBody(statement.handler.body, new Set(names), exits) : undefined;
  const now = common([body, handled]);
  return now && statement.cleanup ? afterBody(statement.cleanup, now, exits) : now;
}

function afterLoop(statement: RepeatStatement | LoopStatement | ForStatement, names: Names, exits: Exits): Names | undefined {
  const jumps: Names[] = [];
  const last = afterBody(statement.body, new Set(names), { ends: exits.ends, jumps });
  const isCertain = statement.kind !== 'for' && runsAtLeastOnce(statement);
  return isCertain ? common([last, ...jumps]) : names;
}

/** All branches succeed when the block does, so each adds its own. A `return` in a branch ends only that branch. */
function afterParallel(statement: ParallelStatement, names: Names): Names {
  if (!joinsAllBranches(statement.modifiers)) return names;
  const added = statement.branches.map((branch) => {
    const exits: Exits = { ends: [], jumps: [] };
    return common([after(branch.statement, new Set(), exits), ...exits.ends]);
  });
  for (const more of added) for (const name of more ?? []) names.add(name);
  return names;
}

/** What all ways that end normally have in common; undefined when none does. */
function common(ways: readonly (Names | undefined)[]): Names | undefined {
  const [first, ...others] = ways.filter((way) => way !== undefined);
  return first && new Set([...first].filter((name) => others.every((other) => other.has(name))));
}
