/** The settings of a run: configuration, environment and flags resolved, with all defaults (`formats.md` 8). Plain data. */
import type { AgentRequest } from '../../ports.ts';
import { parseDuration } from '../duration.ts';
import { type AgentConfiguration, type Budget, type Configuration, isUse, type Use } from './configuration.ts';

/** One way to carry sessions out. Durations in milliseconds. */
export interface AgentSetting {
  readonly name: string;
  readonly use: Use;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly prompt: 'stdin' | 'arg' | 'file';
  readonly output: 'text' | 'json' | 'file';
  readonly model: string | null;
  readonly models: 'any' | ReadonlyMap<string, string>;
  readonly baseUrl: string | null;
  readonly keyEnv: string | null;
  readonly env: readonly string[];
  /** Null: the run's. */
  readonly timeout: number | null;
  /** Null: no cap of its own. */
  readonly concurrency: number | null;
  readonly allowEmpty: boolean;
  readonly resumeSession: boolean;
  readonly permissions: 'enforce' | 'advise';
  readonly permissionMode: 'read' | 'edit' | 'full';
  /** Absolute. */
  readonly answers: string | null;
}

export interface Settings {
  /** Absolute file of the configuration; null without one. */
  readonly file: string | null;
  /** Names of settings. */
  readonly agent: string;
  readonly judge: string;
  readonly concurrency: number;
  readonly timeout: number;
  readonly grace: number;
  readonly cleanupTimeout: number;
  readonly budget: Budget;
  /** As written: relative to the working directory. */
  readonly runsDir: string;
  readonly explore: Readonly<Record<string, unknown>>;
  /** Every setting that can be routed to. */
  readonly agents: ReadonlyMap<string, AgentSetting>;
  /** Name of a program's agent -> name of a setting. */
  readonly mapped: ReadonlyMap<string, string>;
  /** Lines that a person must see before the run begins. */
  readonly notices: readonly string[];
}

export const defaults = { concurrency: 16, timeout: '30m', grace: '5s', cleanupTimeout: '10m', runsDir: '.prose/runs' } as const;

/** The name of the setting that carries an invocation out. */
export function settingFor(settings: Settings, request: { readonly agent: string | null; readonly kind: AgentRequest['kind'] }): string {
  if (request.kind === 'judge') return settings.judge;
  return (request.agent === null ? undefined : settings.mapped.get(request.agent)) ?? settings.agent;
}

/** A declared setting, or one that needs no declaration, with defaults. */
export function agentSetting(name: string, written: AgentConfiguration = {}, answers: string | null = null): AgentSetting {
  return {
    name,
    // Without `use`, a name that passed the checks is the name of one.
    use: written.use ?? (isUse(name) ? name : 'simulated'),
    command: written.command ?? [],
    args: written.args ?? [],
    prompt: written.prompt ?? 'stdin',
    output: written.output ?? 'text',
    model: written.model ?? null,
    models: written.models === 'any' ? 'any' : new Map(Object.entries(written.models ?? {})),
    baseUrl: written.baseUrl ?? null,
    keyEnv: written.keyEnv ?? null,
    env: written.env ?? [],
    timeout: written.timeout === undefined ? null : milliseconds(written.timeout),
    concurrency: written.concurrency ?? null,
    allowEmpty: written.allowEmpty ?? false,
    resumeSession: written.resumeSession ?? false,
    permissions: written.permissions ?? 'enforce',
    permissionMode: written.permissionMode ?? 'edit',
    answers,
  };
}

/** The program's agents that settings are declared `for`. */
export function mappedAgents(configuration: Configuration): ReadonlyMap<string, string> {
  return new Map(Object.entries(configuration.agents ?? {}).flatMap(([name, agent]) => (agent.for ?? []).map((programAgent) => [programAgent, name] as const)));
}

/** Milliseconds of a duration that has been checked. */
export function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
