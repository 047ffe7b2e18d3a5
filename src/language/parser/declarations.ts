/** Declarations: `use`, `import`, `agent`, `block`. */

import { assertNever } from '../../assert.ts';
import type { AgentDefinition, BlockDefinition, ImportDeclaration, Name, NumberLiteral, Text, UseDeclaration } from '../ast.ts';
import { opensBlock, parseHeaderEnd, takeHeaderColon } from './bodies.ts';
import { parseItems } from './collections.ts';
import type { Cursor } from './cursor.ts';
import type { Draft } from './draft.ts';
import { parseExpression } from './expressions.ts';
import { none } from './gathered.ts';
import { absentName, takeBindingName, takeName } from './names.ts';
import { parseAgentProperties } from './properties.ts';
import { skipToCloser } from './recovery.ts';
import { parseText } from './texts.ts';

export type DeclarationKeyword = 'agent' | 'block' | 'use' | 'import';
type Declaration = AgentDefinition | BlockDefinition | UseDeclaration | ImportDeclaration;

/** The declaration whose keyword is the current token. */
export function parseTopLevelDeclaration(cursor: Cursor, keyword: DeclarationKeyword): Declaration {
  switch (keyword) {
    case 'agent':
      return parseAgent(cursor);
    case 'block':
      return parseBlockDefinition(cursor);
    case 'use':
      return parseUse(cursor);
    case 'import':
      return parseImport(cursor);
    default:
      return assertNever(keyword);
  }
}

function parseUse(cursor: Cursor): UseDeclaration {
  const start = cursor.advance();
  const path = takeText(cursor, 'the path of a program (a text)');
  const alias = cursor.take('as') ? takeBindingName(cursor, "the program's name") : undefined;
  const node: Draft<UseDeclaration> = { kind: 'use', path, span: cursor.spanFrom(start) };
  if (alias) node.alias = alias;
  return node;
}

function parseImport(cursor: Cursor): ImportDeclaration {
  const start = cursor.advance();
  const skill = takeText(cursor, "the skill's name (a text)");
  if (!cursor.take('from')) cursor.unexpected('`from`');
  const from = takeText(cursor, "the skill's source (a text)");
  return { kind: 'import', skill, from, span: cursor.spanFrom(start), ext: 'skill-import' };
}

function takeText(cursor: Cursor, expected: string): Text {
  if (cursor.isKind('string')) return parseText(cursor);
  cursor.unexpected(expected);
  return { kind: 'text', quote: 'single', parts: [], span: cursor.here };
}

function parseAgent(cursor: Cursor): AgentDefinition {
  const start = cursor.advance();
  const name = takeName(cursor, "the agent's name") ?? absentName(cursor);
  takeHeaderColon(cursor, '`agent`');
  const properties = opensBlock(cursor) ? parseAgentBlock(cursor) : refuseAgentWithoutBlock(cursor);
  return { kind: 'agent', name, properties, span: cursor.spanFrom(start) };
}

function parseAgentBlock(cursor: Cursor): AgentDefinition['properties'] {
  cursor.advance();
  return parseAgentProperties(cursor);
}

function refuseAgentWithoutBlock(cursor: Cursor): AgentDefinition['properties'] {
  const onLine = !cursor.atLineEnd;
  const message = onLine ? "the agent's properties stand on its line" : "the agent's properties are missing";
  cursor.report('E103', onLine ? cursor.span : cursor.here, message, 'indent properties such as `prompt: "..."` under it');
  cursor.skipLine();
  return [];
}

// ---------------------------------------------------------------------------------------------
// block

function parseBlockDefinition(cursor: Cursor): BlockDefinition {
  const start = cursor.advance();
  const name = takeName(cursor, "the block's name") ?? absentName(cursor);
  const parameters = cursor.is('(') && !atMaxDepth(cursor) ? parseParameters(cursor) : none;
  const maxDepth = cursor.is('(') ? parseMaxDepth(cursor) : undefined;
  const body = parseHeaderEnd(cursor, '`block`');
  const node: Draft<BlockDefinition> = { kind: 'block', name, parameters, body, span: cursor.spanFrom(start) };
  return maxDepth ? { ...node, maxDepth, ext: 'max-depth' } : node;
}

function parseParameters(cursor: Cursor): readonly Name[] {
  const names = parseItems<Name | undefined>(cursor, ')', () => takeBindingName(cursor, "a parameter's name"));
  return names.filter((name) => name !== undefined);
}

/** `(max_depth:` */
function atMaxDepth(cursor: Cursor): boolean {
  return cursor.spellingAhead(1) === 'max_depth' && cursor.spellingAhead(2) === ':';
}

function parseMaxDepth(cursor: Cursor): NumberLiteral | undefined {
  if (!atMaxDepth(cursor)) {
    cursor.unexpected('`(max_depth: n)` or `:`');
    return undefined;
  }
  for (let taken = 0; taken < 3; taken += 1) cursor.advance();
  const value = parseExpression(cursor);
  if (!cursor.take(')')) {
    cursor.unexpected('`)`');
    skipToCloser(cursor, ')');
  }
  if (value.kind === 'number') return value;
  if (value.kind !== 'missing') cursor.report('E105', value.span, '`max_depth` takes a number');
  return undefined;
}
