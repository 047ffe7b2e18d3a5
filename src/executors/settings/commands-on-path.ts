/** The agent commands installed on this machine, in the order of preference. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from './choices.ts';

export const agentCommands = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;
export type AgentCommand = (typeof agentCommands)[number];

export interface FoundCommand {
  readonly name: AgentCommand;
  readonly file: string;
}

export function commandsOnPath(environment: Environment, platform: NodeJS.Platform = process.platform): readonly FoundCommand[] {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = platform === 'win32' ? (environment.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  return agentCommands.flatMap((name) => {
    const file = folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isExecutable);
    return file === undefined ? [] : [{ name, file }];
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
