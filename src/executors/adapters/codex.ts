/**
 * `codex` (Codex CLI): `codex exec --json --skip-git-repo-check PROMPT`.
 *
 * Notes from real runs: an `item.completed` of type `error` is a warning, `turn.failed` a failure; the sandbox holds
 * writes and network of every command, and a command that it stops leaves no trace in the stream; token counts are
 * those of the whole thread; an open standard input makes it wait.
 */
import type { AgentActivity, AgentDenial } from '../../ports.ts';
import { type Adapter, type Invocation, type StreamOutcome, said, type Task } from './adapter.ts';
import { type JsonObject, numberAt, objectAt, textAt } from './json-value.ts';
import { isStrictSchema, nativeSchema } from './native-schema.ts';
import { type Access, isDenied, listedAspects, type Policy } from './policy.ts';
import { providerFailure } from './stream-failure.ts';

export const codex: Adapter = {
  command: 'codex',
  environment: ['OPENAI_*', 'CODEX_*'],
  countsWholeSession: true,
  invocation,
  activities,
  outcome,
  unenforceable(policy) {
    // Its sandbox holds writes and network of a shell, too; reading it never holds.
    return listedAspects(policy)[0] ?? (isDenied(policy.read) ? '`read: deny`' : null);
  },
};

const SCHEMA_FILE = 'schema.json';

function invocation(task: Task): Invocation {
  const { request, prompt, promptFitsArgument, model, continues, directory } = task;
  const schema = request.returns.kind === 'schema' && isStrictSchema(request.returns.schema) ? nativeSchema(request.returns.schema) : null;
  const settings = [...sandboxSettings(task), ...systemSettings(request.system)];
  return {
    args: [
      ...(continues === null ? ['exec'] : ['exec', 'resume']),
      ...['--json', '--skip-git-repo-check'],
      // The user's servers of tools run outside the sandbox, and the user's rules may let commands out of it.
      ...(task.policy === null ? [] : ['--ignore-user-config', '--ignore-rules']),
      ...(model === null ? [] : ['-m', model]),
      ...settings.flatMap((setting) => ['-c', setting]),
      ...(schema === null ? [] : ['--output-schema', `${directory}/${SCHEMA_FILE}`]),
      ...(continues === null ? [] : [continues]),
      promptFitsArgument ? prompt : '-',
    ],
    stdin: promptFitsArgument ? null : prompt,
    files: schema === null ? {} : { [SCHEMA_FILE]: JSON.stringify(schema) },
  };
}

/** Settings instead of `-s`, because `exec resume` knows no `-s`. */
function sandboxSettings({ policy, permissionMode }: Task): readonly string[] {
  if (policy === null) return [`sandbox_mode=${toml(modeSandbox[permissionMode])}`];
  return [`sandbox_mode=${toml(isDenied(policy.write) ? 'read-only' : 'workspace-write')}`, ...networkSettings(policy.network), ...shellSettings(policy)];
}

const modeSandbox = { read: 'read-only', edit: 'workspace-write', full: 'danger-full-access' } as const;

function networkSettings(network: Access): readonly string[] {
  if (network === 'allow') return ['sandbox_workspace_write.network_access=true'];
  return ['sandbox_workspace_write.network_access=false', ...(isDenied(network) ? ['web_search="disabled"'] : [])];
}

function shellSettings({ commands }: Policy): readonly string[] {
  return isDenied(commands) ? ['features.shell_tool=false', 'features.unified_exec=false'] : [];
}

function systemSettings(system: string | null): readonly string[] {
  return system === null || system.trim() === '' ? [] : [`developer_instructions=${toml(system)}`];
}

/** A TOML basic string: JSON's, but for the delete character and halves of surrogate pairs. */
function toml(text: string): string {
  return JSON.stringify(Buffer.from(text, 'utf8').toString('utf8')).replaceAll('\u007f', '\\u007f');
}

// The stream -------------------------------------------------------------------------------------------

function activities(event: JsonObject): readonly AgentActivity[] {
  const item = objectAt(event, 'item');
  const type = textAt(item, 'type');
  if (event.type === 'item.completed' && type === 'agent_message') return said(textAt(item, 'text') ?? '');
  if (event.type !== 'item.started' || type === null) return [];
  return [{ type: 'tool', name: textAt(item, 'tool') ?? type }];
}

function outcome(events: readonly JsonObject[]): StreamOutcome {
  const final = events.findLast((event) => event.type === 'turn.completed' || event.type === 'turn.failed') ?? null;
  const items = events.filter((event) => event.type === 'item.completed').map((event) => objectAt(event, 'item') ?? {});
  const completed = final?.type === 'turn.completed';
  return {
    final: final === null ? 'none' : completed ? 'success' : 'failure',
    text: completed
      ? (textAt(
          items.findLast((item) => item.type === 'agent_message'),
          'text',
        ) ?? '')
      : '',
    failure: completed ? null : failureOf(final, events),
    totals: final !== null && objectAt(final, 'usage') !== null ? totalsOf(final) : null,
    sessionId: textAt(
      events.find((event) => event.type === 'thread.started'),
      'thread_id',
    ),
    denials: items.filter((item) => item.status === 'declined').map(denialOf),
  };
}

function failureOf(final: JsonObject | null, events: readonly JsonObject[]): StreamOutcome['failure'] {
  const message =
    textAt(final, 'error', 'message') ??
    textAt(
      events.findLast((event) => event.type === 'error'),
      'message',
    );
  if (message !== null) return providerFailure(message);
  return final === null ? null : { kind: 'exit', message: 'the turn failed' };
}

function totalsOf(final: JsonObject): NonNullable<StreamOutcome['totals']> {
  return { inputTokens: numberAt(final, 'usage', 'input_tokens'), outputTokens: numberAt(final, 'usage', 'output_tokens'), costUsd: null };
}

function denialOf(item: JsonObject): AgentDenial {
  const tool = textAt(item, 'tool') ?? textAt(item, 'type') ?? 'a tool';
  return { tool, message: `${tool} was declined${textAt(item, 'command') === null ? '' : `: ${textAt(item, 'command')}`}` };
}
