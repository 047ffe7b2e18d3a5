/**
 * Names that the walk did not find in their own frames (`language.md` 4).
 *
 * Owns: the order in which such a name is looked for, and what is said when it is nowhere.
 *
 * 1. A caller of the block, then the one block called earlier in the frame (W015).
 * 2. A sibling branch (E032); in `context:`, a persistent agent (its memory).
 * 3. Nowhere: E029, literal braces (W013), a word's own text, or a judge's question (W014), as the place has it.
 */
import type { BlockDefinition, Interpolation, NameReference } from '../ast.ts';
import { assertNever } from '../../assert.ts';
import { CallerNames } from './caller-names.ts';
import { hintBareIs, takeQuestion } from './conditions.ts';
import { isPersistent } from './declarations.ts';
import { rootName } from './expressions.ts';
import { findIn, findSlotAt } from './frames.ts';
import type { Frame } from './frames.ts';
import type { LateQuestion, ReadForm } from './late-question.ts';
import { SiblingNames } from './sibling-names.ts';
import type { Walk } from './walk.ts';

type Found = { readonly kind: 'visible' | 'caller' | 'sibling' } | { readonly kind: 'block'; readonly block: BlockDefinition };

interface Point {
  readonly frame: Frame;
  readonly time: number;
}

/** Answers all questions that the walk has left open. */
export function answerLateQuestions(walk: Walk, blockFrames: ReadonlyMap<BlockDefinition, Frame>): void {
  const lookup = new LateLookup(walk, blockFrames);
  for (const question of walk.late) lookup.answer(question);
}

class LateLookup {
  readonly #callers: CallerNames;
  readonly #siblings = new SiblingNames();

  constructor(
    private readonly walk: Walk,
    private readonly blockFrames: ReadonlyMap<BlockDefinition, Frame>,
  ) {
    this.#callers = new CallerNames(walk.callSites);
  }

  answer(question: LateQuestion): void {
    switch (question.kind) {
      case 'read':
        this.#read(question.reference, question.form, question);
        break;
      case 'text':
        this.#text(question.interpolations, question);
        break;
      case 'word': {
        const found = this.#find(question.root.name.text, question);
        if (!found || found.kind === 'sibling') break;
        this.walk.tables.wordReferences.set(question.word, question.expression);
        this.#accept(question.root, found);
        break;
      }
      case 'condition':
        this.#condition(question);
        break;
      default:
        assertNever(question);
    }
  }

  #read(reference: NameReference, form: ReadForm, point: Point): void {
    const found = this.#find(reference.name.text, point);
    if (found) this.#accept(reference, found);
    else if (form !== 'context' || !this.#memory(reference)) this.#unknown(reference, form, point);
  }

  /** A brace group of `"""` with an unknown name stands for its own characters. */
  #text(interpolations: readonly Interpolation[], point: Point): void {
    const literal: Interpolation[] = [];
    for (const interpolation of interpolations) {
      const root = rootName(interpolation.reference);
      const found = root && this.#find(root.name.text, point);
      if (root && found) this.#accept(root, found);
      else literal.push(interpolation);
    }
    const [first] = literal;
    if (!first) return;
    for (const interpolation of literal) this.walk.tables.literalBraces.add(interpolation);
    const names = [...new Set(literal.map(({ raw }) => raw))].map((raw) => `\`${raw}\``);
    const near = this.#near(rootName(first.reference)?.name.text ?? '', point);
    this.walk.reporter.add(
      'W013',
      first.span,
      `${names.join(', ')}: no such name is visible, so the braces are literal text`,
      near ? `did you mean \`{${near}}\`? Write \`\\{\` for a literal brace` : 'write `\\{` to say so',
    );
  }

  #condition(question: Extract<LateQuestion, { kind: 'condition' }>): void {
    const found = question.unknown.map((reference) => this.#find(reference.name.text, question));
    const { tables, reporter } = this.walk;
    if (found.every((each) => each !== undefined) || found.some((each) => each?.kind === 'sibling')) {
      tables.conditions.set(question.condition, question.expression);
      for (const [at, reference] of question.unknown.entries()) {
        const each = found[at];
        if (each) this.#accept(reference, each);
      }
      hintBareIs(reporter, question.condition, question.expression, 'compared as values');
      return;
    }
    takeQuestion(tables.conditions, reporter, question.condition, question.bare);
    for (const part of question.bare.parts) {
      const root = part.kind === 'interpolation' ? rootName(part.reference) : undefined;
      if (root) this.#read(root, 'braces', question);
    }
  }

  #find(name: string, { frame, time }: Point): Found | undefined {
    if (findSlotAt(frame, name, time)) return { kind: 'visible' };
    if (frame.call !== this.walk.program && findIn(this.walk.program, name)) return { kind: 'visible' };
    if (frame.call.block && this.#callers.has(frame.call.block, name)) return { kind: 'caller' };
    const block = this.#onlyCalledBlock(name, frame, time);
    if (block) return { kind: 'block', block };
    return this.#siblings.has(frame, name) ? { kind: 'sibling' } : undefined;
  }

  #accept(reference: NameReference, found: Found): void {
    const { tables, reporter } = this.walk;
    const name = reference.name.text;
    switch (found.kind) {
      case 'visible':
        break;
      case 'caller':
        tables.callerReferences.add(reference);
        reporter.addOfOne(name, 'W015', reference.span, `\`${name}\` is only known to callers of this block`, `make it a parameter of the block`);
        break;
      case 'block':
        tables.blockOutputs.set(reference, found.block);
        reporter.addOfOne(
          name,
          'W015',
          reference.span,
          `\`${name}\` is a private name of block \`${found.block.name.text}\``,
          `write \`output ${name} = ...\` in the block`,
        );
        break;
      case 'sibling':
        reporter.addOfOne(
          name,
          'E032',
          reference.span,
          `\`${name}\` is bound by another branch and cannot be read before the branches have joined`,
          'read it after the `parallel` block',
        );
        break;
      default:
        assertNever(found);
    }
  }

  /** The block called earlier by a `do` statement of this frame that has the name, if it is exactly one. */
  #onlyCalledBlock(name: string, frame: Frame, time: number): BlockDefinition | undefined {
    let only: BlockDefinition | undefined;
    for (const [block, calledAt] of frame.binding.called ?? []) {
      const blockFrame = this.blockFrames.get(block);
      if (calledAt > time || !blockFrame || !findIn(blockFrame, name)) continue;
      if (only) return undefined;
      only = block;
    }
    return only;
  }

  #memory(reference: NameReference): boolean {
    const agent = this.walk.declarations.agents.get(reference.name.text);
    if (!agent || !isPersistent(agent)) return false;
    this.walk.tables.memoryReferences.set(reference, agent);
    return true;
  }

  #unknown(reference: NameReference, form: ReadForm, point: Point): void {
    const name = reference.name.text;
    if (this.walk.doubtful.has(name) || point.frame.binding.calledUnknownAt <= point.time) return;
    const later = boundLater(name, point);
    const message = later ? `\`${name}\` is read before it is bound` : `no value named \`${name}\` is visible here`;
    this.walk.reporter.addOfOne(name, 'E029', reference.span, message, this.#hint(name, form, point, later));
  }

  #hint(name: string, form: ReadForm, point: Point, later: boolean): string | undefined {
    const difference = /^(.+)-(\d+)$/u.exec(name);
    if (difference?.[1] && this.#find(difference[1], point)) return `for a difference write \`${difference[1]} - ${difference[2]}\``;
    if (later) return 'bind it before this statement';
    const near = this.#near(name, point);
    const braces = form === 'braces' ? 'write `\\{` for a literal brace' : undefined;
    if (near) return braces ? `did you mean \`${near}\`? Otherwise ${braces}` : `did you mean \`${near}\`?`;
    if (form === 'context' && this.walk.declarations.agents.has(name)) return `agent \`${name}\` has no memory; give it \`persist: true\``;
    return braces;
  }

  #near(name: string, point: Point): string | undefined {
    return this.walk.guess.nearest(name, this.#visibleNames(point));
  }

  *#visibleNames({ frame, time }: Point): Iterable<string | undefined> {
    for (let at: Frame | undefined = frame; at; at = at.parent) {
      for (const slot of at.slots()) yield slot.stateAt(time) > 0 ? slot.name : undefined;
    }
    if (frame.call !== this.walk.program) for (const slot of this.walk.program.slots()) yield slot.name;
  }
}

function boundLater(name: string, { frame }: Point): boolean {
  for (let at: Frame | undefined = frame; at; at = at.parent) if (findIn(at, name)) return true;
  return false;
}
