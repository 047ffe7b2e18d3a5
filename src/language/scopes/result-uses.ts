/**
 * What the program does with the result of each session (semantics 1.6): the line that tells the agent how to answer.
 *
 * 1. Of several uses the first of json, list, number, yes-no counts.
 * 2. Uses are those of the binding itself in the frames of its call, not of what is passed on to a block.
 * 3. `.failed` and `.cancelled` are known of every value: they say nothing about its form.
 */
import type { Body, Property, ResumeStatement, SessionStatement, Statement } from '../ast.ts';
import type { Expects } from '../../ports.ts';
import { propertyValue } from './declarations.ts';
import type { Slot } from './frames.ts';

export type Use = 'list' | 'number' | 'yes-no';
type Asking = SessionStatement | ResumeStatement;

interface Uses {
  json: boolean;
  readonly fields: Set<string>;
  list: boolean;
  number: boolean;
  yesNo: boolean;
}

const knownOfEveryValue: ReadonlySet<string> = new Set(['failed', 'cancelled']);

export class ResultUses {
  readonly #bound = new Map<Slot, readonly Asking[]>();
  readonly #uses = new Map<Slot, Uses>();
  readonly #direct = new Map<Asking, Uses>();

  /** The value of `statement` is bound to `slot`. */
  bind(slot: Slot, statement: Statement): void {
    const askers = askersOf(statement);
    if (askers.length === 0) return;
    const known = this.#bound.get(slot);
    this.#bound.set(slot, known ? [...known, ...askers] : askers);
  }

  use(slot: Slot, use: Use): void {
    note(this.#of(slot), use);
  }

  /** `x.name` or `x[...]`; `field` is absent when the text does not tell it. */
  member(slot: Slot, field: string | undefined): void {
    if (field !== undefined && knownOfEveryValue.has(field)) return;
    const uses = this.#of(slot);
    uses.json = true;
    if (field !== undefined) uses.fields.add(field);
  }

  /** `let { a, b } = session ...` */
  destructure(statement: Statement, fields: readonly string[]): void {
    for (const asker of askersOf(statement)) {
      const uses = this.#directOf(asker);
      uses.json = true;
      for (const field of fields) uses.fields.add(field);
    }
  }

  /** The value of a `filter` body. */
  filterBody(body: Body): void {
    for (const asker of lastAskers(body)) note(this.#directOf(asker), 'yes-no');
  }

  /** Fills `expects` with all that is known in the end. */
  settle(expects: Map<Asking, Expects>): void {
    for (const [slot, askers] of this.#bound) {
      const uses = this.#uses.get(slot);
      if (uses) for (const asker of askers) mergeInto(this.#directOf(asker), uses);
    }
    for (const [asker, uses] of this.#direct) {
      const expected = expectation(uses);
      if (expected && propertyValue(asker.properties as readonly Property[], 'returns') === undefined) expects.set(asker, expected);
    }
  }

  #of(slot: Slot): Uses {
    const uses = this.#uses.get(slot) ?? noUses();
    this.#uses.set(slot, uses);
    return uses;
  }

  #directOf(asker: Asking): Uses {
    const uses = this.#direct.get(asker) ?? noUses();
    this.#direct.set(asker, uses);
    return uses;
  }
}

/** The sessions whose result is the statement's value. */
function askersOf(statement: Statement): readonly Asking[] {
  switch (statement.kind) {
    case 'session':
    case 'resume':
      return [statement];
    case 'arrow':
      return statement.members.slice(-1);
    case 'do-body':
      return lastAskers(statement.body);
    case 'if':
      return [...statement.arms.flatMap((arm) => lastAskers(arm.body)), ...(statement.otherwise ? lastAskers(statement.otherwise) : [])];
    case 'choice':
      return statement.options.flatMap((option) => lastAskers(option.body));
    case 'try':
      return [...lastAskers(statement.body), ...(statement.handler ? lastAskers(statement.handler.body) : [])];
    default:
      return none;
  }
}

const none: readonly Asking[] = [];

function lastAskers(body: Body): readonly Asking[] {
  const last = body.statements.at(-1);
  return last ? askersOf(last) : none;
}

function noUses(): Uses {
  return { json: false, fields: new Set(), list: false, number: false, yesNo: false };
}

function note(uses: Uses, use: Use): void {
  if (use === 'list') uses.list = true;
  else if (use === 'number') uses.number = true;
  else uses.yesNo = true;
}

function mergeInto(target: Uses, more: Uses): void {
  target.json ||= more.json;
  target.list ||= more.list;
  target.number ||= more.number;
  target.yesNo ||= more.yesNo;
  for (const field of more.fields) target.fields.add(field);
}

function expectation(uses: Uses): Expects | undefined {
  if (uses.json) return { kind: 'json', fields: [...uses.fields] };
  if (uses.list) return { kind: 'list' };
  if (uses.number) return { kind: 'number' };
  return uses.yesNo ? { kind: 'yes-no' } : undefined;
}
