/** Describes the first session or resume of a program's text, with these names bound. */
import type { Node } from '../../../src/language/ast.ts';
import { walk } from '../../../src/language/walk.ts';
import type { Expects } from '../../../src/ports.ts';
import { wholeText } from '../../../src/runtime/evaluate/agent-text.ts';
import type { EffectResults } from '../../../src/runtime/evaluate/evaluation.ts';
import { describeSession, type SessionDescribing, type SessionNode } from '../../../src/runtime/request/describe-session.ts';
import type { SessionDescription } from '../../../src/runtime/request/session-description.ts';
import type { Value } from '../../../src/values.ts';
import { type Names, programOf, scopeOf } from '../evaluate/program.ts';

export interface Given {
  readonly names?: Names;
  /** Names of the program's frame; the same as at the session when absent. */
  readonly programNames?: Names;
  /** Visible names that nothing has bound. */
  readonly unbound?: readonly string[];
  readonly results?: EffectResults;
  readonly previous?: Value;
  readonly expects?: Expects;
}

export function describing(text: string, given: Given = {}): SessionDescribing {
  const { names = {}, programNames = names, unbound = [], results = {}, previous, expects } = given;
  const visible = { ...programNames, ...names, ...Object.fromEntries(unbound.map((name) => [name, null])) };
  const table = new Map<SessionNode, Expects>();
  const program = programOf(text, visible, table);
  const node = firstSession(program.ast);
  if (expects) table.set(node, expects);
  const scopes = { scope: scopeOf(names), programScope: scopeOf(programNames) };
  return describeSession(node, { program, ...scopes, results, ...(previous === undefined ? {} : { previous }) });
}

/** The description, when nothing stands in its way; texts as plain text. */
export function described(text: string, given: Given = {}): Omit<SessionDescription, 'system' | 'prompt'> & { system: string | null; prompt: string } {
  const found = describing(text, given);
  if (found.ok !== true) throw new Error(JSON.stringify(found));
  const { system, prompt } = found.session;
  return { ...found.session, system: system === null ? null : wholeText(system), prompt: wholeText(prompt) };
}

/** What went wrong, and where: the characters of the place. */
export function refused(text: string, given: Given = {}): string {
  const found = describing(text, given);
  if (found.ok !== false) throw new Error('the session could be described');
  const { kind, message, span } = found.failure;
  return `${kind} at ${text.slice(span.start, span.end)}: ${message}`;
}

function firstSession(program: Node): SessionNode {
  let first: SessionNode | undefined;
  walk(program, (node) => {
    if (node.kind === 'session' || node.kind === 'resume') first ??= node;
  });
  if (!first) throw new Error('the program has no session');
  return first;
}
