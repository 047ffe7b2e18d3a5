/** How each `use` becomes an executor: one line each, its code loaded only when it is needed. */
import type { AgentExecutor, Clock } from '../../ports.ts';
import type { Adapter } from '../adapters/adapter.ts';
import type { Provider } from '../http/provider.ts';
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

const executorTable: Readonly<Record<Use, MakeExecutor>> = {
  simulated: makeSimulated,
  command: makeCommand,
  claude: async (setting, ports) => makeCli((await import('../adapters/claude.ts')).claude, setting, ports),
  codex: async (setting, ports) => makeCli((await import('../adapters/codex.ts')).codex, setting, ports),
  gemini: async (setting, ports) => makeCli((await import('../adapters/gemini.ts')).gemini, setting, ports),
  opencode: async (setting, ports) => makeCli((await import('../adapters/opencode.ts')).opencode, setting, ports),
  copilot: async (setting, ports) => makeCli((await import('../adapters/copilot.ts')).copilot, setting, ports),
  'openai-compatible': async (setting, ports) => makeHttp((await import('../http/openai-compatible.ts')).openAiCompatible, setting, ports),
  anthropic: async (setting, ports) => makeHttp((await import('../http/anthropic.ts')).anthropic, setting, ports),
};

/** @throws TroupeError `usage` when its setting cannot be used */
export function makeExecutor(setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  return executorTable[setting.use](setting, ports);
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

async function makeCli(adapter: Adapter, setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  const { createCliExecutor } = await import('../adapters/cli-executor.ts');
  return createCliExecutor({
    adapter,
    command: setting.command,
    args: setting.args,
    env: setting.keyEnv === null ? setting.env : [...setting.env, setting.keyEnv],
    allowEmpty: setting.allowEmpty,
    resumeSession: setting.resumeSession,
    permissions: setting.permissions,
    permissionMode: setting.permissionMode,
    grace: ports.grace,
    modelName: (model) => modelName(setting, model),
    environment: ports.environment,
  });
}

async function makeHttp(provider: Provider, setting: AgentSetting, ports: ExecutorPorts): Promise<AgentExecutor> {
  const { createHttpExecutor } = await import('../http/http-executor.ts');
  return createHttpExecutor({
    provider,
    baseUrl: setting.baseUrl,
    keyEnv: setting.keyEnv,
    allowEmpty: setting.allowEmpty,
    modelName: (model) => modelName(setting, model),
    environment: ports.environment,
  });
}
