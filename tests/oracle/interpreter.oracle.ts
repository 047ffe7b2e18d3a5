/**
 * A plain interpreter of checked programs in virtual time: the oracle of `semantics.md` 1 and 2.
 *
 * It is written from the specification alone and shares no code with `src/runtime` and `src/machines`,
 * so that a difference between the two is a mistake of one of them.
 *
 * @example
 * const run = interpret(check(new Source('a.prose', 'session "hello"')), { agent: () => ({ delay: 10, reply: 'hi' }) });
 * // run.status === 'succeeded', run.result === 'hi', run.endedAt === 10
 */
import type { Body } from '../../src/language/ast.ts';
import type { CheckedProgram } from '../../src/language/checked-program.ts';
import { Agents } from './agents.oracle.ts';
import { runItems } from './calls.oracle.ts';
import { evaluate } from './expressions.oracle.ts';
import { Frame } from './frames.oracle.ts';
import { emptyLog, type OracleRun, type RunLog } from './record.oracle.ts';
import { Simulation, type Steps, Task } from './simulation.oracle.ts';
import { execute } from './statements.oracle.ts';
import { type Completion, type Flow, inList, normal, type OracleOptions, type World } from './world.oracle.ts';

const DEFAULT_CONCURRENCY = 16;

export function interpret(program: CheckedProgram, options: OracleOptions): OracleRun {
  const log = emptyLog();
  const simulation: Simulation = new Simulation(() => agents.startReady());
  const agents: Agents = new Agents(options.agent, options.concurrency ?? DEFAULT_CONCURRENCY, log, () => simulation);
  const world: World = {
    simulation,
    agents,
    log,
    options,
    inputs: new Map(),
    statement: (flow, node) => execute(flow, node),
    body: runBody,
    evaluate: (flow, node) => evaluate(flow, node),
  };
  const task = new Task([], null);
  const frame = new Frame('program', null, null);
  world.inputs.set(frame, options.inputs ?? {});
  const flow: Flow = { world, unit: program, task, frame, overlay: null, place: [], calls: null, caller: null, caught: null };

  let completion: Completion | null = null;
  let endedAt = 0;
  if (options.cancelAt !== undefined) {
    simulation.schedule({ at: options.cancelAt, place: [], deadline: true, deliver: () => simulation.cancel(task) });
  }
  simulation.run(
    () =>
      simulation.start(
        task,
        function* (): Steps<void> {
          completion = yield* runItems(flow);
        },
        () => {
          endedAt = simulation.now;
        },
      ),
    () => task.done,
  );
  return concluded(log, frame, completion, task.done ? endedAt : simulation.now, agents.busy);
}

function* runBody(flow: Flow, body: Body): Steps<Completion> {
  let last: Completion = normal(null);
  for (const [n, statement] of body.statements.entries()) {
    last = yield* flow.world.statement({ ...flow, place: inList(flow.place, n) }, statement);
    if (last.kind !== 'normal') return last;
  }
  return last;
}

function concluded(log: RunLog, frame: Frame, completion: Completion | null, endedAt: number, busy: boolean): OracleRun {
  const outputs = Object.fromEntries(frame.outputs);
  const facts = { ...log, outputs, endedAt };
  if (!completion) return { ...facts, status: busy ? 'hanging' : 'paused', result: null, error: null };
  switch (completion.kind) {
    case 'normal':
      return { ...facts, status: 'succeeded', result: frame.outputs.size > 0 ? null : completion.value, error: null };
    case 'return':
      return { ...facts, status: 'succeeded', result: completion.value ?? null, error: null };
    case 'throw':
      return { ...facts, status: 'failed', result: null, error: completion.failure };
    case 'cancelled':
      return { ...facts, status: 'cancelled', result: null, error: null };
    case 'break':
    case 'continue':
      throw new Error('no loop is left by a program');
  }
}
