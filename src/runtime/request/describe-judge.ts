/** What a judge is asked (semantics 1.8): the question, the visible bindings, and what it may answer. */
import type { JudgeQuestion } from '../../ports.ts';
import type { Value } from '../../values.ts';
import { plainAgentText } from '../evaluate/agent-text.ts';
import { labelOf } from './label.ts';
import type { JudgeDescription } from './session-description.ts';

const JUDGE_SYSTEM = 'You are asked to judge, not to work: read the question and the context, and answer the question only.';

/** @param bindings the names that are visible where the question stands, with their values */
export function describeJudge(question: JudgeQuestion, text: string, bindings: Readonly<Record<string, Value>>): JudgeDescription {
  return {
    kind: 'judge',
    label: labelOf(text),
    agent: null,
    model: null,
    system: plainAgentText(JUDGE_SYSTEM),
    prompt: plainAgentText(text.trim()),
    context: { kind: 'given', items: Object.entries(bindings).map(([name, value]) => ({ kind: 'value', name, value })) },
    permissions: null,
    question,
    retry: 0,
    backoff: 'none',
    timeout: null,
  };
}
