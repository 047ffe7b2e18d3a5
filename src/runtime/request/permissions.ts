/**
 * `permissions:` of agents and sessions (`language.md` 3): a session's own may only narrow its agent's.
 *
 * 1. Whatever the narrowed permissions allow, both allow; where the two cannot be combined exactly, less is allowed.
 */
import type { PermissionAction, Permissions } from '../../ports.ts';
import { isList, isObject, type Value } from '../../values.ts';
import { type Failed, isFailed, typeFailed } from '../values/failed.ts';
import { show } from '../values/show.ts';

type Area = 'read' | 'write' | 'execute' | 'network';
type Rule = PermissionAction | readonly string[];

const AREAS: readonly Area[] = ['read', 'write', 'execute', 'network'];
const ACTIONS: readonly PermissionAction[] = ['deny', 'prompt', 'allow'];

export function permissionsIn(value: Value): Permissions | Failed {
  if (!isObject(value)) return typeFailed(`permissions must be a block of read, write, execute, network and bash, not ${show(value)}`);
  const permissions: Record<string, Rule> = {};
  for (const [name, entry] of Object.entries(value)) {
    const rule = ruleIn(name, entry);
    if (isFailed(rule)) return rule;
    permissions[name] = rule;
  }
  return permissions;
}

function ruleIn(name: string, value: Value): Rule | Failed {
  if (name === 'bash') return actionIn(value) ?? typeFailed(`permissions: bash must be allow, deny or prompt, not ${show(value)}`);
  if (!AREAS.some((area) => area === name)) return typeFailed(`permissions: ${name} is unknown; expected ${AREAS.join(', ')} or bash`);
  const action = actionIn(value);
  if (action !== null) return action;
  if (isList(value) && value.every((pattern) => typeof pattern === 'string')) return value;
  return typeof value === 'string' ? [value] : typeFailed(`permissions: ${name} must be allow, deny, prompt or a list of patterns, not ${show(value)}`);
}

function actionIn(value: Value): PermissionAction | null {
  return ACTIONS.find((action) => action === value) ?? null;
}

/** What both allow. */
export function narrowed(agent: Permissions | null, session: Permissions | null): Permissions | null {
  if (agent === null || session === null) return session ?? agent;
  const rules: Record<string, Rule> = {};
  for (const area of AREAS) {
    const rule = narrowRule(agent[area], session[area]);
    if (rule !== undefined) rules[area] = rule;
  }
  const bash = narrowAction(agent.bash, session.bash);
  return { ...rules, ...(bash === undefined ? {} : { bash }) };
}

function narrowRule(agent: Rule | undefined, session: Rule | undefined): Rule | undefined {
  if (agent === undefined || session === undefined) return session ?? agent;
  if (isPatterns(agent)) return isPatterns(session) ? commonPatterns(agent, session) : narrowPatterns(agent, session);
  return isPatterns(session) ? narrowPatterns(session, agent) : narrowAction(agent, session);
}

function isPatterns(rule: Rule): rule is readonly string[] {
  return typeof rule !== 'string';
}

function narrowAction(agent: PermissionAction | undefined, session: PermissionAction | undefined): PermissionAction | undefined {
  if (agent === undefined || session === undefined) return session ?? agent;
  return ACTIONS[Math.min(ACTIONS.indexOf(agent), ACTIONS.indexOf(session))];
}

/** A list and a word: only `allow` leaves the list as it is; asking for each of some patterns cannot be said. */
function narrowPatterns(patterns: readonly string[], action: PermissionAction): Rule {
  return action === 'allow' ? patterns : action;
}

/** The patterns of one list that some pattern of the other covers. */
function commonPatterns(a: readonly string[], b: readonly string[]): readonly string[] {
  const inBoth = [...b.filter((pattern) => a.some((wide) => covers(wide, pattern))), ...a.filter((pattern) => b.some((wide) => covers(wide, pattern)))];
  return [...new Set(inBoth)];
}

/** Whether everything that `narrow` matches is surely matched by `wide`. */
function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '**' || wide === '**/*') return true;
  if (isEscaping(narrow)) return false;
  if (wide.endsWith('/**') && !hasWildcard(wide.slice(0, -3))) return narrow.startsWith(wide.slice(0, -2));
  return !hasWildcard(narrow) && globPattern(wide).test(narrow);
}

/** `src/../secret` lies under no folder that it names. */
function isEscaping(pattern: string): boolean {
  return pattern.split('/').includes('..');
}

function hasWildcard(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

/** `*` and `?` within a folder, `**` over folders; other characters stand for themselves. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`, 's');
}
