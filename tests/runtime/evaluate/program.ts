/** Programs from source text, with their names resolved the plain way: what is in `values` is a value. */
import type {
  AgentDefinition,
  Condition,
  Expression,
  Interpolation,
  NameReference,
  Node,
  Reference,
  SessionStatement,
  ResumeStatement,
  Word,
} from '../../../src/language/ast.ts';
import type { CheckedProgram } from '../../../src/language/checked-program.ts';
import { parse } from '../../../src/language/parser/parse.ts';
import { Source } from '../../../src/language/source.ts';
import { walk } from '../../../src/language/walk.ts';
import type { Scope } from '../../../src/runtime/evaluate/scope.ts';
import type { Expects } from '../../../src/ports.ts';
import type { Value } from '../../../src/values.ts';

export type Names = Readonly<Record<string, Value>>;

export function scopeOf(names: Names): Scope {
  return { read: (reference) => (Object.hasOwn(names, reference.name.text) ? names[reference.name.text] : undefined) };
}

export function programOf(text: string, values: Names = {}, expects: ReadonlyMap<SessionStatement | ResumeStatement, Expects> = new Map()): CheckedProgram {
  const source = new Source('test.prose', text);
  const { ast, tokens, diagnostics } = parse(source);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const agents = new Map(ast.items.filter((item) => item.kind === 'agent').map((agent) => [agent.name.text, agent]));
  const nodes: Node[] = [];
  walk(ast, (node) => {
    nodes.push(node);
  });
  const resolution = {
    conditions: new Map<Condition, Expression>(),
    literalBraces: new Set(nodes.filter((node): node is Interpolation => node.kind === 'interpolation' && !Object.hasOwn(values, rootOf(node.reference)))),
    wordReferences: wordReferencesIn(nodes, values),
    memoryReferences: memoryReferencesIn(nodes, agents, values),
    callerReferences: new Set<NameReference>(),
    blockOutputs: new Map(),
    appends: new Map(),
    expects,
  };
  return { source, ast, tokens, agents, blocks: new Map(), uses: new Map(), inputs: [], resolution, diagnostics, sources: new Map() };
}

function wordReferencesIn(nodes: readonly Node[], values: Names): ReadonlyMap<Word, Expression> {
  const words = nodes.filter((node): node is Word => node.kind === 'word');
  return new Map(words.flatMap((word) => (word.reference && Object.hasOwn(values, rootOf(word.reference)) ? [[word, word.reference] as const] : [])));
}

function memoryReferencesIn(nodes: readonly Node[], agents: ReadonlyMap<string, AgentDefinition>, values: Names): ReadonlyMap<NameReference, AgentDefinition> {
  const references = nodes.filter((node): node is NameReference => node.kind === 'reference' && !Object.hasOwn(values, node.name.text));
  return new Map(references.flatMap((reference) => pairWith(reference, agents.get(reference.name.text))));
}

function pairWith(reference: NameReference, agent: AgentDefinition | undefined): readonly (readonly [NameReference, AgentDefinition])[] {
  return agent?.properties.some((property) => property.name.text === 'persist') ? [[reference, agent]] : [];
}

function rootOf(reference: Reference): string {
  let node: Expression = reference;
  while (node.kind === 'member' || node.kind === 'index') node = node.object;
  return node.kind === 'reference' ? node.name.text : '';
}

/** The expression of `x = EXPRESSION`. */
export function expressionIn(program: CheckedProgram): Expression {
  const [item] = program.ast.items;
  if (item?.kind === 'assign' && item.value.kind === 'expression') return item.value.expression;
  throw new Error('the program is no assignment of an expression');
}
