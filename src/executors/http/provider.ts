/** What one wire format is to the HTTP executor: how it is asked, and what its stream means. */
import type { AgentFailure, Usage } from '../../ports.ts';
import type { JsonObject } from '../adapters/json-value.ts';

export interface ModelRequest {
  readonly model: string;
  readonly system: string | null;
  readonly prompt: string;
}

/** What an answer says of itself so far. */
export interface ModelAnswer {
  /** Whether the model ended the answer by itself and the stream came to its end. */
  readonly complete: boolean;
  /** What the stream reports as gone wrong; null when it reports nothing. */
  readonly failure: AgentFailure | null;
  readonly usage: Usage | null;
}

export interface AnswerReader {
  /** Takes an event in and returns the text that it adds to the answer. */
  read(event: JsonObject): string;
  /** The stream has ended; `done`: with the mark that the format has for it, if it has one. */
  end(done: boolean): ModelAnswer;
}

export interface Provider {
  readonly name: string;
  readonly defaultBaseUrl: string | null;
  /** The variable that holds the key when the setting names none; null: no key is sent then. */
  readonly defaultKeyEnv: string | null;
  /** Appended to the base URL. */
  readonly path: string;
  readonly headers: (key: string | null) => Readonly<Record<string, string>>;
  readonly body: (request: ModelRequest) => JsonObject;
  readonly reader: () => AnswerReader;
  /** An answer in one document, from a server that does not stream, as the events that a stream would have had. */
  readonly events: (document: JsonObject) => readonly JsonObject[];
}

/** The answer is as long as the model may write. */
export const CUT: AgentFailure = { kind: 'turn-limit', message: "the answer was cut: the model's limit of output tokens was reached" };
