/**
 * Runs on Node: program files, configuration, run folder and executors brought together.
 *
 * Owns: the order of checks (nothing is written and nothing runs before all of them hold), and what is
 * written from events. Does not own: how a program runs (`runtime`), flags and output (`cli`).
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { filter, type Observable } from 'rxjs';
import { didYouMean } from '../closest.ts';
import { TroupeError } from '../errors.ts';
import { loadSettings } from '../executors/settings/load-settings.ts';
import { createRouter, type RouteKey, type SettingsRouter } from '../executors/settings/router.ts';
import type { Settings } from '../executors/settings/settings.ts';
import { check } from '../language/check.ts';
import type { CheckedProgram } from '../language/checked-program.ts';
import type { Source } from '../language/source.ts';
import { createMemoryStore } from '../persist/memory-store.ts';
import { createRunDirectory, type RunDirectory } from '../persist/run-directory.ts';
import type { Asker } from '../ports.ts';
import type { BudgetLimits } from '../runtime/engine/budget.ts';
import type { RunEvent } from '../runtime/events.ts';
import { Run } from '../runtime/run.ts';
import type { RunDocument } from '../runtime/run-document.ts';
import { createStateLog } from '../runtime/state-log.ts';
import { textOf } from '../runtime/values/text.ts';
import type { Value } from '../values.ts';
import { agentKnowledge } from './agent-knowledge.ts';
import { systemClock, systemIds } from './clock.ts';
import { ProgramFiles, STANDARD_INPUT } from './program-loader.ts';

export interface StartRunOptions {
  /** Program file, or `-` with `source`. */
  readonly file: string;
  /** The program's text when `file` is `-`. */
  readonly source?: string;
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Names of settings. */
  readonly agent?: string;
  readonly judge?: string;
  /** Configuration file. */
  readonly config?: string;
  /** Answers file of the simulated agent. */
  readonly answers?: string;
  readonly concurrency?: number;
  /** Milliseconds per session attempt. */
  readonly timeout?: number;
  /** What the run may use in all. */
  readonly budget?: BudgetLimits;
  readonly runsDir?: string;
  readonly runId?: string;
  /** Where agents work; default: the current folder. */
  readonly cwd?: string;
  /** Asks a person for inputs; absent: nobody is asked, and the run pauses. */
  readonly asker?: Asker;
  readonly onEvent?: (event: RunEvent) => void;
  /** Lines that a person should see before and while the run goes. Default: standard error. */
  readonly warn?: (line: string) => void;
}

export interface RunHandle {
  readonly id: string;
  /** Absolute: the run's folder. */
  readonly directory: string;
  readonly events$: Observable<RunEvent>;
  /** The final document; rejects only for a bug of Troupe. */
  readonly done: Promise<RunDocument>;
  /** Stops the agents and leaves the run resumable. */
  interrupt(): Promise<void>;
  /** Ends the run for good: its branches unwind and `finally` bodies run. */
  cancel(): Promise<void>;
}

/**
 * Checks a program and starts running it.
 *
 * @throws TroupeError `usage` (a file, flag, configuration or input that cannot be used) or
 * `invalid-program` with `details.diagnostics`; nothing has been written then
 *
 * @example
 * const run = await startRun({ file: 'examples/hello.prose' });
 * console.log((await run.done).outputs);
 */
export async function startRun(options: StartRunOptions): Promise<RunHandle> {
  const workingDirectory = process.cwd();
  const files = new ProgramFiles(workingDirectory);
  const source = openProgram(files, options);
  const programFolder = options.file === STANDARD_INPUT ? workingDirectory : dirname(resolve(workingDirectory, options.file));
  // Mistakes of the program come before those of the configuration.
  refuseErrors(check(source, { load: files.load }));
  const settings = await loadSettings({
    programFolder,
    ...(options.file === STANDARD_INPUT ? {} : { program: options.file }),
    workingDirectory,
    flags: flagsOf(options),
    environment: process.env,
  });
  const program = checkFor(settings, source, files);
  const router = createRouter(settings, { clock: systemClock, environment: process.env });
  await router.prepare(routesOf(program));
  const inputs = checkInputs(program, options.inputs ?? {});
  const warn = options.warn ?? ((line: string) => void process.stderr.write(`${line}\n`));
  for (const notice of settings.notices) warn(notice);
  return drive({ options, settings, program, router, inputs, programFolder, workingDirectory, files, warn });
}

function openProgram(files: ProgramFiles, options: StartRunOptions): Source {
  if (options.source !== undefined) return files.given(options.file, options.source);
  const opened = files.open(options.file);
  if ('problem' in opened) throw new TroupeError('usage', `cannot read "${options.file}": ${opened.problem}`);
  return opened;
}

function flagsOf({ agent, judge, config, answers, concurrency, timeout, budget, runsDir }: StartRunOptions): Parameters<typeof loadSettings>[0]['flags'] {
  return Object.fromEntries(
    Object.entries({ agent, judge, config, answers, concurrency, timeout, budget, runsDir }).filter(([, value]) => value !== undefined),
  );
}

function checkFor(settings: Settings, source: Source, files: ProgramFiles): CheckedProgram {
  const program = check(source, { load: files.load, ...agentKnowledge(settings) });
  refuseErrors(program);
  const remote = remoteUses(program);
  if (remote.length > 0) throw invalid(remote);
  return program;
}

/** Programs from a registry or URL that are not vendored, also those that used programs use: none of them can run. */
function remoteUses({ diagnostics, uses }: CheckedProgram): CheckedProgram['diagnostics'] {
  const own = diagnostics.filter((diagnostic) => diagnostic.code === 'W023');
  const others = [...uses.values()].flatMap((use) => (use.program ? remoteUses(use.program) : []));
  const all = [...own.map((one): typeof one => ({ ...one, severity: 'error', hint: 'vendor it under imports/ beside the program' })), ...others];
  const places = all.map(({ file, line, column }) => `${file}:${line}:${column}`);
  return all.filter((_, at) => places.indexOf(places[at] ?? '') === at);
}

function refuseErrors(program: CheckedProgram): void {
  if (program.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw invalid(program.diagnostics);
}

function invalid(diagnostics: CheckedProgram['diagnostics']): TroupeError {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  return new TroupeError('invalid-program', `the program has ${errors} error${errors === 1 ? '' : 's'}`, { details: { diagnostics } });
}

/** Every agent of the program and of those that it uses, so that executors are made before anything runs. */
function routesOf(program: CheckedProgram): readonly RouteKey[] {
  const own: RouteKey[] = [null, ...program.agents.keys()].map((agent) => ({ agent, kind: 'session' }));
  const used = [...program.uses.values()].flatMap((use) => (use.program ? routesOf(use.program) : []));
  return [...own, { agent: null, kind: 'judge' }, ...used];
}

function checkInputs(program: CheckedProgram, inputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const known = program.inputs.map((input) => input.name);
  for (const name of Object.keys(inputs)) {
    if (known.includes(name)) continue;
    const list = known.length === 0 ? 'the program has no inputs' : `its inputs are ${known.join(', ')}`;
    throw new TroupeError('usage', `input "${name}" is unknown${didYouMean(name, known)}`, { hint: list });
  }
  return inputs;
}

interface Start {
  readonly options: StartRunOptions;
  readonly settings: Settings;
  readonly program: CheckedProgram;
  readonly router: SettingsRouter;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly programFolder: string;
  readonly workingDirectory: string;
  readonly files: ProgramFiles;
  readonly warn: (line: string) => void;
}

function drive(start: Start): RunHandle {
  const { options, settings, program, router, inputs } = start;
  const id = options.runId ?? systemIds.runId();
  const key = systemIds.runKey();
  const cwd = resolve(start.workingDirectory, options.cwd ?? '.');
  const folder = openFolder(start, id, key, cwd);
  const run = new Run({
    id,
    key,
    name: options.file,
    program,
    inputs,
    cwd,
    concurrency: settings.concurrency,
    clock: systemClock,
    router,
    files: folder.files,
    programFiles: { read: (path, from, by) => readText(path, from === 'cwd' ? cwd : dirname(resolve(start.workingDirectory, by ?? options.file))) },
    asker: options.asker ?? null,
    cleanupTimeout: settings.cleanupTimeout,
    grace: settings.grace,
    budget: settings.budget,
    memory: createMemoryStore({ runDirectory: folder.path, workingDirectory: start.workingDirectory, home: homedir(), program: program.source.file }),
  });
  record(run, folder);
  if (options.onEvent) run.events$.subscribe(options.onEvent);
  run.start();
  return {
    id,
    directory: folder.path,
    events$: run.events$,
    done: run.done.finally(() => folder.close()),
    interrupt: async () => void (await run.interrupt()),
    cancel: async () => void (await run.cancel()),
  };
}

function openFolder(start: Start, id: string, key: string, cwd: string): RunDirectory<RunDocument> {
  const { options, settings, program, router, files, warn } = start;
  const file = options.file === STANDARD_INPUT ? null : resolve(start.workingDirectory, options.file);
  const imports = [...files.sources().values()]
    .filter((source) => source !== program.source)
    .map((source) => ({ name: relativeTo(start.programFolder, source.file, start.workingDirectory), text: source.text }));
  const reads = routesOf(program).some((route) => !router.route(route).inProcess);
  return createRunDirectory<RunDocument>({
    runsDirectory: resolve(start.workingDirectory, settings.runsDir),
    id,
    key,
    program: { name: options.file, file, text: program.source.text },
    imports,
    inputs: start.inputs,
    cwd,
    document: emptyDocument(id, options.file),
    derived: { stateLog: true, bindings: reads },
    logger: { warn },
  });
}

function relativeTo(folder: string, file: string, workingDirectory: string): string {
  const absolute = resolve(workingDirectory, file);
  const path = relative(folder, absolute);
  return path.startsWith('..') || isAbsolute(path) ? absolute : path;
}

function emptyDocument(id: string, program: string): RunDocument {
  return {
    format: 1,
    id,
    status: 'running',
    program,
    startedAt: new Date(systemClock.now()).toISOString(),
    endedAt: null,
    outputs: {},
    result: null,
    sessions: [],
    joins: [],
    tolerated: [],
    pausedOn: [],
    unkilled: [],
    error: null,
  };
}

/** What people read in the run's folder, from its events. */
function record(run: Run, folder: RunDirectory<RunDocument>): void {
  const log = createStateLog();
  run.events$.subscribe((event) => {
    const lines = log.lines(event);
    if (lines.length > 0) folder.appendState(lines);
    if (event.type === 'name.bound')
      folder.files.writeBinding({
        name: event.name,
        programLevel: event.programLevel,
        kind: event.kind,
        executionId: event.execution,
        source: event.source,
        text: textOf(event.value),
      });
  });
  run.events$.pipe(filter((event) => event.type === 'run.ended')).subscribe(({ document }) => folder.saveDocument(document));
}

function readText(path: string, folder: string): { file: string; text: string } | null {
  const file = resolve(folder, path);
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch {
    return null;
  }
}
