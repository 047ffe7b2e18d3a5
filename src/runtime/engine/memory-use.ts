/**
 * How an attempt uses its agent's memory (semantics 1.13): which one, what it is lent, what is kept of it.
 *
 * 1. `session:` is lent an empty memory, `resume:` the one that its call found; every attempt the same.
 * 2. Only a success is kept: what the agent has written, else the exchange after what it was lent.
 */
import type { FailureKind } from '../../errors.ts';
import type { AgentRequest, MemoryAddress, MemoryCall, MemoryVersion } from '../../ports.ts';
import type { WorkDescription } from '../request/session-description.ts';
import type { Engine } from './engine.ts';
import { appendExchange } from './memory-text.ts';

export interface MemoryLoan {
  readonly call: MemoryCall;
  readonly memory: NonNullable<AgentRequest['memory']>;
  readonly prompt: string;
}

export function ownMemory(work: WorkDescription): MemoryAddress | null {
  if (work.kind === 'judge' || work.memory === null || work.agent === null) return null;
  return { agent: work.agent, place: work.memory, program: work.program };
}

export function memoriesRead(work: WorkDescription): readonly MemoryAddress[] {
  return work.context.items.flatMap((item) => (item.kind === 'memory' ? [item.address] : []));
}

export type Lent = { readonly ok: true; readonly loan: MemoryLoan | null } | { readonly ok: false; readonly kind: FailureKind; readonly message: string };

/** @param directory of the attempt; null for one without files */
export function lendMemory(engine: Engine, path: string, work: WorkDescription, prompt: string, directory: string | null): Lent {
  const call = engine.memories.callOf(path);
  const address = ownMemory(work);
  if (!call || !address) return { ok: true, loan: null };
  if (work.kind === 'resume' && !call.found && address.place.kind === 'run') {
    return { ok: false, kind: 'unbound', message: `agent "${address.agent}" has no memory in this run yet, so there is nothing to resume` };
  }
  const text = work.kind === 'resume' ? (call.found?.text ?? '') : '';
  const file = directory === null ? '' : call.lend(directory, text);
  return { ok: true, loan: { call, memory: { file, text }, prompt } };
}

/** The version of its memory that a session reads; nothing for one without memory. */
export function versionRead(engine: Engine, path: string, { kind }: WorkDescription): { memory?: number } {
  const call = engine.memories.callOf(path);
  return call ? { memory: kind === 'resume' ? (call.found?.number ?? 0) : 0 } : {};
}

/** Keeps the memory of a successful attempt as its next version. */
export function keepMemory({ call, memory, prompt }: MemoryLoan, reply: string): MemoryVersion {
  const returned = memory.file === '' ? null : call.returned(memory.file);
  const isWritten = returned !== null && returned !== memory.text;
  return call.promote(isWritten ? returned : appendExchange(memory.text, prompt, reply));
}
