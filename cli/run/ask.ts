/** Asks people for inputs on the terminal, one question at a time, on stderr so that stdout stays data. */
import { createInterface } from 'node:readline/promises';
import { oneLine } from './plain-text.ts';
import type { Question, RunRequest } from './run-port.ts';

export function createAsker(): NonNullable<RunRequest['asker']> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(question, signal) {
      const answer = last.then(() => askOne(question, signal));
      last = answer.catch(() => {}); // the asker of that question hears of it; the next one is asked all the same
      return answer;
    },
  };
}

async function askOne(question: Question, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`${oneLine(question.prompt) || question.name}\n${question.name}: `, { signal });
  } finally {
    terminal.close();
  }
}
