/** Arbitraries of whole programs and of runs: the text, and the agents it meets. */
import fc from 'fast-check';
import { agentTable, type TableEntry } from './agents.ts';
import { printProgram } from './print.ts';
import { programShape } from './shape.ts';

/** Programs that check without errors; a run has at most about 30 sessions. */
export const programText: fc.Arbitrary<string> = programShape.map(printProgram);

export interface Scenario {
  readonly program: string;
  readonly agents: readonly TableEntry[];
}

export const scenario: fc.Arbitrary<Scenario> = fc.record({ program: programText, agents: agentTable });
