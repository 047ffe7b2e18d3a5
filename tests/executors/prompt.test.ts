import { describe, expect, test } from 'vitest';
import { closingLine, renderContext, renderPrompt } from '../../src/executors/prompt.ts';
import type { AgentRequest, ContextEntry } from '../../src/ports.ts';
import { makeRequest } from './requests.ts';

const render = (change: Partial<AgentRequest>): string => renderPrompt(makeRequest(change));
const given = (...entries: ContextEntry[]): Partial<AgentRequest> => ({ context: { kind: 'given', entries } });

describe('formats.md 1: what an agent reads', () => {
  test('all parts in their order, separated by one blank line', () => {
    const text = render({
      system: 'You are careful.',
      label: 'Review',
      prompt: 'Review the change.\nBe brief.',
      context: {
        kind: 'given',
        entries: [
          { name: 'diff', text: '+ one\n+ two', file: '/run/diff.md' },
          { name: 'rules', text: 'no tabs', file: '/run/rules.md' },
        ],
      },
      memory: { file: '/run/memory.md', text: 'He likes tests.' },
      expects: { kind: 'list' },
    });
    expect(text).toBe(`System: You are careful.

Task: Review

Review the change.
Be brief.

--- context ---
diff (file: /run/diff.md)
+ one
+ two

rules (file: /run/rules.md)
no tabs

--- memory ---
(file: /run/memory.md)
He likes tests.

Answer with a JSON array of strings.`);
  });

  test('empty parts are left out', () => {
    expect(render({ label: 'Say hello', prompt: 'Say hello', system: null })).toBe('Say hello');
    expect(render({ system: ' ', memory: { file: '/m', text: '' }, label: '' })).toBe('Say hello');
  });

  test('what is passed besides the index of results is read whole', () => {
    const context: AgentRequest['context'] = {
      kind: 'index',
      entries: [{ name: 'Draft', text: 'one\ntwo', file: '/run/draft.md' }],
      passed: [{ name: 'previous', text: 'three\nfour', file: '/run/previous.md' }],
    };
    expect(renderPrompt(makeRequest({ context }))).toBe(
      'Say hello\n\n--- context ---\nprevious (file: /run/previous.md)\nthree\nfour\n\n--- results so far ---\nDraft (file: /run/draft.md)\none',
    );
  });

  test('the label is told only when it says something else than the prompt', () => {
    expect(render({ label: 'Step', prompt: 'Do it' })).toBe('Task: Step\n\nDo it');
    expect(render({ label: 'Do it', prompt: 'Do it\n' })).toBe('Do it\n');
  });

  test('parts that the agent gets another way are left out', () => {
    const request = makeRequest({ system: 'S', ...given({ name: 'a', text: '1', file: '/a' }) });
    expect(renderPrompt(request, new Set(['system']))).toBe('Say hello\n\n--- context ---\na (file: /a)\n1');
    expect(renderPrompt(request, new Set(['context']))).toBe('System: S\n\nSay hello');
  });
});

describe('1.10: a value is inline when it has at most 4 KiB, else its first line', () => {
  const body = (text: string): string =>
    renderContext(makeRequest(given({ name: 'v', text, file: '/v' })))
      .split('\n')
      .slice(2)
      .join('\n');

  test('exactly 4 KiB of UTF-8 is inline, one byte more is not', () => {
    const text = `first\n${'é'.repeat(2045)}`;
    expect(Buffer.byteLength(text)).toBe(4096);
    expect(body(text)).toBe(text);
    expect(body(`${text}x`)).toBe('first');
    expect(body(`first\r\n${'x'.repeat(5000)}`)).toBe('first');
  });

  test('a first line that is too long itself is cut between characters', () => {
    const shown = body('a€'.repeat(3000));
    expect(shown).toMatch(/^(?:a€)+a?…$/);
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(4096 + 3);
  });

  test('an index shows first lines only', () => {
    const context = { kind: 'index', entries: [{ name: 'r', text: 'one\ntwo', file: '/r' }] } as const;
    expect(renderContext({ context })).toBe('--- results so far ---\nr (file: /r)\none');
  });

  test('a value without a file is always whole', () => {
    const text = `one\n${'x'.repeat(9000)}`;
    expect(renderContext(makeRequest(given({ name: 'v', text })))).toBe(`--- context ---\nv\n${text}`);
  });
});

describe('the closing line', () => {
  test.each<[Partial<AgentRequest>, string]>([
    [{}, ''],
    [{ expects: { kind: 'list' } }, 'Answer with a JSON array of strings.'],
    [{ expects: { kind: 'number' } }, 'Answer with a number only.'],
    [{ expects: { kind: 'yes-no' } }, 'Answer with yes or no as the first word.'],
    [{ expects: { kind: 'json', fields: [] } }, 'Answer with a JSON object.'],
    [{ expects: { kind: 'json', fields: ['score'] } }, 'Answer with a JSON object that has the field "score".'],
    [{ expects: { kind: 'json', fields: ['a', 'b'] } }, 'Answer with a JSON object that has the fields "a", "b".'],
    [{ returns: { kind: 'json' } }, 'Answer with JSON only.'],
    [{ returns: { kind: 'schema', schema: { type: 'number' } } }, 'Answer with JSON only, valid for this JSON Schema: {"type":"number"}'],
    [
      { question: { form: 'boolean', from: 'until', check: 1 }, expects: { kind: 'list' } },
      'Answer with JSON {"answer": ..., "reason": ...}; answer is one of: true, false',
    ],
    [
      { question: { form: 'choice', options: ['fix, now', 'go on'] } },
      'Answer with JSON {"answer": ..., "reason": ...}; answer is one of: "fix, now", "go on"',
    ],
  ])('%j', (change, line) => {
    expect(closingLine(makeRequest(change))).toBe(line);
    expect(
      render({ ...change, memory: { file: '/m', text: 'x' } })
        .split('\n')
        .at(-1),
    ).toBe(line === '' ? 'x' : line);
  });
});
