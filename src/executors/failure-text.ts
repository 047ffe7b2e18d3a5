/**
 * What is told of an agent's standard error: the line that says why, and the last useful lines.
 */

/** Characters that are looked at, from either end; an agent may write mebibytes. */
const LOOKED_AT = 64 * 1024;
const TAIL_LINES = 20;
const TAIL_CHARACTERS = 4 * 1024;
const LONGEST_REASON = 300;

/** Control sequences of terminals (colour, titles, cursor). */
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
/** Lines that say where, not why: stack frames, carets, the place and version lines of Node, rules. */
const noise = /^\s*(?:at\s|\^|~+\s*$|[-=*_]{3,}\s*$|node:internal|file:\/\/\S+:\d+$|\S+:\d+$|Node\.js v\d|\(node:\d+\)|\(Use `|throw\s)/;
const namesAnError = /^\s*(?:\[?(?:error|fatal|panic|fail(?:ed|ure)?)\b|(?:[\w.]+:\s*)?(?:Uncaught\s+)?\w*(?:Error|Exception)\b)/i;

/** The line that most likely says what went wrong; null when there is none. `mask` hides secrets. */
export function reasonLine(stderr: string, mask: (text: string) => string): string | null {
  const lines = usefulLines(mask(stderr.slice(0, LOOKED_AT)));
  const line = lines.find((candidate) => namesAnError.test(candidate)) ?? lines[0];
  return line === undefined ? null : line.trim().slice(0, LONGEST_REASON);
}

/** The last lines that are not blank; null when there are none. `mask` hides secrets. */
export function lastLines(stderr: string, mask: (text: string) => string): string | null {
  const lines = plainLines(mask(stderr.slice(-LOOKED_AT))).slice(-TAIL_LINES);
  return lines.length === 0 ? null : lines.join('\n').slice(-TAIL_CHARACTERS);
}

function usefulLines(text: string): readonly string[] {
  return plainLines(text).filter((line) => !noise.test(line));
}

function plainLines(text: string): readonly string[] {
  return (
    text
      .replace(terminalSequence, '')
      .split('\n')
      // A progress line rewrites itself after a carriage return: what it said last counts.
      .map((line) => line.trimEnd().split('\r').at(-1) ?? '')
      .filter((line) => line.trim() !== '')
  );
}
