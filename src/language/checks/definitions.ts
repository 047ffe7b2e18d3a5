/** Agents, blocks and used programs declared twice; skill imports; a block's own limits (E010, E037, W006). */
import type { BlockDefinition, Span } from '../ast.ts';
import type { CheckContext } from './check-context.ts';
import { isPositiveInteger } from './values.ts';

export function checkDefinitions(context: CheckContext): void {
  const { agentDefinitions, blockDefinitions, usedPrograms, imports } = context.declarations;
  reportRepeated(
    agentDefinitions.map(({ name }) => ({ name: name.text, span: name.span })),
    'agent',
    context,
  );
  const callable = [
    ...blockDefinitions.map(({ name }) => ({ name: name.text, span: name.span })),
    ...usedPrograms.map(({ name, declaration }) => ({ name, span: declaration.alias?.span ?? declaration.path.span })),
  ];
  reportRepeated(callable, 'block or program', context);
  for (const { span } of imports) context.reporter.add('W006', span, 'skill imports are accepted, but loading skills is left to the agent command');
}

interface Named {
  readonly name: string;
  readonly span: Span;
}

/** At each later one. */
function reportRepeated(definitions: readonly Named[], what: string, context: CheckContext): void {
  const seen = new Set<string>();
  for (const { name, span } of [...definitions].sort((a, b) => a.span.start - b.span.start)) {
    if (name !== '' && seen.has(name))
      context.reporter.add('E010', span, `there is already a ${what} named \`${name}\``.replace('a agent', 'an agent'), 'give one of them another name');
    seen.add(name);
  }
}

export function checkBlock({ maxDepth }: BlockDefinition, context: CheckContext): void {
  if (maxDepth && !isPositiveInteger(maxDepth.value)) context.reporter.add('E037', maxDepth.span, '`max_depth` takes a positive integer');
}
