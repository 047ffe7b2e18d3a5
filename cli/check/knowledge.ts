/** What a configuration says about models and permissions. Loaded by `check` only where there may be one. */
import { configuredKnowledge } from '../../src/index.ts';
import type { AgentKnowledge } from '../../src/language/index.ts';
import { say } from '../light/console.ts';

/** Empty when there is no configuration, or one that cannot be used, which is said. */
export async function knowledgeFor(programFile: string): Promise<AgentKnowledge> {
  const found = await configuredKnowledge(programFile);
  if (found === null) return {};
  if (!('problem' in found)) return found;
  say(`models and permissions are not checked: ${found.problem}`);
  return {};
}
