/**
 * Runs a program on the real runtime, with agents of a test, in virtual time and without files.
 *
 * 1. The same program, agents and options always give the same events.
 * 2. A run that waits for an agent that never answers ends with status `running`: nothing is due any more.
 */
import { TroupeError } from '../errors.ts';
import type { Answers } from '../executors/simulated/answers.ts';
import { check } from '../language/check.ts';
import type { CheckedProgram } from '../language/checked-program.ts';
import { renderDiagnostic } from '../language/render.ts';
import { Source } from '../language/source.ts';
import type { AgentExecutor, Asker } from '../ports.ts';
import type { RunEvent } from '../runtime/events.ts';
import { Run } from '../runtime/run.ts';
import type { RunDocument } from '../runtime/run-document.ts';
import type { Value } from '../values.ts';
import { type AgentFunction, behavingAgent, scriptedAgent } from './scripted-agent.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface InMemoryOptions {
  /**
   * A function, a script, or an executor. An executor may do work outside the clock and is waited for; of the
   * others it is known when they will never answer. Default: the simulated agent's placeholders.
   */
  readonly agent?: AgentFunction | Answers | AgentExecutor;
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Agents at once; default 16. */
  readonly concurrency?: number;
  readonly clock?: VirtualClock;
  /** Texts of other files by path: used programs, context files, schemas. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: nobody can be asked, and an `input` without a value waits. */
  readonly asker?: Asker;
  /** The run is cancelled for good at this moment: milliseconds since it began. */
  readonly cancelAt?: number;
  /** Milliseconds that cancelled branches have for their `finally` bodies; default 10 minutes. */
  readonly cleanupTimeout?: number;
}

export interface InMemoryRun {
  readonly document: RunDocument;
  readonly events: readonly RunEvent[];
  readonly timeline: readonly TimelineEntry[];
  /** Milliseconds of virtual time from the run's begin to its end. */
  readonly duration: number;
}

/**
 * @param program source text, or a checked program without errors
 * @throws TroupeError `invalid-program` when the program has errors
 *
 * @example
 * const { document, timeline } = await runInMemory('session "Say hello"', { agent: () => ({ reply: 'Hello.', delay: 10 }) });
 * // document.result === 'Hello.'; timeline[1].at === 10
 */
export async function runInMemory(program: CheckedProgram | string, options: InMemoryOptions = {}): Promise<InMemoryRun> {
  const { files = {}, clock = new VirtualClock(), asker, concurrency = 16, inputs = {} } = options;
  const start = clock.now();
  const outside = new OutsideWork();
  const executor = executorOf(options.agent ?? { format: 1, replies: [] }, clock, outside);
  const run = new Run({
    id: 'in-memory',
    key: 'in-memory',
    name: 'program.prose',
    program: typeof program === 'string' ? checkedProgram(program, files) : program,
    inputs,
    cwd: '/',
    concurrency,
    clock,
    router: { route: () => ({ command: 'in-memory', executor, concurrency: null, timeout: null, inProcess: true }) },
    files: null,
    programFiles: { read: (path) => (files[path] === undefined ? null : { file: path, text: files[path] }) },
    asker: asker ? outside.watchAsker(asker) : null,
    ...(options.cleanupTimeout === undefined ? {} : { cleanupTimeout: options.cleanupTimeout }),
  });
  const events: RunEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  run.start();
  if (options.cancelAt !== undefined) clock.startTimer(options.cancelAt, () => void run.cancel().catch(() => undefined));
  const document = await drive(run, clock, outside);
  return { document, events, timeline: timelineOf(events, start), duration: clock.now() - start };
}

/**
 * Checks a program that has no errors.
 *
 * @param files used programs by the path that `use` names
 * @throws TroupeError `invalid-program` that shows the errors
 */
export function checkedProgram(text: string, files: Readonly<Record<string, string>> = {}): CheckedProgram {
  const load = (path: string): Source | undefined => (files[path] === undefined ? undefined : new Source(path, files[path]));
  const program = check(new Source('program.prose', text), { load });
  const errors = program.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return program;
  const shown = errors.map((error) => renderDiagnostic(error, program.sources.get(error.file) ?? program.source)).join('\n');
  throw new TroupeError('invalid-program', shown, { details: { diagnostics: errors } });
}

function executorOf(agent: AgentFunction | Answers | AgentExecutor, clock: VirtualClock, outside: OutsideWork): AgentExecutor {
  if (typeof agent === 'function') return behavingAgent(agent, clock);
  return 'execute' in agent ? outside.watchExecutor(agent) : scriptedAgent(agent, clock);
}

async function drive(run: Run, clock: VirtualClock, outside: OutsideWork): Promise<RunDocument> {
  let end: { readonly document: RunDocument } | { readonly bug: unknown } | null = null;
  const ended = run.done.then(
    (document) => {
      end = { document };
    },
    (bug: unknown) => {
      end = { bug };
    },
  );
  while ((await clock.run(() => end !== null)) === 'silent' && outside.isUnderWay) await Promise.race([ended, outside.next()]);
  // Written by the reactions above, which TypeScript does not follow.
  const last = end as { readonly document: RunDocument } | { readonly bug: unknown } | null;
  if (last === null) return run.document();
  if ('bug' in last) throw last.bug;
  return last.document;
}

/** Calls to the test's own code that may do something the clock does not see. */
class OutsideWork {
  readonly #calls = new Set<Promise<unknown>>();

  get isUnderWay(): boolean {
    return this.#calls.size > 0;
  }

  async next(): Promise<void> {
    await Promise.race(this.#calls).catch(() => undefined);
  }

  watchExecutor(executor: AgentExecutor): AgentExecutor {
    return { execute: (request, hooks) => this.#watch(executor.execute(request, hooks)) };
  }

  watchAsker(asker: Asker): Asker {
    return { ask: (question, signal) => this.#watch(asker.ask(question, signal)) };
  }

  #watch<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call);
    return call.finally(() => this.#calls.delete(call));
  }
}
