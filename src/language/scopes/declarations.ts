/** What the whole file knows: agents, blocks and used programs, wherever they stand (`language.md` 4). */
import type { AgentDefinition, BlockDefinition, Expression, ImportDeclaration, Program, PropertyBlock, Property, Statement, UseDeclaration } from '../ast.ts';
import type { UsedProgram } from '../checked-program.ts';

export interface Declarations {
  /** The first definition of each name. */
  readonly agents: ReadonlyMap<string, AgentDefinition>;
  readonly blocks: ReadonlyMap<string, BlockDefinition>;
  readonly uses: ReadonlyMap<string, UsedProgram>;
  readonly agentDefinitions: readonly AgentDefinition[];
  readonly blockDefinitions: readonly BlockDefinition[];
  /** In source order, those of one name included. */
  readonly usedPrograms: readonly UsedProgram[];
  readonly imports: readonly ImportDeclaration[];
  readonly statements: readonly Statement[];
}

export function collectDeclarations(program: Program, resolveUse: (declaration: UseDeclaration) => UsedProgram): Declarations {
  const agents = new Map<string, AgentDefinition>();
  const blocks = new Map<string, BlockDefinition>();
  const uses = new Map<string, UsedProgram>();
  const agentDefinitions: AgentDefinition[] = [];
  const blockDefinitions: BlockDefinition[] = [];
  const usedPrograms: UsedProgram[] = [];
  const imports: ImportDeclaration[] = [];
  const statements: Statement[] = [];
  for (const item of program.items) {
    switch (item.kind) {
      case 'agent':
        agentDefinitions.push(item);
        addFirst(agents, item.name.text, item);
        break;
      case 'block':
        blockDefinitions.push(item);
        addFirst(blocks, item.name.text, item);
        break;
      case 'import':
        imports.push(item);
        break;
      case 'use': {
        const used = resolveUse(item);
        usedPrograms.push(used);
        addFirst(uses, used.name, used);
        break;
      }
      default:
        statements.push(item);
    }
  }
  return { agents, blocks, uses, agentDefinitions, blockDefinitions, usedPrograms, imports, statements };
}

function addFirst<V>(map: Map<string, V>, name: string, value: V): void {
  if (!map.has(name)) map.set(name, value);
}

/** An agent whose calls share a memory: it has `persist` with any value but `false`. */
export function isPersistent(agent: AgentDefinition): boolean {
  const value = propertyValue(agent.properties, 'persist');
  return value !== undefined && !(value.kind === 'boolean' && !value.value);
}

/** The value of the first property of that name. */
export function propertyValue(properties: readonly Property[], name: string): Expression | PropertyBlock | undefined {
  return properties.find((property) => property.name.text === name)?.value;
}

/** Properties that a `call` cannot have (E005): the sessions inside have their own. All others are inputs. */
export const refusedOnCalls: ReadonlySet<string> = new Set(['retry', 'backoff', 'timeout']);
