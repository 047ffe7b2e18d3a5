/** What takes a statement's value: `let`, `const`, assignment, `output`, `return`. */
import { invariant } from '../../assert.ts';
import type { AssignStatement, Expression, ExpressionStatement, LetStatement, Reference, Statement } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import type { BindingKind, Fact } from '../facts.ts';
import type { FrameContext } from '../frame/context.ts';
import { threadOf } from '../frame/context.ts';
import { assignName, declareName, readName, registerOutput } from '../frame/names.ts';
import type { EffectResults, Failed, Result } from '../semantics.ts';
import type { Build, Built, Site } from './build.ts';
import { firstLine, meta, pathOf, registeredFacts, scopeAt, setValue } from './build.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';

/** Takes the value of `expression`, or (null) the value that the work before left in the thread. */
export function compileBinding(build: Build, statement: Statement, expression: ExpressionStatement | null, site: Site): Built {
  const id = build.newId(statement.kind);
  const taker = takerOf(build, statement, site);
  const parts = expression && statement.kind === 'assign' ? build.semantics.program.resolution.appends.get(statement) : undefined;
  const all = [...(expression ? [expression.expression] : []), ...taker.expressions];
  const expressions = expressionsOf(build, all);
  const appended = expressionsOf(build, parts ?? []);
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const scope = scopeAt(build, context, site.place);
    const values: Value[] = [];
    for (let place = 0; place < all.length; place++) {
      const found = expressions.evaluate(place, scope, results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      values.push(found.value);
    }
    const value = expression ? (values.shift() ?? null) : threadOf(context, site.place.thread).value;
    const appends = parts?.map((_, place) => appended.evaluate(place, scope, results)).map((found) => (found.kind === 'value' ? found.value : null)) ?? null;
    const taken = taker.take(context, value, values, appends);
    return taken.ok ? { kind: 'done', context: setValue(taken.value, site, value) } : { kind: 'failed', failed: taken.failure };
  };
  return {
    entry: id,
    states: deciding(build, site, {
      id,
      effects: expressions.effects,
      decide,
      exits: [{ target: statement.kind === 'return' || (statement.kind === 'output' && !statement.name) ? site.exits.return : site.exits.next }],
      facts: (context) => (threadOf(context, site.place.thread).failure ? [] : taker.facts(context)),
      ...(expression ? { meta: meta(build, statement.kind, statement.span) } : {}),
    }),
  };
}

interface Taker {
  /** Index expressions of the target, evaluated before the write. */
  readonly expressions: readonly Expression[];
  take(context: FrameContext, value: Value, indices: readonly Value[], appended: readonly Value[] | null): Result<FrameContext>;
  facts(context: FrameContext): readonly Fact[];
}

function takerOf(build: Build, statement: Statement, site: Site): Taker {
  switch (statement.kind) {
    case 'let':
      return letTaker(build, statement, site);
    case 'assign':
      return assignTaker(build, statement, site);
    case 'output':
      return statement.name ? outputTaker(build, statement.name.text, statement, site) : returnTaker(site);
    case 'return':
      return returnTaker(site);
    default:
      invariant(false, `${statement.kind} binds nothing`);
  }
}

function letTaker(build: Build, statement: LetStatement, site: Site): Taker {
  const names = statement.target.kind === 'name' ? [statement.target] : statement.target.names;
  const source = firstLine(build, statement.span);
  return {
    expressions: [],
    take(context, value) {
      if (statement.target.kind === 'name') return ok(declareName(context, build.layout, site.place, statement.target.text, value));
      let next = context;
      for (const name of names) {
        const member = build.semantics.member(value, name.text);
        if (!member.ok) return { ok: false, failure: { ...member.failure, span: name.span } };
        next = declareName(next, build.layout, site.place, name.text, member.value);
      }
      return ok(next);
    },
    facts: (context) => names.map((name) => bound(build, context, site, name.text, statement.declaration, source)),
  };
}

function outputTaker(build: Build, name: string, statement: Statement, site: Site): Taker {
  const source = firstLine(build, statement.span);
  return {
    expressions: [],
    take: (context, value) => ok(registerOutput(context, build.layout, site.place, name, value)),
    facts: (context) => [bound(build, context, site, name, 'output', source), ...registeredFacts(build, context, pathOf(context, site.path), [name])],
  };
}

function returnTaker(site: Site): Taker {
  return {
    expressions: [],
    take: (context) => ok(site.returnsFrame ? { ...context, returned: 'value' as const } : context),
    facts: () => [],
  };
}

function assignTaker(build: Build, statement: AssignStatement, site: Site): Taker {
  const { root, keys } = flatten(statement.target);
  const indices = keys.filter((key) => typeof key !== 'string');
  const source = firstLine(build, statement.span);
  return {
    expressions: indices,
    take(context, value, found, appended) {
      const rest = [...found];
      const path = keys.map((key) => (typeof key === 'string' ? key : (rest.shift() ?? null)));
      const whole = readName(context, build.layout, site.place, root);
      if (whole === undefined) return { ok: false, failure: unbound(root, statement) };
      const written = path.length === 0 ? ok(value) : build.semantics.writePart(whole, path, value);
      if (!written.ok) return { ok: false, failure: { ...written.failure, span: statement.target.span } };
      const next = assignName(context, build.layout, site.place, root, written.value, path.length === 0 ? appended : null);
      return next ? ok(next) : { ok: false, failure: unbound(root, statement) };
    },
    facts: (context) => [bound(build, context, site, root, 'let', source)],
  };
}

function flatten(reference: Reference): { root: string; keys: readonly (string | Expression)[] } {
  const keys: (string | Expression)[] = [];
  let at: Expression = reference;
  while (at.kind === 'member' || at.kind === 'index') {
    keys.unshift(at.kind === 'member' ? at.name.text : at.index);
    at = at.object;
  }
  return { root: at.kind === 'reference' ? at.name.text : '', keys };
}

function unbound(name: string, statement: AssignStatement): Failed {
  return { kind: 'unbound', message: `"${name}" is not bound here, so it cannot be assigned`, span: statement.target.span };
}

export function bound(build: Build, context: FrameContext, site: Site, name: string, kind: BindingKind, source: string): Fact {
  const value = readName(context, build.layout, site.place, name) ?? null;
  const programLevel =
    context.input.path === '' &&
    build.layout.scopes[site.place.scopes.find((scope) => build.layout.scopes[scope]?.role !== 'variable') ?? 0]?.role === 'program';
  return { type: 'name.bound', path: pathOf(context, site.path), name, kind, programLevel, source, value };
}

function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}
