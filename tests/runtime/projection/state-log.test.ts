import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../../../src/runtime/events.ts';
import { createStateLog } from '../../../src/runtime/state-log.ts';
import { eventsOf, failure, scheduled, started, succeeded, timeOf } from './events.ts';

function linesOf(bodies: readonly RunEventBody[]): string[] {
  const log = createStateLog();
  return eventsOf(bodies).flatMap((event) => log.lines(event));
}

const parallel = (branches: readonly string[]): RunEventBody => ({
  type: 'parallel.started',
  path: '/p',
  execution: 2,
  join: 'all',
  onFail: 'fail-fast',
  branches,
});

describe('state.md', () => {
  it('tells a run line by line', () => {
    const error = failure('/p(b)/s', { kind: 'timeout', message: 'timed out after 3.5s' });
    expect(
      linesOf([
        { type: 'run.started', id: 'r', program: 'p.prose', inputs: {} },
        { type: 'name.bound', path: '/i', execution: 1, name: 'topic', kind: 'input', programLevel: true, source: 'input topic', value: 'x' },
        parallel(['a', 'b', 'c']),
        scheduled('/p(a)/s', 3, { label: 'research' }),
        started('/p(a)/s'),
        succeeded('/p(a)/s'),
        scheduled('/p(b)/s', 4, { label: 'write' }),
        started('/p(b)/s'),
        { type: 'session.retrying', path: '/p(b)/s', attempt: 1, error, delay: 0 },
        { type: 'session.failed', path: '/p(b)/s', attempt: 2, error },
        scheduled('/p(c)/s', 5, { label: 'review' }),
        { type: 'session.cancelled', path: '/p(c)/s', attempt: 1, by: '/p(b)/s', unkilled: [] },
        { type: 'join.joined', path: '/p', join: 'all', onFail: 'fail-fast', outcome: 'failed', branches: [] },
        { type: 'error.caught', path: '/try', execution: 6, error },
        { type: 'finally.entered', path: '/try', execution: 6 },
        { type: 'choice.taken', path: '/choice', execution: 7, label: 'Ship it' },
        { type: 'block.entered', path: '/do', execution: 43, block: 'process', depth: 1 },
        { type: 'loop.iterated', path: '/loop', execution: 9, index: 0, max: 3 },
        { type: 'loop.iterated', path: '/loop', execution: 9, index: 1, max: null },
        { type: 'name.bound', path: '/o', execution: 10, name: 'answer', kind: 'output', programLevel: true, source: 'output answer = x', value: 'x' },
        { type: 'run.paused', reason: 'input approval' },
        { type: 'run.resumed', id: 'r', program: 'p.prose' },
      ]),
    ).toEqual([
      '1→ input topic',
      '2→ ∥start a,b,c (all, fail-fast)',
      '3→ research ✓',
      '4→ write ↻ attempt 2',
      '4→ write ✗ timeout: timed out after 3.5s',
      '5→ review ⊘ by 4',
      '2→ ∥done failed',
      '6→ try→catch timeout',
      '6→ finally',
      '7→ choice:Ship it',
      '43→ block:process#43',
      '9→ loop:0/3',
      '9→ loop:1',
      '10→ output answer',
      '---paused input approval',
      `---resumed ${timeOf(22)}`,
    ]);
  });

  it('ends with time and status; a paused run has no end', () => {
    const document = {
      format: 1,
      id: 'r',
      program: 'p',
      startedAt: timeOf(0),
      outputs: {},
      result: null,
      sessions: [],
      joins: [],
      tolerated: [],
      pausedOn: [],
      unkilled: [],
      error: null,
    } as const;
    expect(linesOf([{ type: 'run.ended', document: { ...document, status: 'failed', endedAt: timeOf(5) } }])).toEqual([`---end ${timeOf(5)} failed`]);
    expect(linesOf([{ type: 'run.ended', document: { ...document, status: 'interrupted', endedAt: null } }])).toEqual([`---end ${timeOf(1)} interrupted`]);
    expect(linesOf([{ type: 'run.ended', document: { ...document, status: 'paused', endedAt: null } }])).toEqual([]);
  });

  it('names each failure by its own reason, once', () => {
    const reasonOf = (kind: 'exit' | 'invalid-output' | 'empty', message: string): string | undefined =>
      linesOf([scheduled('/s', 1, { label: 's' }), { type: 'session.failed', path: '/s', attempt: 1, error: failure('/s', { kind, message }) }])[0];
    expect(reasonOf('exit', 'exit 1: boom\nat line 3')).toBe('1→ s ✗ exit 1: boom');
    expect(reasonOf('invalid-output', 'no JSON at 1:1')).toBe('1→ s ✗ invalid-output: no JSON at 1:1');
    expect(reasonOf('empty', '')).toBe('1→ s ✗ empty');
  });

  it('keeps every event on one line, whatever a label or message holds', () => {
    const lines = linesOf([
      scheduled('/s', 1, { label: 'a\nb\r\n---end 2026 succeeded\u2028\u001b[31mred' }),
      succeeded('/s'),
      { type: 'choice.taken', path: '/c', execution: 2, label: 'x\n3→ fake ✓' },
    ]);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\d+→ [^\u0000-\u001f\u2028]*$/);
  });

  it('tells a place without a number of its own under the nearest enclosing one', () => {
    const at = (path: string) => linesOf([parallel(['a']), { type: 'finally.entered', path }]).at(-1);
    expect(at('/p(a)/try')).toBe('2→ finally');
    expect(at('/elsewhere/try')).toBe('0→ finally');
  });

  it('names a canceller without a number by its path, and counts the branches of a wide fan-out', () => {
    const cancelled: RunEventBody = { type: 'session.cancelled', path: '/s', attempt: 1, by: '/throw@1', unkilled: [] };
    expect(linesOf([scheduled('/s', 1, { label: 's' }), cancelled])).toEqual(['1→ s ⊘ by /throw@1']);
    const wide = linesOf([parallel(Array.from({ length: 50_000 }, (_, index) => String(index)))])[0] ?? '';
    expect(wide).toMatch(/^2→ ∥start 0,1,2,.*,\.\.\. 50000 in all \(all, fail-fast\)$/);
    expect(wide.length).toBeLessThan(200);
  });
});
