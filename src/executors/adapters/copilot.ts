/**
 * `copilot` (GitHub Copilot CLI): `copilot -p PROMPT --output-format json --no-ask-user`.
 *
 * Notes from real runs: a denied tool and SIGTERM both end with exit 0; figures are in the file of
 * `--usage-output-file` and count the whole session; a system prompt is a custom agent in a folder of ours.
 */
import type { AgentActivity, AgentDenial } from '../../ports.ts';
import { type Adapter, type Invocation, type StreamOutcome, said, type Task } from './adapter.ts';
import { parseEvent } from './json-lines.ts';
import { type JsonObject, numberAt, objectAt, sum, textAt } from './json-value.ts';
import { isDenied, listedAspects, type Policy, SHELL_ESCAPES, shellEscapes } from './policy.ts';
import { providerFailure } from './stream-failure.ts';

export const copilot: Adapter = {
  command: 'copilot',
  environment: ['GITHUB_*', 'GH_*', 'COPILOT_*'],
  countsWholeSession: true,
  invocation,
  activities,
  outcome,
  unenforceable(policy) {
    return listedAspects(policy)[0] ?? (shellEscapes(policy) ? SHELL_ESCAPES : null);
  },
};

const USAGE_FILE = 'usage.json';
const AGENT = 'troupe';
/** The folder that `--add-dir` names, and in it the place where custom agents are looked for. */
const AGENT_FOLDER = 'copilot';

function invocation(task: Task): Invocation {
  const { request, prompt, promptFitsArgument, model, continues, newSessionId, directory } = task;
  const system = request.system === null || request.system.trim() === '' ? null : request.system;
  return {
    args: [
      ...(promptFitsArgument ? ['-p', prompt] : []),
      ...['--output-format', 'json', '--no-ask-user', '--no-auto-update', '--usage-output-file', `${directory}/${USAGE_FILE}`],
      ...(model === null ? [] : ['--model', model]),
      ...(continues === null ? ['--session-id', newSessionId] : [`--resume=${continues}`]),
      ...(system === null ? [] : ['--add-dir', `${directory}/${AGENT_FOLDER}`, '--agent', AGENT]),
      ...(task.policy === null ? modeArgs[task.permissionMode] : policyArgs(task.policy)),
    ],
    stdin: promptFitsArgument ? null : prompt,
    files: system === null ? {} : { [`${AGENT_FOLDER}/.github/agents/${AGENT}.agent.md`]: agentFile(system) },
  };
}

function agentFile(system: string): string {
  return `---\nname: ${AGENT}\ndescription: Carries out one session\n---\n\n${system}\n`;
}

const modeArgs: Readonly<Record<Task['permissionMode'], readonly string[]>> = {
  read: ['--deny-tool=write', '--deny-tool=shell'],
  edit: ['--allow-tool=write'],
  full: ['--allow-all'],
};

/** Tools by name decide what exists, rules by kind what is approved; both must let a call pass. */
function policyArgs({ read, write, network, commands }: Policy): readonly string[] {
  const tools = [
    ...(isDenied(read) ? [] : ['view', 'rg', 'grep', 'glob']),
    ...(isDenied(write) ? [] : ['edit', 'create', 'apply_patch', 'str_replace_editor']),
    ...(isDenied(commands) ? [] : ['bash', 'read_bash', 'write_bash', 'stop_bash', 'list_bash']),
    ...(isDenied(network) ? [] : ['web_fetch', 'web_search']),
    'update_todo',
  ];
  return [
    `--available-tools=${tools.join(',')}`,
    isDenied(write) ? '--deny-tool=write' : '--allow-tool=write',
    isDenied(commands) ? '--deny-tool=shell' : '--allow-tool=shell',
    ...(network === 'allow' ? ['--allow-all-urls'] : isDenied(network) ? ['--deny-tool=url'] : []),
    '--disable-builtin-mcps',
  ];
}

// The stream -------------------------------------------------------------------------------------------

function activities(event: JsonObject): readonly AgentActivity[] {
  if (event.type === 'assistant.message') return said(textAt(event, 'data', 'content') ?? '');
  const tool = event.type === 'tool.execution_start' ? textAt(event, 'data', 'toolName') : null;
  return tool === null ? [] : [{ type: 'tool', name: tool }];
}

function outcome(events: readonly JsonObject[], files: { readonly read: (name: string) => string | null }): StreamOutcome {
  const result = events.findLast((event) => event.type === 'result') ?? null;
  const error = events.findLast((event) => event.type === 'session.error') ?? null;
  const succeeded = result?.exitCode === 0 && error === null;
  return {
    final: result === null ? 'none' : succeeded ? 'success' : 'failure',
    text: succeeded ? lastAnswer(events) : '',
    failure: error === null ? null : failureOf(error),
    totals: totalsOf(parseEvent(files.read(USAGE_FILE) ?? '')),
    sessionId: textAt(result, 'sessionId'),
    denials: events.filter((event) => textAt(event, 'data', 'error', 'code') === 'denied').map((event) => denialOf(event, events)),
  };
}

function lastAnswer(events: readonly JsonObject[]): string {
  const messages = events.filter((event) => event.type === 'assistant.message' && textAt(event, 'data', 'parentToolCallId') === null);
  return textAt(messages.at(-1), 'data', 'content') ?? '';
}

function failureOf(error: JsonObject): StreamOutcome['failure'] {
  const message = textAt(error, 'data', 'message') ?? 'the session failed';
  const type = textAt(error, 'data', 'errorType');
  return providerFailure(message, { status: numberAt(error, 'data', 'statusCode'), type: type === 'quota' ? 'usage limit' : type });
}

function totalsOf(usage: JsonObject | null): StreamOutcome['totals'] {
  const models = Object.values(objectAt(usage, 'modelMetrics') ?? {});
  if (models.length === 0) return null;
  const figure = (name: string): number | null => sum(models.map((model) => numberAt(model, 'usage', name)));
  return { inputTokens: figure('inputTokens'), outputTokens: figure('outputTokens'), costUsd: null };
}

function denialOf(event: JsonObject, events: readonly JsonObject[]): AgentDenial {
  const id = textAt(event, 'data', 'toolCallId');
  const start = events.find((other) => other.type === 'tool.execution_start' && textAt(other, 'data', 'toolCallId') === id);
  const tool = textAt(start, 'data', 'toolName') ?? 'a tool';
  return { tool, message: `${tool}: ${textAt(event, 'data', 'error', 'message') ?? 'denied'}` };
}
