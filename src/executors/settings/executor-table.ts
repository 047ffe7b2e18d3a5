/**
 * How each `use` becomes an executor: one line each, its code loaded only when it is needed.
 *
 * A `use` without a line is known to configurations but not available in this version.
 */
import { TroupeError } from '../../errors.ts';
import type { AgentExecutor, Clock } from '../../ports.ts';
import type { Arrival } from '../simulated/script.ts';
import type { Environment } from './choices.ts';
import type { Use } from './configuration.ts';
import { modelName } from './models.ts';
import type { AgentSetting } from './settings.ts';

/** What executors need besides their setting. */
export interface ExecutorPorts {
  readonly clock: Clock;
  readonly environment: Environment;
  /** Milliseconds between asking a process to end and killing it. */
  readonly grace: number;
  /** Attempts that had ended before, in order: at resume a simulated agent counts on from them. */
  readonly ended?: readonly Arrival[];
}

type MakeExecutor = (setting: AgentSetting, ports: ExecutorPorts) => Promise<AgentExecutor>;

const executorTable: Readonly<Partial<Record<Use, MakeExecutor>>> = {
  simulated: makeSimulated,
  command: makeCommand,
};

/** @throws TroupeError `usage` when this version has no executor of that use, or its setting cannot be used */
export async function makeExecutor(setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  const make = executorTable[setting.use];
  if (make === undefined) throw notAvailable(setting);
  return make(setting, ports);
}

function notAvailable(setting: AgentSetting): TroupeError {
  const available = Object.keys(executorTable).map((use) => `"${use}"`);
  return new TroupeError('usage', `agent setting "${setting.name}": "${setting.use}" is not available in this version`, {
    hint: `available: ${available.join(', ')}; a setting with "use": "command" runs any program`,
    details: { setting: setting.name, use: setting.use },
  });
}

async function makeSimulated(setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  const { createSimulatedExecutor } = await import('../simulated/executor.ts');
  const { readAnswersFile } = await import('../simulated/read-answers.ts');
  const answers = setting.answers === null ? null : await readAnswersFile(setting.answers);
  return createSimulatedExecutor({ answers, clock: ports.clock, ...(ports.ended === undefined ? {} : { ended: ports.ended }) });
}

async function makeCommand(setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  const { createCommandExecutor } = await import('../command.ts');
  return createCommandExecutor({
    command: [...setting.command, ...setting.args],
    prompt: setting.prompt,
    output: setting.output,
    env: setting.env,
    allowEmpty: setting.allowEmpty,
    grace: ports.grace,
    modelName: (model) => modelName(setting, model),
    environment: ports.environment,
  });
}
