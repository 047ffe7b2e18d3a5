/**
 * `parallel`, `parallel for` and `pmap`: modifiers, branches, values, names, outer variables
 * (semantics 2.2, 2.7 to 2.9). Counting and cancelling: `join.oracle.ts`.
 */
import type { Body, Branch, ForStatement, Modifiers, ParallelStatement } from '../../src/language/ast.ts';
import type { Failure } from '../../src/errors.ts';
import type { Value } from '../../src/values.ts';
import { itemsOf } from './collections.oracle.ts';
import type { Join as JoinWord, JoinRule, Policy } from './decide-join.oracle.ts';
import { bindingFrame, declare, Frame } from './frames.oracle.ts';
import { blockValue, nameValue } from './join-value.oracle.ts';
import { type BlockPlan, type BranchPlan, Join } from './join.oracle.ts';
import { type BranchWrites, mergeOverlays, type TakenNames } from './merge.oracle.ts';
import { evaluateDuration } from './sessions.oracle.ts';
import type { Steps } from './simulation.oracle.ts';
import { Mistake, numberOf, Raised } from './values.oracle.ts';
import { type Completion, failureAt, type Flow, inList, pathOf } from './world.oracle.ts';

interface Settings {
  readonly rule: JoinRule;
  readonly concurrency: number | null;
  readonly timeout: number | null;
}

function* settingsOf(flow: Flow, node: Modifiers | undefined, branches: number): Steps<Settings> {
  const number = function* (name: 'count' | 'concurrency'): Steps<number | null> {
    const expression = node?.[name];
    return expression ? numberOf(yield* flow.world.evaluate(flow, expression)) : null;
  };
  const count = yield* number('count');
  const concurrency = yield* number('concurrency');
  const join = (node?.join?.text ?? 'all') as JoinWord;
  const policy = (node?.onFail?.text ?? 'fail-fast') as Policy;
  const rule = { join, policy, branches, ...(count === null ? {} : { count }) };
  checkCount(count, branches);
  if (concurrency !== null && !(Number.isInteger(concurrency) && concurrency >= 1))
    throw new Mistake('type', `concurrency: ${concurrency} is no positive whole number`);
  return { rule, concurrency, timeout: node?.timeout ? yield* evaluateDuration(flow, node.timeout) : null };
}

/** 2.9: more than there are branches is an error before any spawn; over nothing any count is fine. */
function checkCount(count: number | null, branches: number): void {
  if (count === null) return;
  if (!Number.isInteger(count) || count < 1) throw new Mistake('count', `count: ${count} is no positive whole number`);
  if (branches >= 1 && count > branches) throw new Mistake('count', `count: ${count} of ${branches} branches`);
}

// ---------------------------------------------------------------------------------------------

/** `bound`: names that the statement around binds itself, `let { a, b } = parallel:`. */
export function* runParallel(flow: Flow, node: ParallelStatement, bound: readonly string[]): Steps<Value> {
  const settings = yield* settingsOf(flow, node.modifiers, node.branches.length);
  const branches = node.branches.map(staticBranch);
  const frame = bindingFrame(flow.frame);
  const names = node.branches.flatMap((branch, index) => (branch.name ? [[branch.name.text, index] as const] : []));
  const bindNames = (join: Join): void => {
    for (const branch of join.outcomes) {
      if (branch.name === null || bound.includes(branch.name)) continue;
      const value = nameValue(branch, settings.rule, join.failure ? 'failed' : 'succeeded', pathOf(flow.place));
      declare(frame, branch.name, value, node.branches[branch.index]?.declaration === 'const');
    }
  };
  return yield* runBlock(flow, settings, branches, settings.concurrency ?? branches.length, { frame, byName: new Map(names) }, bindNames);
}

function staticBranch(node: Branch): BranchPlan {
  return {
    name: node.name?.text ?? null,
    run: (flow) => {
      const frame = new Frame('branch', flow.frame, flow.overlay);
      return flow.world.statement({ ...flow, frame, place: inList(flow.place, 0) }, node.statement);
    },
  };
}

export function* runParallelFor(flow: Flow, node: ForStatement): Steps<Value> {
  const items = itemsOf(yield* flow.world.evaluate(flow, node.source), 'the source of parallel for');
  const settings = yield* settingsOf(flow, node.modifiers, items.length);
  return yield* fanOut(flow, { body: node.body, items, variable: node.variable.text, ...(node.index ? { index: node.index.text } : {}) }, settings);
}

interface Items {
  readonly body: Body;
  readonly items: readonly Value[];
  readonly variable: string;
  readonly index?: string;
}

/** `parallel for` and `pmap`. */
export function* fanOut(flow: Flow, { body, items, variable, index }: Items, given?: Settings): Steps<Value> {
  const settings = given ?? { rule: { join: 'all', policy: 'fail-fast', branches: items.length }, concurrency: null, timeout: null };
  const branches = items.map(
    (item, i): BranchPlan => ({
      name: null,
      run: (inner): Steps<Completion> => {
        const frame = new Frame('item', inner.frame, inner.overlay);
        declare(frame, variable, item, true);
        if (index !== undefined) declare(frame, index, i, true);
        return inner.world.body({ ...inner, frame }, body);
      },
    }),
  );
  const width = Math.max(64, flow.world.options.concurrency ?? 16);
  return yield* runBlock(flow, settings, branches, settings.concurrency ?? width, { frame: flow.frame, byName: new Map() }, () => {});
}

// ---------------------------------------------------------------------------------------------

function* runBlock(
  flow: Flow,
  settings: Settings,
  branches: readonly BranchPlan[],
  concurrency: number,
  taken: TakenNames,
  bindNames: (join: Join) => void,
): Steps<Value> {
  const merge = (writes: readonly BranchWrites[]): ReturnType<typeof mergeOverlays> => mergeOverlays(writes, taken, flow.overlay);
  const objection: BlockPlan['objection'] = (writes): Failure | null => {
    const merged = merge(writes);
    return merged.kind === 'conflict' ? failureAt(flow.place, 'concurrent-assignment', `several branches write ${merged.name}`) : null;
  };
  const join = new Join(flow, { rule: settings.rule, branches, concurrency, timeout: settings.timeout, objection });
  yield* join.run();
  if (join.failure) {
    bindNames(join);
    throw new Raised(join.failure);
  }
  const merged = merge(join.branches.filter((branch) => branch.status === 'succeeded'));
  if (merged.kind === 'apply') merged.apply();
  bindNames(join);
  if (!join.decision) throw new Error('a block that succeeded has decided');
  return blockValue(join.outcomes, settings.rule, join.decision, pathOf(flow.place));
}
