/**
 * `try`, `catch`, `finally` (semantics 1.11, 2.3).
 *
 * 1. Where an error goes is known when the program is compiled: there is no handler stack.
 * 2. With `finally`, every way out of the body and the handler is first kept in a slot (`pending`),
 *    then the cleanup body runs, then the kept completion goes on.
 * 3. A cleanup body is not cancelled by joins; a cancellation that came meanwhile acts when it has ended. It is
 *    stopped when the time for cleaning up is over; then no further one of the branch begins.
 */
import type { Failure } from '../../errors.ts';
import type { TryStatement } from '../../language/ast.ts';
import type { Fact } from '../facts.ts';
import type { Completion, FrameContext } from '../frame/context.ts';
import { mustStop, setScope, setSlot, setThread, slotOf, threadOf, whenKilled } from '../frame/context.ts';
import { extend } from '../paths.ts';
import type { Build, Built, Exits, Site, States } from './build.ts';
import { compileArm, computing, meta, newScope, pathOf, target } from './build.ts';
import { targetsOf } from './reachable.ts';

export function compileTry(build: Build, node: TryStatement, site: Site): Built {
  const id = build.newId('try');
  const exits = node.cleanup ? keptExits(id, site.exits) : site.exits;
  const outside: Site = { ...site, exits };
  const states: States = {};
  const bodyExits = node.handler ? { fail: target(`${id}-caught`) } : {};
  const body = compileArm(build, node.body.statements, outside, extend(site.path, '.try'), bodyExits);
  Object.assign(states, body.states);
  if (node.handler) Object.assign(states, handler(build, id, node, outside));
  if (node.cleanup) Object.assign(states, cleanup(build, id, node, site, targetsOf(states)));
  return { entry: body.entry, states };
}

function keptExits(id: string, exits: Exits): Exits {
  return {
    next: target(`${id}-on-next`),
    fail: target(`${id}-on-fail`),
    cancel: target(`${id}-on-cancel`),
    return: target(`${id}-on-return`),
    ...(exits.break ? { break: target(`${id}-on-break`) } : {}),
    ...(exits.continue ? { continue: target(`${id}-on-continue`) } : {}),
  };
}

function handler(build: Build, id: string, node: TryStatement, site: Site): States {
  if (!node.handler) return {};
  const { thread } = site.place;
  const scope = newScope(build, thread, 'variable');
  const name = node.handler.name?.text;
  const caught = `${id}-caught`;
  const inner: Site = { ...site, place: { ...site.place, scopes: [scope, ...site.place.scopes] }, handling: caught };
  const body = compileArm(build, node.handler.body.statements, inner, extend(site.path, '.catch'), { fail: target(`${id}-catch-failed`) });
  const take = (context: FrameContext): FrameContext => {
    const { failure } = threadOf(context, thread);
    const cleared = setThread(setSlot(context, caught, { kind: 'try', pending: 'fail', value: null, failure }), thread, {
      failure: null,
      asIs: false,
      value: null,
    });
    const names = name && failure ? { [name]: build.semantics.errorValue(failure) } : {};
    return setScope(cleared, scope, names);
  };
  const facts = (context: FrameContext): readonly Fact[] => {
    const failure = slotOf(context, caught, 'try')?.failure;
    return failure ? [{ type: 'error.caught', path: pathOf(context, site.path), error: failure }] : [];
  };
  return {
    ...computing(build, caught, site, take, { next: target(body.entry), facts, meta: meta(build, 'catch', node.handler.span) }),
    ...body.states,
    ...computing(build, `${id}-catch-failed`, site, (context) => withCause(context, thread, slotOf(context, caught, 'try')?.failure ?? null)),
  };
}

/** An error in `catch` or `finally` replaces the first and keeps it as `cause`, unless it was thrown again as it is. */
function withCause(context: FrameContext, thread: number, cause: Failure | null): FrameContext {
  const { failure, asIs } = threadOf(context, thread);
  if (!failure || !cause || asIs || isSameFailure(failure, cause)) return context;
  return setThread(context, thread, { failure: { ...failure, cause: failure.cause ? failure.cause : cause } });
}

/** A bare `throw` raises the very error that its `catch` handles; a restored snapshot holds equal copies of it. */
function isSameFailure(a: Failure, b: Failure): boolean {
  return a === b || (a.path === b.path && a.kind === b.kind && a.message === b.message && a.attempts === b.attempts);
}

/** @param taken ids of the states that body and handler lead to: ways out that they do not take have no states */
function cleanup(build: Build, id: string, node: TryStatement, site: Site, taken: ReadonlySet<string>): States {
  if (!node.cleanup) return {};
  const exits: Exits = {
    next: target(`${id}-left`),
    cancel: target(`${id}-cleanup-killed`),
    fail: target(`${id}-cleanup-fail`),
    return: target(`${id}-cleanup-return`),
    ...(site.exits.break ? { break: target(`${id}-cleanup-break`) } : {}),
    ...(site.exits.continue ? { continue: target(`${id}-cleanup-continue`) } : {}),
  };
  const body = compileArm(build, node.cleanup.statements, { ...site, cancellable: site.cancellable.map(whenKilled), exits }, extend(site.path, '.finally'));
  const kept = completionsOf(site.exits).filter((completion) => taken.has(`${id}-on-${completion}`));
  const takenByCleanup = targetsOf(body.states);
  const states: States = { ...body.states, ...killed(build, id, site), ...left(build, id, site, kept) };
  for (const completion of kept) Object.assign(states, keeping(build, id, site, completion, body.entry, node));
  for (const completion of completionsOf(site.exits))
    if (completion !== 'next' && completion !== 'cancel' && takenByCleanup.has(`${id}-cleanup-${completion}`))
      Object.assign(states, replacing(build, id, site, completion));
  return states;
}

function completionsOf(exits: Exits): readonly Completion[] {
  return ['next', 'fail', 'cancel', 'return', ...(exits.break ? (['break'] as const) : []), ...(exits.continue ? (['continue'] as const) : [])];
}

/** The cleanup body was stopped: nothing else leaves it by the exit for cancellations. */
function killed(build: Build, id: string, site: Site): States {
  const facts = (context: FrameContext): readonly Fact[] => [cleanupFact(context, site, 'the finally body was stopped: the time for cleaning up was over')];
  return computing(build, `${id}-cleanup-killed`, site, (context) => context, { next: target(`${id}-left`), facts });
}

function cleanupFact(context: FrameContext, site: Site, message: string): Fact {
  const path = pathOf(context, site.path);
  return { type: 'error.tolerated', path, error: { kind: 'cleanup', message, label: null, path, attempts: null } };
}

/** Keeps how the body ended and enters the cleanup body, unless the time for cleaning up is over. */
function keeping(build: Build, id: string, site: Site, completion: Completion, entry: string, node: TryStatement): States {
  const { thread } = site.place;
  const keep = (context: FrameContext): FrameContext => {
    const { value, failure } = threadOf(context, thread);
    const pending = completion !== 'cancel' && isCancelled(context, site) ? 'cancel' : completion;
    return setThread(setSlot(context, id, { kind: 'try', pending, value, failure: completion === 'fail' ? failure : null }), thread, {
      failure: null,
      asIs: false,
    });
  };
  const key = `${id}-on-${completion}`;
  const killable = site.cancellable.map(whenKilled);
  const facts = (context: FrameContext): readonly Fact[] =>
    mustStop(context, killable)
      ? [cleanupFact(context, site, 'the finally body was skipped: the time for cleaning up was over')]
      : [{ type: 'finally.entered', path: pathOf(context, site.path) }];
  const [state] = Object.values(computing(build, key, site, keep, { facts, ...(node.cleanup ? { meta: meta(build, 'finally', node.cleanup.span) } : {}) }));
  return {
    [key]: { ...state, always: [{ guard: { type: 'cancelling', params: { threads: killable } }, target: site.exits.cancel }, { target: target(entry) }] },
  };
}

/** The cleanup body ended normally: what was under way goes on. */
function left(build: Build, id: string, site: Site, kept: readonly Completion[]): States {
  const { thread } = site.place;
  const restore = (context: FrameContext): FrameContext => {
    const slot = slotOf(context, id, 'try');
    return setThread(context, thread, { value: slot?.value ?? null, failure: isCancelled(context, site) ? null : (slot?.failure ?? null) });
  };
  const [state] = Object.values(computing(build, `${id}-left`, site, restore));
  const ways = kept.filter((completion) => completion !== 'fail' && completion !== 'next');
  return {
    [`${id}-left`]: {
      ...state,
      always: [
        { guard: { type: 'cancelling', params: { threads: site.cancellable } }, target: site.exits.cancel },
        { guard: { type: 'failed', params: { thread } }, target: site.exits.fail },
        ...ways.map((completion) => ({
          guard: { type: 'pending' as const, params: { scope: id, completion } },
          target: site.exits[completion] ?? site.exits.next,
        })),
        { target: site.exits.next },
      ],
    },
  };
}

/** The cleanup body was left by an error, `return`, `break` or `continue`: it replaces what was under way, but never a cancellation. */
function replacing(build: Build, id: string, site: Site, completion: Exclude<Completion, 'next' | 'cancel'>): States {
  const { thread } = site.place;
  const key = `${id}-cleanup-${completion}`;
  const replace = (context: FrameContext): FrameContext => {
    const pending = slotOf(context, id, 'try');
    if (pending?.pending === 'cancel' || isCancelled(context, site)) return setThread(context, thread, { failure: null, asIs: false });
    return completion === 'fail' ? withCause(context, thread, pending?.failure ?? null) : context;
  };
  // The error that leaves is gone after `replace`, so the facts of a cancelled thread come first.
  const before = (context: FrameContext): readonly Fact[] => tolerated(context, id, site, completion);
  const [state] = Object.values(computing(build, key, site, replace));
  build.announcements.set(`${key}-tolerated`, before);
  return {
    [key]: {
      ...state,
      entry: [
        { type: 'announce', params: { facts: `${key}-tolerated` } },
        { type: 'apply', params: { operation: key } },
      ],
      always: [
        { guard: { type: 'cancelling', params: { threads: site.cancellable } }, target: site.exits.cancel },
        { guard: { type: 'pending', params: { scope: id, completion: 'cancel' } }, target: site.exits.cancel },
        { target: site.exits[completion] ?? site.exits.next },
      ],
    },
  };
}

function tolerated(context: FrameContext, id: string, site: Site, completion: Completion): readonly Fact[] {
  const { failure, asIs } = threadOf(context, site.place.thread);
  const slot = slotOf(context, id, 'try');
  const path = pathOf(context, site.path);
  if (slot?.pending === 'cancel' || isCancelled(context, site)) {
    const message = failure ? failure.message : `"${completion}" left a finally body that runs because of a cancellation`;
    const error: Failure = {
      kind: 'cleanup',
      message,
      label: failure?.label ?? null,
      path: failure?.path ?? path,
      attempts: failure?.attempts ?? null,
      ...(failure ? { cause: failure } : {}),
    };
    return [{ type: 'error.tolerated', path, error }];
  }
  const replaced = slot?.failure && (completion !== 'fail' || asIs) ? slot.failure : null;
  return replaced && replaced !== failure ? [{ type: 'error.tolerated', path: replaced.path, error: replaced }] : [];
}

function isCancelled(context: FrameContext, site: Site): boolean {
  return mustStop(context, site.cancellable);
}
