/**
 * The scopes of a program, resolved.
 *
 * Owns: the order of the walk and the tables of `Resolution`. See `walk.ts` for its parts.
 */
import type { AgentDefinition, BlockDefinition } from '../ast.ts';
import type { Resolution } from '../checked-program.ts';
import { BlockOutputTable } from './block-outputs.ts';
import { NameClashes } from './clashes.ts';
import { declareParameter } from './declare.ts';
import type { Declarations } from './declarations.ts';
import { Flow } from './flow.ts';
import { Frame } from './frames.ts';
import { answerLateQuestions } from './late.ts';
import type { NameGuess } from './nearest.ts';
import type { Place } from './place.ts';
import { walkProperties } from './properties.ts';
import type { Reporter } from './reporter.ts';
import { ResultUses } from './result-uses.ts';
import { walkStatement } from './statements.ts';
import { inNewList, isolated, within } from './walk.ts';
import type { Walk } from './walk.ts';
import { WriteLog } from './writes.ts';

/**
 * @param observe called for every statement, call, agent and block that the walk meets
 * @param doubtful names that no finding may speak of, because a syntax error hides where they are bound
 */
export function resolveScopes(
  declarations: Declarations,
  reporter: Reporter,
  guess: NameGuess,
  observe: Walk['observe'],
  doubtful: ReadonlySet<string>,
): Resolution {
  const walk = newWalk(declarations, reporter, guess, observe, doubtful);
  inNewList(walk, () => {
    for (const statement of declarations.statements) walkStatement(walk, statement);
  });
  const agentFrame = new Frame('agent');
  for (const agent of declarations.agentDefinitions) walkAgent(walk, agent, agentFrame);
  const blockFrames = new Map<BlockDefinition, Frame>();
  for (const block of declarations.blockDefinitions) blockFrames.set(block, walkBlock(walk, block));
  answerLateQuestions(walk, blockFrames);
  walk.clashes.report(reporter);
  walk.writes.report(reporter);
  walk.resultUses.settle(walk.tables.expects);
  return walk.tables;
}

function newWalk(declarations: Declarations, reporter: Reporter, guess: NameGuess, observe: Walk['observe'], doubtful: ReadonlySet<string>): Walk {
  const program = new Frame('program');
  return {
    declarations,
    reporter,
    guess,
    observe,
    doubtful,
    program,
    statement: walkStatement,
    flow: new Flow(),
    tables: {
      conditions: new Map(),
      literalBraces: new Set(),
      wordReferences: new Map(),
      memoryReferences: new Map(),
      callerReferences: new Set(),
      blockOutputs: new Map(),
      appends: new Map(),
      expects: new Map(),
    },
    late: [],
    callSites: [],
    blockOutputs: new BlockOutputTable(),
    writes: new WriteLog(),
    resultUses: new ResultUses(),
    clashes: new NameClashes(declarations),
    frame: program,
    place: programPlace,
    list: 0,
    lists: 0,
    handlers: [],
    reachableHandlers: 0,
    loop: undefined,
    ends: [],
    filterValues: new Set(),
  };
}

const programPlace: Place = { kind: 'program' };
const blockPlace: Place = { kind: 'block' };

/** An agent's properties are evaluated in the program's frame when a session uses it: all program names are known there. */
function walkAgent(walk: Walk, agent: AgentDefinition, frame: Frame): void {
  walk.observe(agent, programPlace);
  within(walk, frame, programPlace, () => {
    isolated(walk, () => walkProperties(walk, agent.properties));
  });
}

function walkBlock(walk: Walk, block: BlockDefinition): Frame {
  const frame = new Frame('block', undefined, block);
  walk.observe(block, programPlace);
  walk.flow.reachable = true;
  const fork = walk.flow.fork();
  within(walk, frame, blockPlace, () => {
    walk.writes.block(block, frame, () =>
      isolated(walk, () =>
        inNewList(walk, () => {
          for (const parameter of block.parameters) declareParameter(walk, frame, parameter);
          for (const statement of block.body.statements) walkStatement(walk, statement);
        }),
      ),
    );
  });
  walk.flow.changedSince(fork);
  return frame;
}
