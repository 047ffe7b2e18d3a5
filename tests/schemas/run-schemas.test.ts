/**
 * `schemas/event.schema.json` and `schemas/run-document.schema.json` against the types: the compiler asks for a
 * sample of every event type, and the samples must be exactly what the schemas describe, no key more or less.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { BranchReport, Failure } from '../../src/errors.ts';
import type { Usage } from '../../src/ports.ts';
import type { RunEventBody, RunEventType } from '../../src/runtime/events.ts';
import type { ErrorEntry, RunDocument, SessionEntry } from '../../src/runtime/run-document.ts';

const read = (name: string): AnySchemaObject => JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const documentSchema = read('run-document');
const eventSchema = read('event');

const usage: Required<Usage> = { inputTokens: 1, outputTokens: null, costUsd: 0.5, turns: 2 };
const innerFailure: Failure = { kind: 'thrown', message: 'm', label: null, path: '/t', attempts: null };
const branch: Required<BranchReport> = { name: 'a', index: 0, status: 'failed', value: [1], error: innerFailure };
const failure: Required<Failure> = {
  kind: 'exit',
  message: 'exit 1',
  label: 'l',
  path: '/s',
  attempts: 1,
  exitCode: 1,
  signal: 'SIGTERM',
  stderrTail: 'x',
  branches: [branch],
  cause: innerFailure,
};
const error: Required<ErrorEntry> = {
  kind: 'exit',
  message: 'exit 1',
  path: '/s',
  exitCode: null,
  signal: 'SIGKILL',
  stderrTail: 'x',
  attempts: 1,
  branches: [{ name: 'a' }],
  cause: { kind: 'thrown', message: 'm' },
};
const at = '2026-11-21T09:30:12.000Z';
const session: Required<SessionEntry> = {
  path: '/s',
  label: 'l',
  kind: 'judge',
  agent: null,
  command: 'mine',
  model: 'sonnet',
  status: 'failed',
  attempts: 2,
  startedAt: at,
  endedAt: at,
  resultFile: null,
  error,
  cancelledBy: null,
  usage,
};
const runDocument: Required<RunDocument> = {
  format: 1,
  id: 'r',
  status: 'failed',
  program: 'p.prose',
  startedAt: at,
  endedAt: at,
  outputs: { a: [1, { b: null }] },
  result: null,
  sessions: [session, { ...session, error: null, usage: null, startedAt: null }],
  joins: [{ path: '/p', join: 'any', onFail: 'ignore', outcome: 'cancelled', branches: [{ name: '0', status: 'cancelled' }] }],
  tolerated: [{ path: '/s', error }],
  pausedOn: [{ kind: 'quota', path: '/s', input: null, prompt: null, agent: 'mine', resetsAt: at, message: 'm' }],
  unkilled: [7],
  error,
};

type Sample<T extends RunEventType> = Required<Extract<RunEventBody, { type: T }>>;
const s = { path: '/s', attempt: 1 };
const remains = { usage, unkilled: [7] };

const waiting = { execution: 1, label: 'l', kind: 'judge', agent: null, command: 'c', model: 'm' } as const;

const samples: { readonly [T in RunEventType]: Sample<T> } = {
  'run.started': { type: 'run.started', id: 'r', program: 'p', inputs: { a: 1 } },
  'run.resumed': { type: 'run.resumed', id: 'r', program: 'p' },
  'block.entered': { type: 'block.entered', path: '/b', execution: 1, block: 'b', depth: 1 },
  'block.left': { type: 'block.left', path: '/b', execution: 1, block: 'b', outcome: 'succeeded' },
  'session.scheduled': { type: 'session.scheduled', ...s, execution: 1, label: 'l', kind: 'resume', agent: 'a', command: 'c', model: null, memory: 2 },
  'session.started': { type: 'session.started', ...s, pid: null },
  'session.output': { type: 'session.output', ...s, stream: 'stderr', line: 'x' },
  'session.usage': { type: 'session.usage', ...s, usage },
  'session.retrying': { type: 'session.retrying', ...s, error: failure, delay: 0, ...remains },
  'session.succeeded': { type: 'session.succeeded', ...s, value: null, usage, resultFile: '/x', memory: 3, unkilled: [7] },
  'session.failed': { type: 'session.failed', ...s, error: failure, ...remains },
  'session.cancelled': { type: 'session.cancelled', ...s, by: '/x', ...remains },
  'session.interrupted': { type: 'session.interrupted', ...s, ...remains },
  'condition.judged': { type: 'condition.judged', path: '/c', answer: true, reason: 'r' },
  'items.listed': { type: 'items.listed', path: '/f', count: 0 },
  'loop.iterated': { type: 'loop.iterated', path: '/l', execution: 1, index: 0, max: null },
  'loop.ended': { type: 'loop.ended', path: '/l', reason: 'max' },
  'parallel.started': { type: 'parallel.started', path: '/p', execution: 1, join: 'all', onFail: 'fail-fast', branches: ['a'] },
  'branch.started': { type: 'branch.started', path: '/p', index: 0, name: 'a' },
  'branch.ended': { type: 'branch.ended', path: '/p', index: 0, name: 'a', status: 'failed', error: failure },
  'join.settled': { type: 'join.settled', path: '/p', outcome: 'failed', winner: null, order: [1, 0], error: failure },
  'join.joined': { type: 'join.joined', path: '/p', join: 'all', onFail: 'continue', outcome: 'failed', branches: [branch], error: failure },
  'error.caught': { type: 'error.caught', path: '/t', execution: 1, error: failure },
  'finally.entered': { type: 'finally.entered', path: '/t', execution: 1 },
  'error.tolerated': { type: 'error.tolerated', path: '/t', error: failure },
  'choice.taken': { type: 'choice.taken', path: '/c', execution: 1, label: 'l' },
  'name.bound': { type: 'name.bound', path: '/n', execution: 1, name: null, kind: 'result', programLevel: true, source: 's', value: 'v' },
  'output.registered': { type: 'output.registered', path: '/o', name: 'o', value: { a: 1 } },
  'input.needed': { type: 'input.needed', path: '/i', name: 'i', prompt: 'p' },
  'input.given': { type: 'input.given', path: '/i', name: 'i', value: 1 },
  'run.waiting': { type: 'run.waiting', path: '/s', reason: 'auth', agent: 'mine', message: 'm', resetsAt: null, session: waiting },
  'run.paused': { type: 'run.paused', reason: 'r' },
  warning: { type: 'warning', path: null, message: 'm' },
  'run.ended': { type: 'run.ended', document: runDocument },
};

/** The schema with no room for keys that it does not name: only for this test, readers must bear new keys. */
function tightened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tightened);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, tightened(member)]));
  return 'properties' in schema ? { ...inner, additionalProperties: false } : inner;
}

function validator(): (event: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(tightened(documentSchema) as AnySchemaObject);
  return ajv.compile(tightened(eventSchema) as AnySchemaObject);
}

const types = Object.keys(samples) as RunEventType[];
const whole = (type: RunEventType): Readonly<Record<string, unknown>> => ({ v: 1, seq: 1, at, ...samples[type] });

describe('schemas/event.schema.json', () => {
  const valid = validator();

  it('names every type of event, and no other', () => {
    const named = eventSchema.oneOf.map((one: { $ref: string }) => one.$ref.replace('#/$defs/', ''));
    expect(named.sort()).toEqual([...types].sort());
  });

  it.each(types)('%s: exactly its keys, none of the required ones left out', (type) => {
    const sample = whole(type);
    const described = eventSchema.$defs[type];
    expect(valid(sample)).toBe(true);
    expect(Object.keys(described.properties).sort()).toEqual(Object.keys(sample).sort());
    for (const key of described.required) {
      const { [key]: _left, ...rest } = sample;
      expect(valid(rest), `without ${key}`).toBe(false);
    }
  });

  it('refuses what is no event', () => {
    for (const event of [null, {}, { ...whole('warning'), type: 'warned' }, { ...whole('warning'), v: 2 }, { ...whole('warning'), seq: 0 }]) {
      expect(valid(event)).toBe(false);
    }
  });
});

describe('schemas/run-document.schema.json', () => {
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(tightened(documentSchema) as AnySchemaObject);

  it.each<[string, string, object]>([
    ['the document', '', runDocument],
    ['a session', 'session', session],
    ['an error', 'error', error],
    ['a join', 'join', runDocument.joins[0] ?? {}],
    ['what a run waits for', 'pausedOn', runDocument.pausedOn[0] ?? {}],
    ['usage', 'usage', usage],
  ])('describes exactly the keys of %s', (_what, name, sample) => {
    const described = name === '' ? documentSchema : documentSchema.$defs[name];
    expect(Object.keys(described.properties).sort()).toEqual(Object.keys(sample).sort());
  });

  it('accepts a document and refuses one that lacks a member or has a wrong status', () => {
    expect(valid(runDocument)).toBe(true);
    expect(valid({ ...runDocument, status: 'done' })).toBe(false);
    for (const key of Object.keys(runDocument)) {
      const { [key]: _left, ...rest } = runDocument as unknown as Record<string, unknown>;
      expect(valid(rest), `without ${key}`).toBe(false);
    }
  });
});
