/**
 * The digest of an invocation (semantics 3.4): two that the program decides alike have the same.
 *
 * In it: agent's name, model as written, system prompt, prompt, the contents of the context, permissions,
 * memory version. Not in it: paths, flags, the agent command, `expects`, the default index.
 */
import { hash10 } from '../../ids.ts';
import { type AgentText, wholeText } from '../evaluate/agent-text.ts';
import { canonicalJson } from '../values/json.ts';
import type { WorkDescription } from './session-description.ts';

/** The contents of a context item, read by the engine: a value's text, a file's, or a memory's. */
interface ContextContents {
  readonly name: string;
  readonly text: string;
}

export interface DigestedFacts {
  /** The items that the program names; never the default index. */
  readonly context: readonly ContextContents[];
  /** The version of the agent's memory that the call reads; null without one. */
  readonly memoryVersion: number | null;
}

/** 10 hex digits. */
export function digestOf(work: WorkDescription, { context, memoryVersion }: DigestedFacts): string {
  return hash10(
    canonicalJson({
      agent: work.agent,
      model: work.model,
      system: textOrNull(work.system),
      prompt: wholeText(work.prompt),
      context: context.map(({ name, text }) => ({ name, text })),
      permissions: work.permissions,
      answers: work.kind === 'judge' ? answersOf(work.question) : null,
      memoryVersion,
    }),
  );
}

function textOrNull(text: AgentText | null): string | null {
  return text === null ? null : wholeText(text);
}

/** What a judge may answer is part of what it is asked; who asks, and how often, is not. */
function answersOf(question: Extract<WorkDescription, { kind: 'judge' }>['question']): readonly string[] {
  return question.form === 'choice' ? question.options : ['true', 'false'];
}
