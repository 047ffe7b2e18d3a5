/** A model server inside the test: it does what the last message says, in the wire format of the path that is asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deed } from '../contract.ts';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: {
    readonly model: string;
    readonly system?: string;
    readonly max_tokens?: number;
    readonly messages: readonly { role: string; content: string }[];
  };
}

/** How a request is answered; the default does the deed of its last message. */
export type Answer = (asked: Asked, response: ServerResponse) => void;

export interface ModelServer {
  readonly url: string;
  readonly asked: Asked[];
  /** Connections that are open. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

export async function startModelServer(answer: Answer = doDeed): Promise<ModelServer> {
  const asked: Asked[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A server that listens on a port has such an address.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open: () => open,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function promptOf(deed: Deed): string {
  return `DEED:${Buffer.from(JSON.stringify(deed)).toString('base64')}.`;
}

function doDeed(asked: Asked, response: ServerResponse): void {
  const [, encoded = ''] = /DEED:([^.]*)\./.exec(asked.body.messages.at(-1)?.content ?? '') ?? [];
  const deed = JSON.parse(Buffer.from(encoded, 'base64').toString()) as Deed;
  if (deed.do === 'hang') return;
  if (deed.do === 'fail') {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { type: 'invalid_request_error', message: 'cannot do that' } }));
    return;
  }
  stream(asked.path, response, deed.do === 'answer' ? deed.text : 'x'.repeat(deed.bytes));
}

/** Sends an answer as a stream whose pieces and chunks end anywhere. */
export function stream(path: string, response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = path.endsWith('/messages') ? anthropicEvents(text) : openAiEvents(text);
  const bytes = Buffer.from(events.map((event) => `data: ${event}\r\n\r\n`).join(': comment\n'));
  const size = bytes.length > 100_000 ? 65_537 : 7;
  for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
  response.end();
}

function pieces(text: string): readonly string[] {
  const characters = [...text];
  const size = Math.max(3, Math.ceil(characters.length / 50));
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''));
}

function openAiEvents(text: string): readonly string[] {
  const chunk = (delta: object, finish: string | null) => JSON.stringify({ choices: [{ delta, finish_reason: finish }] });
  const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 12 } });
  return [...pieces(text).map((content) => chunk({ content }, null)), chunk({}, 'stop'), usage, '[DONE]'];
}

function anthropicEvents(text: string): readonly string[] {
  const usage = { input_tokens: 60, cache_read_input_tokens: 30, cache_creation_input_tokens: 10, output_tokens: 1 };
  return [
    { type: 'message_start', message: { usage } },
    { type: 'ping' },
    ...pieces(text).map((piece) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text: piece } })),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 12 } },
    { type: 'message_stop' },
  ].map((event) => JSON.stringify(event));
}
