/**
 * Where a statement is in its program: the segment of an actor's path (semantics 3.1).
 *
 * Owns: kind, slug, HASH and `#n` of every statement. Does not own: suffixes that depend on the run
 * (index, branch, generation), see `paths.ts`.
 *
 * 1. A segment depends on the statement's own tokens and its equal siblings, never on a line number.
 * 2. Comments, layout and quote style change nothing.
 */
import { hash10, slug } from '../ids.ts';
import type { Expression, Span, Statement, Text } from '../language/ast.ts';
import type { Token } from '../language/token.ts';

/** The statement that does the work: `let x = session ...` is a session. */
export function workOf(statement: Statement): Statement {
  switch (statement.kind) {
    case 'let':
    case 'assign':
      return workOf(statement.value);
    case 'output':
    case 'return':
      return statement.value ? workOf(statement.value) : statement;
    default:
      return statement;
  }
}

/** Segments of a statement list, `#n` included, in source order. */
export function segmentsOf(statements: readonly Statement[], tokens: readonly Token[]): readonly string[] {
  const seen = new Map<string, number>();
  return statements.map((statement) => {
    const base = segmentOf(statement, tokens);
    const n = (seen.get(base) ?? 0) + 1;
    seen.set(base, n);
    return n === 1 ? base : `${base}#${n}`;
  });
}

function segmentOf(statement: Statement, tokens: readonly Token[]): string {
  const work = workOf(statement);
  const kind = kindOf(statement, work);
  const name = slug(nameOf(statement, work));
  const own = ownSpans(statement, work).flatMap((span) => tokensIn(tokens, span).map(tokenValue));
  return `${name === '' ? kind : `${kind}-${name}`}@${hash10(JSON.stringify([kind, ...own]))}`;
}

function kindOf(statement: Statement, work: Statement): string {
  if (work.kind === 'for' && work.parallel) return 'parallel-for';
  if (work.kind === 'do-body') return 'do';
  return work.kind === 'expression' ? (statement.kind === 'expression' ? 'eval' : statement.kind) : work.kind;
}

function nameOf(statement: Statement, work: Statement): string {
  switch (work.kind) {
    case 'session':
      return work.text ? literalText(work.text) : (work.label?.text ?? work.agent?.text ?? targetName(statement));
    case 'arrow':
      return work.members[0] ? nameOf(work.members[0], work.members[0]) : '';
    case 'resume':
      return work.agent.text;
    case 'do':
    case 'call':
    case 'input':
      return work.name.text;
    case 'for':
      return work.variable.text;
    default:
      return targetName(statement);
  }
}

function targetName(statement: Statement): string {
  if (statement.kind === 'let') return statement.target.kind === 'name' ? statement.target.text : statement.target.names.map((name) => name.text).join(' ');
  if (statement.kind === 'output') return statement.name?.text ?? '';
  if (statement.kind === 'assign') return statement.target.kind === 'reference' ? statement.target.name.text : '';
  return '';
}

function literalText(text: Text): string {
  return (
    text.parts
      .map((part) => (part.kind === 'literal' ? part.value : ' '))
      .join('')
      .split('\n', 1)[0] ?? ''
  );
}

/** The parts of the statement that identify it: all of it, or for one with a body only its head. */
function ownSpans(statement: Statement, work: Statement): readonly Span[] {
  const head = headSpans(work);
  if (!head) return [statement.span];
  return statement === work ? head : [{ start: statement.span.start, end: work.span.start }, ...head];
}

function headSpans(work: Statement): readonly Span[] | null {
  switch (work.kind) {
    case 'parallel':
    case 'do-body':
    case 'try':
      return [];
    case 'repeat':
      return [...bound(work.count), ...(work.index ? [work.index.span] : [])];
    case 'for':
      return [work.variable.span, ...(work.index ? [work.index.span] : []), ...bound(work.source)];
    case 'loop': {
      const head = work.head ? (work.head.kind === 'each' ? [work.head.variable.span, ...bound(work.head.source)] : [work.head.condition.span]) : [];
      return [...head, ...(work.index ? [work.index.span] : [])];
    }
    case 'if':
      return work.arms[0] ? [work.arms[0].condition.span] : [];
    case 'choice':
      return [work.condition.span];
    case 'pipeline':
      return bound(work.source);
    default:
      return null;
  }
}

/** A literal list or number does not count: `repeat 3` stays itself when it becomes `repeat 4`. */
function bound(expression: Expression): readonly Span[] {
  return expression.kind === 'list' || expression.kind === 'number' ? [] : [expression.span];
}

function tokensIn(tokens: readonly Token[], span: Span): readonly Token[] {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.span.start ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  const out: Token[] = [];
  for (let at = low; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || token.span.start >= span.end) break;
    if (token.text !== '' && !isLayout(token, tokens[at + 1])) out.push(token);
  }
  return out;
}

/** Commas and a colon at a line's end: optional in places, so that formatting adds and drops them. */
function isLayout(token: Token, next: Token | undefined): boolean {
  return token.text === ',' || (token.text === ':' && next?.kind === 'newline');
}

function tokenValue(token: Token): string {
  const text = token.text.replaceAll('\r\n', '\n');
  if (token.kind !== 'string') return `${token.kind}:${text}`;
  const quotes = text.startsWith('"""') ? 3 : 1;
  return `string:${text.slice(quotes, -quotes)}`;
}
