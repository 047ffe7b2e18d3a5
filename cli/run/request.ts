/** Flags and words of `troupe run` as a request to the library: every value checked before anything happens. */
import { statSync } from 'node:fs';
import { parseBudget } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { UsageError } from '../light/usage-error.ts';
import { readCount, readDuration, readText } from './flag-values.ts';
import { readInputs } from './inputs.ts';
import type { RunRequest } from './run-port.ts';

/** @throws UsageError naming the flag, its value and what was expected */
export function readRunRequest(given: Arguments): RunRequest {
  const request: RunRequest = { file: given.words[0] ?? '', inputs: readInputs(given, 1) };
  for (const [flag, text] of given.values) readFlag(request, flag, text);
  return request;
}

function readFlag(request: RunRequest, flag: string, text: string): void {
  switch (flag) {
    case 'agent':
    case 'judge':
      request[flag] = readText(flag, text, 'the name of an agent setting');
      break;
    case 'config':
    case 'answers':
      request[flag] = readText(flag, text, 'a file');
      break;
    case 'concurrency':
      request.concurrency = readCount(flag, text);
      break;
    case 'timeout':
      request.timeout = readDuration(flag, text);
      break;
    case 'budget':
      request.budget = parseBudget(text, '--budget');
      break;
    case 'runs-dir':
      request.runsDir = readText(flag, text, 'a folder');
      break;
    case 'run-id':
      request.runId = readText(flag, text, 'a name for the run');
      break;
    case 'cwd':
      request.cwd = readFolder(flag, text);
      break;
    default: // --input and --inputs: `readInputs` has read them in their order.
  }
}

function readFolder(flag: string, text: string): string {
  const stats = statSync(readText(flag, text, 'a folder'), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) throw new UsageError(`--${flag}: ${JSON.stringify(text)} is not allowed: expected a folder that exists`);
  return text;
}
