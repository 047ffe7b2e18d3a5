/** One name in two namespaces: values, agents, blocks and used programs (`language.md` 4). */
import type { Span } from '../ast.ts';
import type { Declarations } from './declarations.ts';
import type { Reporter } from './reporter.ts';

interface Definition {
  readonly what: 'agent' | 'block' | 'used program';
  readonly span: Span;
}

export class NameClashes {
  readonly #definitions = new Map<string, Definition>();
  readonly #values = new Map<string, Span>();
  readonly #agentPairs = new Map<string, Definition>();

  constructor(declarations: Declarations) {
    for (const use of declarations.uses.values())
      this.#definitions.set(use.name, { what: 'used program', span: use.declaration.alias?.span ?? use.declaration.path.span });
    for (const block of declarations.blocks.values()) this.#definitions.set(block.name.text, { what: 'block', span: block.name.span });
    for (const agent of declarations.agents.values()) this.#addAgent(agent.name.text, agent.name.span);
  }

  /** Notes that a value has this name; the first in source order counts. */
  addValue(name: string, span: Span): void {
    if (!this.#definitions.has(name)) return;
    const known = this.#values.get(name);
    if (!known || span.start < known.start) this.#values.set(name, span);
  }

  /** W010 at the later of the two. */
  report(reporter: Reporter): void {
    for (const [name, value] of this.#values) {
      const definition = this.#definitions.get(name);
      if (!definition) continue;
      const later = value.start > definition.span.start ? value : definition.span;
      const other = later === value ? `${article(definition.what)} ${definition.what}` : 'a value';
      reporter.add('W010', later, `\`${name}\` is also the name of ${other}`, 'give one of them another name');
    }
    for (const [name, pair] of this.#agentPairs) {
      reporter.add('W010', pair.span, `\`${name}\` is also the name of ${article(pair.what)} ${pair.what}`, 'give one of them another name');
    }
  }

  /** An agent with a block's or used program's name: told once, at the later one. */
  #addAgent(name: string, span: Span): void {
    const other = this.#definitions.get(name);
    if (!other) this.#definitions.set(name, { what: 'agent', span });
    else if (other.span.start < span.start) this.#agentPairs.set(name, { what: other.what, span });
    else this.#agentPairs.set(name, { what: 'agent', span: other.span });
  }
}

function article(word: string): string {
  return word === 'agent' ? 'an' : 'a';
}
