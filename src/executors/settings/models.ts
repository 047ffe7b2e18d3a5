/** Which model names an agent setting knows (agents.md 2), and what its agent command calls them. */
import type { Use } from './configuration.ts';
import type { AgentSetting, Settings } from './settings.ts';

export type ModelKnowledge = { readonly ok: true } | { readonly ok: false; readonly hint: string };

const claude = [/^(?:sonnet|opus|haiku)$/, /^claude-/];
const openai = [/^gpt-/, /^o\d/];
const gemini = [/^gemini-/];

/** Names that an agent command knows by itself; `simulated` knows every name, a `command` or a server of one's own none. */
const families: Readonly<Record<Use, readonly RegExp[]>> = {
  simulated: [/^/],
  command: [],
  claude,
  codex: openai,
  gemini,
  opencode: [/^[^/\s]+\/\S+$/],
  copilot: [...openai, ...gemini, /^claude-/],
  'openai-compatible': [],
  anthropic: claude,
};

/**
 * Whether a setting knows a model as a program writes it; the hint says how to map it (E008).
 *
 * @example knownModel(settings, 'claude', 'gpt-5.2')
 * // { ok: false, hint: 'map it in the configuration: "agents": { "claude": { "models": { "gpt-5.2": "..." } } }' }
 */
export function knownModel(settings: Settings, settingName: string, model: string): ModelKnowledge {
  const setting = settings.agents.get(settingName);
  if (setting === undefined || knows(setting, model)) return { ok: true };
  const entry = `"agents": { ${JSON.stringify(settingName)}: { "models": { ${JSON.stringify(model)}: "..." } } }`;
  return { ok: false, hint: `map it in the configuration: ${entry}, or let every name pass: "models": "any"` };
}

function knows(setting: AgentSetting, model: string): boolean {
  if (setting.models === 'any' || setting.models.has(model) || setting.model === model) return true;
  return families[setting.use].some((family) => family.test(model));
}

/** The agent command's own name for a model of the program; the setting's model when the program names none. */
export function modelName(setting: AgentSetting, model: string | null): string | null {
  if (model === null) return setting.model;
  return (setting.models === 'any' ? undefined : setting.models.get(model)) ?? model;
}
