/**
 * A configuration as it is written (`formats.md` 8): the shape that `schema.ts` checks. What it means,
 * with defaults, flags and environment, is `settings.ts`.
 */

/** Ways to carry a session out; also names that may be chosen without a declaration. */
export const uses = ['simulated', 'command', 'claude', 'codex', 'gemini', 'opencode', 'copilot', 'openai-compatible', 'anthropic'] as const;
export type Use = (typeof uses)[number];

export function isUse(name: string): name is Use {
  return (uses as readonly string[]).includes(name);
}

/** Text such as `500ms`, `30s`, `5m`, `2h`. */
export type DurationText = string;

export interface AgentConfiguration {
  readonly use?: Use;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly prompt?: 'stdin' | 'arg' | 'file';
  readonly output?: 'text' | 'json' | 'file';
  readonly model?: string;
  readonly models?: 'any' | Readonly<Record<string, string>>;
  readonly baseUrl?: string;
  readonly keyEnv?: string;
  readonly env?: readonly string[];
  readonly timeout?: DurationText;
  readonly concurrency?: number;
  readonly allowEmpty?: boolean;
  readonly resumeSession?: boolean;
  readonly permissions?: 'enforce' | 'advise';
  readonly permissionMode?: 'read' | 'edit' | 'full';
  readonly for?: readonly string[];
  /** The simulated agent's answers file, relative to the configuration's folder. */
  readonly answers?: string;
}

export interface Budget {
  readonly usd?: number;
  readonly tokens?: number;
  readonly sessions?: number;
}

export interface Configuration {
  readonly $schema?: string;
  readonly agent?: string;
  readonly judge?: string;
  readonly concurrency?: number;
  readonly timeout?: DurationText;
  readonly grace?: DurationText;
  readonly cleanupTimeout?: DurationText;
  readonly budget?: Budget;
  readonly runsDir?: string;
  readonly explore?: Readonly<Record<string, unknown>>;
  readonly agents?: Readonly<Record<string, AgentConfiguration>>;
}
