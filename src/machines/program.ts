/** From a checked program to a registry of machines that run it: the door of this folder. */
import type { AnyActorLogic } from 'xstate';
import type { CheckedProgram } from '../language/checked-program.ts';
import { programSource } from './compile/callables.ts';
import { compileInto } from './compile/frame.ts';
import { createFanOutMachine } from './fan-out.machine.ts';
import type { MachinePorts } from './frame-setup.ts';
import type { QuestionPorts } from './input.machine.ts';
import { createInputMachine } from './input.machine.ts';
import { createJudgeMachine } from './judge.machine.ts';
import { PathTable } from './paths.ts';
import type { Semantics } from './semantics.ts';
import { createSessionMachine } from './session.machine.ts';

export interface CompileOptions {
  readonly semanticsOf: (program: CheckedProgram) => Semantics;
  readonly ports: MachinePorts;
  readonly questions: QuestionPorts;
  readonly effects: { readonly agent: AnyActorLogic; readonly judging: AnyActorLogic; readonly timer: AnyActorLogic };
  /** Items in flight of a fan-out without `concurrency:`. */
  readonly lanes: number;
}

export interface CompiledProgram {
  /** Every actor logic by its `src`. Compiled machines look their children up in this very object. */
  readonly registry: Readonly<Record<string, AnyActorLogic>>;
  /** `src` of the program. */
  readonly src: string;
  readonly paths: PathTable;
}

export function compileProgram(program: CheckedProgram, options: CompileOptions): CompiledProgram {
  const { agent, judging, timer } = options.effects;
  const registry: Record<string, AnyActorLogic> = {
    agent,
    judging,
    timer,
    session: createSessionMachine({ agent, timer }),
    judge: createJudgeMachine({ judging }),
    input: createInputMachine(options.questions),
  };
  registry.fanOut = createFanOutMachine(options.ports, registry, options.lanes);
  const paths = new PathTable();
  compileInto({ registry, paths, ports: options.ports }, '', options.semanticsOf, program);
  return { registry, src: programSource(''), paths };
}
