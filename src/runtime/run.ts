/**
 * A run: one program brought to life on ports.
 *
 * Owns: the root actor, when the run is over and how. Does not own: files, flags, signals (`host`).
 *
 * 1. The run ends when the root actor has ended and every agent is confirmed gone; or it pauses when
 *    nothing but waiting is left; or it is interrupted.
 * 2. `run.ended` is the last event; it holds the document.
 */
import type { Observable } from 'rxjs';
import type { AnyActorLogic, AnyActorRef } from 'xstate';
import { createActor } from 'xstate';
import { invariant } from '../assert.ts';
import type { Failure } from '../errors.ts';
import type { CheckedProgram } from '../language/checked-program.ts';
import { compileProgram } from '../machines/program.ts';
import type { FrameInput } from '../machines/frame/context.ts';
import type { FrameOutcome } from '../machines/outcome.ts';
import type { AgentRouter, Asker, Clock, MemoryStore, RunFiles } from '../ports.ts';
import type { Value } from '../values.ts';
import { Budget, type BudgetLimits } from './engine/budget.ts';
import { Deliveries } from './engine/deliveries.ts';
import type { Dispatch } from './engine/dispatch.ts';
import type { Engine, ProgramFilesPort } from './engine/engine.ts';
import { agentLogic, judgingLogic } from './engine/invocations.ts';
import { Memories } from './engine/memories.ts';
import { Questions } from './engine/questions.ts';
import { Recorder } from './engine/recorder.ts';
import { Results } from './engine/results.ts';
import { Slots } from './engine/slots.ts';
import { timerLogic } from './engine/timers.ts';
import { Turns } from './engine/turns.ts';
import { createVolatileMemory } from './engine/volatile-memory.ts';
import { WaitingRoom } from './engine/waiting-room.ts';
import type { RunEvent } from './events.ts';
import { createProjection, type Projection } from './projection/projection.ts';
import type { RunDocument, RunStatus } from './run-document.ts';
import { createSemantics } from './semantics.ts';

export interface RunOptions {
  readonly id: string;
  /** Secret in process markers. */
  readonly key: string;
  /** File name as shown. */
  readonly name: string;
  readonly program: CheckedProgram;
  readonly inputs: Readonly<Record<string, Value>>;
  /** Absolute: where agents work. */
  readonly cwd: string;
  /** Agents at once. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly router: AgentRouter;
  readonly files: RunFiles | null;
  readonly programFiles: ProgramFilesPort;
  /** Null: nobody can be asked, and an `input` waits. */
  readonly asker: Asker | null;
  /** Milliseconds that a cancelled branch has for its `finally` bodies; default 10 minutes. */
  readonly cleanupTimeout?: number;
  /** Milliseconds between the polite and the final signal to an agent; default 5 seconds. */
  readonly grace?: number;
  /** Memories of persistent agents; default: kept in memory, as long as the run. */
  readonly memory?: MemoryStore;
  /** What the run may use in all; default: no limit. */
  readonly budget?: BudgetLimits;
}

const defaults = { cleanupTimeout: 600_000, grace: 5000 } as const;

export class Run {
  readonly id: string;
  /** Settles with the final document, or rejects with a bug of ours. */
  readonly done: Promise<RunDocument>;
  readonly #options: RunOptions;
  readonly #engine: Engine;
  readonly #projection: Projection;
  readonly #questions: Questions;
  readonly #root: AnyActorRef;
  #resolve: (document: RunDocument) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #over = false;
  /** Stops the timers that are the run's own, not an actor's. */
  readonly #dropTimers: (() => void)[] = [];
  #failed: unknown = null;

  constructor(options: RunOptions) {
    this.id = options.id;
    this.#options = options;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#questions = new Questions(() => this.#engine, options.asker);
    const recorder = new Recorder(options.clock);
    let compare: (a: string, b: string) => number = () => 0;
    const comparePaths = (a: string, b: string): number => compare(a, b);
    const turns = new Turns(options.clock, comparePaths);
    const deliveries = new Deliveries(
      options.clock,
      turns,
      comparePaths,
      () => this.#afterCommit(),
      (error) => this.#fail(error),
    );
    const room = new WaitingRoom(() => this.#engine);
    this.#engine = {
      run: { id: options.id, key: options.key, cwd: options.cwd },
      clock: options.clock,
      router: options.router,
      files: options.files,
      programFiles: options.programFiles,
      cleanupTimeout: options.cleanupTimeout ?? defaults.cleanupTimeout,
      grace: options.grace ?? defaults.grace,
      turns,
      deliveries,
      // Only invocations of agents wait for slots.
      slots: new Slots(options.concurrency, comparePaths, (waiting) => room.lets(waiting as Dispatch)),
      memories: new Memories(options.memory ?? createVolatileMemory(), comparePaths, () => this.#engine),
      room,
      budget: new Budget(options.budget ?? {}),
      uncharged: new Map(),
      recorder,
      results: new Results(),
      waits: { timers: 0, asked: 0, open: new Map() },
      running: new Set(),
      interrupted: false,
    };
    const compiled = this.#compile();
    compare = (a, b) => compiled.paths.compare(a, b);
    this.#projection = createProjection({ id: options.id, program: options.name, startedAt: recorder.now(), comparePaths });
    recorder.events$.subscribe((event) => this.#projection.apply(event));
    this.#root = this.#createRoot(compiled.root);
  }

  get events$(): Observable<RunEvent> {
    return this.#engine.recorder.events$;
  }

  /** Subscribe to `events$` first: events are not kept. */
  start(): void {
    const { name, inputs, id } = this.#options;
    this.#engine.recorder.publish({ type: 'run.started', id, program: name, inputs });
    this.#engine.deliveries.arrive({ path: '', deliver: () => this.#root.start() });
  }

  /** Ends the run for good: branches unwind, `finally` bodies run. */
  cancel(): Promise<RunDocument> {
    const { deliveries, clock, cleanupTimeout } = this.#engine;
    const order = (kill: boolean) => () => this.#root.send({ type: 'cancel', by: '/', ...(kill ? { kill } : {}) });
    deliveries.arrive({ path: '', deliver: order(false) });
    if (!this.#over) this.#dropTimers.push(clock.startTimer(cleanupTimeout, () => deliveries.arrive({ path: '', deadline: true, deliver: order(true) })));
    return this.done;
  }

  /** Stops all agents and leaves the run resumable: `finally` bodies do not run. */
  interrupt(): Promise<RunDocument> {
    if (!this.#over && !this.#engine.interrupted) {
      this.#engine.interrupted = true;
      for (const invocation of this.#engine.running) invocation.abort();
      this.#awaitStopped();
    }
    return this.done;
  }

  /** Answers every open question of that name. */
  give(name: string, value: Value): void {
    this.#questions.give(name, value);
  }

  /** The document of this moment. */
  document(): RunDocument {
    return this.#projection.document({ status: 'running', endedAt: null });
  }

  #compile(): { root: AnyActorLogic; paths: ReturnType<typeof compileProgram>['paths'] } {
    const { program, concurrency } = this.#options;
    const engine = this.#engine;
    const compiled = compileProgram(program, {
      semanticsOf: createSemantics,
      ports: {
        announce: (fact) => engine.recorder.announce(fact),
        requestTurn: (actor, id, kind, path) => engine.turns.request(actor, id, kind, path),
      },
      questions: this.#questions,
      effects: { agent: agentLogic(engine), judging: judgingLogic(engine), timer: timerLogic(engine) },
      lanes: Math.max(64, concurrency),
    });
    const root = compiled.registry[compiled.src];
    invariant(root, 'the program was compiled');
    return { root, paths: compiled.paths };
  }

  #createRoot(logic: AnyActorLogic): AnyActorRef {
    const input: FrameInput = { path: '', names: {}, outer: [], depth: 0, depths: {}, inputs: this.#options.inputs, frames: [''] };
    const root = createActor(logic, { input, id: 'program' });
    root.subscribe({ error: (error) => this.#fail(error) });
    return root;
  }

  #afterCommit(): void {
    if (this.#over || this.#engine.interrupted) return;
    if (this.#root.getSnapshot().status === 'done') return this.#end(this.#root.getSnapshot().output as FrameOutcome);
    const { slots, deliveries, waits, memories, room } = this.#engine;
    memories.fill();
    slots.fill();
    if (slots.running > 0 || slots.waiting > 0 || !deliveries.idle || waits.timers > 0 || waits.asked > 0) return;
    if (room.opensSoon) return;
    if (waits.open.size > 0) this.#pause();
    else if (this.#failed === null) this.#fail(new Error('nothing runs and nothing is waited for, but the program has not ended'));
  }

  #pause(): void {
    const kinds = [...new Set([...this.#engine.waits.open.values()].map((wait) => wait.kind))];
    this.#engine.recorder.publish({ type: 'run.paused', reason: kinds.join(', ') });
    this.#finish('paused', null, null);
  }

  #end(outcome: FrameOutcome): void {
    const { path } = { path: '' };
    for (const [name, value] of Object.entries(outcome.outputs)) this.#engine.recorder.publish({ type: 'output.registered', path, name, value });
    const hasResult = outcome.status === 'succeeded' && (outcome.returned === 'value' || Object.keys(outcome.outputs).length === 0);
    this.#finish(outcome.status, hasResult ? outcome.value : null, outcome.status === 'failed' ? outcome.error : null);
  }

  #awaitStopped(): void {
    if (this.#engine.slots.running === 0) return this.#finish('interrupted', null, null);
    this.#options.clock.startTimer(5, () => this.#awaitStopped());
  }

  #finish(status: RunStatus, result: Value, error: Failure | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#leave();
    const { recorder } = this.#engine;
    const endedAt = status === 'paused' || status === 'interrupted' ? null : recorder.now();
    const document = this.#projection.document({ status, endedAt, result, error });
    recorder.publish({ type: 'run.ended', document });
    recorder.complete();
    this.#root.stop();
    this.#resolve(document);
  }

  /** What would outlive the run: timers, and memories that other runs wait for. */
  #leave(): void {
    for (const drop of this.#dropTimers) drop();
    this.#engine.room.close();
    this.#engine.memories.closeAll();
  }

  /** A bug of ours: agents are stopped, the run is left as it is. */
  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#failed = error;
    this.#engine.interrupted = true;
    for (const invocation of this.#engine.running) invocation.abort();
    this.#leave();
    this.#reject(error);
  }
}
