/**
 * What the command says: data on stdout, talk on stderr.
 *
 * 1. Writes are synchronous where the system allows it, so that a light command never sets up Node's streams.
 * 2. A reader that went away (EPIPE) is no failure: what is left for it is dropped, and `onStdoutClosed` is told.
 */
import { writeSync } from 'node:fs';

const STDOUT = 1;
const STDERR = 2;

const closed = new Set<number>();
const streamed = new Set<number>();
let stdoutClosed: () => void = () => {};

/** Writes data, as it is, to stdout. */
export function print(text: string): void {
  write(STDOUT, text);
}

/** Writes one line of talk to stderr. */
export function say(line: string): void {
  write(STDERR, `${line}\n`);
}

/** Called once when the reader of stdout has gone away. */
export function onStdoutClosed(callback: () => void): void {
  stdoutClosed = callback;
}

/** Whether text for this stream may hold colours: it is a terminal, and nobody has asked for none (https://no-color.org). */
export function wantsColour(stream: 'stdout' | 'stderr', environment: NodeJS.ProcessEnv = process.env): boolean {
  return !environment.NO_COLOR && environment.TERM !== 'dumb' && isTerminal(stream);
}

/** `node:tty` brings Node's streams with it, so it is loaded only when there is something to colour. */
export function isTerminal(stream: 'stdin' | 'stdout' | 'stderr'): boolean {
  return process.getBuiltinModule('node:tty').isatty(['stdin', 'stdout', 'stderr'].indexOf(stream));
}

/** Resolves when everything written has been handed to the system. */
export async function flushed(): Promise<void> {
  await Promise.all([...streamed].map((fd) => new Promise<void>((resolve) => streamOf(fd).write('', () => resolve()))));
}

function write(fd: number, text: string): void {
  if (closed.has(fd) || text === '') return;
  if (streamed.has(fd)) streamOf(fd).write(text);
  else writeAtOnce(fd, Buffer.from(text));
}

function writeAtOnce(fd: number, bytes: Buffer): void {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      writeFailed(fd, rest, error);
      return;
    }
  }
}

function writeFailed(fd: number, rest: Buffer, error: unknown): void {
  const code = (error as NodeJS.ErrnoException).code;
  // A pipe that another process made non-blocking is full: from here on Node's stream waits for its reader.
  if (code === 'EAGAIN') writeStreamed(fd, rest);
  else if (code === 'EPIPE') markClosed(fd);
  else throw error;
}

function writeStreamed(fd: number, bytes: Buffer): void {
  streamed.add(fd);
  const stream = streamOf(fd);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    markClosed(fd);
  });
  stream.write(bytes);
}

function markClosed(fd: number): void {
  if (closed.has(fd)) return;
  closed.add(fd);
  if (fd === STDOUT) stdoutClosed();
}

function streamOf(fd: number): NodeJS.WriteStream {
  return fd === STDOUT ? process.stdout : process.stderr;
}
