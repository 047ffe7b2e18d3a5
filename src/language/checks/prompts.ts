/** Prompts: missing, empty, very long (E003, W001, W002, W003). */
import type { AgentDefinition, ResumeStatement, SessionStatement, Span, Text } from '../ast.ts';
import { propertyValue } from '../scopes/declarations.ts';
import type { CheckContext } from './check-context.ts';

const LONGEST_PROMPT = 10_000;

export function checkSessionPrompt(session: SessionStatement, context: CheckContext): void {
  const prompt = session.properties.find((property) => property.name.text === 'prompt');
  if (session.text) checkText(session.text, session.text.span, prompt ? undefined : 'W001', context);
  if (prompt?.value?.kind === 'text') checkText(prompt.value, prompt.name.span, 'W001', context);
  if (!session.text && !prompt && !agentPrompts(session.agent?.text, context)) reportMissing(session.span, context);
}

export function checkResumePrompt(resume: ResumeStatement, context: CheckContext): void {
  const prompt = resume.properties.find((property) => property.name.text === 'prompt');
  if (prompt?.value?.kind === 'text') checkText(prompt.value, prompt.name.span, 'W001', context);
  if (!prompt && !agentPrompts(resume.agent.text, context)) reportMissing(resume.span, context);
}

export function checkAgentPrompt(agent: AgentDefinition, context: CheckContext): void {
  const prompt = agent.properties.find((property) => property.name.text === 'prompt');
  if (prompt?.value?.kind === 'text') checkText(prompt.value, prompt.name.span, 'W002', context);
}

/** An agent that is not defined is its own mistake: its prompt is not missed as well. */
function agentPrompts(agent: string | undefined, context: CheckContext): boolean {
  if (agent === undefined) return false;
  const definition = context.declarations.agents.get(agent);
  return !definition || propertyValue(definition.properties, 'prompt') !== undefined;
}

function reportMissing(span: Span, context: CheckContext): void {
  context.reporter.add('E003', span, 'this session has no prompt', 'write `session "..."`, give it `prompt:`, or give its agent one');
}

function checkText(text: Text, span: Span, empty: 'W001' | 'W002' | undefined, context: CheckContext): void {
  const length = promptLength(text);
  if (length === 0 && empty) context.reporter.add(empty, span, empty === 'W001' ? 'the prompt is empty' : "the agent's prompt is empty");
  if (length > LONGEST_PROMPT)
    context.reporter.add('W003', span, `the prompt has more than ${LONGEST_PROMPT.toLocaleString('en-US')} characters`, 'pass long material with `context:`');
}

/** In characters, interpolations as written; white space alone is nothing. */
function promptLength(text: Text): number {
  let length = 0;
  let isBlank = true;
  for (const part of text.parts) {
    const characters = part.kind === 'literal' ? part.value : part.raw;
    length += characters.length;
    if (isBlank && characters.trim() !== '') isBlank = false;
  }
  return isBlank ? 0 : length;
}
