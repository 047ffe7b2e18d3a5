/**
 * Agent commands that tell what they do as a stream of JSON events (agents.md 4).
 *
 * Owns: one attempt from request to reply, the same for every adapter. Does not own: argv and meaning of events (the
 * adapter), the process (`process/`), the proof of success (`proof.ts`), the shape of an answer (`returns.ts`).
 *
 * 1. `execute` never rejects.
 * 2. What the program does not permit and the command cannot hold is refused here too: `check` sees only what the
 *    text tells.
 * 3. A retry never goes on with an agent session: what the failed attempt left in it is not known.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentActivity, AgentExecutor, AgentFailure, AgentReply, AgentRequest } from '../../ports.ts';
import { type AttemptFolder, keepResult, openAttemptFolder } from '../process/attempt-folder.ts';
import { attemptEnvironment, filterEnvironment } from '../process/environment.ts';
import { type ProcessEnd, runOwnedProcess } from '../process/owned-process.ts';
import { renderPrompt } from '../prompt.ts';
import { prepareAnswerCheck } from '../returns.ts';
import { safeEmit } from '../safe-emit.ts';
import { secretMasker } from '../secrets.ts';
import type { Adapter, Invocation, StreamOutcome, Task } from './adapter.ts';
import { parseEvent, parseEvents } from './json-lines.ts';
import { type Policy, policyOf } from './policy.ts';
import { prove } from './proof.ts';
import { Baselines, withTurns } from './usage.ts';

export interface CliOptions {
  readonly adapter: Adapter;
  /** Program and leading arguments instead of the adapter's command; empty for the command itself. */
  readonly command: readonly string[];
  /** Appended to the argv. */
  readonly args: readonly string[];
  /** Names of variables that the command may see besides the fixed list and its own family. */
  readonly env: readonly string[];
  readonly allowEmpty: boolean;
  /** Whether a call with memory also goes on with the command's own session. */
  readonly resumeSession: boolean;
  readonly permissions: 'enforce' | 'advise';
  readonly permissionMode: 'read' | 'edit' | 'full';
  /** Milliseconds between the polite signal and SIGKILL. */
  readonly grace: number;
  readonly modelName: (model: string | null) => string | null;
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Hooks = Parameters<AgentExecutor['execute']>[1];
/** Bytes of a prompt that may be one argument; a longer one goes by standard input. */
const LONGEST_ARGUMENT = 100_000;

export function createCliExecutor(options: CliOptions): AgentExecutor {
  const baselines = new Baselines();
  return {
    async execute(request, hooks) {
      try {
        return await new Attempt(options, request, baselines).run({ signal: hooks.signal, emit: safeEmit(hooks.emit) });
      } catch (error) {
        const name = options.command[0] ?? options.adapter.command;
        return failed({ kind: 'spawn', message: `cannot start "${name}": ${error instanceof Error ? error.message : String(error)}` });
      }
    },
  };
}

class Attempt {
  readonly #options: CliOptions;
  readonly #request: AgentRequest;
  readonly #baselines: Baselines;
  readonly #mask: (text: string) => string;
  readonly #continues: string | null;

  constructor(options: CliOptions, request: AgentRequest, baselines: Baselines) {
    this.#options = options;
    this.#request = request;
    this.#baselines = baselines;
    this.#mask = secretMasker(options.environment);
    this.#continues = options.resumeSession && request.kind === 'resume' && request.attempt === 1 ? (request.continues ?? null) : null;
  }

  async run(hooks: Hooks): Promise<AgentReply> {
    const prepared = prepareAnswerCheck(this.#request.returns);
    if (!prepared.ok) return failed({ kind: 'spawn', message: prepared.message });
    const permitted = this.#permitted();
    if (!permitted.ok) return failed({ kind: 'denied', message: permitted.message });
    const folder = openAttemptFolder(this.#request, renderPrompt(this.#request));
    try {
      const end = await this.#runProcess(folder, permitted.policy, hooks);
      if (end.kind === 'not-started') return failed({ kind: end.reason === 'spawn' ? 'spawn' : 'signal', message: this.#mask(end.message) });
      const outcome = this.#outcome(end, folder);
      const usage = this.#usage(outcome, hooks);
      this.#recordSession(folder, outcome);
      const { adapter, allowEmpty } = this.#options;
      const proof = prove(end, outcome, {
        adapter,
        allowEmpty,
        policy: permitted.policy,
        timeout: this.#request.timeout,
        mask: this.#mask,
        check: prepared.check,
      });
      const rest = { ...(usage === null ? {} : { usage }), receipt: end.receipt };
      if (!proof.ok) return { ok: false, error: proof.error, ...rest };
      keepResult(folder, proof.text);
      const { ok: _ok, ...answer } = proof;
      return { ok: true, ...answer, ...(outcome.sessionId === null ? {} : { agentSessionId: outcome.sessionId }), ...rest };
    } finally {
      folder.dispose();
    }
  }

  #permitted(): { readonly ok: true; readonly policy: Policy | null } | { readonly ok: false; readonly message: string } {
    const { adapter, permissions, permissionMode } = this.#options;
    if (this.#request.permissions === null) return { ok: true, policy: null };
    const found = policyOf(this.#request.permissions, permissionMode);
    const problem = found.ok ? adapter.unenforceable(found.policy) : found.problem;
    if (problem !== null && permissions === 'enforce') return { ok: false, message: `${adapter.command} cannot enforce ${problem} of the permissions` };
    // Advised only: what nobody can be asked about counts as not mentioned.
    return { ok: true, policy: found.ok ? found.policy : withoutPrompts(this.#request, permissionMode) };
  }

  async #runProcess(folder: AttemptFolder, policy: Policy | null, hooks: Hooks): Promise<ProcessEnd> {
    const { adapter, environment, env, grace, command, args } = this.#options;
    const { mark, timeout, cwd, files } = this.#request;
    const model = this.#options.modelName(this.#request.model);
    const seen = { ...filterEnvironment(environment, [...adapter.environment, ...env]), ...attemptEnvironment(this.#request, model, folder.resultFile) };
    const invocation = adapter.invocation(this.#task(folder, policy, model, seen));
    writeFiles(folder, invocation);
    const [program = adapter.command, ...leading] = command;
    const order = {
      command: program,
      args: [...leading, ...invocation.args, ...args],
      cwd,
      mark,
      timeout,
      grace,
      ...(adapter.politeSignal === undefined ? {} : { politeSignal: adapter.politeSignal }),
      environment: { ...seen, ...invocation.environment },
      stdin: invocation.stdin,
      directory: files === null ? null : folder.directory,
    };
    return runOwnedProcess(order, {
      signal: hooks.signal,
      onSpawn: (pid, startTime) => hooks.emit({ type: 'spawned', pid, startTime }),
      onLine: (stream, line) => this.#tell(stream, line, hooks.emit),
    });
  }

  #task(folder: AttemptFolder, policy: Policy | null, model: string | null, environment: Readonly<Record<string, string>>): Task {
    const prompt = renderPrompt(this.#request, new Set(['system']));
    return {
      request: this.#request,
      prompt,
      promptFitsArgument: fitsArgument(prompt),
      model,
      continues: this.#continues,
      newSessionId: randomUUID(),
      directory: folder.directory,
      policy,
      permissionMode: this.#options.permissionMode,
      environment,
    };
  }

  #tell(stream: 'stdout' | 'stderr', line: string, emit: (activity: AgentActivity) => void): void {
    if (stream === 'stderr') return emit({ type: 'output', stream, line: this.#mask(line) });
    const event = parseEvent(line);
    for (const activity of event === null ? [] : this.#options.adapter.activities(event)) {
      emit(activity.type === 'output' ? { ...activity, line: this.#mask(activity.line) } : activity);
    }
  }

  #outcome(end: Extract<ProcessEnd, { kind: 'ended' }>, folder: AttemptFolder): StreamOutcome {
    return this.#options.adapter.outcome(parseEvents(end.stdout.text()), { read: (name) => readText(join(folder.directory, name)) });
  }

  #usage(outcome: StreamOutcome, hooks: Hooks): NonNullable<AgentReply['usage']> | null {
    const { totals, sessionId } = outcome;
    if (totals === null) return null;
    const usage = this.#options.adapter.countsWholeSession ? this.#baselines.perCall(totals, sessionId, this.#continues) : withTurns(totals, totals);
    hooks.emit({ type: 'usage', usage });
    return usage;
  }

  /** For people who want to look into the command's own session. */
  #recordSession(folder: AttemptFolder, { sessionId, totals }: StreamOutcome): void {
    if (sessionId === null) return;
    const record = { command: this.#options.adapter.command, session: sessionId, continued: this.#continues, totals };
    writePrivately(join(folder.directory, 'agent-session.json'), `${JSON.stringify(record, null, 2)}\n`);
  }
}

/** A text that begins with a dash would be taken for a flag, and NUL ends an argument. */
function fitsArgument(prompt: string): boolean {
  return prompt !== '' && !prompt.startsWith('-') && !prompt.includes('\0') && Buffer.byteLength(prompt) <= LONGEST_ARGUMENT;
}

function withoutPrompts(request: AgentRequest, mode: CliOptions['permissionMode']): Policy | null {
  const rest = Object.fromEntries(Object.entries(request.permissions ?? {}).filter(([, value]) => value !== 'prompt'));
  const found = policyOf(rest, mode);
  return found.ok ? found.policy : null;
}

function writeFiles(folder: AttemptFolder, { files = {} }: Invocation): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder.directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writePrivately(file, text);
  }
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function failed(error: AgentFailure): AgentReply {
  return { ok: false, error };
}
