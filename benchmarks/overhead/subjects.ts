/** What is measured: programs on the engine, the same work as a hand-written Promise loop, and bare XState as the floor. */
import { assign, createActor, fromPromise, setup } from 'xstate';
import { check } from '../../src/language/check.ts';
import type { CheckedProgram } from '../../src/language/checked-program.ts';
import { Source } from '../../src/language/source.ts';
import type { AgentExecutor, AgentReply, Clock, RoutedAgent } from '../../src/ports.ts';
import { Run } from '../../src/runtime/run.ts';
import type { Value } from '../../src/values.ts';

export interface Subject {
  readonly name: string;
  readonly sessions: number;
  /** Agents at once. */
  readonly limit: number;
  /** Microseconds of CPU a session may cost; null where nothing is demanded. */
  readonly allowed: number | null;
  engine(): Promise<void>;
  /** The same sessions on the same agent, without an engine. */
  raw(): Promise<void>;
}

const reply: AgentReply = { ok: true, text: 'done' };
const instantly: AgentExecutor = { execute: () => Promise.resolve(reply) };

export const clock: Clock = {
  now: () => Date.now(),
  startTimer(milliseconds, fire) {
    const timer = setTimeout(fire, milliseconds);
    return () => clearTimeout(timer);
  },
  defer: (task) => void setImmediate(task),
};

export function checked(text: string): CheckedProgram {
  const program = check(new Source('benchmark.prose', text));
  const [error] = program.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (error) throw new Error(`the benchmark's own program is wrong: ${error.message}`);
  return program;
}

export function createRun(program: CheckedProgram, inputs: Readonly<Record<string, Value>>, limit: number, executor: AgentExecutor): Run {
  const routed: RoutedAgent = { command: 'in-process', executor, concurrency: null, timeout: null, inProcess: true };
  return new Run({
    id: 'benchmark',
    key: 'benchmark',
    name: 'benchmark.prose',
    program,
    inputs,
    cwd: '/',
    concurrency: limit,
    clock,
    router: { route: () => routed },
    files: null,
    programFiles: { read: () => null },
    asker: null,
  });
}

/** Compiling to statecharts is part of it: a chain has as many states as sessions. */
async function runOnce(program: CheckedProgram, inputs: Readonly<Record<string, Value>>, limit: number, sessions: number): Promise<void> {
  const run = createRun(program, inputs, limit, instantly);
  let succeeded = 0;
  run.events$.subscribe((event) => {
    if (event.type === 'session.succeeded') succeeded++;
  });
  run.start();
  const document = await run.done;
  if (document.status !== 'succeeded' || succeeded !== sessions) throw new Error(`${document.status}, ${succeeded} of ${sessions} sessions`);
}

interface RawRequest {
  readonly prompt: string;
  readonly path: string;
}

async function rawSession(request: RawRequest): Promise<string> {
  // The loop's agent looks at nothing of its request, as the engine's.
  const answer = await instantly.execute(request as unknown as Parameters<AgentExecutor['execute']>[0], { signal: neverAborted, emit: () => undefined });
  return answer.ok ? answer.text : '';
}

const neverAborted = new AbortController().signal;

async function rawChain(sessions: number): Promise<void> {
  const results: string[] = [];
  for (let index = 0; index < sessions; index++) results.push(await rawSession({ prompt: 'work', path: `/session[${index}]` }));
  if (results.length !== sessions) throw new Error('unreachable');
}

async function rawFanOut(items: readonly Value[], limit: number): Promise<void> {
  const results: string[] = new Array(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await rawSession({ prompt: `work on ${String(items[index])}`, path: `/item[${index}]` });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
}

const fanOutText = 'input items: "items"\nparallel for x in items:\n  session "work on {x}"\n';

function fanOut(sessions: number, limit: number, allowed: number): Subject {
  const program = checked(fanOutText);
  const items = itemsOf(sessions);
  return {
    name: `fan-out of ${sessions}`,
    sessions,
    limit,
    allowed,
    engine: () => runOnce(program, { items }, limit, sessions),
    raw: () => rawFanOut(items, limit),
  };
}

function itemsOf(count: number): readonly Value[] {
  return Array.from({ length: count }, (_, index) => `item ${index}`);
}

function chain(name: string, text: string, sessions: number): Subject {
  const program = checked(text);
  return { name, sessions, limit: 16, allowed: 150, engine: () => runOnce(program, {}, 16, sessions), raw: () => rawChain(sessions) };
}

function nested(): Subject {
  const program = checked(
    'input items: "items"\nparallel for x in items:\n  parallel for y in items:\n    parallel for z in items:\n      session "work on {x} {y} {z}"\n',
  );
  const items = itemsOf(10);
  return {
    name: 'nested 10 x 10 x 10',
    sessions: 1000,
    limit: 16,
    allowed: 150,
    engine: () => runOnce(program, { items }, 16, 1000),
    raw: () => rawFanOut(itemsOf(1000), 16),
  };
}

export function subjects(): readonly Subject[] {
  const statements = Array.from({ length: 1000 }, (_, index) => `session "step ${index}"\n  context: []\n`).join('');
  const fans = [16, 64].flatMap((limit) => [100, 1000, 10_000, 50_000].map((sessions) => fanOut(sessions, limit, sessions > 10_000 ? 200 : 150)));
  return [
    chain('chain of 1000 statements', statements, 1000),
    chain('chain of 1000, repeat', 'repeat 1000:\n  session "work"\n    context: []\n', 1000),
    ...fans,
    nested(),
  ];
}

/** A session on the engine is two child actors; this is one machine that runs as many promises in a row, and nothing else. */
export function bareInvokes(sessions: number): Promise<void> {
  const machine = setup({
    types: { context: {} as { done: number } },
    actors: { agent: fromPromise(() => Promise.resolve('done')) },
    guards: { left: ({ context }) => context.done < sessions },
  }).createMachine({
    id: 'bare',
    context: { done: 0 },
    initial: 'working',
    states: {
      working: { invoke: { id: 'agent', src: 'agent', onDone: { target: 'deciding', actions: assign(({ context }) => ({ done: context.done + 1 })) } } },
      deciding: { always: [{ guard: 'left', target: 'working' }, { target: 'done' }] },
      done: { type: 'final' },
    },
  });
  return ended(machine);
}

/** The same with a machine of its own between: parent invokes a child machine, which invokes a promise. */
export function nestedInvokes(sessions: number): Promise<void> {
  const session = setup({ actors: { agent: fromPromise(() => Promise.resolve('done')) } }).createMachine({
    id: 'session',
    initial: 'asking',
    states: { asking: { invoke: { id: 'agent', src: 'agent', onDone: 'done' } }, done: { type: 'final' } },
  });
  const machine = setup({
    types: { context: {} as { done: number } },
    actors: { session },
    guards: { left: ({ context }) => context.done < sessions },
  }).createMachine({
    id: 'nested',
    context: { done: 0 },
    initial: 'working',
    states: {
      working: { invoke: { id: 'session', src: 'session', onDone: { target: 'deciding', actions: assign(({ context }) => ({ done: context.done + 1 })) } } },
      deciding: { always: [{ guard: 'left', target: 'working' }, { target: 'done' }] },
      done: { type: 'final' },
    },
  });
  return ended(machine);
}

function ended(machine: Parameters<typeof createActor>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    const actor = createActor(machine);
    actor.subscribe({ complete: resolve, error: reject });
    actor.start();
  });
}
