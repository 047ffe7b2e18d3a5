/** Properties of agents, sessions and resumes: allowed here, given once, known, with a value that fits. */
import type { AgentDefinition, Expression, Property, PropertyBlock, ResumeStatement, SessionStatement } from '../ast.ts';
import type { LateCheckContext } from './check-context.ts';
import { holdersOf, isPropertyName, propertyNames } from './property-rules.ts';
import type { Holder } from './property-rules.ts';
import { checkPropertyValue } from './property-values.ts';
import { staticText } from './values.ts';

export function checkProperties(holder: Holder, node: AgentDefinition | SessionStatement | ResumeStatement, context: LateCheckContext): void {
  const agent = node.kind === 'agent' ? node.name.text : node.agent?.text;
  const repeated = repeatedOf(node.properties);
  for (const property of node.properties) {
    if (repeated.has(property)) reportTwice(property, context);
    else checkProperty(property, holder, agent, context);
    if (property.value?.kind === 'property-block') checkRepeatedEntries(property.value, context);
  }
}

const none: ReadonlySet<Property> = new Set();

/** The later ones of a name. Only `file:` entries may repeat. */
function repeatedOf(properties: readonly Property[]): ReadonlySet<Property> {
  if (properties.length < 2) return none;
  const names = new Set<string>();
  let repeated: Set<Property> | undefined;
  for (const property of properties) {
    const name = property.name.text;
    if (names.has(name) && name !== 'file') {
      repeated ??= new Set();
      repeated.add(property);
    }
    names.add(name);
  }
  return repeated ?? none;
}

function checkRepeatedEntries(block: PropertyBlock, context: LateCheckContext): void {
  const properties = block.entries.filter((entry) => entry.kind === 'property');
  for (const property of repeatedOf(properties)) reportTwice(property, context);
  for (const { value } of properties) if (value?.kind === 'property-block') checkRepeatedEntries(value, context);
}

function reportTwice({ name }: Property, context: LateCheckContext): void {
  context.reporter.add('E009', name.span, `\`${name.text}\` is given twice`, 'keep one of them');
}

function checkProperty(property: Property, holder: Holder, agent: string | undefined, context: LateCheckContext): void {
  const { name } = property;
  if (!isPropertyName(name.text)) {
    reportUnknown(property, context);
    return;
  }
  if (!holdersOf[name.text].has(holder)) {
    context.reporter.add('E005', name.span, `\`${name.text}\` is not allowed on ${holder === 'agent' ? 'an agent' : `a ${holder}`}`, whereTo(name.text));
    return;
  }
  if (holder === 'agent' && asksWhenUsed(property)) return reportAsking(property, context);
  checkPropertyValue(property, name.text, agent, context);
  if (name.text === 'model') checkModel(property, agent, context);
}

/** It is kept and shown to the agent as a named line. */
function reportUnknown({ name }: Property, context: LateCheckContext): void {
  const near = context.guess.nearest(name.text, propertyNames);
  context.reporter.add(
    'W005',
    name.span,
    `unknown property \`${name.text}\`: it is shown to the agent as a line`,
    near ? `did you mean \`${near}\`?` : undefined,
  );
}

function whereTo(name: keyof typeof holdersOf): string {
  return holdersOf[name].has('agent') ? 'move it to the agent' : 'move it to the session';
}

/** An agent's properties are evaluated whenever a session uses them: calls and judgements have no place there. */
function asksWhenUsed(property: Property): boolean {
  return property.value !== undefined && holdsQuestion(property.value);
}

function reportAsking({ name }: Property, context: LateCheckContext): void {
  context.reporter.add('E005', name.span, `\`${name.text}\` of an agent cannot hold a call or \`** **\``, 'bind the value with `let` and name it here');
}

function holdsQuestion(value: Expression | PropertyBlock): boolean {
  const work: (Expression | PropertyBlock)[] = [value];
  for (let at = work.pop(); at; at = work.pop()) {
    switch (at.kind) {
      case 'program-call':
      case 'discretion':
        return true;
      case 'binary':
        work.push(at.left, at.right);
        break;
      case 'unary':
        work.push(at.operand);
        break;
      case 'group':
        work.push(at.expression);
        break;
      case 'member':
        work.push(at.object);
        break;
      case 'index':
        work.push(at.object, at.index);
        break;
      case 'list':
        work.push(...at.items);
        break;
      case 'object':
        for (const entry of at.entries) work.push(entry.value);
        break;
      case 'property-block':
        for (const entry of at.entries) pushEntry(work, entry);
        break;
      default:
        break;
    }
  }
  return false;
}

function pushEntry(work: (Expression | PropertyBlock)[], entry: Property | Expression): void {
  if (entry.kind !== 'property') work.push(entry);
  else if (entry.value) work.push(entry.value);
}

function checkModel(property: Property, agent: string | undefined, context: LateCheckContext): void {
  const { value } = property;
  if (!context.models || !value || (value.kind === 'word' && context.isName(value))) return;
  const model = staticText(value);
  if (model === undefined) return;
  const verdict = context.models(model, agent);
  if (verdict !== 'known') context.reporter.add('E008', property.name.span, `model \`${model}\` is unknown to the agent command`, verdict.hint);
}
