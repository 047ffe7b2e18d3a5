/**
 * The judge (semantics 1.8): a closed answer set, two repeats on a malformed answer, then kind `judge`.
 */
import { attemptOf, concluding, sessionError } from './attempts.oracle.ts';
import type { SessionRecord } from './record.oracle.ts';
import type { Steps } from './simulation.oracle.ts';
import { Raised, withoutNewline } from './values.oracle.ts';
import { failureAt, type Flow } from './world.oracle.ts';

const REPEATS = 2;

/** The answer: a label, or `true` / `false` when `options` is null. */
export function* askJudge(
  flow: Flow,
  question: string,
  options: readonly string[] | null,
  asking: { readonly from: 'if' | 'until' | 'while' | 'expression' | 'choice'; readonly check: number },
): Steps<string> {
  const session: SessionRecord = { place: flow.place, kind: 'judge', label: question, attempts: 0, status: 'waiting' };
  return yield* concluding(flow, session, function* () {
    for (let attempt = 1; attempt <= 1 + REPEATS; attempt++) {
      const invocation = {
        place: flow.place,
        kind: 'judge' as const,
        label: question,
        agent: null,
        prompt: question,
        context: null,
        attempt,
        options,
        ...asking,
      };
      const reply = yield* attemptOf(flow, invocation, { timeout: flow.world.options.timeout ?? null, json: false, session });
      if (!reply.ok) throw sessionError(flow, session, reply);
      const answer = answerIn(reply.text, options ?? ['true', 'false']);
      if (answer !== null) return answer;
    }
    throw new Raised({ ...failureAt(flow.place, 'judge', 'the judge gave no allowed answer'), label: question, attempts: session.attempts });
  });
}

function answerIn(text: string, allowed: readonly string[]): string | null {
  let answer = withoutNewline(text).split('\n')[0]?.trim() ?? '';
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'answer' in parsed) answer = String(parsed.answer);
  } catch {
    // Not JSON: the first line is the answer.
  }
  return allowed.includes(answer) ? answer : null;
}
