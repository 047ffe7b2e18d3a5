/**
 * The walk over statements: what each binds, reads, and where control goes from it.
 *
 * Owns: simple statements and the dispatch. Loops, branches, arms and `try` have their own files.
 */
import type {
  AssignStatement,
  CallStatement,
  DoStatement,
  Expression,
  LetStatement,
  Name,
  NameReference,
  OutputStatement,
  ParallelStatement,
  SessionStatement,
  Statement,
} from '../ast.ts';
import { assertNever } from '../../assert.ts';
import { appendedBy } from './appends.ts';
import { walkChoice, walkIf } from './arms.ts';
import { walkBody, walkDo, walkValue } from './bodies.ts';
import { walkParallel } from './branches.ts';
import { walkCondition } from './conditions.ts';
import { assign, bindReturned, declare, declareOutput, rootOf } from './declare.ts';
import { canFail, noteCall, walkDiscretion, walkExpression, walkText } from './expressions.ts';
import { refusedOnCalls } from './declarations.ts';
import { BOUND, MAYBE } from './flow.ts';
import { findSlot } from './frames.ts';
import { walkFor, walkLoop, walkRepeat } from './loops.ts';
import { walkPipeline } from './pipelines.ts';
import { walkProperties } from './properties.ts';
import { readName } from './reads.ts';
import { walkTry } from './tries.ts';
import { leave, mayFail } from './walk.ts';
import type { Walk } from './walk.ts';

export function walkStatement(walk: Walk, statement: Statement): void {
  walk.observe(statement, walk.place);
  switch (statement.kind) {
    case 'input':
      if (statement.prompt?.kind === 'text') walkText(walk, statement.prompt);
      else if (statement.prompt) walkDiscretion(walk, statement.prompt);
      declare(walk, statement.name, 'input');
      break;
    case 'let':
      walkLet(walk, statement);
      break;
    case 'assign':
      walkAssign(walk, statement);
      break;
    case 'output':
      walkOutput(walk, statement);
      break;
    case 'return':
      if (statement.value) walkValue(walk, statement.value);
      leave(walk, walk.ends);
      break;
    case 'session':
      walkSession(walk, statement);
      break;
    case 'arrow':
      for (const member of statement.members) {
        walk.observe(member, walk.place);
        walkSession(walk, member);
      }
      break;
    case 'resume':
      walkProperties(walk, statement.properties);
      mayFail(walk);
      break;
    case 'call':
      walkCallStatement(walk, statement);
      break;
    case 'do':
      walkDo(walk, statement);
      bindOutputs(walk, statement);
      break;
    case 'do-body':
      walkBody(walk, statement.body);
      break;
    case 'parallel':
      walkParallel(walk, statement);
      break;
    case 'repeat':
      walkRepeat(walk, statement);
      break;
    case 'for':
      walkFor(walk, statement);
      break;
    case 'loop':
      walkLoop(walk, statement);
      break;
    case 'if':
      walkIf(walk, statement);
      break;
    case 'choice':
      walkChoice(walk, statement);
      break;
    case 'try':
      walkTry(walk, statement);
      break;
    case 'throw':
      if (statement.value) walkExpression(walk, statement.value);
      mayFail(walk);
      walk.flow.reachable = false;
      break;
    case 'break':
      leave(walk, walk.loop?.times);
      break;
    case 'continue':
      leave(walk, walk.loop?.endsByContinue ? walk.loop.times : undefined);
      break;
    case 'assert':
      walkCondition(walk, statement.condition);
      if (statement.message) walkText(walk, statement.message);
      mayFail(walk);
      break;
    case 'pipeline':
      walkPipeline(walk, statement);
      break;
    case 'expression':
      walkExpression(walk, statement.expression, walk.filterValues.has(statement) ? 'yes-no' : undefined);
      if (canFail(statement.expression)) mayFail(walk);
      break;
    default:
      assertNever(statement);
  }
}

function walkLet(walk: Walk, statement: LetStatement): void {
  const { target, value } = statement;
  if (target.kind === 'name') {
    walkValue(walk, value);
    walk.resultUses.bind(declare(walk, target, statement.declaration), value);
    return;
  }
  if (value.kind === 'parallel') {
    walkBranchPattern(walk, value, target.names, statement.declaration);
    return;
  }
  walkValue(walk, value);
  walk.resultUses.destructure(
    value,
    target.names.map((name) => name.text),
  );
  for (const name of target.names) declare(walk, name, statement.declaration);
}

/** `let { a, b } = parallel:`. The names of its branches are bound once, by the pattern. */
function walkBranchPattern(walk: Walk, parallel: ParallelStatement, names: readonly Name[], declaration: LetStatement['declaration']): void {
  walk.observe(parallel, walk.place);
  walkParallel(walk, parallel, new Set(names.map((name) => name.text)));
  const branches = new Map(parallel.branches.map((branch) => [branch.name?.text, branch.statement]));
  for (const name of names) {
    const slot = declare(walk, name, declaration);
    const branch = branches.get(name.text);
    if (branch) walk.resultUses.bind(slot, branch);
  }
}

function walkAssign(walk: Walk, statement: AssignStatement): void {
  const appended = appendedBy(statement);
  if (appended) walk.tables.appends.set(statement, appended);
  walkValue(walk, statement.value);
  const { target } = statement;
  const root = rootOf(target);
  if (!root) return;
  if (target.kind !== 'reference') walkTargetPath(walk, target, root);
  const slot = assign(walk, statement, root, appended !== undefined);
  if (slot && target.kind === 'reference') walk.resultUses.bind(slot, statement.value);
}

/** A write to a part reads the whole, which must be bound, and the names in its indices. */
function walkTargetPath(walk: Walk, target: AssignStatement['target'], root: NameReference): void {
  if (findSlot(walk.frame, root.name.text)) readName(walk, root);
  for (let at: Expression = target; at.kind === 'member' || at.kind === 'index'; at = at.object) {
    if (at.kind === 'index') walkExpression(walk, at.index);
  }
  mayFail(walk);
}

function walkOutput(walk: Walk, statement: OutputStatement): void {
  if (statement.value) walkValue(walk, statement.value);
  if (!statement.name) {
    leave(walk, walk.ends);
    return;
  }
  const slot = declareOutput(walk, statement.name, statement.span);
  if (slot && statement.value) walk.resultUses.bind(slot, statement.value);
}

function walkSession(walk: Walk, session: SessionStatement): void {
  if (session.text) walkText(walk, session.text);
  walkProperties(walk, session.properties);
  mayFail(walk);
}

function walkCallStatement(walk: Walk, statement: CallStatement): void {
  for (const argument of statement.arguments) walkExpression(walk, argument.value);
  walkProperties(
    walk,
    statement.properties.filter(({ name }) => !refusedOnCalls.has(name.text)),
  );
  noteCall(walk, statement.name.text);
}

/** After `do b()` as a statement the block's named outputs are bound here (semantics 1.3). */
function bindOutputs(walk: Walk, statement: DoStatement): void {
  const block = walk.declarations.blocks.get(statement.name.text);
  const { binding } = walk.frame;
  const time = walk.flow.tick();
  if (!block) {
    if (!walk.declarations.uses.has(statement.name.text)) binding.calledUnknownAt = Math.min(binding.calledUnknownAt, time);
    return;
  }
  binding.called ??= new Map();
  if (!binding.called.has(block)) binding.called.set(block, time);
  const outputs = walk.blockOutputs.of(block);
  for (const name of outputs.all) bindReturned(walk, name, outputs.certain.has(name) ? BOUND : MAYBE);
}
