/**
 * What an agent process sees of our environment: a fixed list, the names its setting allows, and the
 * facts of the attempt. Nothing else leaks in (agents.md 2).
 */
import type { AgentRequest } from '../../ports.ts';

/** A `*` stands for any run of characters. */
const alwaysPassed = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_*',
  'TZ',
  'TMPDIR',
  'TERM',
  'XDG_*',
  '*_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_*',
] as const;

/** Without these no program starts on Windows, where names have no case. */
const alsoPassedOnWindows = ['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP'] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of `environment` that `alwaysPassed` or `names` admit. */
export function filterEnvironment(environment: Environment, names: readonly string[], platform: NodeJS.Platform = process.platform): Record<string, string> {
  const admitted = [...alwaysPassed, ...names, ...(platform === 'win32' ? alsoPassedOnWindows : [])].map((name) => nameMatcher(name, platform));
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && admitted.some((admits) => admits(name))) passed[name] = value;
  }
  return passed;
}

function nameMatcher(pattern: string, platform: NodeJS.Platform): (name: string) => boolean {
  const fold = (text: string): string => (platform === 'win32' ? text.toUpperCase() : text);
  const wanted = fold(pattern);
  if (wanted.endsWith('*')) return (name) => fold(name).startsWith(wanted.slice(0, -1));
  if (wanted.startsWith('*')) return (name) => fold(name).endsWith(wanted.slice(1));
  return (name) => fold(name) === wanted;
}

/** The facts of one attempt. A fact that there is none of is the empty text, so that `set -u` scripts can read it. */
export function attemptEnvironment(request: AgentRequest, model: string | null, resultFile: string): Record<string, string> {
  return {
    TROUPE_RUN: request.run,
    TROUPE_PATH: request.path,
    TROUPE_ATTEMPT: String(request.attempt),
    TROUPE_LABEL: withoutNul(request.label),
    TROUPE_AGENT: request.agent ?? '',
    TROUPE_MODEL: withoutNul(model ?? ''),
    TROUPE_RESULT: resultFile,
    TROUPE_MEMORY: request.memory?.file ?? '',
    TROUPE_KIND: request.kind,
    TROUPE_MARK: request.mark,
  };
}

/** The operating system ends a variable at NUL; a spawn with one inside is refused. */
function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
