/**
 * `opencode`: `opencode run --format json`, the prompt on standard input.
 *
 * Notes from real runs: a prompt given as argument is put in quotes, so it always goes by standard input; there is no
 * final event, the last `step_finish` with reason `stop` stands for it; a permission that would have to be asked for is
 * rejected and ends the run with exit 0 and no answer; the shell is allowed unless it is denied; every session asks
 * the model for a title unless it is given one; SIGTERM leaves its tool alive.
 */
import type { AgentActivity, AgentDenial } from '../../ports.ts';
import { type Adapter, type Invocation, type StreamOutcome, said, type Task } from './adapter.ts';
import { parseEvent } from './json-lines.ts';
import { isObject, type JsonObject, numberAt, objectAt, sum, textAt } from './json-value.ts';
import { type Access, isDenied, isList, isRestricted, listedAspects, type Policy, SHELL_ESCAPES, shellEscapes } from './policy.ts';
import { providerFailure } from './stream-failure.ts';

/** Keys of the providers that it knows by name. */
const providerKeys = [
  ...['ANTHROPIC_*', 'OPENAI_*', 'GEMINI_*', 'GOOGLE_*', 'OPENROUTER_*', 'GROQ_*', 'MISTRAL_*', 'DEEPSEEK_*', 'XAI_*', 'TOGETHER_*', 'FIREWORKS_*'],
  ...['CEREBRAS_*', 'COHERE_*', 'PERPLEXITY_*', 'MOONSHOT_*', 'ZHIPU_*', 'HF_TOKEN', 'AZURE_*', 'AWS_*', 'CLOUDFLARE_*', 'GITHUB_TOKEN'],
];

export const opencode: Adapter = {
  command: 'opencode',
  environment: ['OPENCODE_*', ...providerKeys],
  countsWholeSession: false,
  invocation,
  activities,
  outcome,
  unenforceable(policy) {
    // Its patterns are relative to the repository's root, wherever that is.
    const listed = listedAspects({ ...policy, commands: 'unsaid' })[0];
    if (listed !== undefined) return listed;
    return shellEscapes(policy) ? SHELL_ESCAPES : null;
  },
};

const AGENT = 'troupe';

function invocation(task: Task): Invocation {
  const { request, prompt, model, continues, environment } = task;
  const given = request.label.replaceAll(/\s+/g, ' ').trim().slice(0, 100);
  return {
    args: [
      ...['run', '--format', 'json', '--agent', AGENT],
      // A title that begins with a dash would be taken for a flag.
      `--title=${given === '' ? 'session' : given}`,
      ...(model === null ? [] : ['-m', model]),
      ...(continues === null ? [] : ['-s', continues, '--fork']),
    ],
    stdin: prompt,
    environment: { OPENCODE_CONFIG_CONTENT: JSON.stringify(configuration(task, parseEvent(environment.OPENCODE_CONFIG_CONTENT ?? '') ?? {})) },
  };
}

/** The user's own inline configuration with our agent in it. */
function configuration({ request, policy, permissionMode }: Task, own: JsonObject): JsonObject {
  const agent = {
    description: 'Carries out one session',
    mode: 'primary',
    permission: policy === null ? modePermission[permissionMode] : permissionOf(policy),
    ...(request.system === null || request.system.trim() === '' ? {} : { prompt: request.system }),
  };
  return { ...own, agent: { ...objectAt(own, 'agent'), [AGENT]: agent } };
}

const modePermission: Readonly<Record<Task['permissionMode'], JsonObject>> = {
  read: { edit: 'deny', bash: 'deny', external_directory: 'deny', question: 'deny' },
  edit: { edit: 'allow', bash: 'deny', external_directory: 'deny', question: 'deny' },
  full: { '*': 'allow', question: 'deny' },
};

/** The last rule that matches wins, so that what is allowed stands after what denies all. */
function permissionOf({ read, write, network, commands }: Policy): JsonObject {
  // A shell that nothing restricts goes where it likes; files need a word of the program for that.
  const outside = isDenied(commands) ? read === 'allow' && write === 'allow' : ![read, write].some(isRestricted);
  const search = isDenied(read) ? 'deny' : 'allow';
  return {
    '*': 'deny',
    read: rules(read),
    ...{ grep: search, glob: search, list: search },
    edit: rules(write),
    bash: rules(commands),
    ...{ webfetch: isDenied(network) ? 'deny' : 'allow', websearch: isDenied(network) ? 'deny' : 'allow', codesearch: isDenied(network) ? 'deny' : 'allow' },
    ...{ todowrite: 'allow', todoread: 'allow' },
    external_directory: outside ? 'allow' : 'deny',
  };
}

function rules(access: Access): unknown {
  if (!isList(access)) return access === 'deny' ? 'deny' : 'allow';
  return { '*': 'deny', ...Object.fromEntries(access.map((pattern) => [pattern, 'allow'])) };
}

// The stream -------------------------------------------------------------------------------------------

function activities(event: JsonObject): readonly AgentActivity[] {
  if (event.type === 'text') return said(textAt(event, 'part', 'text') ?? '');
  const tool = event.type === 'tool_use' ? textAt(event, 'part', 'tool') : null;
  return tool === null ? [] : [{ type: 'tool', name: tool }];
}

function outcome(events: readonly JsonObject[]): StreamOutcome {
  const steps = events.filter((event) => event.type === 'step_finish').map((event) => objectAt(event, 'part') ?? {});
  const error = events.findLast((event) => event.type === 'error') ?? null;
  const stopped = steps.at(-1)?.reason === 'stop';
  return {
    final: error !== null ? 'failure' : stopped ? 'success' : 'none',
    text: error === null && stopped ? lastAnswer(events) : '',
    failure: error === null ? unfinished(steps.at(-1)) : failureOf(error),
    totals: steps.length === 0 ? null : totalsOf(steps),
    sessionId: textAt(
      events.find((event) => textAt(event, 'sessionID') !== null),
      'sessionID',
    ),
    denials: events.flatMap(denialOf),
  };
}

/** The texts of the last step. */
function lastAnswer(events: readonly JsonObject[]): string {
  const start = events.findLastIndex((event) => event.type === 'step_start');
  return events
    .slice(start + 1)
    .filter((event) => event.type === 'text')
    .map((event) => textAt(event, 'part', 'text') ?? '')
    .join('\n');
}

function unfinished(step: JsonObject | undefined): StreamOutcome['failure'] {
  if (step?.reason === 'length') return { kind: 'turn-limit', message: "the answer was cut: the model's limit of output tokens was reached" };
  return step?.reason === 'content-filter' ? { kind: 'exit', message: "the provider's content filter stopped the answer" } : null;
}

function failureOf(event: JsonObject): NonNullable<StreamOutcome['failure']> {
  const data = objectAt(event, 'error', 'data');
  const name = textAt(event, 'error', 'name') ?? 'error';
  const message = textAt(data, 'message') ?? textAt(event, 'error', 'message') ?? name;
  if (name === 'ProviderAuthError') return { kind: 'auth', message };
  if (name === 'MessageOutputLengthError') return { kind: 'turn-limit', message };
  const status = numberAt(data, 'statusCode');
  const seconds = Number(textAt(data, 'responseHeaders', 'retry-after') ?? Number.NaN);
  return providerFailure(status === null ? message : `${status} ${message}`, {
    status,
    type: textAt(parseEvent(textAt(data, 'responseBody') ?? ''), 'error', 'type'),
    retryAfter: Number.isFinite(seconds) ? seconds * 1000 : null,
  });
}

/** A price of 0 for tokens that were used means that it knows no price. */
function totalsOf(steps: readonly JsonObject[]): NonNullable<StreamOutcome['totals']> {
  const figures = (...paths: readonly (readonly string[])[]): number | null =>
    sum(steps.flatMap((step) => paths.map((path) => numberAt(step, 'tokens', ...path))));
  const cost = sum(steps.map((step) => numberAt(step, 'cost')));
  return {
    inputTokens: figures(['input'], ['cache', 'read'], ['cache', 'write']),
    outputTokens: figures(['output'], ['reasoning']),
    costUsd: cost === 0 ? null : cost,
  };
}

const rejected = /rejected permission|prevents you from using|permission (?:was )?denied by/i;

function denialOf(event: JsonObject): readonly AgentDenial[] {
  const state = objectAt(event, 'part', 'state');
  const message = textAt(state, 'error') ?? '';
  if (event.type !== 'tool_use' || state?.status !== 'error' || !rejected.test(message)) return [];
  const tool = textAt(event, 'part', 'tool') ?? 'a tool';
  const { input } = state;
  return [{ tool, message: `${tool} was denied${isObject(input) ? `: ${JSON.stringify(input).slice(0, 300)}` : ''}` }];
}
