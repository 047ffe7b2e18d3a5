/**
 * From flags, environment and configuration to the settings of a run.
 *
 * 1. Flags beat the environment, the environment beats the file.
 * 2. A timeout from flag or environment also beats the timeouts of single settings in the file; what a
 *    program says about a session beats all of them.
 * 3. `--answers` implies the simulated agent for everything, unless some invocation is routed to a
 *    simulated setting already or `--agent` says otherwise.
 * 4. `{{program}}` in the name of an answers file is the program's own name, so that each program of a
 *    folder can have its script beside it.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { TroupeError } from '../../errors.ts';
import { type Choices, combineChoices, type Environment, environmentChoices } from './choices.ts';
import { type Confirm, chooseAgent, SIMULATED_NOTICE } from './choose-agent.ts';
import type { Configuration } from './configuration.ts';
import { findConfiguration } from './configuration-file.ts';
import { type AgentSetting, agentSetting, defaults, mappedAgents, milliseconds, type Settings } from './settings.ts';
import { unknownSetting } from './validate-configuration.ts';

export interface SettingsRequest {
  /** Absolute: a configuration is looked for here and in the parents. */
  readonly programFolder: string;
  /** The program's file; absent for standard input. */
  readonly program?: string;
  /** Absolute: files named by flags and environment are relative to it. */
  readonly workingDirectory: string;
  readonly flags: Choices;
  readonly environment: Environment;
  /** Asks for a yes on the terminal; absent off a terminal. */
  readonly confirm?: Confirm;
}

interface Sources {
  readonly choices: Choices;
  /** What flags alone say about the agent, for rule 3. */
  readonly flaggedAgent: string | null;
  readonly written: Configuration;
  readonly file: string | null;
  readonly answers: string | null;
  /** The program's name without `.prose`; null for standard input. */
  readonly program: string | null;
}

/** Which settings are used for what. */
interface Routing {
  readonly agent: string;
  readonly judge: string;
  readonly mapped: ReadonlyMap<string, string>;
  readonly notices: readonly string[];
}

/**
 * Resolves the settings of a run.
 *
 * @throws TroupeError `usage` for a configuration with mistakes (naming file, key, value, expectation),
 * a variable or flag that cannot be used, a setting that does not exist, or no agent chosen
 */
export async function loadSettings(request: SettingsRequest): Promise<Settings> {
  const sources = await collect(request);
  const routing = withAnswers(sources, await route(sources, request));
  const { choices, written } = sources;
  return {
    file: sources.file,
    ...routing,
    agents: settingsFor(sources, routing),
    concurrency: choices.concurrency ?? written.concurrency ?? defaults.concurrency,
    timeout: choices.timeout ?? milliseconds(written.timeout ?? defaults.timeout),
    grace: choices.grace ?? milliseconds(written.grace ?? defaults.grace),
    cleanupTimeout: choices.cleanupTimeout ?? milliseconds(written.cleanupTimeout ?? defaults.cleanupTimeout),
    budget: { ...written.budget, ...choices.budget },
    runsDir: choices.runsDir ?? written.runsDir ?? defaults.runsDir,
    explore: written.explore ?? {},
  };
}

async function collect(request: SettingsRequest): Promise<Sources> {
  const choices = combineChoices(request.flags, environmentChoices(request.environment));
  const absolute = (path: string | undefined): string | null => (path === undefined ? null : resolve(request.workingDirectory, path));
  const found = await findConfiguration(request.programFolder, absolute(choices.config));
  return {
    choices,
    flaggedAgent: request.flags.agent ?? null,
    written: found?.configuration ?? {},
    file: found?.file ?? null,
    answers: absolute(choices.answers),
    program: request.program === undefined ? null : basename(request.program, '.prose'),
  };
}

async function route(sources: Sources, request: SettingsRequest): Promise<Routing> {
  const { choices, written } = sources;
  const named = choices.agent ?? written.agent ?? onlyDeclared(written);
  const chosen = named !== undefined ? { name: named, notice: null } : await chosenAgent(sources, request);
  const judge = choices.judge ?? written.judge ?? chosen.name;
  checkKnown('agent', chosen.name, written);
  checkKnown('judge', judge, written);
  return { agent: chosen.name, judge, mapped: mappedAgents(written), notices: chosen.notice === null ? [] : [chosen.notice] };
}

async function chosenAgent(sources: Sources, request: SettingsRequest): Promise<{ readonly name: string; readonly notice: string | null }> {
  if (sources.answers !== null) return { name: 'simulated', notice: null };
  return chooseAgent(request.environment, request.confirm ?? null);
}

/** A configuration that declares one setting need not also name it. */
function onlyDeclared(written: Configuration): string | undefined {
  const names = Object.keys(written.agents ?? {});
  return names.length === 1 ? names[0] : undefined;
}

function checkKnown(what: 'agent' | 'judge', name: string, written: Configuration): void {
  const mistake = unknownSetting(name, Object.keys(written.agents ?? {}));
  if (mistake !== null) throw new TroupeError('usage', `${what}: ${mistake}`, { details: { setting: name } });
}

/** Rule 3, and the line that says when no model is asked. */
function withAnswers(sources: Sources, routing: Routing): Routing {
  if (sources.answers !== null && !usesSimulated(sources, routing)) {
    if (sources.flaggedAgent !== null) {
      return { ...routing, notices: [...routing.notices, `--answers is not used: no invocation goes to a simulated agent (--agent ${sources.flaggedAgent})`] };
    }
    const judge = sources.choices.judge ?? 'simulated';
    return { agent: 'simulated', judge, mapped: new Map(), notices: [SIMULATED_NOTICE] };
  }
  const silent = routing.notices.length === 0 && useOf(sources, routing.agent) === 'simulated';
  return silent ? { ...routing, notices: [SIMULATED_NOTICE] } : routing;
}

function usesSimulated(sources: Sources, routing: Routing): boolean {
  return [routing.agent, routing.judge, ...routing.mapped.values()].some((name) => useOf(sources, name) === 'simulated');
}

function useOf(sources: Sources, name: string): AgentSetting['use'] {
  return declaredOrNot(sources, name).use;
}

function settingsFor(sources: Sources, routing: Routing): ReadonlyMap<string, AgentSetting> {
  const names = [...Object.keys(sources.written.agents ?? {}), routing.agent, routing.judge];
  return new Map(names.map((name) => [name, withChoices(sources, declaredOrNot(sources, name))]));
}

function declaredOrNot(sources: Sources, name: string): AgentSetting {
  const agents = sources.written.agents ?? {};
  const written = Object.hasOwn(agents, name) ? agents[name] : undefined;
  return agentSetting(name, written, written?.answers === undefined ? null : answersFile(sources, written.answers));
}

const PROGRAM = '{{program}}';

/** One named after the program may be missing: not every program of a folder needs a script. */
function answersFile({ file, program }: Sources, written: string): string | null {
  if (file === null) return null;
  if (!written.includes(PROGRAM)) return resolve(dirname(file), written);
  const own = program === null ? null : resolve(dirname(file), written.replaceAll(PROGRAM, program));
  return own !== null && existsSync(own) ? own : null;
}

function withChoices(sources: Sources, setting: AgentSetting): AgentSetting {
  return {
    ...setting,
    answers: sources.answers ?? setting.answers,
    timeout: sources.choices.timeout === undefined ? setting.timeout : null,
  };
}
