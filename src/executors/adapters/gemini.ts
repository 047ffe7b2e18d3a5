/**
 * `gemini` (Gemini CLI): `gemini -p PROMPT -o stream-json --skip-trust`.
 *
 * Notes from real runs: without approval the shell and, in mode `default`, the edit tools do not exist for the
 * model; SIGTERM leaves it and its tool alive; a provider's error 400 ends with exit 144; figures are per call.
 */
import type { AgentActivity, AgentDenial } from '../../ports.ts';
import { type Adapter, type Invocation, type StreamOutcome, said, type Task } from './adapter.ts';
import { type JsonObject, numberAt, objectAt, textAt } from './json-value.ts';
import { isDenied, listedAspects, type Policy, SHELL_ESCAPES, shellEscapes } from './policy.ts';
import { providerFailure } from './stream-failure.ts';

export const gemini: Adapter = {
  command: 'gemini',
  environment: ['GEMINI_*', 'GOOGLE_*'],
  countsWholeSession: false,
  invocation,
  activities(event) {
    if (event.type === 'message' && event.role === 'assistant') return said(textAt(event, 'content') ?? '');
    const tool = event.type === 'tool_use' ? textAt(event, 'tool_name') : null;
    const started: readonly AgentActivity[] = tool === null ? [] : [{ type: 'tool', name: tool }];
    return started;
  },
  outcome,
  exitCodes: { 41: 'auth', 53: 'turn-limit' },
  unenforceable(policy) {
    return listedAspects(policy)[0] ?? (shellEscapes(policy) ? SHELL_ESCAPES : null);
  },
};

const SYSTEM_FILE = 'system.md';
const POLICY_FILE = 'policy.toml';

function invocation(task: Task): Invocation {
  const { request, prompt, promptFitsArgument, model, continues, newSessionId, directory, policy } = task;
  const system = request.system === null || request.system.trim() === '' ? null : request.system;
  return {
    args: [
      ...(promptFitsArgument ? ['-p', prompt] : []),
      ...['-o', 'stream-json', '--skip-trust'],
      ...(model === null ? [] : ['-m', model]),
      ...(continues === null ? ['--session-id', newSessionId] : ['-r', continues]),
      ...['--approval-mode', policy === null ? modeApproval[task.permissionMode] : 'default'],
      ...(policy === null ? [] : ['--admin-policy', `${directory}/${POLICY_FILE}`]),
    ],
    stdin: promptFitsArgument ? null : prompt,
    environment: system === null ? {} : { GEMINI_SYSTEM_MD: `${directory}/${SYSTEM_FILE}` },
    files: { ...(system === null ? {} : { [SYSTEM_FILE]: system }), ...(policy === null ? {} : { [POLICY_FILE]: policyFile(policy) }) },
  };
}

const modeApproval = { read: 'default', edit: 'auto_edit', full: 'yolo' } as const;

/** Rules of the highest tier: what is allowed needs no approval, and everything else does not exist. */
function policyFile({ read, write, network, commands }: Policy): string {
  const tools = [
    ...(isDenied(read) ? [] : ['list_directory', 'read_file', 'read_many_files', 'grep_search', 'search_file_content', 'glob']),
    ...(isDenied(write) ? [] : ['replace', 'write_file']),
    ...(isDenied(commands) ? [] : ['run_shell_command', 'list_background_processes', 'read_background_output']),
    ...(isDenied(network) ? [] : ['web_fetch', 'google_web_search']),
    ...['write_todos', 'update_topic'],
  ];
  return [...tools.map((tool) => rule(tool, 'allow', 900)), rule('*', 'deny', 100)].join('\n');
}

function rule(tool: string, decision: 'allow' | 'deny', priority: number): string {
  // Otherwise a command with a redirection would have to be asked for.
  const redirection = tool === 'run_shell_command' ? 'allowRedirection = true\n' : '';
  return `[[rule]]\ntoolName = ${JSON.stringify(tool)}\ndecision = "${decision}"\npriority = ${priority}\n${redirection}`;
}

// The stream -------------------------------------------------------------------------------------------

function outcome(events: readonly JsonObject[]): StreamOutcome {
  const result = events.findLast((event) => event.type === 'result') ?? null;
  const succeeded = result?.status === 'success';
  return {
    final: result === null ? 'none' : succeeded ? 'success' : 'failure',
    text: succeeded ? lastAnswer(events) : '',
    failure: succeeded ? null : failureOf(result, events),
    totals: totalsOf(result),
    sessionId: textAt(
      events.find((event) => event.type === 'init'),
      'session_id',
    ),
    denials: events.filter(isDenial).map((event) => denialOf(event, events)),
  };
}

/** What was said after the last tool. It comes in pieces. */
function lastAnswer(events: readonly JsonObject[]): string {
  const lastTool = events.findLastIndex((event) => event.type === 'tool_use' || event.type === 'tool_result');
  const isSaid = (event: JsonObject): boolean => event.type === 'message' && event.role === 'assistant';
  return events
    .slice(lastTool + 1)
    .filter(isSaid)
    .map((event) => textAt(event, 'content') ?? '')
    .join('');
}

function failureOf(result: JsonObject | null, events: readonly JsonObject[]): StreamOutcome['failure'] {
  const told = events.findLast((event) => event.type === 'error' && event.severity !== 'warning');
  const message = textAt(result, 'error', 'message') ?? textAt(told, 'message');
  if (message === null) return null;
  if (/MaxSessionTurns|max(?:imum)? session turns/i.test(`${textAt(result, 'error', 'type')} ${message}`)) return { kind: 'turn-limit', message };
  return providerFailure(message.replace(/^\[API Error: ([\s\S]*)\]$/, '$1'));
}

function totalsOf(result: JsonObject | null): StreamOutcome['totals'] {
  const stats = objectAt(result, 'stats');
  if (stats === null) return null;
  return { inputTokens: numberAt(stats, 'input_tokens'), outputTokens: numberAt(stats, 'output_tokens'), costUsd: null };
}

function isDenial(event: JsonObject): boolean {
  if (event.type !== 'tool_result' || event.status !== 'error') return false;
  return (
    /policy_violation|denied/i.test(textAt(event, 'error', 'type') ?? '') || /denied by policy|execution denied/i.test(textAt(event, 'error', 'message') ?? '')
  );
}

function denialOf(event: JsonObject, events: readonly JsonObject[]): AgentDenial {
  const call = events.find((other) => other.type === 'tool_use' && other.tool_id === event.tool_id);
  const tool = textAt(call, 'tool_name') ?? 'a tool';
  return { tool, message: textAt(event, 'error', 'message') ?? `${tool} was denied` };
}
