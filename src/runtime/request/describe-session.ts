/**
 * From a `session` or `resume` statement and its agent's definition to what the agent is asked
 * (`language.md` 3, semantics 1.10).
 *
 * 1. A session's own property counts before its agent's; permissions only narrow, skills add up.
 * 2. An agent's properties are evaluated when a session uses them, in the program's frame.
 * 3. Pure: no files, no paths, no clock. Effects in properties are reported, in source order.
 */
import type { AgentDefinition, ResumeStatement, SessionStatement } from '../../language/ast.ts';
import type { CheckedProgram } from '../../language/checked-program.ts';
import { isPropertyName } from '../../language/checks/property-rules.ts';
import type { Expects, MemoryAddress, MemoryPlace } from '../../ports.ts';
import type { Value } from '../../values.ts';
import { type AgentText, plainAgentText, wholeText } from '../evaluate/agent-text.ts';
import { effectNumbers, effectsOf, type Effect } from '../evaluate/effects.ts';
import type { EvaluationContext } from '../evaluate/evaluate.ts';
import type { CallNeeded, EffectResults, JudgeNeeded, PlacedFailure } from '../evaluate/evaluation.ts';
import type { Scope } from '../evaluate/scope.ts';
import { type ContextReading, contextItems, withUniqueNames } from './context-items.ts';
import { labelOf } from './label.ts';
import { narrowed, permissionsIn } from './permissions.ts';
import { Obstacle, PropertyReader, type PropertyValue } from './property-reader.ts';
import { backoffIn, memoryPlaceIn, modelIn, retryIn, returnsIn, skillsIn, timeoutIn } from './property-values.ts';
import type { ContextItem, DescribedContext, SessionDescription } from './session-description.ts';
import { systemPrompt } from './system-prompt.ts';

export type SessionNode = SessionStatement | ResumeStatement;

export interface SessionSurroundings {
  readonly program: CheckedProgram;
  /** Names at the session. */
  readonly scope: Scope;
  /** Names of the program's frame, for the agent's own properties. */
  readonly programScope: Scope;
  /** Results of `sessionEffects(node)`, by number. */
  readonly results: EffectResults;
  /** The result of the arrow's member before this one. */
  readonly previous?: Value;
}

export type SessionDescribing =
  | { readonly ok: true; readonly session: SessionDescription }
  | { readonly ok: false; readonly failure: PlacedFailure }
  | { readonly ok: 'needs'; readonly evaluation: CallNeeded | JudgeNeeded };

/** Calls and judged texts in a session's own properties, in source order; an agent's have none (E005). */
export function sessionEffects(node: SessionNode): readonly Effect[] {
  return node.properties.flatMap((property) => (property.value ? valueEffects(property.value) : []));
}

function valueEffects(value: PropertyValue): readonly Effect[] {
  if (value.kind !== 'property-block') return effectsOf(value);
  return value.entries.flatMap((entry) => (entry.kind !== 'property' ? effectsOf(entry) : entry.value ? valueEffects(entry.value) : []));
}

export function describeSession(node: SessionNode, surroundings: SessionSurroundings): SessionDescribing {
  const sources = openSources(node, surroundings);
  resolveEffects(node, sources, surroundings.program);
  const session = assemble(node, sources, surroundings);
  const { blocked } = sources.session.obstacle;
  if (blocked === null) return { ok: true, session };
  return blocked.kind === 'failure' ? { ok: false, failure: blocked.failure } : { ok: 'needs', evaluation: blocked };
}

/** The two places that properties come from. */
interface Sources {
  readonly session: PropertyReader;
  readonly agent: PropertyReader;
  readonly definition: AgentDefinition | undefined;
}

function openSources(node: SessionNode, { program, scope, programScope, results }: SessionSurroundings): Sources {
  const obstacle = new Obstacle();
  const numberOf = effectNumbers(() => sessionEffects(node));
  const { resolution } = program;
  const sessionContext: EvaluationContext = { scope, resolution, effects: results, numberOf };
  const agentContext: EvaluationContext = { scope: programScope, resolution, effects: {}, numberOf };
  const definition = node.agent && program.agents.get(node.agent.text);
  return {
    session: new PropertyReader(node.properties, sessionContext, obstacle),
    agent: new PropertyReader(definition?.properties ?? [], agentContext, obstacle),
    definition,
  };
}

/** How a context is read that stands among this reader's properties. */
function readingOf(reader: PropertyReader, { agent }: Sources, { source }: CheckedProgram): ContextReading {
  return { reader, source: source.text, addressOf: (other) => addressOf(other, agent.context, reader.obstacle, source.file) };
}

/** As all of an agent's properties, `persist` is read in the program's frame. */
function addressOf({ name, properties }: AgentDefinition, context: EvaluationContext, obstacle: Obstacle, program: string): MemoryAddress {
  return { agent: name.text, place: memoryPlaceOf(new PropertyReader(properties, context, obstacle)) ?? { kind: 'run' }, program };
}

function memoryPlaceOf(reader: PropertyReader): MemoryPlace | null {
  return reader.has('persist') ? reader.accept('persist', memoryPlaceIn(reader.value('persist')), null) : null;
}

/** Effects are asked for in source order, whatever order the properties are read in. */
function resolveEffects(node: SessionNode, sources: Sources, program: CheckedProgram): void {
  const reader = sources.session;
  for (const { name, value } of node.properties) {
    if (!value || valueEffects(value).length === 0) continue;
    if (name.text === 'context') contextItems(value, readingOf(reader, sources, program));
    else reader.evaluate(value);
  }
}

function assemble(node: SessionNode, sources: Sources, surroundings: SessionSurroundings): SessionDescription {
  const task = taskOf(node, sources);
  const skills = skillsOf(sources);
  const timed = either(sources, 'timeout');
  const retried = either(sources, 'retry');
  const backedOff = either(sources, 'backoff');
  return {
    kind: node.kind,
    label: labelFor(node, sources, task.prompt),
    agent: node.agent?.text ?? null,
    model: modelOf(sources),
    system: systemOf(sources, task.agentIsTask, skills),
    prompt: task.prompt,
    context: contextOf(sources, surroundings),
    permissions: narrowed(permissionsOf(sources.agent), permissionsOf(sources.session)),
    skills,
    returns: sources.session.has('returns')
      ? sources.session.accept('returns', returnsIn(sources.session.value('returns')), { kind: 'text' })
      : { kind: 'text' },
    expects: expectsOf(node, sources, surroundings.program),
    retry: retried ? retried.accept('retry', retryIn(retried.value('retry')), 0) : 0,
    backoff: backedOff ? backedOff.accept('backoff', backoffIn(backedOff.value('backoff')), 'none') : 'none',
    timeout: timed ? timed.accept('timeout', timeoutIn(timed.value('timeout')), null) : null,
    memory: memoryPlaceOf(sources.agent),
    program: surroundings.program.source.file,
  };
}

/** Where a property that sessions and agents have is to be read; the session's own counts first. */
function either({ session, agent }: Sources, name: string): PropertyReader | null {
  if (session.has(name)) return session;
  return agent.has(name) ? agent : null;
}

/** The prompt: the session's own, else its text, else the agent's, which then is no system prompt. */
function taskOf(node: SessionNode, { session, agent }: Sources): { readonly prompt: AgentText; readonly agentIsTask: boolean } {
  const own = session.node('prompt') ?? (node.kind === 'session' ? node.text : undefined);
  if (own) return { prompt: session.agentText(own), agentIsTask: false };
  const shared = agent.node('prompt');
  return { prompt: shared ? agent.agentText(shared) : plainAgentText(''), agentIsTask: true };
}

/** The quoted text's first line, else the label's name, else the agent's, else the prompt's first line. */
function labelFor(node: SessionNode, { session }: Sources, prompt: AgentText): string {
  const quoted = node.kind === 'session' && node.text ? labelOf(wholeText(session.agentText(node.text))) : '';
  const named = node.kind === 'session' ? node.label?.text : undefined;
  return quoted || (named ?? node.agent?.text ?? labelOf(wholeText(prompt)));
}

function modelOf(sources: Sources): string | null {
  const reader = either(sources, 'model');
  return reader ? reader.accept('model', modelIn(reader.value('model')), null) : null;
}

function skillsOf({ session, agent }: Sources): readonly string[] {
  return [...new Set([agent, session].flatMap((reader) => (reader.has('skills') ? reader.accept('skills', skillsIn(reader.value('skills')), []) : [])))];
}

function permissionsOf(reader: PropertyReader) {
  return reader.has('permissions') ? reader.accept('permissions', permissionsIn(reader.value('permissions')), null) : null;
}

function systemOf({ session, agent }: Sources, agentIsTask: boolean, skills: readonly string[]): AgentText | null {
  const node = agent.node('prompt');
  const further = [agent, session].flatMap((reader) => reader.names.filter((name) => !isPropertyName(name)).map((name) => [name, reader.value(name)] as const));
  return systemPrompt({ prompt: node && !agentIsTask ? agent.agentText(node) : null, shape: agent.value('shape'), skills, further: new Map(further) });
}

/** `previous` is passed besides the session's own context, be that given or the index. */
function contextOf(sources: Sources, { program, previous }: SessionSurroundings): DescribedContext {
  const reader = either(sources, 'context');
  const node = reader?.node('context');
  const passed: readonly ContextItem[] = previous === undefined ? [] : [{ kind: 'value', name: 'previous', value: previous }];
  if (!reader || !node) return { kind: 'index', items: passed };
  return { kind: 'given', items: withUniqueNames([...contextItems(node, readingOf(reader, sources, program)), ...passed]) };
}

/** Not together with `returns`. */
function expectsOf(node: SessionNode, { session }: Sources, program: CheckedProgram): Expects {
  if (session.has('returns')) return { kind: 'text' };
  return program.resolution.expects.get(node) ?? { kind: 'text' };
}
