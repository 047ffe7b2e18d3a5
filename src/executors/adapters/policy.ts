/**
 * A program's `permissions` as four questions that every agent command is asked the same way.
 *
 * 1. `bash` and `execute` are one thing here: the only way to run a program is the shell tool. `bash: deny` wins.
 * 2. A shell can read, write and reach the network past every rule on other tools. So where one of these is
 *    restricted, a shell that the program does not ask for is withheld; one that it asks for can be held only by a
 *    sandbox (`shellEscapes`).
 * 3. What the program does not mention follows the setting's `permissionMode`.
 */
import type { PermissionAction, Permissions } from '../../ports.ts';

/** `unsaid`: the program does not mention it, and nothing forbids it. */
export type Access = 'allow' | 'deny' | 'unsaid' | readonly string[];

export interface Policy {
  readonly read: Access;
  readonly write: Access;
  readonly network: Access;
  /** Programs that may be run. */
  readonly commands: Access;
}

export type PolicyResult = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problem: string };

const aspects = ['read', 'write', 'execute', 'network', 'bash'] as const;

/** The policy of a program's permissions. `prompt` has none: in a run, nobody can be asked. */
export function policyOf(permissions: Permissions, mode: 'read' | 'edit' | 'full'): PolicyResult {
  const asked = aspects.find((aspect) => permissions[aspect] === 'prompt');
  if (asked !== undefined) return { ok: false, problem: `\`${asked}: prompt\` (nobody can be asked)` };
  const read = accessOf(permissions.read);
  const write = mode === 'read' && permissions.write === undefined ? 'deny' : accessOf(permissions.write);
  const network = accessOf(permissions.network);
  const commands = commandsOf(permissions);
  const withheld = commands === 'unsaid' && ([read, write, network].some(isRestricted) || mode !== 'full');
  return { ok: true, policy: { read, write, network, commands: withheld ? 'deny' : commands } };
}

function accessOf(value: PermissionAction | readonly string[] | undefined): Access {
  if (value === undefined) return 'unsaid';
  if (typeof value === 'string') return value === 'allow' ? 'allow' : 'deny';
  return value.length === 0 ? 'deny' : value;
}

function commandsOf({ bash, execute }: Permissions): Access {
  if (bash === 'deny') return 'deny';
  const programs = accessOf(execute);
  return programs === 'unsaid' ? accessOf(bash) : programs;
}

export function isRestricted(access: Access): boolean {
  return access === 'deny' || isList(access);
}

export function isList(access: Access): access is readonly string[] {
  return typeof access !== 'string';
}

export function isDenied(access: Access): boolean {
  return access === 'deny';
}

/** Whether a shell that may run lets the agent do what another rule forbids. */
export function shellEscapes({ read, write, network, commands }: Policy): boolean {
  return commands !== 'deny' && [read, write, network].some(isRestricted);
}

/** The aspects that are lists, for commands that know only yes and no. */
export function listedAspects(policy: Policy): readonly string[] {
  const names = { read: '`read` patterns', write: '`write` patterns', network: '`network` hosts', commands: '`execute` patterns' } as const;
  return (['read', 'write', 'network', 'commands'] as const).filter((aspect) => isList(policy[aspect])).map((aspect) => names[aspect]);
}

export const SHELL_ESCAPES = 'a shell together with restricted files or network';

/** What a tool is for, by its name in any of the commands; null for one that touches nothing of the policy. */
export function aspectOfTool(tool: string): keyof Policy | null {
  if (/bash|shell|exec|command|terminal/i.test(tool)) return 'commands';
  if (/web|fetch|url/i.test(tool)) return 'network';
  if (/edit|write_file|^write$|create|patch|replace|file_change/i.test(tool)) return 'write';
  return /read|view|grep|glob|^rg$|list_dir|^ls$|^list$|search_file/i.test(tool) ? 'read' : null;
}
