/** Runs on disk for tests: everything that a run needs, each part replaceable. */
import { createRunDirectory, type NewRun, type RunDirectory } from '../../src/persist/run-directory.ts';
import type { StoredDocument } from '../../src/persist/run-record.ts';

export interface Document extends StoredDocument {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly sessions: readonly unknown[];
  readonly joins: readonly unknown[];
  readonly tolerated: readonly unknown[];
  readonly pausedOn: readonly unknown[];
  readonly unkilled: readonly number[];
}

export function documentOf(id: string, more: Partial<Document> = {}): Document {
  return {
    format: 1,
    id,
    status: 'running',
    program: 'p.prose',
    startedAt: '2026-11-21T09:30:12.000Z',
    endedAt: null,
    outputs: {},
    sessions: [],
    joins: [],
    tolerated: [],
    pausedOn: [],
    unkilled: [],
    ...more,
  };
}

export const KEY = '00112233445566778899aabbccddeeff';

export function newRun(runsDirectory: string, more: Partial<NewRun<Document>> = {}): NewRun<Document> {
  const id = more.id ?? '20261121-093012-a7b3c9';
  return {
    runsDirectory,
    id,
    key: KEY,
    program: { name: 'p.prose', file: '/somewhere/p.prose', text: 'session "x"\n' },
    imports: [],
    inputs: {},
    cwd: '/somewhere',
    document: documentOf(id),
    derived: { stateLog: true, bindings: true },
    logger: { warn: () => {} },
    ...more,
  };
}

export function createdRun(runsDirectory: string, more: Partial<NewRun<Document>> = {}): RunDirectory<Document> {
  return createRunDirectory(newRun(runsDirectory, more));
}
