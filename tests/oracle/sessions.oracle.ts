/**
 * Sessions: what they ask, attempts with backoff, results as values (language 3; semantics 1.10, 1.12).
 *
 * Does not own: memory of persistent agents, the default index of results; no outcome depends on them here.
 */
import type { AgentDefinition, ArrowStatement, Expression, Property, PropertyBlock, ResumeStatement, SessionStatement, Text } from '../../src/language/ast.ts';
import type { AgentFailureKind } from '../../src/errors.ts';
import type { Value } from '../../src/values.ts';
import type { Reply } from './agents.oracle.ts';
import { attemptOf, concluding, sessionError } from './attempts.oracle.ts';
import { programFrame } from './calls.oracle.ts';
import type { SessionRecord } from './record.oracle.ts';
import { pauseUntil, type Steps } from './simulation.oracle.ts';
import { numberOf, textOf, withoutNewline } from './values.oracle.ts';
import { type Flow, suffixed } from './world.oracle.ts';

type SessionNode = SessionStatement | ResumeStatement;
type Entry = { readonly name: string; readonly text: string };

interface Request {
  readonly label: string;
  readonly prompt: string;
  readonly context: readonly Entry[] | null;
  readonly retry: number;
  readonly backoff: string;
  readonly timeout: number | null;
  readonly json: boolean;
}

const RETRIED: readonly AgentFailureKind[] = ['exit', 'signal', 'timeout', 'no-final-event', 'empty', 'invalid-output', 'overload'];

export function* runArrow(flow: Flow, node: ArrowStatement): Steps<Value> {
  let previous: Value | undefined;
  for (const [n, member] of node.members.entries()) {
    previous = yield* runSession({ ...flow, place: suffixed(flow.place, 'member', n + 1) }, member, previous);
  }
  return previous ?? null;
}

export function* runSession(flow: Flow, node: SessionNode, previous?: Value): Steps<Value> {
  const agent = node.agent ? (flow.unit.agents.get(node.agent.text) ?? null) : null;
  const request = yield* describe(flow, node, agent, previous);
  const session: SessionRecord = { place: flow.place, kind: node.kind, label: request.label, attempts: 0, status: 'waiting' };
  return yield* concluding(flow, session, () => attempts(flow, session, request, agent?.name.text ?? null));
}

function* attempts(flow: Flow, session: SessionRecord, request: Request, agent: string | null): Steps<Value> {
  const { place, world, task } = flow;
  const { label, prompt, context, timeout, json } = request;
  for (let attempt = 1; ; attempt++) {
    const invocation = { place, kind: session.kind, label, agent, prompt, context, attempt, options: null, from: null, check: 1 };
    const reply = yield* attemptOf(flow, invocation, { timeout, json, session });
    if (reply.ok) return json ? (JSON.parse(reply.text) as Value) : withoutNewline(reply.text);
    if (attempt > request.retry || !RETRIED.includes(reply.kind)) throw sessionError(flow, session, reply);
    const wait = waitAfter(reply, attempt, request.backoff);
    if (wait > 0) yield* pauseUntil(world.simulation, task, place, world.simulation.now + wait);
  }
}

/** Milliseconds between attempts: the backoff, and at least what an overloaded agent asks for. */
function waitAfter(reply: Reply & { readonly ok: false }, attempt: number, backoff: string): number {
  const own = backoff === 'linear' ? 1000 : backoff === 'exponential' ? Math.min(1000 * 2 ** (attempt - 1), 60_000) : 0;
  return Math.max(own, reply.retryAfter ?? 0);
}

function* describe(flow: Flow, node: SessionNode, agent: AgentDefinition | null, previous: Value | undefined): Steps<Request> {
  const own = (name: string): Steps<Value | undefined> => propertyValue(flow, node.properties, name);
  const atProgram = { ...flow, frame: programFrame(flow.frame) };
  const agents = (name: string): Steps<Value | undefined> => propertyValue(atProgram, agent?.properties ?? [], name);
  const text = node.kind === 'session' && node.text ? textOf(yield* flow.world.evaluate(flow, node.text)) : undefined;
  const prompt = (yield* own('prompt')) ?? text ?? (yield* agents('prompt')) ?? '';
  const retry = (yield* own('retry')) ?? (yield* agents('retry')) ?? 0;
  const backoff = (yield* own('backoff')) ?? (yield* agents('backoff')) ?? 'none';
  const timeout = (yield* own('timeout')) ?? (yield* agents('timeout'));
  const returns = (yield* own('returns')) ?? 'text';
  return {
    label: labelOf(node, text, textOf(prompt)),
    prompt: textOf(prompt),
    context: yield* contextOf(flow, node.properties, previous),
    retry: numberOf(retry),
    backoff: textOf(backoff),
    timeout: timeout === undefined ? (flow.world.options.timeout ?? null) : durationOf(timeout),
    json: returns !== 'text',
  };
}

/** The quoted text's first line, else the label's name, else the agent's name. */
function labelOf(node: SessionNode, text: string | undefined, prompt: string): string {
  if (text !== undefined) return (text.split('\n')[0] ?? '').slice(0, 120);
  const label = node.kind === 'session' ? node.label?.text : undefined;
  return label ?? node.agent?.text ?? (prompt.split('\n')[0] ?? '').slice(0, 120);
}

/** A duration's milliseconds, a number of seconds, or text such as `30s`. */
function durationOf(value: Value): number {
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)(ms|s|m|h)\s*$/.exec(value) : null;
  const unit: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return match ? Number(match[1]) * (unit[match[2] ?? ''] ?? 0) : numberOf(value) * 1000;
}

/** Like evaluating, but `30s` stays a duration: the value is then in seconds, as a bare number would be. */
export function* evaluateDuration(flow: Flow, node: Expression): Steps<number> {
  if (node.kind === 'duration') return node.milliseconds;
  return durationOf(yield* flow.world.evaluate(flow, node));
}

function* propertyValue(flow: Flow, properties: readonly Property[], name: string): Steps<Value | undefined> {
  const value = properties.find((property) => property.name.text === name)?.value;
  if (!value) return undefined;
  if (value.kind === 'property-block') return {};
  if (value.kind === 'duration') return value.milliseconds / 1000;
  return yield* flow.world.evaluate(flow, value);
}

function* contextOf(flow: Flow, properties: readonly Property[], previous: Value | undefined): Steps<readonly Entry[] | null> {
  const node = properties.find((property) => property.name.text === 'context')?.value;
  const entries = node ? yield* entriesOf(flow, node) : null;
  return previous === undefined ? entries : [...(entries ?? []), { name: 'previous', text: textOf(previous) }];
}

function* entriesOf(flow: Flow, node: Expression | PropertyBlock): Steps<readonly Entry[]> {
  const parts: { readonly name: string; readonly value: Expression }[] = [];
  if (node.kind === 'object') for (const entry of node.entries) parts.push({ name: entry.key, value: entry.value });
  else if (node.kind === 'list') for (const item of node.items) parts.push({ name: nameOf(item), value: item });
  else if (node.kind === 'property-block') for (const entry of node.entries) parts.push(...blockEntry(entry));
  else parts.push({ name: nameOf(node), value: node });
  const entries: Entry[] = [];
  for (const { name, value } of parts) {
    const memory = value.kind === 'reference' && flow.unit.resolution.memoryReferences.has(value);
    if (!memory) entries.push({ name, text: textOf(yield* flow.world.evaluate(flow, value)) });
  }
  return entries;
}

function blockEntry(entry: Property | Expression): readonly { readonly name: string; readonly value: Expression }[] {
  if (entry.kind !== 'property') return [{ name: nameOf(entry), value: entry }];
  return entry.value && entry.value.kind !== 'property-block' ? [{ name: entry.name.text, value: entry.value }] : [];
}

function nameOf(node: Expression | Text): string {
  if (node.kind === 'reference') return node.name.text;
  return node.kind === 'member' ? `${nameOf(node.object)}.${node.name.text}` : node.kind;
}
