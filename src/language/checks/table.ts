/**
 * Which checks look at which node.
 *
 * `during`: with the place in the program, while scopes are resolved. `after`: with the scopes known.
 */
import type { Place } from '../scopes/place.ts';
import type { Observed } from '../scopes/walk.ts';
import { checkAgentName } from './agents.ts';
import { checkCallStatement, checkDo, checkExpressionCall } from './calls.ts';
import type { CheckContext, LateCheckContext } from './check-context.ts';
import { checkChoice } from './choices.ts';
import { checkBlock } from './definitions.ts';
import { checkJump, checkReturn, checkThrow } from './jumps.ts';
import { checkFor, checkLoop, checkRepeat } from './loops.ts';
import { checkBlockTimeout, checkParallel } from './modifiers.ts';
import { checkAgentPrompt, checkResumePrompt, checkSessionPrompt } from './prompts.ts';
import { checkProperties } from './properties.ts';

type Kind = Observed['kind'];
type OfKind<K extends Kind> = Extract<Observed, { readonly kind: K }>;
type Checks = { readonly [K in Kind]?: readonly ((node: OfKind<K>, context: CheckContext, place: Place) => void)[] };
type LateChecks = { readonly [K in Kind]?: (node: OfKind<K>, context: LateCheckContext) => void };

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

/** With all words known: whether a value names something, or is its own text. */
const after: LateChecks = {
  agent: (node, context) => checkProperties('agent', node, context),
  session: (node, context) => checkProperties('session', node, context),
  resume: (node, context) => checkProperties('resume', node, context),
  parallel: (node, context) => checkBlockTimeout(node.modifiers, context),
  for: (node, context) => checkBlockTimeout(node.modifiers, context),
};

export function runChecks(node: Observed, context: CheckContext, place: Place): void {
  const checks = during[node.kind] as readonly ((node: Observed, context: CheckContext, place: Place) => void)[] | undefined; // the table pairs kind and node
  if (checks) for (const check of checks) check(node, context, place);
}

export function isCheckedLate(node: Observed): boolean {
  return node.kind === 'parallel' || node.kind === 'for' ? node.modifiers !== undefined : after[node.kind] !== undefined;
}

export function runLateChecks(node: Observed, context: LateCheckContext): void {
  const check = after[node.kind] as ((node: Observed, context: LateCheckContext) => void) | undefined; // the table pairs kind and node
  check?.(node, context);
}
