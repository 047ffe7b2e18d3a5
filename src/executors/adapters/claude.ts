/**
 * `claude` (Claude Code 2.1): `claude -p PROMPT --output-format stream-json --verbose`.
 *
 * Notes from real runs: a denied tool ends with exit 0; costs and `modelUsage` count the whole session, also after
 * `--resume`; SIGINT makes it end its tool and write its `result`, costs included; `--tools` decides which built-in
 * tools exist, `dontAsk` denies whatever is not allowed.
 */
import { resolve } from 'node:path';
import type { AgentDenial, AgentFailure } from '../../ports.ts';
import { isoTime } from '../provider-failure.ts';
import { type Adapter, type Invocation, type StreamOutcome, said, type Task } from './adapter.ts';
import { at, type JsonObject, listAt, numberAt, objectAt, sum, textAt } from './json-value.ts';
import { isObjectSchema, nativeSchema } from './native-schema.ts';
import { type Access, isDenied, isList, type Policy, SHELL_ESCAPES, shellEscapes } from './policy.ts';
import { providerFailure } from './stream-failure.ts';
import type { Totals } from './usage.ts';

export const claude: Adapter = {
  command: 'claude',
  environment: ['ANTHROPIC_*', 'CLAUDE_*'],
  politeSignal: 'SIGINT',
  countsWholeSession: true,
  invocation,
  activities: (event) => (event.type === 'assistant' ? listAt(event, 'message', 'content').flatMap(activityOf) : []),
  outcome,
  unenforceable(policy) {
    if (isList(policy.read)) return '`read` patterns';
    return shellEscapes(policy) ? SHELL_ESCAPES : null;
  },
};

function invocation(task: Task): Invocation {
  const { request, prompt, promptFitsArgument, model } = task;
  return {
    args: [
      '-p',
      ...(promptFitsArgument ? [prompt] : []),
      ...['--output-format', 'stream-json', '--verbose'],
      ...(model === null ? [] : ['--model', model]),
      ...sessionArgs(task),
      ...systemArgs(task),
      ...schemaArgs(task),
      ...(task.policy === null ? modeArgs(task.permissionMode) : policyArgs(task.policy, request.cwd)),
    ],
    stdin: promptFitsArgument ? null : prompt,
    files: isLong(request.system) ? { [SYSTEM_FILE]: request.system ?? '' } : {},
  };
}

function sessionArgs({ continues, newSessionId }: Task): readonly string[] {
  // A fork leaves the old session as it is, so that a failed attempt leaves no trace in it.
  return continues === null ? ['--session-id', newSessionId] : ['--resume', continues, '--fork-session', '--session-id', newSessionId];
}

const SYSTEM_FILE = 'system.md';
/** Bytes of one argument that every system accepts (Linux: 128 KiB). */
const LONGEST_ARGUMENT = 100_000;

function isLong(text: string | null): boolean {
  return text !== null && Buffer.byteLength(text) > LONGEST_ARGUMENT;
}

function systemArgs({ request: { system }, directory }: Task): readonly string[] {
  if (system === null || system.trim() === '') return [];
  return isLong(system) ? ['--system-prompt-file', `${directory}/${SYSTEM_FILE}`] : ['--system-prompt', system];
}

function schemaArgs({ request: { returns } }: Task): readonly string[] {
  if (returns.kind !== 'schema' || !isObjectSchema(returns.schema)) return [];
  const text = JSON.stringify(nativeSchema(returns.schema));
  return isLong(text) ? [] : ['--json-schema', text];
}

function modeArgs(mode: Task['permissionMode']): readonly string[] {
  switch (mode) {
    case 'read':
      return ['--permission-mode', 'dontAsk', '--disallowedTools', 'Edit,Write,NotebookEdit'];
    case 'edit':
      return ['--permission-mode', 'acceptEdits'];
    case 'full':
      return ['--permission-mode', 'bypassPermissions'];
  }
}

/** Only what is listed exists and is allowed; rules of the user's own settings could widen that and are not read. */
function policyArgs(policy: Policy, cwd: string): readonly string[] {
  const { read, write, network, commands } = policy;
  const tools = [
    ...(isDenied(read) ? [] : ['Read', 'Glob', 'Grep']),
    ...(isDenied(write) ? [] : ['Edit', 'Write', 'NotebookEdit']),
    ...(isDenied(commands) ? [] : ['Bash']),
    ...(isDenied(network) ? [] : isList(network) ? ['WebFetch'] : ['WebFetch', 'WebSearch']),
  ];
  const allowed = [
    ...(isDenied(read) ? [] : ['Read', 'Glob', 'Grep']),
    ...editRules(write, cwd),
    ...commandRules(commands),
    ...(isList(network) ? network.map((host) => `WebFetch(domain:${host})`) : network === 'allow' ? ['WebFetch', 'WebSearch'] : []),
  ];
  return [
    ...['--permission-mode', 'dontAsk', '--setting-sources', '', '--strict-mcp-config'],
    ...['--tools', tools.join(',')],
    ...(allowed.length === 0 ? [] : ['--allowedTools', ...allowed]),
  ];
}

function editRules(write: Access, cwd: string): readonly string[] {
  if (isList(write)) return write.map((pattern) => `Edit(${rulePath(pattern, cwd)})`);
  if (write === 'deny') return [];
  return write === 'allow' ? ['Edit', 'Write', 'NotebookEdit'] : [`Edit(${rulePath('./**', cwd)})`];
}

/** `//` begins an absolute path. A relative one would be matched in every folder below, as in a .gitignore. */
function rulePath(pattern: string, cwd: string): string {
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  return whole.startsWith('~/') ? whole : `/${resolve(cwd, whole)}`;
}

function commandRules(commands: Access): readonly string[] {
  if (isList(commands)) return commands.map((command) => `Bash(${command})`);
  return commands === 'deny' ? [] : ['Bash'];
}

// The stream -------------------------------------------------------------------------------------------

function activityOf(part: unknown): ReturnType<Adapter['activities']> {
  const text = textAt(part, 'text');
  if (text !== null) return said(text);
  const tool = at(part, 'type') === 'tool_use' ? textAt(part, 'name') : null;
  return tool === null ? [] : [{ type: 'tool', name: tool }];
}

function outcome(events: readonly JsonObject[]): StreamOutcome {
  const result = events.findLast((event) => event.type === 'result') ?? null;
  const sessionId = textAt(result ?? events.find((event) => textAt(event, 'session_id') !== null), 'session_id');
  if (result === null) return { final: 'none', text: '', failure: withoutResult(events), totals: null, sessionId, denials: [] };
  const failed = result.is_error !== false || result.subtype !== 'success' || !endedWell(result);
  const value = at(result, 'structured_output');
  return {
    final: failed ? 'failure' : 'success',
    text: failed ? '' : (textAt(result, 'result') ?? ''),
    ...(value === undefined || value === null ? {} : { value }),
    failure: failed ? failureOf(result, events) : null,
    totals: totalsOf(result),
    sessionId,
    denials: listAt(result, 'permission_denials').map(denialOf),
  };
}

/** Versions before 2.1 do not tell it. */
function endedWell(result: JsonObject): boolean {
  const reason = textAt(result, 'terminal_reason');
  return reason === null || reason === 'completed';
}

function failureOf(result: JsonObject, events: readonly JsonObject[]): AgentFailure {
  const message =
    textAt(result, 'result') ||
    listAt(result, 'errors')
      .filter((text) => typeof text === 'string')
      .join('; ') ||
    `ended with ${String(result.subtype)}`;
  switch (result.subtype) {
    case 'error_max_turns':
      return { kind: 'turn-limit', message };
    case 'error_max_budget_usd':
      return { kind: 'budget', message };
    case 'error_max_structured_output_retries':
      return { kind: 'invalid-output', message: `invalid output: ${message}` };
    default:
      return providerFailure(message, { status: numberAt(result, 'api_error_status'), type: textAt(result, 'api_error_type'), ...limitOf(events) });
  }
}

/** A subscription's limit comes as an event of its own, with the time of its end. */
function limitOf(events: readonly JsonObject[]): { readonly resetsAt?: string; readonly type?: string } {
  const info = objectAt(
    events.findLast((event) => event.type === 'rate_limit_event'),
    'rate_limit_info',
  );
  if (textAt(info, 'status') !== 'rejected') return {};
  const resetsAt = isoTime((numberAt(info, 'resetsAt') ?? Number.NaN) * 1000);
  return { type: 'usage limit', ...(resetsAt === null ? {} : { resetsAt }) };
}

/** It was still trying again: the last reason is worth telling. */
function withoutResult(events: readonly JsonObject[]): AgentFailure | null {
  const last = events.at(-1);
  if (last?.subtype !== 'api_retry') return null;
  const status = numberAt(last, 'error_status');
  return providerFailure(`the provider kept refusing: ${status ?? ''} ${textAt(last, 'error') ?? ''}`, { status });
}

function totalsOf(result: JsonObject): Totals | null {
  const models = objectAt(result, 'modelUsage');
  // No models in it: nothing was used.
  const figures = (...names: readonly string[]): number | null =>
    models === null ? null : (sum(Object.values(models).flatMap((model) => names.map((name) => numberAt(model, name)))) ?? 0);
  return {
    inputTokens: figures('inputTokens', 'cacheReadInputTokens', 'cacheCreationInputTokens'),
    outputTokens: figures('outputTokens'),
    costUsd: numberAt(result, 'total_cost_usd'),
    turns: numberAt(result, 'num_turns'),
  };
}

function denialOf(denial: unknown): AgentDenial {
  const tool = textAt(denial, 'tool_name') ?? 'a tool';
  const input = at(denial, 'tool_input');
  return { tool, message: `${tool} was denied${input === undefined ? '' : `: ${JSON.stringify(input).slice(0, 300)}`}` };
}
