import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { compileSchema } from '../../src/executors/schema-check.ts';
import { checkAnswers } from '../../src/executors/simulated/check-answers.ts';
import { readAnswersFile } from '../../src/executors/simulated/read-answers.ts';
import { temporaryFolder } from './requests.ts';

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(TroupeError);
    expect(error).toHaveProperty('code', 'usage');
    return (error as Error).message;
  }
  return 'fine';
}

const entry = (fields: object): object => ({ format: 1, replies: [{ reply: 'ok' }, fields] });
const schema = compileSchema(JSON.parse(readFileSync(new URL('../../schemas/answers.schema.json', import.meta.url), 'utf8')));
const isValidForSchema = (data: unknown): boolean => schema.ok && schema.check(data) === null;

const good: readonly object[] = [
  { format: 1, replies: [] },
  { $schema: './answers.schema.json', format: 1, replies: [], otherwise: 'fine' },
  entry({ path: '/a*', label: '/x/i', agent: 'a', prompt: 'p', kind: 'judge', attempt: 2, reply: true, delay: '1.5s', times: 3 }),
  entry({ replies: [null, 1, 'two', { three: 3 }], delay: 2 }),
  entry({ reply: null }),
  entry({ fail: { kind: 'exit', message: 'm', exitCode: 2 } }),
  entry({ fail: { kind: 'quota', resetsAt: '2026-11-21T12:00:00Z', retryAfter: '5m' } }),
  entry({ hang: true, times: 1 }),
];

const bad: readonly [unknown, string][] = [
  [[], 'A: expected an object such as { "format": 1, "replies": [] }, found []'],
  [null, 'A: expected an object such as { "format": 1, "replies": [] }, found null'],
  [{}, 'A: "format" is missing\nA: "replies" is missing'],
  [{ format: 2, replies: [] }, 'A: format: expected 1 (the only format there is), found 2'],
  [{ format: 1, replys: [], replies: [] }, 'A: unknown key "replys"; did you mean "replies"?'],
  [{ format: 1, replies: {} }, 'A: replies: expected a list of entries, found {}'],
  [{ format: 1, replies: [], otherwise: 5 }, 'A: otherwise: expected text, found 5'],
  [entry({ replay: 'x' }), 'A: replies[1]: unknown key "replay"; did you mean "reply"?\nA: replies[1]: expected one of "reply", "replies", "fail", "hang"'],
  [{ format: 1, replies: ['x'] }, 'A: replies[0]: expected an entry such as { "label": "Review", "reply": "fine" }, found "x"'],
  [entry({}), 'A: replies[1]: expected one of "reply", "replies", "fail", "hang"'],
  [entry({ reply: 'a', hang: true }), 'A: replies[1]: has "reply", "hang", expected only one of them'],
  [entry({ reply: 'a', delay: '5x' }), 'A: replies[1].delay: expected a duration such as "500ms", "30s", "5m", "2h", or a number of seconds, found "5x"'],
  [entry({ reply: 'a', delay: -1 }), 'A: replies[1].delay: expected a duration such as "500ms", "30s", "5m", "2h", or a number of seconds, found -1'],
  [entry({ reply: 'a', times: 0 }), 'A: replies[1].times: expected a whole number from 1, found 0'],
  [entry({ reply: 'a', attempt: '1' }), 'A: replies[1].attempt: expected a whole number from 1, found "1"'],
  [entry({ reply: 'a', kind: 'juge' }), 'A: replies[1].kind: expected "session", "resume", "judge"; did you mean "judge"?, found "juge"'],
  [entry({ replies: [] }), 'A: replies[1].replies: expected a list of at least one reply, found []'],
  [entry({ hang: false }), 'A: replies[1].hang: expected true, found false'],
  [entry({ fail: {} }), 'A: replies[1].fail: "kind" is missing'],
  [entry({ fail: { kind: 'exit', exitcode: 1 } }), 'A: replies[1].fail: unknown key "exitcode"; did you mean "exitCode"?'],
  [entry({ fail: { kind: 'exit', exitCode: '1' } }), 'A: replies[1].fail.exitCode: expected a whole number, found "1"'],
];

describe('an answers file is checked', () => {
  test.each(good)('good: %j', (data) => {
    expect(complaint(() => checkAnswers(data, 'A'))).toBe('fine');
    expect(isValidForSchema(data)).toBe(true);
  });

  test.each(bad)('bad: %j', (data, message) => {
    expect(complaint(() => checkAnswers(data, 'A'))).toBe(message);
    expect(isValidForSchema(data)).toBe(false);
  });

  test('what JSON cannot say', () => {
    expect(complaint(() => checkAnswers(entry({ label: /x/, reply: 'a', times: undefined }), 'A'))).toBe('fine');
    expect(complaint(() => checkAnswers(entry({ label: '/(/', reply: 'a' }), 'A'))).toMatch(
      /^A: replies\[1\]\.label: no regular expression \(.*\), found "\/\(\/"$/,
    );
    expect(complaint(() => checkAnswers(entry({ fail: { kind: 'timout' } }), 'A'))).toContain('did you mean "timeout"?');
    expect(complaint(() => checkAnswers(entry({ fail: { kind: 'quota', resetsAt: 'soon' } }), 'A'))).toBe(
      'A: replies[1].fail.resetsAt: expected an ISO time, found "soon"',
    );
  });
});

describe('an answers file is read', () => {
  const write = (name: string, text: string): string => {
    const file = join(temporaryFolder(), name);
    writeFileSync(file, text);
    return file;
  };
  const message = (file: string): Promise<string> =>
    readAnswersFile(file).then(
      () => 'fine',
      (error: unknown) =>
        complaint(() => {
          throw error;
        }),
    );
  const json = '{ "format": 1, "replies": [{ "label": "a", "reply": { "n": 1 } }] }';
  const yaml = 'format: 1\n# a comment\nreplies:\n  - label: a\n    reply:\n      n: 1\n';

  test.each([
    ['a.json', json],
    ['a.json', `\uFEFF${json}`],
    ['a.yaml', yaml],
    ['a.yml', yaml],
    ['answers', json],
    ['answers', yaml],
    ['a.yaml', json],
  ])('%s', async (name, text) => {
    expect(await readAnswersFile(write(name, text))).toEqual({ format: 1, replies: [{ label: 'a', reply: { n: 1 } }] });
  });

  test('problems name the file and the place', async () => {
    const missing = join(temporaryFolder(), 'none.json');
    expect(await message(missing)).toBe(`answers file ${missing}: no such file`);
    const broken = write('a.json', '{ "format": 1,\n "replies": [,] }');
    expect(await message(broken)).toBe(`answers file ${broken}: no JSON: unexpected "," at line 2 column 14`);
    const brokenYaml = write('a.yaml', 'format: 1\nreplies: [\n');
    expect(await message(brokenYaml)).toMatch(/a\.yaml: no YAML: .* at line \d+, column \d+/);
    const wrong = write('a.yaml', 'format: 1\nreplies:\n  - labl: x\n    reply: y\n');
    expect(await message(wrong)).toBe(`${wrong}: replies[0]: unknown key "labl"; did you mean "label"?`);
  });
});
