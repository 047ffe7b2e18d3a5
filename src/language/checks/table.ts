/**
 * Which checks look at which node.
 *
 * `during`: with the place in the program, while scopes are resolved. `after`: with the scopes known.
 */
import type { AgentDefinition, ResumeStatement, SessionStatement } from '../ast.ts';
import type { Place } from '../scopes/place.ts';
import type { Observed } from '../scopes/walk.ts';
import { checkAgentName } from './agents.ts';
import { checkCallStatement, checkDo, checkExpressionCall } from './calls.ts';
import type { CheckContext, LateCheckContext } from './check-context.ts';
import { checkChoice } from './choices.ts';
import { checkBlock } from './definitions.ts';
import { checkJump, checkReturn, checkThrow } from './jumps.ts';
import { checkFor, checkLoop, checkRepeat } from './loops.ts';
import { checkParallel } from './modifiers.ts';
import { checkAgentPrompt, checkResumePrompt, checkSessionPrompt } from './prompts.ts';
import { checkProperties } from './properties.ts';

type Kind = Observed['kind'];
type OfKind<K extends Kind> = Extract<Observed, { readonly kind: K }>;
type Checks = { readonly [K in Kind]?: readonly ((node: OfKind<K>, context: CheckContext, place: Place) => void)[] };

const during: Checks = {
  agent: [checkAgentPrompt],
  block: [checkBlock],
  session: [checkAgentName, checkSessionPrompt],
  resume: [checkAgentName, checkResumePrompt],
  do: [checkDo],
  call: [checkCallStatement],
  'program-call': [checkExpressionCall],
  parallel: [checkParallel],
  for: [checkFor],
  repeat: [checkRepeat],
  loop: [checkLoop],
  choice: [checkChoice],
  break: [checkJump],
  continue: [checkJump],
  throw: [checkThrow],
  return: [checkReturn],
  output: [checkReturn],
};

export function runChecks(node: Observed, context: CheckContext, place: Place): void {
  const checks = during[node.kind] as readonly ((node: Observed, context: CheckContext, place: Place) => void)[] | undefined; // the table pairs kind and node
  if (checks) for (const check of checks) check(node, context, place);
}

/** Nodes whose properties are the language's own. */
export type WithProperties = AgentDefinition | SessionStatement | ResumeStatement;

export function hasProperties(node: Observed): node is WithProperties {
  return node.kind === 'agent' || node.kind === 'session' || node.kind === 'resume';
}

export function runPropertyChecks(node: WithProperties, context: LateCheckContext): void {
  checkProperties(node.kind, node, context);
}
