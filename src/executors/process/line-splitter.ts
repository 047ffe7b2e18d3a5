/**
 * Lines out of a stream of bytes.
 *
 * 1. A character that is split between two chunks arrives whole.
 * 2. A line without an end is handed on in pieces of `LONGEST_LINE`, so that memory stays bounded.
 */
import { StringDecoder } from 'node:string_decoder';

/** Code units of a line that is handed on at once. */
export const LONGEST_LINE = 64 * 1024;

export class LineSplitter {
  readonly #longest: number;
  readonly #decoder = new StringDecoder('utf8');
  #pending = '';

  /** @param longest code units after which a line without an end is handed on; `Infinity` keeps every line whole */
  constructor(longest: number = LONGEST_LINE) {
    this.#longest = longest;
  }

  /** The lines that `chunk` completes, without their line breaks. */
  push(chunk: Buffer): readonly string[] {
    return this.#split(this.#decoder.write(chunk));
  }

  /** What is left when the stream has ended. */
  end(): readonly string[] {
    const lines = [...this.#split(this.#decoder.end())];
    if (this.#pending !== '') lines.push(this.#pending);
    this.#pending = '';
    return lines;
  }

  #split(text: string): readonly string[] {
    const pieces = (this.#pending + text).split('\n');
    const rest = pieces.pop() ?? '';
    const lines = pieces.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    const whole = rest.length < this.#longest ? 0 : rest.length - (rest.length % this.#longest);
    for (let at = 0; at < whole; at += this.#longest) lines.push(rest.slice(at, at + this.#longest));
    this.#pending = rest.slice(whole);
    return lines;
  }
}
