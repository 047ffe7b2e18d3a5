import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../../../src/runtime/events.ts';
import { createProjection } from '../../../src/runtime/projection/projection.ts';
import type { RunDocument, RunStatus } from '../../../src/runtime/run-document.ts';
import { cancelledValue, errorValue } from '../../../src/values.ts';
import { eventsOf, failure, scheduled, started, succeeded, timeOf } from './events.ts';

function documentOf(bodies: readonly RunEventBody[], status: RunStatus = 'succeeded'): RunDocument {
  const projection = createProjection({
    id: 'run-1',
    program: 'p.prose',
    startedAt: timeOf(0),
    comparePaths: (a, b) => a.localeCompare(b, 'en', { numeric: true }),
  });
  for (const event of eventsOf(bodies)) projection.apply(event);
  return projection.document({ status, endedAt: status === 'running' ? null : timeOf(59) });
}

const start: RunEventBody = { type: 'run.started', id: 'run-1', program: 'p.prose', inputs: {} };
const join = { join: 'all', onFail: 'continue' } as const;

describe('the whole document', () => {
  it('has every member, also for a run that did nothing', () => {
    expect(documentOf([start])).toEqual({
      format: 1,
      id: 'run-1',
      status: 'succeeded',
      program: 'p.prose',
      startedAt: timeOf(0),
      endedAt: timeOf(59),
      outputs: {},
      result: null,
      sessions: [],
      joins: [],
      tolerated: [],
      pausedOn: [],
      unkilled: [],
      error: null,
    });
  });

  it('shows result and error that the caller gives, errors as plain entries', () => {
    const projection = createProjection({ id: 'r', program: 'p', startedAt: timeOf(0), comparePaths: () => 0 });
    const error = failure('/a', { attempts: null, cause: failure('/b', { kind: 'timeout', message: 'timed out', stderrTail: 'x' }) });
    const document = projection.document({ status: 'failed', endedAt: null, result: [1, errorValue(failure('/c'))], error });
    expect(document.result).toEqual([1, { failed: true, kind: 'exit', message: 'exit 1: boom', path: '/c', attempts: 1 }]);
    expect(document.error).toEqual({
      kind: 'exit',
      message: 'exit 1: boom',
      path: '/a',
      exitCode: 1,
      cause: { kind: 'timeout', message: 'timed out', path: '/b', exitCode: 1, stderrTail: 'x', attempts: 1 },
    });
  });

  it('shows the branches of an aggregate with their values and errors', () => {
    const projection = createProjection({ id: 'r', program: 'p', startedAt: timeOf(0), comparePaths: () => 0 });
    const branches = [
      { name: 'a', index: 0, status: 'succeeded', value: cancelledValue('/x') },
      { name: 'b', index: 1, status: 'failed', error: failure('/b') },
    ] as const;
    const { error } = projection.document({ status: 'failed', endedAt: null, error: failure('/p', { kind: 'aggregate', message: 'm', branches }) });
    expect(error?.branches).toEqual([
      { name: 'a', index: 0, status: 'succeeded', value: { cancelled: true, by: '/x' } },
      { name: 'b', index: 1, status: 'failed', error: expect.objectContaining({ kind: 'exit', path: '/b' }) },
    ]);
  });

  it('is plain JSON', () => {
    const document = documentOf([start, scheduled('/a', 1), started('/a'), succeeded('/a')]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('outputs', () => {
  it('are those registered, a later value in the place of the first; errors and cancelled readable', () => {
    const register = (name: string, value: Parameters<typeof errorValue>[0] | string): RunEventBody => ({
      type: 'output.registered',
      path: '/o',
      name,
      value: typeof value === 'string' ? value : errorValue(value),
    });
    const document = documentOf([register('a', 'one'), register('b', failure('/b')), register('a', 'two'), register('__proto__', 'safe')], 'failed');
    expect(Object.entries(document.outputs)).toEqual([
      ['a', 'two'],
      ['b', { failed: true, kind: 'exit', message: 'exit 1: boom', path: '/b', attempts: 1 }],
      ['__proto__', 'safe'],
    ]);
  });
});

describe('sessions', () => {
  const entry = (bodies: readonly RunEventBody[], status: RunStatus = 'running') => documentOf(bodies, status).sessions[0];

  it('waits when scheduled, runs when spawned', () => {
    expect(entry([scheduled('/a', 1)])).toEqual({
      path: '/a',
      label: 'label of /a',
      kind: 'session',
      agent: 'writer',
      command: 'mine',
      model: 'sonnet',
      status: 'waiting',
      attempts: 0,
      startedAt: null,
      endedAt: null,
      resultFile: null,
      error: null,
      cancelledBy: null,
      usage: null,
    });
    expect(entry([scheduled('/a', 1), started('/a')])).toMatchObject({ status: 'running', attempts: 1, startedAt: timeOf(2), endedAt: null });
  });

  it('keeps the first start and the last end over attempts, and counts spawns', () => {
    const retry: RunEventBody = { type: 'session.retrying', path: '/a', attempt: 1, error: failure('/a'), delay: 0 };
    const bodies = [scheduled('/a', 1), started('/a'), retry, scheduled('/a', 1, { attempt: 2 }), started('/a', 2)];
    expect(entry(bodies.slice(0, 3))).toMatchObject({ status: 'waiting', attempts: 1, error: { kind: 'exit', exitCode: 1 } });
    expect(entry([...bodies, succeeded('/a', 2)])).toMatchObject({
      status: 'succeeded',
      attempts: 2,
      startedAt: timeOf(2),
      endedAt: timeOf(6),
      error: null,
      resultFile: '/runs/x/a',
    });
    const failed: RunEventBody = { type: 'session.failed', path: '/a', attempt: 2, error: failure('/a', { attempts: 2 }) };
    expect(entry([...bodies, failed])).toMatchObject({ status: 'failed', attempts: 2, endedAt: timeOf(6), error: { kind: 'exit', attempts: 2 } });
  });

  it('names who cancelled it, and shows no error of an earlier attempt then', () => {
    const cancelled: RunEventBody = { type: 'session.cancelled', path: '/a', attempt: 1, by: '/b', unkilled: [77] };
    const document = documentOf([scheduled('/a', 1), started('/a'), cancelled]);
    expect(document.sessions[0]).toMatchObject({ status: 'cancelled', cancelledBy: '/b', endedAt: timeOf(3), error: null });
    expect(document.unkilled).toEqual([77]);
  });

  it('stays succeeded when its branch is cancelled afterwards', () => {
    const cancelled: RunEventBody = { type: 'session.cancelled', path: '/a', attempt: 1, by: '/b', unkilled: [] };
    expect(entry([scheduled('/a', 1), started('/a'), succeeded('/a'), cancelled])).toMatchObject({ status: 'succeeded', cancelledBy: null });
  });

  it('is interrupted, and runs again when it is scheduled again', () => {
    const interrupted: RunEventBody = { type: 'session.interrupted', path: '/a', attempt: 1 };
    expect(entry([scheduled('/a', 1), started('/a'), interrupted])).toMatchObject({ status: 'interrupted', attempts: 1, endedAt: timeOf(3) });
    const again = [scheduled('/a', 1), started('/a'), interrupted, scheduled('/a', 1, { attempt: 2 }), started('/a', 2)];
    expect(entry(again)).toMatchObject({ status: 'running', attempts: 2, endedAt: null });
  });

  it('adds usage up over attempts; within one the latest counts; unreported stays null', () => {
    const use = (attempt: number, inputTokens: number | null, costUsd: number | null): RunEventBody => ({
      type: 'session.usage',
      path: '/a',
      attempt,
      usage: { inputTokens, outputTokens: null, costUsd },
    });
    const retry: RunEventBody = { type: 'session.retrying', path: '/a', attempt: 1, error: failure('/a'), delay: 0 };
    const bodies = [scheduled('/a', 1), started('/a'), use(1, 5, null), use(1, 8, null), retry, started('/a', 2), use(2, 2, 0.5)];
    expect(entry(bodies)?.usage).toEqual({ inputTokens: 10, outputTokens: null, costUsd: 0.5 });
    expect(entry([...bodies, { ...succeeded('/a', 2), usage: { inputTokens: 3, outputTokens: 1, costUsd: null } } as RunEventBody])?.usage).toEqual({
      inputTokens: 11,
      outputTokens: 1,
      costUsd: null,
    });
  });

  it('refuses an event of a session that nobody scheduled', () => {
    expect(() => documentOf([started('/ghost')])).toThrow('session.started of /ghost without session.scheduled');
  });

  it('lists them in program order, not in order of arrival', () => {
    const document = documentOf([scheduled('/for[10]/a', 1), scheduled('/for[2]/a', 2), scheduled('/for[1]/a', 3)]);
    expect(document.sessions.map((session) => session.path)).toEqual(['/for[1]/a', '/for[2]/a', '/for[10]/a']);
  });
});

describe('joins and what they tolerated', () => {
  const begin = (path: string, branches: readonly string[]): RunEventBody => ({ type: 'parallel.started', path, execution: 1, ...join, branches });
  const ended = (path: string, index: number, name: string, status: 'succeeded' | 'failed' | 'cancelled'): RunEventBody => ({
    type: 'branch.ended',
    path,
    index,
    name,
    status,
    ...(status === 'failed' ? { error: failure(`${path}(${name})/s`) } : {}),
  });
  const settled = (path: string, outcome: 'succeeded' | 'failed' | 'cancelled'): RunEventBody => ({
    type: 'join.settled',
    path,
    outcome,
    winner: null,
    order: [],
  });
  const joined = (path: string, outcome: 'succeeded' | 'failed' | 'cancelled', failed: readonly string[] = []): RunEventBody => ({
    type: 'join.joined',
    path,
    ...join,
    outcome,
    branches: ['a', 'b'].map((name, index) => ({
      name,
      index,
      status: failed.includes(name) ? 'failed' : 'succeeded',
      ...(failed.includes(name) ? { error: failure(`${path}(${name})/s`) } : {}),
    })),
  });

  it('lists a block once it has decided; branches still running then count as cancelled', () => {
    expect(documentOf([begin('/p', ['a', 'b']), ended('/p', 1, 'b', 'succeeded')], 'running').joins).toEqual([]);
    expect(documentOf([begin('/p', ['a', 'b']), ended('/p', 1, 'b', 'succeeded'), settled('/p', 'succeeded')], 'interrupted').joins).toEqual([
      {
        path: '/p',
        ...join,
        outcome: 'succeeded',
        branches: [
          { name: 'a', status: 'cancelled' },
          { name: 'b', status: 'succeeded' },
        ],
      },
    ]);
  });

  it('lists a fan-out over nothing without branches', () => {
    const empty: RunEventBody = { type: 'join.joined', path: '/p', ...join, outcome: 'succeeded', branches: [] };
    expect(documentOf([begin('/p', []), empty]).joins).toEqual([{ path: '/p', ...join, outcome: 'succeeded', branches: [] }]);
  });

  it('tolerates the failures of a block that went on, at the place where each arose', () => {
    const document = documentOf([begin('/p', ['a', 'b']), ended('/p', 0, 'a', 'failed'), settled('/p', 'succeeded'), joined('/p', 'succeeded', ['a'])]);
    expect(document.tolerated).toEqual([{ path: '/p(a)/s', error: expect.objectContaining({ kind: 'exit', message: 'exit 1: boom', exitCode: 1 }) }]);
    expect(document.joins[0]?.branches).toEqual([
      { name: 'a', status: 'failed' },
      { name: 'b', status: 'succeeded' },
    ]);
  });

  it('tolerates nothing of a block that failed: its error is raised, and caught or not', () => {
    const caught: RunEventBody = { type: 'error.caught', path: '/try', error: failure('/p(a)/s') };
    const document = documentOf([begin('/p', ['a', 'b']), ended('/p', 0, 'a', 'failed'), settled('/p', 'failed'), joined('/p', 'failed', ['a']), caught]);
    expect(document.tolerated).toEqual([]);
    expect(document.joins[0]?.outcome).toBe('failed');
  });

  it('keeps the outcome of a block that had decided well and was cancelled while cleaning up, and its failures', () => {
    const document = documentOf([begin('/p', ['a', 'b']), ended('/p', 0, 'a', 'failed'), settled('/p', 'succeeded'), joined('/p', 'cancelled', ['a'])]);
    expect(document.joins[0]?.outcome).toBe('succeeded');
    expect(document.tolerated.map((one) => one.path)).toEqual(['/p(a)/s']);
  });

  it('lists a block that was cancelled undecided as cancelled', () => {
    const document = documentOf([begin('/p', ['a', 'b']), joined('/p', 'cancelled', ['a'])], 'cancelled');
    expect(document.joins[0]?.outcome).toBe('cancelled');
    expect(document.tolerated).toEqual([]);
  });

  it('adds what was tolerated elsewhere, each failure once, all in program order', () => {
    const tolerated = (path: string): RunEventBody => ({ type: 'error.tolerated', path, error: failure(path, { kind: 'cleanup' }) });
    const same: RunEventBody = { type: 'error.tolerated', path: '/p(a)/s', error: failure('/p(a)/s') };
    const document = documentOf([tolerated('/z'), begin('/p', ['a', 'b']), joined('/p', 'succeeded', ['b', 'a']), tolerated('/a'), same]);
    expect(document.tolerated.map((one) => one.path)).toEqual(['/a', '/p(a)/s', '/p(b)/s', '/z']);
  });
});

describe('what a run waits for', () => {
  const needed = (path: string): RunEventBody => ({ type: 'input.needed', path, name: 'approval', prompt: 'Go on?' });
  const quota = (path: string): RunEventBody => ({
    type: 'run.waiting',
    path,
    reason: 'quota',
    agent: 'mine',
    message: 'used up',
    resetsAt: timeOf(40),
  });

  it('lists inputs with name and prompt, agents with reason and reset time', () => {
    const document = documentOf([needed('/i'), scheduled('/s', 1), started('/s'), quota('/s')], 'paused');
    expect(document.pausedOn).toEqual([
      { kind: 'input', path: '/i', input: 'approval', prompt: 'Go on?', agent: null, resetsAt: null, message: 'input "approval" is needed' },
      { kind: 'quota', path: '/s', input: null, prompt: null, agent: 'mine', resetsAt: timeOf(40), message: 'used up' },
    ]);
    expect(document.sessions[0]).toMatchObject({ status: 'waiting', attempts: 1 });
  });

  it('forgets an input that was given and an invocation that started again', () => {
    const given: RunEventBody = { type: 'input.given', path: '/i', name: 'approval', value: 'yes' };
    const document = documentOf([needed('/i'), given, scheduled('/s', 1), started('/s'), quota('/s'), started('/s', 2)], 'running');
    expect(document.pausedOn).toEqual([]);
  });

  it.each(['/p(a)/i', '/p(0)/deep[3]/i', '/p[0]/call/i'])('forgets %s when its branch is cancelled', (path) => {
    const ended: RunEventBody = { type: 'branch.ended', path: '/p', index: 0, name: 'a', status: 'cancelled' };
    expect(documentOf([needed(path), ended], 'paused').pausedOn).toEqual([]);
  });

  it('keeps the inputs of other branches, and of a branch entered anew', () => {
    const ended: RunEventBody = { type: 'branch.ended', path: '/p', index: 0, name: 'a', status: 'cancelled' };
    const document = documentOf([needed('/p(b)/i'), needed('/p(a)/i'), ended, needed('/p(a)/i')], 'paused');
    expect(document.pausedOn.map((wait) => wait.path)).toEqual(['/p(a)/i', '/p(b)/i']);
  });

  it('forgets everything inside a block that joined', () => {
    const joined: RunEventBody = { type: 'join.joined', path: '/q/p', ...join, outcome: 'succeeded', branches: [] };
    expect(documentOf([needed('/q/p(x)/i'), needed('/q/i'), joined], 'paused').pausedOn.map((wait) => wait.path)).toEqual(['/q/i']);
  });

  it('is empty when the run is over', () => {
    expect(documentOf([needed('/i')], 'cancelled').pausedOn).toEqual([]);
  });
});

describe('size', () => {
  it('sorts 30,000 sessions of a fan-out only when the document is asked for', () => {
    const count = 30_000;
    let comparisons = 0;
    const comparePaths = (a: string, b: string): number => {
      comparisons += 1;
      return Number(/\d+/.exec(a)) - Number(/\d+/.exec(b));
    };
    const bodies = Array.from({ length: count }, (_, index) => count - 1 - index).flatMap((index): RunEventBody[] => {
      const path = `/for[${index}]/s`;
      return [
        scheduled(path, index + 1),
        started(path),
        succeeded(path),
        { type: 'branch.ended', path: '/for', index, name: String(index), status: 'succeeded' },
      ];
    });
    const projection = createProjection({ id: 'r', program: 'p', startedAt: timeOf(0), comparePaths });
    for (const event of eventsOf(bodies)) projection.apply(event);
    expect(comparisons).toBe(0);
    const { sessions } = projection.document({ status: 'succeeded', endedAt: null });
    expect(sessions).toHaveLength(count);
    expect(sessions[12_345]?.path).toBe('/for[12345]/s');
    expect(comparisons).toBeLessThan(count * 20);
  });
});
