/** The messages API of Anthropic. */
import type { AgentFailure } from '../../ports.ts';
import { type JsonObject, listAt, numberAt, objectAt, sum, textAt } from '../adapters/json-value.ts';
import { refusalFailure } from '../provider-failure.ts';
import { type AnswerReader, CUT, type ModelAnswer, type ModelRequest, type Provider } from './provider.ts';

/** The format demands a limit. Models with a lower one say so, and are asked again with theirs (`http-executor.ts`). */
const MAX_TOKENS = 32_000;

export const anthropic: Provider = {
  name: 'anthropic',
  defaultBaseUrl: 'https://api.anthropic.com',
  defaultKeyEnv: 'ANTHROPIC_API_KEY',
  path: '/v1/messages',
  headers: (key) => ({ 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) }),
  body,
  reader: () => new Reader(),
  events: (document) => [
    { type: 'message_start', message: document },
    ...listAt(document, 'content').map((part) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text: textAt(part, 'text') ?? '' } })),
    { type: 'message_delta', delta: { stop_reason: document.stop_reason }, usage: document.usage },
    { type: 'message_stop' },
  ],
};

function body({ model, system, prompt }: ModelRequest): JsonObject {
  return { model, max_tokens: MAX_TOKENS, stream: true, ...(system === null ? {} : { system }), messages: [{ role: 'user', content: prompt }] };
}

class Reader implements AnswerReader {
  #stopReason: string | null = null;
  #isStopped = false;
  #failure: AgentFailure | null = null;
  #input: number | null = null;
  #output: number | null = null;

  read(event: JsonObject): string {
    switch (event.type) {
      case 'message_start':
        this.#input = inputTokens(objectAt(event, 'message', 'usage'));
        return '';
      case 'content_block_delta':
        return textAt(event, 'delta', 'text') ?? '';
      case 'message_delta':
        this.#stopReason = textAt(event, 'delta', 'stop_reason') ?? this.#stopReason;
        this.#output = numberAt(event, 'usage', 'output_tokens') ?? this.#output;
        return '';
      case 'message_stop':
        this.#isStopped = true;
        return '';
      case 'error':
        this.#failure = refusalFailure(
          { status: null, type: textAt(event, 'error', 'type'), message: textAt(event, 'error', 'message') ?? 'the stream ended with an error' },
          Date.now(),
        );
        return '';
      default:
        return '';
    }
  }

  end(): ModelAnswer {
    const isUsed = this.#input !== null || this.#output !== null;
    return {
      complete: this.#isStopped,
      failure: this.#failure ?? stopFailure(this.#stopReason),
      usage: isUsed ? { inputTokens: this.#input, outputTokens: this.#output, costUsd: null } : null,
    };
  }
}

function inputTokens(usage: JsonObject | null): number | null {
  return sum(['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].map((name) => numberAt(usage, name)));
}

function stopFailure(reason: string | null): AgentFailure | null {
  switch (reason) {
    case null:
    case 'end_turn':
    case 'stop_sequence':
      return null;
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return CUT;
    default:
      return { kind: 'exit', message: `the model stopped for the reason "${reason}"` };
  }
}
