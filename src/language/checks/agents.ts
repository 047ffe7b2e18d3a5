/** Agents that sessions name (E007, E017, W011). */
import type { ResumeStatement, SessionStatement } from '../ast.ts';
import { isPersistent } from '../scopes/declarations.ts';
import { reportUnknownName } from './check-context.ts';
import type { CheckContext } from './check-context.ts';

export function checkAgentName(node: SessionStatement | ResumeStatement, context: CheckContext): void {
  const { agent } = node;
  if (!agent) return;
  const { agents } = context.declarations;
  const definition = agents.get(agent.text);
  if (!definition) reportUnknownName(context, 'E007', agent, 'agent', agents.keys());
  else if (node.kind === 'resume' && !isPersistent(definition)) {
    context.reporter.add('E017', agent.span, `agent \`${agent.text}\` has no memory to resume from`, 'give the agent `persist: true`, or use `session:`');
  }
}

/**
 * W011: a `session:` that starts anew although the agent has memory by then. One per agent.
 * @param asking all sessions and resumes, in any order
 */
export function checkForgetting(asking: readonly (SessionStatement | ResumeStatement)[], context: CheckContext): void {
  const withMemory = new Set<string>();
  const reported = new Set<string>();
  for (const node of [...asking].sort((a, b) => a.span.start - b.span.start)) {
    const definition = node.agent && context.declarations.agents.get(node.agent.text);
    if (!node.agent || !definition || !isPersistent(definition)) continue;
    const name = node.agent.text;
    if (node.kind === 'session' && withMemory.has(name) && !reported.has(name)) {
      reported.add(name);
      context.reporter.add(
        'W011',
        node.agent.span,
        `\`session: ${name}\` starts without the memory that agent \`${name}\` has by now`,
        `write \`resume: ${name}\` to go on with it`,
      );
    }
    withMemory.add(name);
  }
}
