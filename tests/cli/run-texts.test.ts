/** What `troupe run` says, as functions of events and documents. */
import { describe, expect, test } from 'vitest';
import { lastLines } from '../../cli/run/last-lines.ts';
import { outputsText } from '../../cli/run/outputs.ts';
import { elapsedText, oneLine } from '../../cli/run/plain-text.ts';
import { Progress } from '../../cli/run/progress.ts';
import type { RunDocument } from '../../src/index.ts';
import { document, events, failure } from './run-material.ts';

describe('outputs on stdout', () => {
  test.each<[string, Partial<RunDocument>, string]>([
    ['one output: its text alone, with a line end', { outputs: { answer: 'Owls.' } }, 'Owls.\n'],
    ['text that ends its line gets no second end', { outputs: { answer: 'a\nb\n' } }, 'a\nb\n'],
    ['one output that is no text: JSON', { outputs: { answer: { n: [1, 2] } } }, '{\n  "n": [\n    1,\n    2\n  ]\n}\n'],
    ['several: a block for each', { outputs: { a: 'one', b: 'two\n\nlines\n', c: 3 } }, 'a: one\nb:\n  two\n\n  lines\nc: 3\n'],
    ['no output, but a result', { result: 'last' }, 'last\n'],
    ['neither', {}, ''],
    ['a failed run prints nothing', { status: 'failed', outputs: { answer: 'half' } }, ''],
    ['nor does a paused one', { status: 'paused', outputs: { answer: 'half' } }, ''],
  ])('%s', (_name, part, expected) => {
    expect(outputsText({ ...document, ...part })).toBe(expected);
  });
});

describe('last lines', () => {
  test('name id, status, duration, sessions, outputs and where the results are', () => {
    const shown: RunDocument = { ...document, outputs: { answer: 'Owls\nfly.' }, endedAt: '2026-11-21T09:30:14.500Z' };
    expect(lastLines(shown, '/w/.prose/runs/r1', '/w')).toEqual([
      'run r1 succeeded after 2.5s, sessions: 2 succeeded, 1 failed',
      '  output answer: Owls fly.',
      '  results: .prose/runs/r1',
    ]);
  });

  test('a failure: what and where', () => {
    const failed: RunDocument = { ...document, status: 'failed', sessions: [], error: { kind: 'exit', message: 'exit 1: no\nnetwork', path: '/session-a@1' } };
    expect(lastLines(failed, '/elsewhere/r1', '/w')).toEqual(['run r1 failed', '  error: exit: exit 1: no network (/session-a@1)', '  results: /elsewhere/r1']);
  });

  test('tolerated failures, what it waits for, and what could not be stopped', () => {
    const paused: RunDocument = {
      ...document,
      status: 'paused',
      sessions: [],
      tolerated: [{ path: '/b', error: { kind: 'timeout', message: 'timed out' } }],
      pausedOn: [
        { kind: 'input', path: '/i', input: 'approval', prompt: 'Ship it?', agent: null, resetsAt: null, message: 'm' },
        { kind: 'quota', path: '/q', input: null, prompt: null, agent: 'claude', resetsAt: '2026-11-22T00:00:00Z', message: 'limit reached' },
      ],
      unkilled: [12, 13],
    };
    expect(lastLines(paused, '/w/r1', '/w')).toEqual([
      'run r1 paused',
      '  tolerated: timeout: timed out (/b)',
      '  waits for input approval: Ship it?',
      '  waits for quota of claude: limit reached, until 2026-11-22T00:00:00Z',
      '  could not be stopped: process 12, 13',
      '  results: r1',
    ]);
  });
});

describe('progress', () => {
  test('one line an event, with the time since the run began', () => {
    const progress = new Progress(false);
    expect(events.flatMap((event) => progress.line(event) ?? [])).toEqual([
      '    0ms  run r1 of hello.prose',
      '  100ms  ▸ 1 Look (writer, simulated, sonnet)',
      '   1.1s  ↻ 1 Look: exit: exit 1; again in 2.0s',
      '   3.1s  ▸ 1 Look, attempt 2 (writer, simulated, sonnet)',
      '   4.0s  ✓ 1 Look (900ms)',
      '   4.0s  ∥ all, continue: succeeded (1 succeeded, 1 failed)',
      ' 1m 05s  warning: late',
    ]);
  });

  test('verbose adds what agents print and what is bound', () => {
    const progress = new Progress(true);
    const lines = events.flatMap((event) => progress.line(event) ?? []);
    expect(lines).toContain('   1.0s  1 Look | half\u{FFFD}[31m done');
    expect(lines.some((line) => line.endsWith('let x = Owls'))).toBe(true);
  });

  test('counts the agents at work', () => {
    const progress = new Progress(false);
    const counts = events.map((event) => {
      progress.line(event);
      return progress.atWork;
    });
    expect(counts).toEqual([0, 0, 1, 1, 0, 1, 0, 0, 0, 0]);
  });

  test('a failure names its kind and message', () => {
    const progress = new Progress(false);
    const line = progress.line({ v: 1, seq: 1, at: '2026-11-21T09:30:12.000Z', type: 'session.failed', path: '/p', attempt: 1, error: failure } as never);
    expect(line).toContain('✗ /p: exit: exit 1');
  });
});

describe('text of others on one line', () => {
  test.each([
    ['  two\n lines ', 'two lines'],
    ['\u001b[31mred\u0007', '\u{FFFD}[31mred\u{FFFD}'],
    ['a\u202Eb', 'a\u{FFFD}b'],
    ['x'.repeat(200), `${'x'.repeat(159)}…`],
  ])('%j', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  test('a cut never splits a character', () => {
    expect(oneLine('😀'.repeat(100))).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  test.each([
    [0, '0ms'],
    [999.4, '999ms'],
    [1000, '1.0s'],
    [59_949, '59.9s'],
    [59_960, '1m 00s'],
    [3_599_400, '59m 59s'],
    [3_720_000, '1h 02m'],
  ])('%d ms reads %s', (milliseconds, expected) => {
    expect(elapsedText(milliseconds)).toBe(expected);
  });
});
