/** `session`, `resume` and `A -> B`: one child actor each (semantics 1.1, 1.3, 1.12). */
import type { ArrowStatement, ResumeStatement, SessionStatement, Statement } from '../../language/ast.ts';
import type { FrameContext } from '../frame/context.ts';
import { cleansUp, setSlot, slotOf, threadOf } from '../frame/context.ts';
import { readLayers } from '../frame/layers.ts';
import type { Layout } from '../frame/names.ts';
import { readName } from '../frame/names.ts';
import type { PathTemplate } from '../paths.ts';
import { extend } from '../paths.ts';
import type { Described, EffectResults, Scope } from '../semantics.ts';
import type { SessionInput } from '../session.machine.ts';
import type { Build, Built, Site, States } from './build.ts';
import { firstLine, framesAt, invoking, meta, pathOf, scopeAt, setValue, target } from './build.ts';
import { deciding, resultValue } from './effects.ts';

export function compileSession(build: Build, node: SessionStatement | ResumeStatement, site: Site, whole: Statement): Built {
  return compileMember(build, node, site, site.path, boundName(whole) ?? site.boundAs, false, whole);
}

export function compileArrow(build: Build, arrow: ArrowStatement, site: Site, whole: Statement): Built {
  const states: States = {};
  let next = site.exits.next;
  for (let at = arrow.members.length - 1; at >= 0; at--) {
    const member = arrow.members[at];
    if (!member) continue;
    const built = compileMember(
      build,
      member,
      { ...site, exits: { ...site.exits, next } },
      extend(site.path, `!${at + 1}`),
      at === arrow.members.length - 1 ? (boundName(whole) ?? site.boundAs) : null,
      at > 0,
      whole,
    );
    Object.assign(states, built.states);
    next = target(built.entry);
  }
  return { entry: next.slice(1), states };
}

function compileMember(
  build: Build,
  node: SessionStatement | ResumeStatement,
  site: Site,
  path: PathTemplate,
  binding: string | null,
  afterArrow: boolean,
  whole: Statement,
): Built {
  const id = build.newId(node.kind);
  const effects = build.semantics.sessionEffects(node);
  const source = firstLine(build, whole.span);
  const describe = (context: FrameContext, results: EffectResults): Described =>
    build.semantics.describeSession(
      node,
      scopeAt(build, context, site.place),
      programScope(build, context),
      results,
      afterArrow ? threadOf(context, site.place.thread).value : undefined,
    );
  const start = (context: FrameContext, described: Described): SessionInput => ({
    path: pathOf(context, path),
    kind: node.kind,
    source,
    binding,
    frames: framesAt(context, site),
    ...(cleansUp(context, site.cancellable) ? { cleanup: true } : {}),
    work:
      described.ok === true
        ? { status: 'ready', session: described.value }
        : {
            status: 'failed',
            error: build.semantics.failure(
              described.ok === false ? described.failure : { kind: 'type', message: 'the session needs a value that nothing gives' },
              pathOf(context, path),
            ),
          },
  });
  const asking = effects.length === 0 ? id : `${id}-asking`;
  const states = invoking(build, site, {
    id: asking,
    src: 'session',
    input: (context) => {
      const slot = slotOf(context, id, 'start');
      return effects.length === 0 ? start(context, describe(context, {})) : slot?.input;
    },
    succeeded: (context, event) => setValue(context, site, resultValue(event)),
    meta: meta(build, node.kind, node.span),
  });
  if (effects.length === 0) return { entry: id, states };
  const evaluating = deciding(
    build,
    { ...site, path },
    {
      id,
      effects,
      decide: (context, results) => {
        const described = describe(context, results);
        return described.ok === 'needs'
          ? { kind: 'needs', evaluation: described.evaluation }
          : { kind: 'done', context: setSlot(context, id, { kind: 'start', input: start(context, described) }) };
      },
      exits: [{ target: target(asking) }],
    },
  );
  return { entry: id, states: { ...evaluating, ...states } };
}

/** The name that the result will have; null when it has none. */
function boundName(whole: Statement): string | null {
  switch (whole.kind) {
    case 'let':
      return whole.target.kind === 'name' ? whole.target.text : null;
    case 'assign':
      return whole.target.kind === 'reference' ? whole.target.name.text : null;
    case 'output':
      return whole.name?.text ?? null;
    default:
      return null;
  }
}

/** Agents' own properties are evaluated in the program's frame (semantics 1.10). */
function programScope(build: Build, context: FrameContext): Scope {
  const own = build.layout.scopes[0]?.role === 'program';
  if (own) return { read: (reference) => readName(context, build.layout as Layout, { thread: 0, scopes: [0] }, reference.name.text) };
  return {
    read: (reference) => {
      const frame = context.input.outer.find((outer) => outer.role === 'program');
      return frame && readLayers(frame.names, reference.name.text);
    },
  };
}
