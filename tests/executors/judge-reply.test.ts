import { describe, expect, test } from 'vitest';
import type { JudgeQuestion } from '../../src/ports.ts';
import { parseJudgement } from '../../src/runtime/judge-reply.ts';

const boolean: JudgeQuestion = { form: 'boolean', from: 'if', check: 1 };
const choice: JudgeQuestion = { form: 'choice', options: ['Fix it', 'give up', 'Really?', '3'] };

describe('1.8: a judge answers with JSON or with an answer as its first line', () => {
  test.each([
    ['{"answer": true, "reason": "all done"}', true, 'all done'],
    ['{"answer": "False", "reason": " no "}', false, 'no'],
    ['Let me see.\n```json\n{"answer": false, "reason": "broken"}\n```\n', false, 'broken'],
    ['{"reason": "x", "answer": true}\n', true, 'x'],
    ['{"answer": true}', true, ''],
    ['{"answer": true, "reason": 5}', true, ''],
    ['true', true, ''],
    ['TRUE.', true, ''],
    ['**False**\nBecause it is not.', false, 'Because it is not.'],
    ['\n\n"true"\r\nsure\r\n', true, 'sure'],
  ])('%j', (text, answer, reason) => expect(parseJudgement(text, boolean)).toEqual({ answer, reason }));

  test.each([
    '',
    ' \n ',
    'yes',
    'no',
    '1',
    'true enough',
    'It is true',
    'maybe\ntrue',
    '{"answer": "yes"}',
    '{"answer": null}',
    '{"answer": [true]}',
    '{"answer": true',
    '[true]',
  ])('%j is malformed', (text) => expect(parseJudgement(text, boolean)).toBeNull());

  test.each([
    ['{"answer": "Fix it", "reason": "it can be fixed"}', 'Fix it'],
    ['{"answer": "GIVE UP"}', 'give up'],
    ['{"answer": 3}', '3'],
    ['Really?', 'Really?'],
    ['- "fix it".\nbecause', 'Fix it'],
  ])('choice: %j', (text, answer) => expect(parseJudgement(text, choice)).toMatchObject({ answer }));

  test.each(['Fix', 'Fix it or give up', '{"answer": "opt1"}', '{"answer": true}', 'Really', ''])('choice: %j is malformed', (text) =>
    expect(parseJudgement(text, choice)).toBeNull(),
  );

  test('a label that stands twice is one answer', () => {
    expect(parseJudgement('same', { form: 'choice', options: ['same', 'same'] })).toMatchObject({ answer: 'same' });
  });

  test('options that differ only in case are told apart by case, else malformed', () => {
    const question: JudgeQuestion = { form: 'choice', options: ['Go', 'GO'] };
    expect(parseJudgement('GO', question)).toMatchObject({ answer: 'GO' });
    expect(parseJudgement('go', question)).toBeNull();
  });
});
