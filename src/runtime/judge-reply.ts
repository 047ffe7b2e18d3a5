/**
 * What a judge has answered (semantics 1.8): JSON `{ "answer", "reason" }`, bare or fenced, or one of the
 * allowed answers as the first line. Anything else is malformed, and the judge is asked again.
 *
 * The set is closed: `yes` is no answer to a question of true and false, nor is a label that is only
 * part of a line. Case, quotes and marks around an answer do not matter where they leave no doubt.
 */
import type { JudgeQuestion } from '../ports.ts';
import { isObject, type Value } from '../values.ts';
import { jsonInText } from './values/json-text.ts';

export interface Judgement {
  readonly answer: boolean | string;
  /** Empty when the judge gave none. */
  readonly reason: string;
}

/** The answer in a judge's reply; null when it is malformed. */
export function parseJudgement(text: string, question: JudgeQuestion): Judgement | null {
  const document = jsonInText(text, (value) => isObject(value) && Object.hasOwn(value, 'answer'))?.value;
  if (document !== undefined && isObject(document)) return fromDocument(document, question);
  return fromFirstLine(text.trim(), question);
}

function fromDocument(document: { readonly [key: string]: Value }, question: JudgeQuestion): Judgement | null {
  const { answer, reason } = document;
  if (typeof answer !== 'string' && typeof answer !== 'boolean' && typeof answer !== 'number') return null;
  const allowed = allowedAnswer(String(answer), question);
  return allowed === null ? null : { answer: allowed, reason: typeof reason === 'string' ? reason.trim() : '' };
}

function fromFirstLine(text: string, question: JudgeQuestion): Judgement | null {
  const end = text.search(/\r?\n/);
  const line = end < 0 ? text : text.slice(0, end);
  const allowed = allowedAnswer(line, question);
  return allowed === null ? null : { answer: allowed, reason: end < 0 ? '' : text.slice(end).trim() };
}

function allowedAnswer(said: string, question: JudgeQuestion): boolean | string | null {
  if (question.form === 'choice') return theOption(said, question.options);
  const word = theOption(said, ['true', 'false']);
  return word === null ? null : word === 'true';
}

/** The option that is meant: the same text, else the same without marks around it, else also without regard to case. */
function theOption(said: string, options: readonly string[]): string | null {
  const forms: readonly ((text: string) => string)[] = [(text) => text.trim(), withoutMarks, (text) => withoutMarks(text).toLowerCase()];
  for (const form of forms) {
    const [option, another] = [...new Set(options)].filter((candidate) => form(candidate) === form(said));
    // Options that only differ in what a form drops leave a doubt.
    if (option !== undefined) return another === undefined ? option : null;
  }
  return null;
}

/** Without quotes, emphasis, list marks and closing punctuation: `**"Fix it".**` reads `Fix it`. */
function withoutMarks(text: string): string {
  return text.replace(/^[\s"'`*_>“‘«-]+/, '').replace(/[\s"'`*_.,;:!”’»]+$/, '');
}
