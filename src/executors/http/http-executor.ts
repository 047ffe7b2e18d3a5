/**
 * Agents that are a model behind HTTP: no process, no tools, one request and a streamed answer.
 *
 * Owns: the request, its end by timeout or order, and the proof of success. Does not own: the wire format (the
 * provider), what a refusal means (`provider-failure.ts`), the shape of an answer (`returns.ts`).
 *
 * 1. `execute` never rejects.
 * 2. The key goes into one header of one request, and nowhere else: not into a log, a message or a redirect.
 * 3. Success needs the provider's own mark of a finished answer; a connection that breaks is no end.
 */
import { join } from 'node:path';
import type { AgentExecutor, AgentFailure, AgentReply, AgentRequest } from '../../ports.ts';
import { parseEvent } from '../adapters/json-lines.ts';
import { isObject, type JsonObject } from '../adapters/json-value.ts';
import { formatDuration } from '../duration.ts';
import { onAbort } from '../on-abort.ts';
import { type AttemptFolder, keepResult, openAttemptFolder } from '../process/attempt-folder.ts';
import { Capture } from '../process/capture.ts';
import { startLongTimer } from '../process/long-timer.ts';
import { renderPrompt } from '../prompt.ts';
import { type AnswerCheck, prepareAnswerCheck } from '../returns.ts';
import { safeEmit } from '../safe-emit.ts';
import { secretMasker } from '../secrets.ts';
import type { ModelAnswer, Provider } from './provider.ts';
import { connectionFailure, responseFailure } from './response-failure.ts';
import { eventData } from './server-sent-events.ts';

export interface HttpOptions {
  readonly provider: Provider;
  /** Null: the provider's own. */
  readonly baseUrl: string | null;
  /** Name of the variable that holds the key; null: the provider's default. */
  readonly keyEnv: string | null;
  readonly allowEmpty: boolean;
  readonly modelName: (model: string | null) => string | null;
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Hooks = Parameters<AgentExecutor['execute']>[1];
type Stop = 'timeout' | 'abort';

export function createHttpExecutor(options: HttpOptions): AgentExecutor {
  return {
    async execute(request, hooks) {
      try {
        return await new Attempt(options, request).run({ signal: hooks.signal, emit: safeEmit(hooks.emit) });
      } catch (error) {
        return failed({ kind: 'spawn', message: `cannot ask ${options.provider.name}: ${error instanceof Error ? error.message : String(error)}` });
      }
    },
  };
}

/** What came back, before the answer is looked at. */
type Exchange = { readonly kind: 'answered'; readonly answer: ModelAnswer } | { readonly kind: 'failed'; readonly failure: AgentFailure };

class Attempt {
  readonly #options: HttpOptions;
  readonly #request: AgentRequest;
  readonly #key: string | null;
  readonly #mask: (text: string) => string;
  readonly #cancel = new AbortController();
  #stop: Stop | null = null;

  constructor(options: HttpOptions, request: AgentRequest) {
    this.#options = options;
    this.#request = request;
    const name = options.keyEnv ?? options.provider.defaultKeyEnv;
    this.#key = name === null ? null : options.environment[name] || null;
    // Whatever its variable is called, it is a key.
    this.#mask = secretMasker({ ...options.environment, TROUPE_HTTP_KEY: this.#key ?? undefined });
  }

  async run(hooks: Hooks): Promise<AgentReply> {
    const prepared = prepareAnswerCheck(this.#request.returns);
    if (!prepared.ok) return failed({ kind: 'spawn', message: prepared.message });
    const model = this.#options.modelName(this.#request.model);
    const missing = this.#missing(model);
    if (missing !== null) return failed(missing);
    if (hooks.signal.aborted) return failed({ kind: 'signal', message: 'stopped before it was started' });
    const folder = openAttemptFolder(this.#request, renderPrompt(this.#request));
    const output = this.#capture(folder, hooks);
    const endLimits = this.#limit(hooks.signal);
    try {
      const exchange = await this.#ask(model ?? '', output);
      output.end();
      return this.#reply(exchange, output, folder, prepared.check, hooks);
    } finally {
      endLimits();
      output.end();
      folder.dispose();
    }
  }

  #missing(model: string | null): AgentFailure | null {
    const { provider, keyEnv, baseUrl } = this.#options;
    const name = keyEnv ?? provider.defaultKeyEnv;
    if (name !== null && this.#key === null) return { kind: 'auth', message: `no key: the environment variable ${name} is not set` };
    if (model === null) return { kind: 'spawn', message: 'no model is named: write one in the program or as "model" of the setting' };
    return (baseUrl ?? provider.defaultBaseUrl) === null ? { kind: 'spawn', message: 'the setting has no "baseUrl"' } : null;
  }

  #capture(folder: AttemptFolder, { emit }: Hooks): Capture {
    return new Capture({
      logFile: this.#request.files === null ? null : join(folder.directory, 'stdout.log'),
      tell: (line) => emit({ type: 'output', stream: 'stdout', line: this.#mask(line) }),
    });
  }

  /** Ends the request at the deadline or on order; the returned function ends the watch. */
  #limit(signal: AbortSignal): () => void {
    const stop = (reason: Stop): void => {
      this.#stop ??= reason;
      this.#cancel.abort();
    };
    const forget = onAbort(signal, () => stop('abort'));
    const cancelTimer = this.#request.timeout === null ? () => {} : startLongTimer(this.#request.timeout, () => stop('timeout'));
    return () => {
      forget();
      cancelTimer();
    };
  }

  async #ask(model: string, output: Capture): Promise<Exchange> {
    const { provider } = this.#options;
    const system = this.#request.system?.trim() ? this.#request.system : null;
    const body = provider.body({ model, system, prompt: renderPrompt(this.#request, new Set(['system'])) });
    try {
      const response = await this.#post(body);
      if (response.ok) return { kind: 'answered', answer: await this.#read(response, output) };
      const refusal = await response.text();
      const lower = lowerLimit(refusal, body);
      if (response.status !== 400 || lower === null) return { kind: 'failed', failure: responseFailure(response, refusal, Date.now()) };
      const second = await this.#post({ ...body, max_tokens: lower });
      if (second.ok) return { kind: 'answered', answer: await this.#read(second, output) };
      return { kind: 'failed', failure: responseFailure(second, await second.text(), Date.now()) };
    } catch (error) {
      return { kind: 'failed', failure: this.#stopped() ?? connectionFailure(error, this.#url()) };
    }
  }

  #url(): string {
    const { provider, baseUrl } = this.#options;
    return `${(baseUrl ?? provider.defaultBaseUrl ?? '').replace(/\/+$/, '')}${provider.path}`;
  }

  #post(body: JsonObject): Promise<Response> {
    return fetch(this.#url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...this.#options.provider.headers(this.#key) },
      body: JSON.stringify(body),
      signal: this.#cancel.signal,
      // A redirect could carry the key to another server.
      redirect: 'manual',
    });
  }

  async #read(response: Response, output: Capture): Promise<ModelAnswer> {
    const reader = this.#options.provider.reader();
    const take = (event: JsonObject): void => {
      const text = reader.read(event);
      if (text !== '') output.push(Buffer.from(text));
    };
    if (!/event-stream/i.test(response.headers.get('content-type') ?? '')) {
      const document = parseEvent(await response.text());
      for (const event of document === null ? [] : this.#options.provider.events(document)) take(event);
      return reader.end(true);
    }
    let done = false;
    for await (const data of eventData(response.body ?? new ReadableStream())) {
      done ||= data.trim() === '[DONE]';
      const event: unknown = parseEvent(data);
      if (isObject(event)) take(event);
    }
    return reader.end(done);
  }

  #stopped(): AgentFailure | null {
    if (this.#stop === null) return null;
    return this.#stop === 'timeout'
      ? { kind: 'timeout', message: `timed out after ${formatDuration(this.#request.timeout ?? 0)}` }
      : { kind: 'signal', message: 'stopped' };
  }

  #reply(exchange: Exchange, output: Capture, folder: AttemptFolder, check: AnswerCheck, { emit }: Hooks): AgentReply {
    if (exchange.kind === 'failed') return failed({ ...exchange.failure, message: this.#mask(exchange.failure.message) });
    const { usage, complete, failure } = exchange.answer;
    if (usage !== null) emit({ type: 'usage', usage });
    const rest = { ...(usage === null ? {} : { usage }), receipt: nothingLeft };
    const fail = (error: AgentFailure): AgentReply => ({ ok: false, error: { ...error, message: this.#mask(error.message) }, ...rest });
    const text = output.text();
    if (failure !== null) return fail(failure);
    if (!complete) return fail({ kind: 'no-final-event', message: 'the answer ended without a final event' });
    if (text.trim() === '' && !this.#options.allowEmpty) return fail({ kind: 'empty', message: 'empty output' });
    const checked = check(text);
    if (!checked.ok) return fail({ kind: 'invalid-output', message: checked.message });
    keepResult(folder, text);
    return { ok: true, text, ...('structured' in checked ? { structured: checked.structured } : {}), ...rest };
  }
}

const nothingLeft = { pids: [], signals: [], unkilled: [] } as const;

/** The limit that a model with a lower one names: `max_tokens: 32000 > 8192, which is the maximum ...`. */
function lowerLimit(refusal: string, body: JsonObject): number | null {
  const [, limit] = /max_tokens: \d+ > (\d+)/.exec(refusal) ?? [];
  return limit === undefined || !Object.hasOwn(body, 'max_tokens') ? null : Number(limit);
}

function failed(error: AgentFailure): AgentReply {
  return { ok: false, error, receipt: nothingLeft };
}
