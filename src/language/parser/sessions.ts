/** Statements that ask agents: `session`, arrows of sessions, `resume`, `call`, `do NAME`. */
import type { Argument, ArrowStatement, CallStatement, DoStatement, Expression, Name, Property, ResumeStatement, SessionStatement, Text } from '../ast.ts';
import { COLON, HASH, LINE_FEED, skipBlanks } from '../lexer/characters.ts';
import { parseCallArguments, parseItems } from './collections.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { Gathered, none } from './gathered.ts';
import { absentName, nameHere, takeName } from './names.ts';
import { atProperty, parseAllProperties } from './properties.ts';
import { parseText } from './texts.ts';

/** `A`, or `A -> B -> C`. */
export function parseArrow(cursor: Cursor): SessionStatement | ArrowStatement {
  const first = parseSession(cursor);
  if (!cursor.is('->')) return first;
  const members = new Gathered<SessionStatement>();
  members.add(first);
  while (cursor.take('->')) {
    const member = parseArrowMember(cursor);
    if (!member) break;
    members.add(member);
  }
  const { list } = members;
  return list.length === 1 ? first : { kind: 'arrow', members: list, span: cursor.spanFrom(first.span.start) };
}

function parseArrowMember(cursor: Cursor): SessionStatement | undefined {
  if (cursor.keyword === 'session') return parseSession(cursor);
  cursor.unexpected('`session` after `->`');
  return undefined;
}

function parseSession(cursor: Cursor): SessionStatement {
  const start = cursor.advance();
  const subject = parseSubject(cursor);
  const properties = parseAllProperties(cursor);
  const ext = subject.label ? 'session-label' : subject.text || subject.agent ? undefined : 'session-properties-only';
  const node: Draft<SessionStatement> = { kind: 'session', properties, span: cursor.spanFrom(start) };
  if (subject.text) node.text = subject.text;
  if (subject.label) node.label = subject.label;
  if (subject.agent) node.agent = subject.agent;
  if (ext) node.ext = ext;
  return node;
}

interface Subject {
  readonly text?: Text;
  readonly label?: Name;
  readonly agent?: Name;
}

function parseSubject(cursor: Cursor): Subject {
  if (cursor.isKind('string')) return { text: parseText(cursor) };
  if (cursor.is(':')) return parseAgentSubject(cursor);
  return atProperty(cursor) && isLabel(cursor) ? parseLabelSubject(cursor) : {};
}

/** `session: agent`, or `session:` with only properties under it. */
function parseAgentSubject(cursor: Cursor): Subject {
  if (colonEndsLine(cursor.text, cursor.start) && cursor.kindAhead(1) === 'newline') {
    if (cursor.kindAhead(2) === 'indent') return {}; // the colon belongs to the properties
  }
  cursor.advance();
  const agent = takeName(cursor, "an agent's name");
  return agent ? { agent } : {};
}

/** `NAME:` begins a label unless a value follows that is no agent's name: then it is a property. */
function isLabel(cursor: Cursor): boolean {
  const colon = skipBlanks(cursor.text, cursor.end);
  const next = cursor.text.charAt(skipBlanks(cursor.text, colon + 1));
  return next === '' || next === '\n' || next === '#' || next === '(' || /[\p{L}_]/u.test(next);
}

/** `session label:` and `session label: agent`. */
function parseLabelSubject(cursor: Cursor): Subject {
  const label = nameHere(cursor);
  if (colonEndsLine(cursor.text, cursor.start)) return labelAtLineEnd(cursor, label);
  cursor.advance();
  if (!cursor.isKind('name') || (atProperty(cursor) && !colonEndsLine(cursor.text, skipBlanks(cursor.text, cursor.end)))) return { label };
  return { label, agent: nameHere(cursor) };
}

/** The label's colon may be the one before properties; without properties it is just the label's. */
function labelAtLineEnd(cursor: Cursor, label: Name): Subject {
  if (cursor.kindAhead(1) !== 'newline' || cursor.kindAhead(2) !== 'indent') cursor.advance();
  return { label };
}

function colonEndsLine(text: string, colon: number): boolean {
  if (text.charCodeAt(colon) !== COLON) return false;
  const code = text.charCodeAt(skipBlanks(text, colon + 1));
  return Number.isNaN(code) || code === LINE_FEED || code === HASH;
}

/** `resume: agent`. */
export function parseResume(cursor: Cursor): ResumeStatement {
  const start = cursor.advance();
  cursor.advance(); // the colon, without which `resume` is a name
  const agent = takeName(cursor, "an agent's name") ?? absentName(cursor);
  return { kind: 'resume', agent, properties: parseAllProperties(cursor), span: cursor.spanFrom(start) };
}

/** `call NAME(inputs)`. */
export function parseCallStatement(cursor: Cursor): CallStatement {
  const start = cursor.advance();
  const name = takeName(cursor, 'the name of a program or block') ?? absentName(cursor);
  const args: readonly Argument[] = cursor.is('(') ? parseCallArguments(cursor, parseExpression) : none;
  const properties: readonly Property[] = parseAllProperties(cursor, 'none');
  return { kind: 'call', name, arguments: args, properties, span: cursor.spanFrom(start), ext: 'call' };
}

/** `do NAME`, `do NAME(a, b)`, `do NAME (a, b)`. */
export function parseDo(cursor: Cursor): DoStatement {
  const start = cursor.advance();
  const name = takeName(cursor, "a block's name") ?? absentName(cursor);
  const args = cursor.is('(') ? parseItems(cursor, ')', () => parseDoArgument(cursor)) : none;
  return { kind: 'do', name, arguments: args, span: cursor.spanFrom(start) };
}

function parseDoArgument(cursor: Cursor): Expression {
  if (cursor.isKind('name') && cursor.spellingAhead(1) === ':') {
    cursor.report('E105', cursor.span, "a block's arguments have no names", 'write the value alone, or use `call`');
    cursor.advance();
    cursor.advance();
  }
  return parseExpression(cursor);
}
