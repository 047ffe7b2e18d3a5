/** Whether an agent setting can hold a program's `permissions` (agents.md 4, E045). */
import type { Use } from './configuration.ts';
import type { Settings } from './settings.ts';

/** `refused`: the program must not run; `advised`: it runs, and the person is told that nothing is enforced. */
export type Enforcement = 'enforced' | 'advised' | 'refused';

/** A simulated agent touches nothing, so nothing has to be held back; any other use must prove what it enforces. */
const enforcing: ReadonlySet<Use> = new Set<Use>(['simulated']);

export function enforcementOf(settings: Settings, settingName: string): Enforcement {
  const setting = settings.agents.get(settingName);
  if (setting === undefined || enforcing.has(setting.use)) return 'enforced';
  return setting.permissions === 'advise' ? 'advised' : 'refused';
}
