/** What the settings say about the models and permissions that a program writes: the answers behind E008 and E045. */
import { dirname, resolve } from 'node:path';
import { TroupeError } from '../errors.ts';
import { findConfiguration } from '../executors/settings/configuration-file.ts';
import { loadSettings } from '../executors/settings/load-settings.ts';
import { knownModel } from '../executors/settings/models.ts';
import { enforcementOf } from '../executors/settings/permissions.ts';
import { type Settings, settingFor } from '../executors/settings/settings.ts';
import type { AgentKnowledge } from '../language/checks/check-context.ts';

export function agentKnowledge(settings: Settings): AgentKnowledge {
  const settingOf = (agent: string | undefined) => settingFor(settings, { agent: agent ?? null, kind: 'session' });
  return {
    models(model, agent) {
      const known = knownModel(settings, settingOf(agent), model);
      return known.ok ? 'known' : { hint: known.hint };
    },
    permissions(permissions, agent) {
      const setting = settingOf(agent);
      const enforcement = enforcementOf(settings, setting, permissions);
      if (enforcement.kind !== 'refused') return 'enforced';
      return {
        message: `the agent setting \`${setting}\` cannot enforce ${enforcement.what}`,
        hint: `choose another setting for it, or let it run unguarded: "agents": { ${JSON.stringify(setting)}: { "permissions": "advise" } }`,
      };
    },
  };
}

/**
 * The same for `check`: only when a configuration is found from the program's folder, and never a reason to check nothing.
 *
 * @returns knowledge, null when there is no configuration, or the problem that keeps it from being used
 */
export async function configuredKnowledge(programFile: string): Promise<AgentKnowledge | null | { readonly problem: string }> {
  const programFolder = dirname(resolve(programFile));
  try {
    if ((await findConfiguration(programFolder, null)) === null) return null;
    return agentKnowledge(await loadSettings({ programFolder, workingDirectory: process.cwd(), flags: {}, environment: process.env }));
  } catch (error) {
    if (error instanceof TroupeError) return { problem: error.message };
    throw error;
  }
}
