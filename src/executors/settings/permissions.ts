/** Whether an agent setting can hold a program's `permissions` (agents.md 4, E045). */
import type { Permissions } from '../../ports.ts';
import { claude } from '../adapters/claude.ts';
import { codex } from '../adapters/codex.ts';
import { copilot } from '../adapters/copilot.ts';
import { gemini } from '../adapters/gemini.ts';
import { opencode } from '../adapters/opencode.ts';
import { policyOf } from '../adapters/policy.ts';
import type { AgentSetting, Settings } from './settings.ts';

/** `refused`: the program must not run; `advised`: it runs, and the person is told that something is not enforced. */
export type Enforcement =
  | { readonly kind: 'enforced' }
  /** `what`: the part that nothing holds, as a phrase (`read` patterns). */
  | { readonly kind: 'advised' | 'refused'; readonly what: string };

/** @param permissions as far as they are known; what is left out counts as not mentioned */
export function enforcementOf(settings: Settings, settingName: string, permissions: Permissions): Enforcement {
  const setting = settings.agents.get(settingName);
  const what = setting === undefined ? null : unenforceable(setting, permissions);
  if (what === null) return { kind: 'enforced' };
  return { kind: setting?.permissions === 'advise' ? 'advised' : 'refused', what };
}

function unenforceable(setting: AgentSetting, permissions: Permissions): string | null {
  switch (setting.use) {
    // They touch nothing: no process, no tools.
    case 'simulated':
    case 'openai-compatible':
    case 'anthropic':
      return null;
    case 'command':
      return 'permissions';
    default: {
      const found = policyOf(permissions, setting.permissionMode);
      return found.ok ? adapters[setting.use].unenforceable(found.policy) : found.problem;
    }
  }
}

const adapters = { claude, codex, gemini, opencode, copilot } as const;
