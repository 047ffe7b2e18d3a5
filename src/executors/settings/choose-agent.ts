/**
 * Which setting carries sessions out when nobody named one (agents.md 2).
 *
 * 1. A real agent is never used without a yes: on a terminal it is asked for, elsewhere it is a usage error.
 * 2. Only where no agent command is installed does the simulated agent stand in, and it says so.
 */
import { TroupeError } from '../../errors.ts';
import type { Environment } from './choices.ts';
import { agentCommands, commandsOnPath, type FoundCommand } from './commands-on-path.ts';

/** Asks a person for yes or no; absent off a terminal. */
export type Confirm = (question: string) => Promise<boolean>;

export interface ChosenAgent {
  readonly name: string;
  /** A line for the person, when there is something to know. */
  readonly notice: string | null;
}

export const SIMULATED_NOTICE = 'the simulated agent answers: no model is asked';

/** @throws TroupeError `usage` listing the choices, when an agent command is installed and nobody said yes to it */
export async function chooseAgent(environment: Environment, confirm: Confirm | null): Promise<ChosenAgent> {
  const found = commandsOnPath(environment);
  const [first] = found;
  if (first === undefined) {
    return { name: 'simulated', notice: `no agent is configured and none of ${agentCommands.join(', ')} is on PATH: ${SIMULATED_NOTICE}` };
  }
  if (confirm !== null && (await confirm(question(first, found)))) return { name: first.name, notice: null };
  throw nobodyChosen(found);
}

function question(first: FoundCommand, found: readonly FoundCommand[]): string {
  const others = found.slice(1).map((command) => command.name);
  const rest = others.length === 0 ? '' : ` (also found: ${others.join(', ')})`;
  return `No agent is configured. Found ${first.name} at ${first.file}${rest}. Use ${first.name} for this run?`;
}

function nobodyChosen(found: readonly FoundCommand[]): TroupeError {
  const names = found.map((command) => command.name);
  const flags = [...names, 'simulated'].map((name) => `--agent ${name}`).join(', ');
  return new TroupeError('usage', `no agent is chosen (on PATH: ${names.join(', ')})`, {
    hint: `choose one: ${flags}; or name one as "agent" in troupe.config.json`,
    details: { found: names },
  });
}
