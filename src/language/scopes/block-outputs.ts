/**
 * The named outputs of a block: what `do b()` binds in the caller's frame, and which of them on every path.
 */
import type { BlockDefinition, Body, IfStatement, ParallelStatement, Statement, TryStatement } from '../ast.ts';
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
  const all = new Set<string>();
  boundNames(block.body, { own: () => {}, output: (name) => all.add(name), returnedBy: () => [] });
  if (all.size === 0) return noOutputs;
  const ends: Names[] = [];
  const last = afterBody(block.body, new Set(), ends);
  if (last) ends.push(last);
  return { all, certain: ends.length > 0 ? common(ends) : all };
}

/** The outputs registered behind a list, or undefined when it never ends normally. `ends` gets those of each `return`. */
function afterBody(body: Body, before: Names, ends: Names[]): Names | undefined {
  let names: Names | undefined = before;
  for (const statement of body.statements) {
    names = after(statement, names, ends);
    if (!names) return undefined;
  }
  return names;
}

function after(statement: Statement, before: Names, ends: Names[]): Names | undefined {
  switch (statement.kind) {
    case 'output': {
      const names = statement.value ? after(statement.value, before, ends) : before;
      if (!names) return undefined;
      if (statement.name) return new Set(names).add(statement.name.text);
      ends.push(names);
      return undefined;
    }
    case 'return':
      ends.push(before);
      return undefined;
    case 'throw':
    case 'break':
    case 'continue':
      return undefined;
    case 'let':
    case 'assign':
      return after(statement.value, before, ends);
    case 'do-body':
      return afterBody(statement.body, before, ends);
    case 'if':
      return afterIf(statement, before, ends);
    case 'choice':
      return join(statement.options.map((option) => afterBody(option.body, before, ends)));
    case 'try':
      return afterTry(statement, before, ends);
    case 'repeat':
      return afterLoop(statement.body, runsAtLeastOnce(statement), before, ends);
    case 'loop':
      return afterLoop(statement.body, runsAtLeastOnce(statement), before, ends);
    case 'for':
      return statement.parallel ? before : afterLoop(statement.body, false, before, ends);
    case 'parallel':
      return afterParallel(statement, before);
    default:
      return before;
  }
}

function afterIf(statement: IfStatement, before: Names, ends: Names[]): Names | undefined {
  const arms = statement.arms.map((arm) => afterBody(arm.body, before, ends));
  return join([...arms, statement.otherwise ? afterBody(statement.otherwise, before, ends) : before]);
}

function afterTry(statement: TryStatement, before: Names, ends: Names[]): Names | undefined {
  const body = afterBody(statement.body, before, ends);
  const handled = statement.handler ? afterBody(statement.handler.body, before, ends) : undefined;
  const names = join([body, handled]);
  return names && statement.cleanup ? afterBody(statement.cleanup, names, ends) : names;
}

function afterLoop(body: Body, atLeastOnce: boolean, before: Names, ends: Names[]): Names {
  const names = afterBody(body, before, ends);
  return atLeastOnce && names ? names : before;
}

/** All branches succeed when the block does, so each adds its own. A `return` in a branch ends only that branch. */
function afterParallel(statement: ParallelStatement, before: Names): Names {
  if (!joinsAllBranches(statement.modifiers)) return before;
  const names = new Set(before);
  for (const branch of statement.branches) {
    const ends: Names[] = [];
    const last = after(branch.statement, before, ends);
    if (last) ends.push(last);
    if (ends.length > 0) for (const name of common(ends)) names.add(name);
  }
  return names;
}

function join(ways: readonly (Names | undefined)[]): Names | undefined {
  const open = ways.filter((way) => way !== undefined);
  return open.length > 0 ? common(open) : undefined;
}

function common(sets: readonly Names[]): Names {
  const [first, ...others] = sets;
  return new Set([...(first ?? [])].filter((name) => others.every((other) => other.has(name))));
}
