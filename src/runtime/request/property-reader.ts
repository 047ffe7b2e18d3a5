/**
 * Reads the properties of one session or one agent definition.
 *
 * 1. The first thing that stands in the way (a failure, a call, a question) is kept in `blocked`; reading goes
 *    on with null, so that readers need no branches. Who uses the results looks at `blocked` first.
 * 2. All readers of one session share one `Obstacle`.
 */
import type { Expression, Property, PropertyBlock, Span } from '../../language/ast.ts';
import type { Value } from '../../values.ts';
import { type AgentText, plainAgentText } from '../evaluate/agent-text.ts';
import { type EvaluationContext, evaluateIn } from '../evaluate/evaluate.ts';
import { evaluateAgentText } from '../evaluate/evaluate-text.ts';
import { type Blocked, failedAt } from '../evaluate/evaluation.ts';
import { type Failed, isFailed } from '../values/failed.ts';
import { textOf } from '../values/text.ts';

export type PropertyValue = Expression | PropertyBlock;

/** What stands in the way of a description; the first one counts. */
export class Obstacle {
  #blocked: Blocked | null = null;

  get blocked(): Blocked | null {
    return this.#blocked;
  }

  report(blocked: Blocked): void {
    this.#blocked ??= blocked;
  }
}

export class PropertyReader {
  readonly #properties: ReadonlyMap<string, Property>;

  constructor(
    properties: readonly Property[],
    readonly context: EvaluationContext,
    readonly obstacle: Obstacle,
  ) {
    this.#properties = new Map(properties.map((property) => [property.name.text, property]));
  }

  get names(): readonly string[] {
    return [...this.#properties.keys()];
  }

  has(name: string): boolean {
    return this.#properties.get(name)?.value !== undefined;
  }

  /** The syntax of a property's value, for those that give more than a value. */
  node(name: string): PropertyValue | undefined {
    return this.#properties.get(name)?.value;
  }

  /** The value of a property that is there; null when it is not, or when something stands in the way. */
  value(name: string): Value {
    const node = this.node(name);
    return node === undefined ? null : this.evaluate(node);
  }

  evaluate(node: PropertyValue): Value {
    if (node.kind === 'property-block') return this.#block(node);
    const found = evaluateIn(node, this.context);
    if (found.kind === 'value') return found.value;
    this.obstacle.report(found);
    return null;
  }

  /** A value as the text that an agent reads; large interpolated values stay apart. */
  agentText(node: PropertyValue): AgentText {
    if (node.kind !== 'text') return plainAgentText(textOf(this.evaluate(node)));
    const found = evaluateAgentText(node, this.context.scope, this.context.resolution);
    if (found.kind === 'text') return found.text;
    this.obstacle.report(found);
    return [];
  }

  /** The result of reading a property's value as something more special. */
  accept<T>(name: string, result: T | Failed, otherwise: T): T {
    if (!isFailed(result)) return result;
    const node = this.node(name);
    if (node) this.refuse(node, result);
    return otherwise;
  }

  /** Something was read and is not what it must be. */
  refuse(node: { readonly span: Span }, failed: Failed): void {
    this.obstacle.report(failedAt(node, failed));
  }

  /** An indented block: an object when it has named lines, else a list. */
  #block(block: PropertyBlock): Value {
    if (block.entries.every((entry) => entry.kind !== 'property')) return block.entries.map((entry) => this.#entry(entry));
    return Object.fromEntries(block.entries.map((entry, index) => [entry.kind === 'property' ? entry.name.text : String(index), this.#entry(entry)]));
  }

  #entry(entry: Property | Expression): Value {
    if (entry.kind !== 'property') return this.evaluate(entry);
    return entry.value === undefined ? null : this.evaluate(entry.value);
  }
}
