/**
 * What a program's syntax errors make doubtful, so that one mistake is not told again as several about names.
 *
 * 1. A name in a line with a syntax error may be bound or meant there: its absence elsewhere is no finding.
 * 2. Statements at a wrong indentation have lost their construct (a `for`, a `block`): nothing is said about them.
 */
import type { Body, Node, Program, Span, Statement } from './ast.ts';
import type { ParsedProgram } from './parser/parse.ts';
import type { Source } from './source.ts';
import { walk } from './walk.ts';

export interface Doubt {
  readonly names: ReadonlySet<string>;
  /** In source order, without overlap. */
  readonly spans: readonly Span[];
}

const noDoubt: Doubt = { names: new Set(), spans: [] };

export function doubtsOf(parsed: ParsedProgram, source: Source): Doubt {
  const lines = new Set(parsed.diagnostics.filter(({ severity }) => severity === 'error').map(({ line }) => line));
  if (lines.size === 0) return parsed.skippedNames.size === 0 ? noDoubt : { names: parsed.skippedNames, spans: [] };
  const starts = lineStarts(source.text);
  return { names: namesIn(lines, starts, parsed), spans: strays(parsed.ast, source.text) };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function namesIn(lines: ReadonlySet<number>, starts: readonly number[], { tokens, skippedNames }: ParsedProgram): ReadonlySet<string> {
  const names = new Set(skippedNames);
  let line = 1;
  for (const { kind, text, span } of tokens) {
    while ((starts[line] ?? Number.POSITIVE_INFINITY) <= span.start) line += 1;
    if (kind === 'name' && lines.has(line)) names.add(text);
  }
  return names;
}

/** Statements that do not stand in the column of their list. */
function strays(program: Program, text: string): readonly Span[] {
  const spans: Span[] = [];
  walk(program, (node) => {
    const list = statementsOf(node);
    if (!list) return;
    const column = node.kind === 'program' ? 0 : columnOf(list[0], text);
    for (const statement of list) if (columnOf(statement, text) !== column) spans.push(statement.span);
  });
  return withoutOverlap(spans);
}

function statementsOf(node: Node): Program['items'] | Body['statements'] | undefined {
  if (node.kind === 'program') return node.items;
  return node.kind === 'body' && node.layout === 'indented' ? node.statements : undefined;
}

function columnOf(statement: Program['items'][number] | Statement | undefined, text: string): number {
  return statement ? statement.span.start - (text.lastIndexOf('\n', statement.span.start - 1) + 1) : 0;
}

function withoutOverlap(spans: Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}
