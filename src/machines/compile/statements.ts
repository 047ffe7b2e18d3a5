/**
 * A statement list becomes a chain of states; each statement kind has its compiler.
 *
 * `let`, assignment, `output` and `return` wrap the statement that does the work: the work leaves its
 * value in the thread, then the wrapper's own state takes it.
 */
import { assertNever } from '../../assert.ts';
import type { Statement } from '../../language/ast.ts';
import type { Token } from '../../language/token.ts';
import { extend } from '../paths.ts';
import { segmentsOf, workOf } from '../sites.ts';
import { compileBinding } from './bindings.ts';
import type { Build, Built, Exits, Site, States } from './build.ts';
import { computing, fullPath, meta, setValue, target } from './build.ts';
import { compileCall, compileDo } from './calls.ts';
import { compileAssert, compileExpression, compileThrow } from './checks.ts';
import { compileChoice, compileIf } from './conditionals.ts';
import { compileFanOut } from './fan-outs.ts';
import { compileInput } from './inputs.ts';
import { compileFor, compileLoop, compileRepeat } from './loops.ts';
import { compileParallel } from './parallels.ts';
import { compilePipeline } from './pipelines.ts';
import { compileArrow, compileSession } from './sessions.ts';
import { compileTry } from './tries.ts';

/** `site.path` is the path of the list; each statement adds its segment. */
export function compileList(build: Build, statements: readonly Statement[], site: Site): Built {
  const segments = segmentsOf(statements, build.semantics.program.tokens as readonly Token[]);
  const states: States = {};
  let next = site.exits.next;
  const entries = statements.map((statement, place) => ({ statement, path: extend(site.path, `/${segments[place] ?? ''}`) }));
  for (const { path } of entries) build.paths.add(build.frame, fullPath(build, path));
  for (const { statement, path } of entries.toReversed()) {
    const built = compileStatement(build, statement, { ...site, path, exits: { ...site.exits, next } });
    Object.assign(states, built.states);
    next = target(built.entry);
  }
  return { entry: next.slice(1), states };
}

function compileStatement(build: Build, statement: Statement, site: Site): Built {
  const work = workOf(statement);
  if (work === statement)
    return statement.kind === 'output' || statement.kind === 'return' ? bareReturn(build, statement, site) : compileWork(build, work, site, statement);
  if (work.kind === 'expression') return compileBinding(build, statement, work, site);
  const binding = compileBinding(build, statement, null, site);
  const built = compileWork(build, work, { ...site, exits: { ...site.exits, next: target(binding.entry) } }, statement);
  return { entry: built.entry, states: { ...built.states, ...binding.states } };
}

/** `whole` is the statement as written, with the wrapper around `work`. */
function compileWork(build: Build, work: Statement, site: Site, whole: Statement): Built {
  switch (work.kind) {
    case 'input':
      return compileInput(build, work, site);
    case 'session':
    case 'resume':
      return compileSession(build, work, site, whole);
    case 'arrow':
      return compileArrow(build, work, site, whole);
    case 'call':
      return compileCall(build, work, site);
    case 'do':
      return compileDo(build, work, site, whole);
    case 'do-body':
      return build.compileList(work.body.statements, { ...site, boundAs: null });
    case 'parallel':
      return compileParallel(build, work, site, whole);
    case 'repeat':
      return compileRepeat(build, work, site);
    case 'for':
      return work.parallel ? compileFanOut(build, work, site) : compileFor(build, work, site);
    case 'loop':
      return compileLoop(build, work, site);
    case 'if':
      return compileIf(build, work, site);
    case 'choice':
      return compileChoice(build, work, site);
    case 'try':
      return compileTry(build, work, site);
    case 'throw':
      return compileThrow(build, work, site);
    case 'assert':
      return compileAssert(build, work, site);
    case 'break':
    case 'continue':
      return leaving(build, work, site, site.exits[work.kind] ?? site.exits.next);
    case 'pipeline':
      return compilePipeline(build, work, site);
    case 'expression':
      return compileExpression(build, work, site);
    case 'let':
    case 'assign':
    case 'output':
    case 'return':
      return compileStatement(build, work, site);
    default:
      return assertNever(work, 'statement');
  }
}

function leaving(build: Build, statement: Statement, site: Site, exit: Exits['next']): Built {
  const id = build.newId(statement.kind);
  return {
    entry: id,
    states: computing(build, id, site, (context) => setValue(context, site, null), { next: exit, meta: meta(build, statement.kind, statement.span) }),
  };
}

/** `return` and `output` without a value. */
function bareReturn(build: Build, statement: Statement, site: Site): Built {
  const id = build.newId('return');
  const operation = (context: Parameters<typeof setValue>[0]) => ({
    ...setValue(context, site, null),
    ...(site.returnsFrame ? { returned: 'bare' as const } : {}),
  });
  return { entry: id, states: computing(build, id, site, operation, { next: site.exits.return, meta: meta(build, 'return', statement.span) }) };
}
