/**
 * Routes invocations to executors by the settings of a run: the `AgentRouter` port.
 *
 * 1. One executor a setting, made at its first use or by `prepare`; simulated settings with the same
 *    answers share one, so that `times` and `replies` count over the whole run.
 * 2. `execute` never rejects: an executor that cannot be made is a failure of kind `spawn`. `prepare`
 *    reports it before anything runs.
 */
import { invariant } from '../../assert.ts';
import type { AgentExecutor, AgentRequest, AgentRouter, RoutedAgent } from '../../ports.ts';
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
  readonly #executors = new Map<string, Promise<AgentExecutor>>();
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
    for (const setting of settings) await this.#executor(setting);
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
        execute: async (request, hooks) => {
          let executor: AgentExecutor;
          try {
            executor = await this.#executor(setting);
          } catch (error) {
            return { ok: false, error: { kind: 'spawn', message: error instanceof Error ? error.message : String(error) } };
          }
          return executor.execute(request, hooks);
        },
      },
    };
  }

  #executor(setting: AgentSetting): Promise<AgentExecutor> {
    const key = setting.use === 'simulated' ? `simulated ${setting.answers ?? ''}` : `setting ${setting.name}`;
    const known = this.#executors.get(key);
    if (known !== undefined) return known;
    const made = makeExecutor(setting, this.#ports);
    this.#executors.set(key, made);
    return made;
  }
}
