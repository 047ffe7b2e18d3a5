/**
 * From what the program asks to what an executor gets: files, attempt, marker, working directory.
 *
 * Not owned: what is asked (`request/`), how it is carried out (executors).
 */
import type { FailureKind } from '../../errors.ts';
import { hash10 } from '../../ids.ts';
import type { AgentRequest, ContextEntry, Expects, Returns, RoutedAgent, RunFiles } from '../../ports.ts';
import { renderAgentText } from '../evaluate/agent-text.ts';
import type { ContextItem, JudgeDescription, SessionDescription, WorkDescription } from '../request/session-description.ts';
import { textOf } from '../values/text.ts';
import type { Engine } from './engine.ts';
import { lendMemory, type MemoryLoan } from './memory-use.ts';

export interface Invocation {
  readonly path: string;
  readonly attempt: number;
  readonly frames: readonly string[];
  /** It cleans up after a cancellation. */
  readonly cleanup: boolean;
  readonly work: WorkDescription;
}

export type Prepared =
  | { readonly ok: true; readonly request: AgentRequest; readonly loan: MemoryLoan | null }
  | { readonly ok: false; readonly kind: FailureKind; readonly message: string };

/** Builds the request of an attempt; files are written on the way. */
export function prepareRequest(engine: Engine, routed: RoutedAgent, invocation: Invocation): Prepared {
  const { path, attempt, work } = invocation;
  const files = routed.inProcess ? null : engine.files;
  const entries = contextEntries(engine, files, invocation);
  if ('problem' in entries) return { ok: false, kind: 'unbound', message: entries.problem };
  const returns = returnsOf(engine, work);
  if ('problem' in returns) return { ok: false, kind: 'type', message: returns.problem };
  const fileOf = (large: { readonly name: string; readonly text: string }): string | null => files?.writeContext(path, large.name, large.text) ?? null;
  const prompt = renderAgentText(work.prompt, fileOf);
  const folder = files?.attempt(path, attempt) ?? null;
  const lent = lendMemory(engine, path, work, prompt, folder?.directory ?? null);
  if (!lent.ok) return lent;
  return {
    ok: true,
    loan: lent.loan,
    request: {
      run: engine.run.id,
      path,
      attempt,
      kind: work.kind,
      label: work.label,
      agent: work.agent,
      model: work.model,
      system: work.system ? renderAgentText(work.system, fileOf) : null,
      prompt,
      context: { kind: work.context.kind, ...entries },
      memory: lent.loan?.memory ?? null,
      permissions: work.permissions,
      returns: returns.returns,
      expects: work.kind === 'judge' ? textExpected : work.expects,
      question: work.kind === 'judge' ? work.question : null,
      timeout: work.timeout ?? routed.timeout,
      cwd: engine.run.cwd,
      files: folder,
      mark: `${engine.run.key}.${hash10(path)}.${attempt}`,
      ...continued(engine, path, work),
    },
  };
}

function continued(engine: Engine, path: string, { kind }: Invocation['work']): { continues?: string } {
  const session = kind === 'resume' ? engine.memories.agentSessionOf(path) : undefined;
  return session === undefined ? {} : { continues: session };
}

const textExpected: Expects = { kind: 'text' };

type Entries = Pick<AgentRequest['context'], 'entries' | 'passed'>;

function contextEntries(engine: Engine, files: RunFiles | null, invocation: Invocation): Entries | { problem: string } {
  const { work, path } = invocation;
  const list: ContextEntry[] = [];
  for (const item of work.context.items) {
    const entry = contextEntry(engine, files, path, item);
    if ('problem' in entry) return entry;
    list.push(entry);
  }
  if (work.context.kind !== 'index') return { entries: list };
  const finished = engine.results.visibleFrom(invocation.frames);
  return { entries: files ? finished.map(({ name, text }) => withFile(files, path, name, text)) : finished, ...(list.length > 0 ? { passed: list } : {}) };
}

function contextEntry(engine: Engine, files: RunFiles | null, path: string, item: ContextItem): ContextEntry | { problem: string } {
  switch (item.kind) {
    case 'value':
      return withFile(files, path, item.name, textOf(item.value));
    case 'file': {
      const found = engine.programFiles.read(item.path, 'cwd');
      return found ? { name: item.name, text: found.text, file: found.file } : { problem: `the context file "${item.path}" cannot be read` };
    }
    case 'memory': {
      const version = engine.memories.read(item.address);
      if (!version) return withFile(files, path, item.name, '[no memory yet]');
      return { name: item.name, text: version.text, ...(files && version.file ? { file: version.file } : {}) };
    }
    default:
      return item satisfies never;
  }
}

function withFile(files: RunFiles | null, path: string, name: string, text: string): ContextEntry {
  return files ? { name, text, file: files.writeContext(path, name, text) } : { name, text };
}

function returnsOf(engine: Engine, work: SessionDescription | JudgeDescription): { returns: Returns } | { problem: string } {
  if (work.kind === 'judge') return { returns: { kind: 'text' } };
  if (work.returns.kind !== 'schema-file') return { returns: work.returns };
  const found = engine.programFiles.read(work.returns.path, 'program', work.program);
  if (!found) return { problem: `the schema file "${work.returns.path}" cannot be read` };
  try {
    const schema: unknown = JSON.parse(found.text);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
      return { problem: `the schema file "${work.returns.path}" holds no JSON object` };
    return { returns: { kind: 'schema', schema: schema as Readonly<Record<string, unknown>> } };
  } catch (error) {
    return { problem: `the schema file "${work.returns.path}" is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
