/** Chat completions as OpenAI defined them and many servers speak them (Ollama, vLLM, llama.cpp, gateways). */
import type { AgentFailure, Usage } from '../../ports.ts';
import { at, type JsonObject, listAt, numberAt, objectAt, textAt } from '../adapters/json-value.ts';
import { refusalFailure } from '../provider-failure.ts';
import { type AnswerReader, CUT, type ModelAnswer, type ModelRequest, type Provider } from './provider.ts';

export const openAiCompatible: Provider = {
  name: 'openai-compatible',
  defaultBaseUrl: null,
  // A key is sent only where the setting says which: the server may be anybody's.
  defaultKeyEnv: null,
  path: '/chat/completions',
  headers: (key) => (key === null ? {} : { authorization: `Bearer ${key}` }),
  body,
  reader: () => new Reader(),
  events: (document) => [{ ...document, choices: listAt(document, 'choices').map(asChunk) }],
};

function body({ model, system, prompt }: ModelRequest): JsonObject {
  const messages = [...(system === null ? [] : [{ role: 'system', content: system }]), { role: 'user', content: prompt }];
  return { model, messages, stream: true, stream_options: { include_usage: true } };
}

function asChunk(choice: unknown): JsonObject {
  return { delta: at(choice, 'message'), finish_reason: at(choice, 'finish_reason') };
}

class Reader implements AnswerReader {
  #finish: string | null = null;
  #failure: AgentFailure | null = null;
  #usage: Usage | null = null;

  read(event: JsonObject): string {
    if (objectAt(event, 'error') !== null) this.#failure = errorOf(event);
    const usage = objectAt(event, 'usage');
    if (usage !== null) this.#usage = { inputTokens: numberAt(usage, 'prompt_tokens'), outputTokens: numberAt(usage, 'completion_tokens'), costUsd: null };
    const [choice] = listAt(event, 'choices');
    this.#finish = textAt(choice, 'finish_reason') ?? this.#finish;
    return textAt(choice, 'delta', 'content') ?? '';
  }

  end(): ModelAnswer {
    return { complete: this.#finish === 'stop', failure: this.#failure ?? finishFailure(this.#finish), usage: this.#usage };
  }
}

function finishFailure(reason: string | null): AgentFailure | null {
  if (reason === null || reason === 'stop') return null;
  return reason === 'length' ? CUT : { kind: 'exit', message: `the model stopped for the reason "${reason}"` };
}

function errorOf(event: JsonObject): AgentFailure {
  const message = textAt(event, 'error', 'message') ?? JSON.stringify(event.error);
  return refusalFailure(
    { status: numberAt(event, 'error', 'code'), type: textAt(event, 'error', 'type') ?? textAt(event, 'error', 'code'), message },
    Date.now(),
  );
}
