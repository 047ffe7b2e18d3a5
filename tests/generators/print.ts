/**
 * Shapes as program text: gives names, keeps every name visible, keeps runs small.
 *
 * 1. The text checks without errors, whatever the shape.
 * 2. The label of a session tells what it may be answered: `s3` text, `l3` list, `n3` number, `y3` yes or
 *    no, with a `t` after the number when it has a timeout; then the values that tell invocations apart.
 * 3. At most about 30 sessions and judges run; a session beyond it is printed as plain text.
 * 4. Prompts and outputs never show the message of a failure, which no specification fixes.
 */
import { indent, type Lines, PLAIN, SimplePrinter } from './print-simple.ts';
import type { BranchShape, ProgramShape, Shape } from './shape.ts';
import { inBranch, inItem, inLoop, inside, type Place, type PrintedBlock, type Variable } from './scope.ts';

const GLOBALS: readonly Variable[] = [
  { name: 'g0', type: 'list', assignable: true },
  { name: 'g1', type: 'number', assignable: true },
  { name: 'g2', type: 'text', assignable: true },
];

export function printProgram(shape: ProgramShape): string {
  return new Printer().program(shape);
}

class Printer extends SimplePrinter {
  program(shape: ProgramShape): string {
    const top: Place = {
      variables: [...GLOBALS],
      marks: [],
      index: null,
      times: 1,
      mayBreak: false,
      mayContinue: false,
      mayReturn: false,
      caught: null,
      blocks: [],
    };
    const blocks: PrintedBlock[] = [];
    const blockLines: string[] = [];
    for (const block of shape.blocks) {
      const name = `b${blocks.length + 1}`;
      const before = this.left;
      const lines = this.block(name, block, { ...top, blocks: [...blocks] });
      const cost = (before - this.left) * (block.recursive ? 2 : 1);
      this.left = before;
      blocks.push({ name, cost, recursive: block.recursive });
      blockLines.push(...lines);
    }
    const place = { ...top, variables: [...GLOBALS], blocks };
    const body = this.statements(shape.body, place);
    const last = `output final = [${place.variables.map((variable) => variable.name).join(', ')}]`;
    return `${['let g0 = []', 'let g1 = 0', 'let g2 = "t"', ...blockLines, ...body, last].join('\n')}\n`;
  }

  private block(name: string, shape: ProgramShape['blocks'][number], top: Place): Lines {
    const place = inside(top, { marks: ['tag', 'depth'], mayReturn: true });
    const again = shape.recursive ? ['if depth > 0:', `  do ${name}("{tag}r", depth - 1)`] : [];
    return [`block ${name}(tag, depth):`, ...indent([...this.body(shape.body, place), ...again])];
  }

  /** Statements of one list, at least one. */
  private body(shapes: readonly Shape[], place: Place): Lines {
    const lines = this.statements(shapes, place);
    return lines.length > 0 ? lines : [`"${this.fresh('p')}"`];
  }

  private statements(shapes: readonly Shape[], place: Place): Lines {
    return shapes.flatMap((shape) => this.statement(shape, place));
  }

  private statement(shape: Shape, place: Place): Lines {
    switch (shape.kind) {
      case 'session':
        return this.session(shape, place, 's');
      case 'bind':
        return this.bind(shape, place);
      case 'append':
        return this.append(shape, place);
      case 'set':
        return this.set(shape.pick, place);
      case 'throw':
        return this.guarded(shape.when, shape.pick, place, [this.throwing(shape.pick, place)]);
      case 'leave':
        return this.leave(shape, place);
      case 'output':
        return [`output o${(shape.pick % 2) + 1} = ${this.value(shape.pick, place)}`];
      case 'call':
        return this.call(shape, place);
      case 'if':
        return this.branching(shape, place);
      case 'choice':
        return this.choice(shape.options, place);
      case 'repeat':
      case 'loop':
        return this.loop(shape, place);
      case 'for':
        return this.forLoop(shape, place);
      case 'try':
        return this.trying(shape, place);
      case 'parallel':
        return this.parallel(shape, place);
      case 'fan-out':
        return this.fanOut(shape, place);
      case 'pipeline':
        return this.pipeline(shape, place);
    }
  }

  private branching(shape: Shape & { kind: 'if' }, place: Place): Lines {
    const met = [`if ${this.condition(shape.when, shape.pick, place)}:`, ...indent(this.body(shape.met, inside(place)))];
    return shape.otherwise.length === 0 ? met : [...met, 'else:', ...indent(this.body(shape.otherwise, inside(place)))];
  }

  private choice(options: readonly (readonly Shape[])[], place: Place): Lines {
    if (!this.affords(place)) return [];
    const question = this.question('c', place);
    return [`choice ${question}:`, ...options.flatMap((option, i) => indent([`option "o${i}":`, ...indent(this.body(option, inside(place)))]))];
  }

  private loop(shape: Shape & { kind: 'repeat' | 'loop' }, place: Place): Lines {
    const index = this.fresh('i');
    const within = inLoop(place, index, index, shape.times);
    if (shape.kind === 'repeat') return [`repeat ${shape.times} as ${index}:`, ...indent(this.body(shape.body, within))];
    const until = shape.when === 'always' ? '' : `until ${this.condition(shape.when, shape.pick, within)} `;
    return [`loop ${until}(max: ${shape.times}) as ${index}:`, ...indent(this.body(shape.body, within))];
  }

  private items(count: number): string {
    return `[${Array.from({ length: count }, (_, i) => `"${'abcd'[i]}"`).join(', ')}]`;
  }

  /** Items from a session's answer now and then: at most three. */
  private source(items: number, pick: number, place: Place): { readonly before: Lines; readonly text: string; readonly times: number } {
    if (pick !== 7 || !this.affords(place)) return { before: [], text: this.items(items), times: items };
    const name = this.fresh('v');
    return { before: [`let ${name} = session "${[this.fresh('l'), ...place.marks.map((mark) => `{${mark}}`)].join(' ')}"`], text: name, times: 3 };
  }

  private forLoop(shape: Shape & { kind: 'for' }, place: Place): Lines {
    const { before, text, times } = this.source(shape.items, shape.pick, place);
    const [variable, index, name] = [this.fresh('x'), this.fresh('i'), this.fresh('v')];
    const body = this.body(shape.body, inLoop(place, index, index, times));
    return [...before, `let ${this.declared(name, 'dirty', place)} = for ${variable}, ${index} in ${text}:`, ...indent(body)];
  }

  private trying(shape: Shape & { kind: 'try' }, place: Place): Lines {
    const error = this.fresh('e');
    const body = ['try:', ...indent(this.body(shape.body, inside(place)))];
    const inHandler = inside(place, { caught: error });
    inHandler.variables.push({ name: error, type: 'dirty', assignable: false });
    const handler = shape.handler ?? (shape.cleanup ? null : []);
    const again = shape.rethrow ? ['throw'] : [];
    const caught = handler ? [`catch as ${error}:`, ...indent(this.handler(shape.pick, error, [...this.statements(handler, inHandler), ...again]))] : [];
    const cleanup = shape.cleanup ? ['finally:', ...indent(this.body(shape.cleanup, inside(place, { caught: null })))] : [];
    return [...body, ...caught, ...cleanup];
  }

  /** Now and then the handler keeps the error's kind, in a variable that other branches may write too. */
  private handler(pick: number, error: string, lines: Lines): Lines {
    return pick % 3 === 0 || lines.length === 0 ? [`g2 = ${error}.kind`, ...lines] : lines;
  }

  private modifiers(block: (Shape & { kind: 'parallel' })['block'], branches: number): string {
    const count = block.join === 'any' && block.count > 0 ? [`count: ${Math.min(block.count, Math.max(1, branches))}`] : [];
    return [
      block.join,
      `on-fail: ${block.policy}`,
      ...count,
      ...(block.concurrency > 0 ? [`concurrency: ${block.concurrency}`] : []),
      ...(block.timeout > 0 ? [`timeout: ${block.timeout}ms`] : []),
    ].join(', ');
  }

  private parallel(shape: Shape & { kind: 'parallel' }, place: Place): Lines {
    const names: string[] = [];
    const branches = shape.branches.flatMap((branch) => this.branch(branch, shape.block.concurrency > 0, place, names));
    const lines = [`parallel (${this.modifiers(shape.block, shape.branches.length)}):`, ...indent(branches)];
    for (const name of names) this.declared(name, 'dirty', place);
    return shape.pick % 2 ? this.prefixed(`let ${this.declared(this.fresh('v'), 'dirty', place)} = `, lines) : lines;
  }

  /** With `concurrency`, a branch begins with a session: which pure branches are admitted is not specified. */
  private branch(branch: BranchShape, beginsWithSession: boolean, place: Place, names: string[]): Lines {
    const within = inBranch(place);
    const first = beginsWithSession ? this.session(PLAIN, within, 's') : [];
    const body = [...first, ...this.statements(branch.body, within)];
    const name = branch.naming === 'none' ? '' : this.fresh('n');
    if (name) names.push(name);
    const prefix = name ? `${branch.naming === 'bare' ? '' : `${branch.naming} `}${name} = ` : '';
    const alone = first.length === 0 && branch.body.length === 1 && ['session', 'parallel', 'fan-out', 'try', 'choice'].includes(branch.body[0]?.kind ?? '');
    if (alone && body.length > 0 && !body[0]?.startsWith('let ')) return this.prefixed(prefix, body);
    return [`${prefix}do:`, ...indent(body.length > 0 ? body : [`"${this.fresh('p')}"`])];
  }

  private fanOut(shape: Shape & { kind: 'fan-out' }, place: Place): Lines {
    const { before, text, times } = this.source(shape.items, shape.pick, place);
    const [variable, index] = [this.fresh('x'), this.fresh('i')];
    const within = { ...inItem(place, index, times), index };
    const first = shape.block.concurrency > 0 ? this.session(PLAIN, within, 's') : [];
    const body = [...first, ...this.body(shape.body, within)];
    const header = `parallel for ${variable}, ${index} in ${text} (${this.modifiers(shape.block, times)}):`;
    const lines = [header, ...indent(body)];
    return [...before, ...(shape.pick % 2 ? this.prefixed(`let ${this.declared(this.fresh('v'), 'dirty', place)} = `, lines) : lines)];
  }

  private pipeline(shape: Shape & { kind: 'pipeline' }, place: Place): Lines {
    const name = this.fresh('v');
    const source = this.items(shape.items);
    const item = shape.stage === 'reduce' ? this.fresh('x') : 'item';
    const within = inItem(place, item, shape.items);
    const stage = shape.stage === 'reduce' ? `reduce(${this.fresh('a')}, ${item})` : shape.stage;
    const body = shape.stage === 'filter' ? this.keeping(within) : this.body(shape.body, within);
    return [`let ${this.declared(name, 'dirty', place)} = ${source} | ${stage}:`, ...indent(body)];
  }

  private keeping(within: Place): Lines {
    const lines = this.session(PLAIN, within, 'y');
    return lines[0]?.startsWith('session') ? lines : ['item != "a"'];
  }
}
