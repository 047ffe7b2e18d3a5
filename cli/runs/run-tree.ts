/**
 * The tree of a run: blocks, branches and iterations as their paths name them, sessions as leaves.
 *
 * Owns: how paths become lines. A path's segments (semantics 3.1) lose their hashes, which say nothing to people; a step
 * that leads to one thing only shares its line.
 */
import type { JoinEntry, RunDocument, SessionEntry } from '../../src/index.ts';
import { elapsedText, oneLine } from '../run/plain-text.ts';

interface Step {
  readonly children: Map<string, Step>;
  session?: SessionEntry;
  join?: JoinEntry;
}

const symbols: Readonly<Record<SessionEntry['status'], string>> = {
  succeeded: '✓',
  failed: '✗',
  cancelled: '⊘',
  interrupted: '⊘',
  running: '▸',
  waiting: '…',
};

export function runTree(document: RunDocument): readonly string[] {
  const root: Step = { children: new Map() };
  for (const session of document.sessions) stepAt(root, session.path).session = session;
  for (const join of document.joins) stepAt(root, join.path).join = join;
  return linesOf(root, '  ');
}

function stepAt(root: Step, path: string): Step {
  return path
    .split('/')
    .slice(1)
    .flatMap(partsOf)
    .reduce((step, part) => {
      const next = step.children.get(part) ?? { children: new Map() };
      step.children.set(part, next);
      return next;
    }, root);
}

/** `for-x@77c1a09b3e.then[1](a)!2` is the statement, then what it was entered by. */
function partsOf(segment: string): readonly string[] {
  const [, statement = segment, entered = ''] = /^([^@]*@[0-9a-f]*(?:#\d+)?)(.*)$/.exec(segment) ?? [];
  return [statement, ...(entered.match(/~\d+|\.[a-z]+\d*|\[\d+\]|\([^)]*\)|!\d+/g) ?? [])];
}

function linesOf(step: Step, indent: string): readonly string[] {
  return [...step.children].flatMap(([part, child]) => {
    const { names, last } = descend(part, child);
    // A session's own statement says less than its label.
    const shown = (last.session ? names.filter((name) => !/^(session|resume)[-@]/.test(name)) : names).map(shownPart);
    const line = last.session ? [...shown, sessionLine(last.session)] : [...shown, ...joinText(last.join)];
    return [`${indent}${line.join(' ')}`, ...linesOf(last, `${indent}  `)];
  });
}

/** Follows a path to where it ends or parts. */
function descend(part: string, step: Step): { readonly names: readonly string[]; readonly last: Step } {
  const [only, ...others] = step.children;
  if (!only || others.length > 0 || step.session || step.join) return { names: [part], last: step };
  const { names, last } = descend(...only);
  return { names: [part, ...names], last };
}

function shownPart(part: string): string {
  return part.replace(/@[0-9a-f]*/, '').replace(/^\./, '');
}

function joinText(join: JoinEntry | undefined): readonly string[] {
  return join ? [`(${join.join}, ${join.onFail}): ${join.outcome}`] : [];
}

function sessionLine(session: SessionEntry): string {
  const facts = [
    session.status,
    ...(session.kind === 'session' ? [] : [session.kind]),
    [session.agent, session.command, session.model].filter((word) => word !== null).join(' '),
    ...durationOf(session),
    ...(session.attempts > 1 ? [`${session.attempts} attempts`] : []),
    ...usageOf(session),
  ];
  const problem = session.error ? `: ${session.error.kind}: ${oneLine(session.error.message)}` : '';
  const by = session.cancelledBy === null ? '' : `, by ${session.cancelledBy}`;
  return `${symbols[session.status]} ${oneLine(session.label)} (${facts.join(', ')})${problem}${by}`;
}

function durationOf({ startedAt, endedAt }: SessionEntry): readonly string[] {
  return startedAt === null || endedAt === null ? [] : [elapsedText(Date.parse(endedAt) - Date.parse(startedAt))];
}

function usageOf({ usage }: SessionEntry): readonly string[] {
  if (!usage) return [];
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  return [...(tokens === 0 ? [] : [`${tokens} tokens`]), ...(usage.costUsd === null ? [] : [`$${usage.costUsd.toFixed(2)}`])];
}
