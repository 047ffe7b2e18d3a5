/**
 * The `command` agent: any program that takes a prompt and gives an answer (agents.md 2).
 *
 * Owns: argv and how the prompt reaches the agent. Does not own: the process (`process/`), what the
 * agent reads (`prompt.ts`), where its answer is (`command-answer.ts`), its shape (`returns.ts`).
 *
 * 1. There is never a shell: an argument reaches the agent byte by byte.
 * 2. Success needs positive proof: exit 0, not signalled by us, an answer (unless `allowEmpty`), valid
 *    for `returns`. Everything else is a classified failure.
 * 3. `execute` never rejects.
 */
import type { AgentActivity, AgentExecutor, AgentFailure, AgentReply, AgentRequest } from '../ports.ts';
import { explainFailure, readAnswer } from './command-answer.ts';
import { fillPlaceholders, placeholdersIn } from './placeholders.ts';
import { type AttemptFolder, keepResult, openAttemptFolder } from './process/attempt-folder.ts';
import { classifyEnd, stderrTail } from './process/classify-end.ts';
import { attemptEnvironment, filterEnvironment } from './process/environment.ts';
import { type ProcessEnd, runOwnedProcess } from './process/owned-process.ts';
import { renderContext, renderPrompt, type SeparatePart } from './prompt.ts';
import { type AnswerCheck, prepareAnswerCheck } from './returns.ts';
import { secretMasker } from './secrets.ts';

export interface CommandOptions {
  /** The program and its arguments, with placeholders. */
  readonly command: readonly string[];
  /** How the prompt reaches the agent. An argv without `{{prompt}}` gets it (or its file) as last argument for `arg` and `file`. */
  readonly prompt: 'stdin' | 'arg' | 'file';
  /** Where the answer is: stdout as text, stdout as one JSON document, or the file `{{result}}`. */
  readonly output: 'text' | 'json' | 'file';
  /** Names of variables that the agent may see besides the fixed list; a `*` at the end is allowed. */
  readonly env: readonly string[];
  /** Whether an empty answer is a success. */
  readonly allowEmpty: boolean;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** The agent's own name for a model of the program. */
  readonly modelName?: (model: string | null) => string | null;
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Hooks = Parameters<AgentExecutor['execute']>[1];

/**
 * Makes an executor that starts one process for each invocation.
 *
 * @example
 * const executor = createCommandExecutor({
 *   command: ['node', 'agent.mjs', '--model', '{{model}}'], prompt: 'stdin', output: 'text',
 *   env: ['MY_KEY'], allowEmpty: false, grace: 5000, environment: process.env,
 * });
 */
export function createCommandExecutor(options: CommandOptions): AgentExecutor {
  return {
    async execute(request, hooks) {
      try {
        return await new Invocation(options, request).run(hooks);
      } catch (error) {
        return failed({ kind: 'spawn', message: `cannot start "${options.command[0] ?? ''}": ${error instanceof Error ? error.message : String(error)}` });
      }
    },
  };
}

class Invocation {
  readonly #options: CommandOptions;
  readonly #request: AgentRequest;
  readonly #mask: (text: string) => string;

  constructor(options: CommandOptions, request: AgentRequest) {
    this.#options = options;
    this.#request = request;
    this.#mask = secretMasker(options.environment);
  }

  async run(hooks: Hooks): Promise<AgentReply> {
    const prepared = prepareAnswerCheck(this.#request.returns);
    if (!prepared.ok) return failed({ kind: 'spawn', message: prepared.message });
    const prompt = renderPrompt(this.#request, this.#separateParts());
    const folder = openAttemptFolder(this.#request, prompt);
    try {
      const end = await this.#runProcess(prompt, folder, hooks);
      return this.#reply(end, folder, prepared.check);
    } finally {
      folder.dispose();
    }
  }

  #separateParts(): ReadonlySet<SeparatePart> {
    const used = placeholdersIn(this.#options.command);
    return new Set((['system', 'context'] as const).filter((part) => used.has(part)));
  }

  #runProcess(prompt: string, folder: AttemptFolder, hooks: Hooks): Promise<ProcessEnd> {
    const [command = '', ...args] = this.#argv(prompt, folder);
    const { environment, env, grace, prompt: way } = this.#options;
    const { mark, timeout, cwd, files } = this.#request;
    const own = attemptEnvironment(this.#request, this.#model(), folder.resultFile);
    const order = {
      command,
      args,
      cwd,
      mark,
      timeout,
      grace,
      environment: { ...filterEnvironment(environment, env), ...own },
      stdin: way === 'stdin' ? prompt : null,
      directory: files === null ? null : folder.directory,
    };
    return runOwnedProcess(order, { signal: hooks.signal, ...this.#tellings(hooks.emit) });
  }

  #tellings(emit: (activity: AgentActivity) => void): Pick<Parameters<typeof runOwnedProcess>[1], 'onSpawn' | 'onLine'> {
    return {
      onSpawn: (pid, startTime) => emit({ type: 'spawned', pid, startTime }),
      onLine: (stream, line) => emit({ type: 'output', stream, line: this.#mask(line) }),
    };
  }

  #argv(prompt: string, folder: AttemptFolder): readonly string[] {
    const { command, prompt: way } = this.#options;
    const { system, memory, path, attempt, run } = this.#request;
    const isToBeNamed = way !== 'stdin' && !placeholdersIn(command).has('prompt');
    return fillPlaceholders(isToBeNamed ? [...command, '{{prompt}}'] : command, {
      prompt: way === 'file' ? folder.promptFile : prompt,
      system: system ?? '',
      model: this.#model() ?? '',
      context: renderContext(this.#request),
      result: folder.resultFile,
      memory: memory?.file ?? '',
      path,
      attempt: String(attempt),
      run,
    });
  }

  #model(): string | null {
    const { model } = this.#request;
    return this.#options.modelName === undefined ? model : this.#options.modelName(model);
  }

  #reply(end: ProcessEnd, folder: AttemptFolder, check: AnswerCheck): AgentReply {
    const failure = classifyEnd(end, { timeout: this.#request.timeout, mask: this.#mask });
    if (end.kind === 'not-started') return failed(failure ?? { kind: 'spawn', message: end.message });
    const how = { output: this.#options.output, allowEmpty: this.#options.allowEmpty, mask: this.#mask };
    const read = failure === null ? readAnswer(end, folder, how) : explainFailure(end, failure, how);
    const usage = read.usage === undefined ? {} : { usage: read.usage };
    const fail = (error: AgentFailure): AgentReply => ({ ok: false, error: { ...stderrTail(end, this.#mask), ...error }, ...usage, receipt: end.receipt });
    if (!read.ok) return fail(read.error);
    const checked = check(read.text, read.value);
    if (!checked.ok) return fail({ kind: 'invalid-output', message: this.#mask(checked.message), exitCode: end.exitCode });
    if (this.#options.output !== 'file') keepResult(folder, read.text);
    return { ok: true, text: read.text, ...('structured' in checked ? { structured: checked.structured } : {}), ...usage, receipt: end.receipt };
  }
}

function failed(error: AgentFailure): AgentReply {
  return { ok: false, error };
}
