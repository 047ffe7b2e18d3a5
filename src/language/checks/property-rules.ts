/** Which properties there are and where each may stand (`language.md` 3). */

/** What may hold properties of the language's own. On a `call` all properties are inputs. */
export type Holder = 'agent' | 'session' | 'resume';

export const propertyNames = ['prompt', 'model', 'context', 'retry', 'backoff', 'timeout', 'returns', 'persist', 'skills', 'permissions', 'shape'] as const;
export type PropertyName = (typeof propertyNames)[number];

const everywhere: ReadonlySet<Holder> = new Set(['agent', 'session', 'resume']);
const onCalls: ReadonlySet<Holder> = new Set(['session', 'resume']);
const onAgents: ReadonlySet<Holder> = new Set(['agent']);

export const holdersOf: Readonly<Record<PropertyName, ReadonlySet<Holder>>> = {
  prompt: everywhere,
  model: everywhere,
  context: everywhere,
  retry: everywhere,
  backoff: everywhere,
  timeout: everywhere,
  returns: onCalls,
  persist: onAgents,
  skills: everywhere,
  permissions: everywhere,
  shape: onAgents,
};

const names: ReadonlySet<string> = new Set(propertyNames);

export function isPropertyName(name: string): name is PropertyName {
  return names.has(name);
}
