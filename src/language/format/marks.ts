/**
 * What the syntax tree says about single pieces: the facts that the characters alone do not show.
 *
 * Owns: which brackets belong to the name before them, which `-` is a sign, which list and object
 * literals there are, which `->` and `|` belong together, where definitions begin.
 */
import type { ArrowStatement, BlockDefinition, Node, ObjectLiteral, PipelineStatement, Program, SessionStatement } from '../ast.ts';
import { walk } from '../walk.ts';
import { isVerbatim, type Piece, pieceAt } from './pieces.ts';

/** `A -> B -> C` or `x | map: ... | filter: ...`. All numbers are places in the list of pieces. */
export interface Chain {
  readonly head: number;
  readonly operators: readonly number[];
  /** Properties are indented under the first member, so that the next line stands at the statement's own column. */
  readonly headHasBlock: boolean;
}

export interface Marks {
  /** Opening brackets that stand directly behind the piece before them. */
  readonly glued: ReadonlySet<number>;
  /** Signs: the next piece stands directly behind them. */
  readonly signs: ReadonlySet<number>;
  /** Opening brackets of list and object literals, where a comma after the last entry is allowed. */
  readonly literals: ReadonlySet<number>;
  /** Opening brackets of `( expr )`. */
  readonly groups: ReadonlySet<number>;
  /** First pieces of object entries: a comma before them may be missing. */
  readonly entries: ReadonlySet<number>;
  /** Infix operators, where an author may have broken the line. */
  readonly infix: ReadonlySet<number>;
  /** The colon that may end a session's line before its properties. */
  readonly sessionColons: ReadonlySet<number>;
  /** Words that replace quoted ones. */
  readonly replacements: ReadonlyMap<number, string>;
  readonly chains: readonly Chain[];
  /** First pieces of agents and blocks. */
  readonly definitions: ReadonlySet<number>;
}

interface Notes {
  readonly pieces: readonly Piece[];
  readonly glued: Set<number>;
  readonly signs: Set<number>;
  readonly literals: Set<number>;
  readonly groups: Set<number>;
  readonly entries: Set<number>;
  readonly infix: Set<number>;
  readonly sessionColons: Set<number>;
  readonly replacements: Map<number, string>;
  readonly chains: Chain[];
  readonly definitions: Set<number>;
}

export function markPieces(pieces: readonly Piece[], ast: Program): Marks {
  const notes: Notes = {
    pieces,
    glued: new Set(),
    signs: new Set(),
    literals: new Set(),
    groups: new Set(),
    entries: new Set(),
    infix: new Set(),
    sessionColons: new Set(),
    replacements: new Map(),
    chains: [],
    definitions: new Set(),
  };
  walk(ast, (node) => {
    mark(node, notes);
    return !isVerbatim(node);
  });
  return notes;
}

/** Adds what one node says. Nodes that say nothing about their pieces are left out on purpose. */
function mark(node: Node, notes: Notes): void {
  const first = () => pieceAt(notes.pieces, node.span.start);
  switch (node.kind) {
    case 'program-call':
    case 'call':
    case 'do':
      return glue(notes, pieceAt(notes.pieces, node.name.span.end));
    case 'index':
      return glue(notes, pieceAt(notes.pieces, node.object.span.end));
    case 'block':
      notes.definitions.add(first());
      return markParameters(node, notes);
    case 'agent':
      notes.definitions.add(first());
      return;
    case 'number':
      if (notes.pieces[first()]?.text === '-') notes.signs.add(first());
      return;
    case 'unary':
      return markSign(first(), node.operator, notes);
    case 'binary':
      notes.infix.add(pieceAt(notes.pieces, node.left.span.end));
      return;
    case 'stage':
      if (node.operation === 'reduce') glue(notes, pieceAt(notes.pieces, node.accumulator.span.start) - 1);
      return;
    case 'list':
      notes.literals.add(first());
      return;
    case 'group':
      notes.groups.add(first());
      return;
    case 'object':
      notes.literals.add(first());
      return markEntries(node, notes);
    case 'modifier-word':
      return markWord(first(), node.text, node.quoted, notes);
    case 'session':
      return markSessionColon(node, notes);
    case 'arrow':
      return void notes.chains.push(arrowChain(node, notes.pieces));
    case 'pipeline':
      return void notes.chains.push(pipelineChain(node, notes.pieces));
    default:
  }
}

/** The bracket at `place` belongs to the name before it, if there is one. */
function glue(notes: Notes, place: number): void {
  const text = notes.pieces[place]?.text;
  if (text === '(' || text === '[') notes.glued.add(place);
}

/** `block f(a, b)`; but `block f (max_depth: 5)`: these are no parameters. */
function markParameters(block: BlockDefinition, notes: Notes): void {
  const open = pieceAt(notes.pieces, block.name.span.end);
  const limit = block.maxDepth !== undefined && notes.pieces[open + 2]?.text === ':';
  if (!limit) glue(notes, open);
}

/** A `-` before a digit stays apart: `-5` would be a number, no longer a sign and a number. */
function markSign(place: number, operator: 'not' | '-', notes: Notes): void {
  const operand = notes.pieces[place + 1];
  if (operator === '-' && operand?.kind !== 'number' && operand?.kind !== 'duration') notes.signs.add(place);
}

function markEntries(object: ObjectLiteral, notes: Notes): void {
  for (const entry of object.entries) notes.entries.add(pieceAt(notes.pieces, entry.span.start));
}

const bareWords = new Set(['all', 'first', 'any', 'regardless', 'fail-fast', 'continue', 'ignore']);

function markWord(place: number, text: string, quoted: boolean, notes: Notes): void {
  if (quoted && bareWords.has(text)) notes.replacements.set(place, text);
}

/** `session "x":` before indented properties; not `session name:`, where the colon makes the name a label. */
function markSessionColon(session: SessionStatement, notes: Notes): void {
  const block = session.properties.find((property) => property.place === 'block');
  if (!block) return;
  const colon = pieceAt(notes.pieces, block.span.start) - 1;
  const isLabel = session.label !== undefined && session.label.span.end === notes.pieces[colon - 1]?.span.end;
  if (notes.pieces[colon]?.text === ':' && !isLabel) notes.sessionColons.add(colon);
}

function arrowChain(arrow: ArrowStatement, pieces: readonly Piece[]): Chain {
  const [head, ...rest] = arrow.members;
  return {
    head: pieceAt(pieces, arrow.span.start),
    operators: rest.map((member) => pieceAt(pieces, member.span.start) - 1),
    headHasBlock: head?.properties.some((property) => property.place === 'block') ?? false,
  };
}

function pipelineChain(pipeline: PipelineStatement, pieces: readonly Piece[]): Chain {
  const operators = pipeline.stages.map((stage) => {
    const place = pieceAt(pieces, stage.span.start);
    return pieces[place]?.text === '|' ? place : place - 1;
  });
  return { head: pieceAt(pieces, pipeline.span.start), operators, headHasBlock: false };
}
