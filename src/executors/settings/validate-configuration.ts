/**
 * From unknown data to a configuration, or one error that names every mistake.
 *
 * Owns: the check against the schema and the rules that bind several keys. Ajv is loaded only here, and
 * only when there is a configuration.
 */
import { didYouMean } from '../../closest.ts';
import { type AgentConfiguration, type Configuration, isUse, type Use, uses } from './configuration.ts';
import { configurationError, mistakesOf } from './mistakes.ts';
import { configurationSchema } from './schema.ts';

/** @throws TroupeError `usage` naming file, key, value and what was expected, for every mistake */
export async function validateConfiguration(file: string, data: unknown): Promise<Configuration> {
  const { default: ajv } = await import('ajv'); // a bundle of a CommonJS module has no named exports
  const validate = new ajv.Ajv({ allErrors: true, verbose: true, strict: false, logger: false }).compile(configurationSchema);
  if (!validate(data)) throw configurationError(file, mistakesOf(validate.errors ?? []));
  // The schema and the type are two forms of one table; a test holds them together.
  const configuration = data as Configuration;
  const mistakes = relationMistakes(configuration);
  if (mistakes.length > 0) throw configurationError(file, mistakes);
  return configuration;
}

function relationMistakes(configuration: Configuration): readonly string[] {
  const agents = Object.entries(configuration.agents ?? {});
  return [
    ...agents.flatMap(([name, agent]) => settingMistakes(name, agent)),
    ...doubleMappings(agents),
    ...unknownNames(
      configuration,
      agents.map(([name]) => name),
    ),
  ];
}

function settingMistakes(name: string, agent: AgentConfiguration): readonly string[] {
  const use = agent.use ?? (isUse(name) ? name : null);
  const words = uses.map((word) => `"${word}"`).join(', ');
  if (use === null) return [`agents.${name}.use: missing; expected one of ${words}`];
  if (use === 'command' && agent.command === undefined) return [`agents.${name}.command: missing; expected a list of the program and its arguments`];
  if (use === 'openai-compatible' && agent.baseUrl === undefined)
    return [`agents.${name}.baseUrl: missing; expected a URL such as "http://127.0.0.1:11434/v1"`];
  if (use !== 'simulated' && agent.answers !== undefined)
    return [`agents.${name}.answers: only the simulated agent reads answers, and this setting uses "${use}"`];
  return [];
}

function doubleMappings(agents: readonly (readonly [string, AgentConfiguration])[]): readonly string[] {
  const owners = new Map<string, string>();
  return agents.flatMap(([name, agent]) =>
    (agent.for ?? []).flatMap((programAgent) => {
      const owner = owners.get(programAgent) ?? name;
      owners.set(programAgent, owner);
      return owner === name ? [] : [`agents.${name}.for: "${programAgent}" is mapped to agents.${owner} already`];
    }),
  );
}

function unknownNames(configuration: Configuration, declared: readonly string[]): readonly string[] {
  return (['agent', 'judge'] as const).flatMap((key) => {
    const name = configuration[key];
    const mistake = name === undefined ? null : unknownSetting(name, declared);
    return mistake === null ? [] : [`${key}: ${mistake}`];
  });
}

/** What is wrong with choosing this setting; null for one that is declared or needs no declaration. */
export function unknownSetting(name: string, declared: readonly string[]): string | null {
  if (declared.includes(name)) return null;
  if (name === 'command') return '"command" needs a setting in "agents" that says which command';
  if (name === 'openai-compatible') return '"openai-compatible" needs a setting in "agents" that says which "baseUrl"';
  if (isUse(name)) return null;
  const known = [...declared, ...usesWithoutDeclaration];
  return `no setting is named "${name}"${didYouMean(name, known) || `; known: ${known.join(', ')}`}`;
}

/** Chosen by name alone. */
const usesWithoutDeclaration: readonly Use[] = uses.filter((use) => use !== 'command' && use !== 'openai-compatible');
