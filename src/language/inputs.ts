/** The inputs of a program: what a call or the user must supply (semantics 1.9, E026). */
import type { InputStatement, Statement } from './ast.ts';
import type { ProgramInput } from './checked-program.ts';

/**
 * @param all every `input` of the program, in any order
 * @param statements the program's own statements
 */
export function programInputs(all: readonly InputStatement[], statements: readonly Statement[]): readonly ProgramInput[] {
  const leading = leadingInputs(statements);
  const inputs = new Map<string, ProgramInput>();
  for (const statement of [...all].sort((a, b) => a.span.start - b.span.start)) {
    const name = statement.name.text;
    if (!inputs.has(name)) inputs.set(name, { name, statement, optional: isOptional(statement), leading: leading.has(statement) });
  }
  return [...inputs.values()];
}

function leadingInputs(statements: readonly Statement[]): ReadonlySet<Statement> {
  const first = statements.findIndex((statement) => statement.kind !== 'input');
  return new Set(first < 0 ? statements : statements.slice(0, first));
}

/** `"Optional ..."` or `"... (optional)"`. */
function isOptional({ prompt }: InputStatement): boolean {
  const first = prompt?.parts[0];
  const last = prompt?.parts.at(-1);
  const begins = first?.kind === 'literal' && /^\s*optional\b/i.test(first.value);
  return begins || (last?.kind === 'literal' && /\(optional\)\s*$/i.test(last.value));
}
