/**
 * The data of server-sent events out of a response body.
 *
 * A character or a line that is split between two chunks arrives whole; comments and empty events are passed over.
 */
import { LineSplitter } from '../process/line-splitter.ts';

export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const lines = new LineSplitter(Number.POSITIVE_INFINITY);
  let data: string[] = [];
  for await (const line of linesOf(body, lines)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    }
  }
  if (data.length > 0) yield data.join('\n');
}

async function* linesOf(body: AsyncIterable<Uint8Array>, lines: LineSplitter): AsyncGenerator<string> {
  for await (const chunk of body) yield* lines.push(Buffer.from(chunk));
  yield* lines.end();
}
