/**
 * What the simulated agent says when nobody has written an answer: made from label and path alone, in
 * the shape that the request asks for, so that programs run and end (`formats.md` 2).
 */
import { assertNever } from '../../assert.ts';
import { hash10 } from '../../ids.ts';
import type { AgentRequest, JudgeQuestion } from '../../ports.ts';
import { minimalInstance } from './minimal-instance.ts';

export function placeholderReply(request: Pick<AgentRequest, 'label' | 'path' | 'returns' | 'expects'>): string {
  const { returns } = request;
  switch (returns.kind) {
    case 'text':
      return placeholderFor(request);
    case 'json':
      return JSON.stringify({ result: sentence(request) });
    case 'schema':
      return JSON.stringify(minimalInstance(returns.schema, sentence(request)));
    default:
      return assertNever(returns, 'returns');
  }
}

function placeholderFor(request: Pick<AgentRequest, 'label' | 'path' | 'expects'>): string {
  const { expects } = request;
  switch (expects.kind) {
    case 'text':
      return sentence(request);
    case 'list':
      return JSON.stringify([1, 2, 3].map((place) => `Item ${place} of "${request.label}" (${hash10(request.path)})`));
    case 'number':
      return '1';
    case 'yes-no':
      return 'yes';
    case 'json':
      return JSON.stringify(Object.fromEntries(expects.fields.map((field) => [field, `${field} of "${request.label}" (${hash10(request.path)})`])));
    default:
      return assertNever(expects, 'expected answer');
  }
}

function sentence(request: Pick<AgentRequest, 'label' | 'path'>): string {
  return `Simulated answer to "${request.label}" (${hash10(request.path)})`;
}

/** What a judge without an entry answers: such that conditions hold once and loops end. */
export function placeholderJudgement(question: JudgeQuestion): boolean | string {
  if (question.form === 'choice') return question.options[0] ?? '';
  return question.from === 'while' ? question.check < 2 : true;
}
