/**
 * Routes invocations to executors by the settings of a run: the `AgentRouter` port.
 *
 * 1. One executor a setting, made at its first use or by `prepare`; simulated settings with the same
 *    answers share one, so that `times` and `replies` count over the whole run.
 * 2. `execute` never rejects: an executor that cannot be made is a failure of kind `spawn`. `prepare`
 *    reports it before anything runs.
 * 3. An executor that is made is called in the caller's own turn, so that arrivals keep their order and
 *    their instant.
 */
import { invariant } from '../../assert.ts';
import type { AgentExecutor, AgentReply, AgentRequest, AgentRouter, RoutedAgent } from '../../ports.ts';
import { type ExecutorPorts, makeExecutor } from './executor-table.ts';
import { type AgentSetting, type Settings, settingFor } from './settings.ts';

export interface RouteKey {
  /** Name of the program's agent; null for a session without one. */
  readonly agent: string | null;
  readonly kind: AgentRequest['kind'];
}

export interface SettingsRouter extends AgentRouter {
  /**
   * Makes the executors of these invocations now.
   *
   * @throws TroupeError `usage` for a setting whose executor cannot be made
   */
  prepare(keys: readonly RouteKey[]): Promise<void>;
}

/**
 * @example
 * const settings = await loadSettings({ programFolder, workingDirectory, flags: {}, environment: process.env });
 * const router = createRouter(settings, { clock, environment: process.env });
 * await router.prepare([{ agent: 'researcher', kind: 'session' }]);
 */
export function createRouter(settings: Settings, ports: Omit<ExecutorPorts, 'grace'>): SettingsRouter {
  return new Router(settings, { ...ports, grace: settings.grace });
}

class Router implements SettingsRouter {
  readonly #settings: Settings;
  readonly #ports: ExecutorPorts;
  readonly #making = new Map<string, Promise<AgentExecutor>>();
  readonly #made = new Map<string, AgentExecutor>();
  readonly #routes = new Map<string, RoutedAgent>();

  constructor(settings: Settings, ports: ExecutorPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  route(key: RouteKey): RoutedAgent {
    const setting = this.#setting(key);
    const known = this.#routes.get(setting.name);
    if (known !== undefined) return known;
    const routed = this.#routed(setting);
    this.#routes.set(setting.name, routed);
    return routed;
  }

  async prepare(keys: readonly RouteKey[]): Promise<void> {
    const settings = new Set(keys.map((key) => this.#setting(key)));
    for (const setting of settings) await this.#make(setting);
  }

  #setting(key: RouteKey): AgentSetting {
    const name = settingFor(this.#settings, key);
    const setting = this.#settings.agents.get(name);
    invariant(setting, `no setting is named ${name}`);
    return setting;
  }

  #routed(setting: AgentSetting): RoutedAgent {
    return {
      command: setting.name,
      concurrency: setting.concurrency,
      timeout: setting.timeout ?? this.#settings.timeout,
      inProcess: setting.use === 'simulated',
      executor: {
        execute: (request, hooks) => this.#made.get(executorKey(setting))?.execute(request, hooks) ?? this.#makeAndExecute(setting, request, hooks),
      },
    };
  }

  async #makeAndExecute(setting: AgentSetting, ...call: Parameters<AgentExecutor['execute']>): Promise<AgentReply> {
    let executor: AgentExecutor;
    try {
      executor = await this.#make(setting);
    } catch (error) {
      return { ok: false, error: { kind: 'spawn', message: error instanceof Error ? error.message : String(error) } };
    }
    return executor.execute(...call);
  }

  #make(setting: AgentSetting): Promise<AgentExecutor> {
    const key = executorKey(setting);
    const known = this.#making.get(key);
    if (known !== undefined) return known;
    const making = makeExecutor(setting, this.#ports).then((executor) => {
      this.#made.set(key, executor);
      return executor;
    });
    this.#making.set(key, making);
    return making;
  }
}

/** Settings with equal keys share one executor. */
function executorKey(setting: AgentSetting): string {
  return setting.use === 'simulated' ? `simulated ${setting.answers ?? ''}` : `setting ${setting.name}`;
}
