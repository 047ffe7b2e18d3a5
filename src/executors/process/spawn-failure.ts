/**
 * Why a command could not be started, in words that say what to change.
 */
import { existsSync } from 'node:fs';
import { errorCode } from './error-code.ts';

export function describeSpawnFailure(error: unknown, command: string, args: readonly string[], cwd: string): string {
  const start = `cannot start "${command}": `;
  switch (errorCode(error)) {
    case 'ENOENT':
      return start + describeMissing(command, cwd);
    case 'ENOTDIR':
      return `${start}the working directory ${cwd} is no folder`;
    case 'EACCES':
      return `${start}permission denied (is it executable, and may ${cwd} be entered?)`;
    case 'E2BIG':
      return `${start}its command line is too long (${lengthOf(args)} bytes of arguments); let it read the prompt with "prompt": "stdin" or "file"`;
    case 'ERR_INVALID_ARG_VALUE':
      return `${start}an argument holds a NUL character, which no command line can carry; let it read the prompt with "prompt": "stdin" or "file"`;
    case 'EAGAIN':
      return `${start}the system allows no more processes (EAGAIN); lower "concurrency"`;
    case 'EMFILE':
    case 'ENFILE':
      return `${start}too many open files (${errorCode(error)}); lower "concurrency"`;
    default:
      return start + (error instanceof Error ? error.message : String(error));
  }
}

function describeMissing(command: string, cwd: string): string {
  if (!existsSync(cwd)) return `the working directory ${cwd} does not exist`;
  if (!/[/\\]/.test(command)) return 'no such command on PATH';
  return existsSync(command) ? 'the interpreter that its first line names does not exist' : 'no such file';
}

function lengthOf(args: readonly string[]): number {
  return args.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0);
}
