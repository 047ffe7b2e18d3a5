/**
 * Recordings of real runs, for the tests that run without the agent commands.
 *
 * What speaks of this machine (folders, ports) is replaced by a word, and events that no adapter reads and that hold
 * pages of text are left out.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandName } from '../cases.ts';

export interface Recording {
  readonly command: CommandName;
  readonly version: string;
  readonly exitCode: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Other files that the command wrote, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const recordingsFolder = fileURLToPath(new URL('../recordings/', import.meta.url));

/** @param hidden texts of this machine and the words that stand for them */
export function saveRecording(command: CommandName, version: string, name: string, directory: string, hidden: ReadonlyMap<string, string>): void {
  const read = (file: string): string => (existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8') : '');
  const hide = (text: string): string => [...hidden].reduce((clean, [from, to]) => clean.replaceAll(from, to), text);
  const lines = (file: string): readonly string[] => hide(read(file)).trimEnd().split('\n');
  const usage = read('usage.json');
  const recording: Recording = {
    command,
    version,
    exitCode: JSON.parse(read('receipt.json')).exitCode,
    stdout: lines('stdout.log').flatMap((line) => shortened(line)),
    stderr: lines('stderr.log')
      .filter((line) => !/^\s+at |^\s*$/.test(line))
      .slice(0, 20)
      .map((line) => line.slice(0, 500)),
    files: usage === '' ? {} : { 'usage.json': hide(usage) },
  };
  mkdirSync(join(recordingsFolder, command), { recursive: true });
  writeFileSync(join(recordingsFolder, command, `${name}.json`), `${JSON.stringify(recording, null, 2)}\n`);
}

const unread = /^session\.(?:skills_loaded|background_tasks_changed|mcp_servers_loaded|tools_updated|info)$|^model\.call|^assistant\.tool_call_delta$/;

function shortened(line: string): readonly string[] {
  if (!line.startsWith('{')) return [line];
  const event = JSON.parse(line) as { readonly type?: string; readonly subtype?: string; readonly session_id?: string };
  if (unread.test(event.type ?? '')) return [];
  return event.subtype === 'init' ? [JSON.stringify({ type: event.type, subtype: event.subtype, session_id: event.session_id })] : [line];
}
