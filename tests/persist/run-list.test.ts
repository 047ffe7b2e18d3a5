import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { listRuns, readLatestRun, readRun } from '../../src/persist/run-list.ts';
import { createdRun, type Document, documentOf } from './stored-runs.ts';
import { temporaryFolder } from './temporary-folder.ts';

function makeRun(runs: string, id: string, more: Partial<Document> = {}): string {
  const run = createdRun(runs, { id, document: documentOf(id, more) });
  return join(run.path, 'run.json');
}

/** Changes members of a stored record. */
function edit(file: string, change: (record: Record<string, unknown>) => void): void {
  const record = JSON.parse(readFileSync(file, 'utf8'));
  change(record);
  writeFileSync(file, JSON.stringify(record));
}

function errorOf(action: () => unknown): TroupeError {
  try {
    action();
  } catch (error) {
    if (error instanceof TroupeError) return error;
  }
  throw new Error('expected a TroupeError');
}

describe('the list of runs', () => {
  it('is empty without a folder', () => {
    expect(listRuns(join(temporaryFolder(), 'none'))).toEqual([]);
  });

  it('has the latest first, whatever their ids', () => {
    const runs = temporaryFolder();
    makeRun(runs, 'b', { startedAt: '2026-01-01T00:00:00.000Z' });
    makeRun(runs, 'c', { startedAt: '2026-01-03T00:00:00.000Z' });
    makeRun(runs, 'a', { startedAt: '2026-01-02T00:00:00.000Z' });
    expect(listRuns(runs).map((run) => run.id)).toEqual(['c', 'a', 'b']);
    expect(readLatestRun(runs).id).toBe('c');
  });

  it('shows a damaged run as damaged beside the others', () => {
    const runs = temporaryFolder();
    const good = makeRun(runs, 'good');
    const bad = makeRun(runs, 'bad');
    writeFileSync(bad, '{"format": 1, ');
    const listed = listRuns(runs);
    expect(listed.map((run) => [run.id, run.state]).sort()).toEqual([
      ['bad', 'damaged'],
      ['good', 'readable'],
    ]);
    expect(listed.find((run) => run.state === 'damaged')).toMatchObject({ file: bad, problem: expect.stringContaining('it is no JSON') });
    expect(readFileSync(bad, 'utf8')).toBe('{"format": 1, ');
    expect(readRun(runs, 'good').document).toEqual(JSON.parse(readFileSync(good, 'utf8')).document);
  });

  it('passes over what is no run: files, empty folders, hidden ones', () => {
    const runs = temporaryFolder();
    makeRun(runs, 'good');
    writeFileSync(join(runs, 'notes.txt'), '');
    mkdirSync(join(runs, 'empty'));
    mkdirSync(join(runs, '.cache'));
    expect(listRuns(runs).map((run) => run.id)).toEqual(['good']);
  });
});

describe('one run', () => {
  it('is not found when absent: the nearest id is named', () => {
    const runs = temporaryFolder();
    makeRun(runs, '20261121-093012-a7b3c9');
    mkdirSync(join(runs, 'empty'));
    expect(errorOf(() => readRun(runs, '20261121-093012-a7b3c8'))).toMatchObject({ code: 'usage', hint: 'did you mean "20261121-093012-a7b3c9"?' });
    expect(errorOf(() => readRun(runs, 'a7b3c9')).hint).toBe('did you mean "20261121-093012-a7b3c9"?');
    expect(errorOf(() => readRun(runs, 'empty'))).toMatchObject({ code: 'usage', message: expect.stringContaining('not found') });
    expect(errorOf(() => readRun(runs, '../x')).code).toBe('usage');
    expect(errorOf(() => readLatestRun(join(runs, 'empty')))).toMatchObject({ code: 'usage', message: expect.stringContaining('there are no runs') });
  });

  it.each<[string, (record: Record<string, unknown>) => void, string]>([
    ['a newer format', (record) => Object.assign(record, { format: 2 }), 'format 2, which a newer version of Troupe wrote'],
    ['no format', (record) => delete record.format, '"format": 1'],
    ['the id of another run', (record) => Object.assign(record, { id: 'other' }), '"id" is "other"'],
    ['no key', (record) => delete record.key, '"key" is missing or not text'],
    ['no document', (record) => Object.assign(record, { document: [] }), '"document" is missing'],
    ['sessions of a wrong type', (record) => Object.assign(record.document as object, { sessions: {} }), '"document.sessions" is missing or not a list'],
    ['a start that is no time', (record) => Object.assign(record.document as object, { startedAt: 'soon' }), '"document.startedAt" is missing or not a time'],
    [
      'a program without digest',
      (record) => Object.assign(record, { program: { name: 'x' } }),
      '"program" is missing or not an object with name, file and digest',
    ],
  ])('is refused with %s, naming the file and the problem', (_name, change, problem) => {
    const runs = temporaryFolder();
    const file = makeRun(runs, 'r');
    edit(file, change);
    const error = errorOf(() => readRun(runs, 'r'));
    expect(error.code).toBe('damaged');
    expect(error.message).toContain(file);
    expect(error.message).toContain(problem);
  });

  it.each(['', 'null', '[]', '"text"', '{} trailing'])('is refused when run.json holds %j', (text) => {
    const runs = temporaryFolder();
    writeFileSync(makeRun(runs, 'r'), text);
    expect(errorOf(() => readRun(runs, 'r')).code).toBe('damaged');
  });

  it('is refused when run.json is a folder', () => {
    const runs = temporaryFolder();
    const file = makeRun(runs, 'r');
    rmSync(file);
    mkdirSync(file);
    expect(errorOf(() => readRun(runs, 'r')).code).toBe('damaged');
  });

  it('is refused when the folder was copied under another name', () => {
    const runs = temporaryFolder();
    makeRun(runs, 'r');
    cpSync(join(runs, 'r'), join(runs, 's'), { recursive: true });
    expect(errorOf(() => readRun(runs, 's')).message).toContain('it is of another run');
  });
});

describe('a run whose driver', () => {
  const statusWith = (driver: (own: Record<string, unknown>) => Record<string, unknown>, status = 'running'): string => {
    const runs = temporaryFolder();
    edit(makeRun(runs, 'r', { status }), (record) => Object.assign(record, { driver: driver(record.driver as Record<string, unknown>) }));
    return readRun(runs, 'r').document.status;
  };
  const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

  it('lives is running', () => expect(statusWith((own) => own)).toBe('running'));
  it('is dead is interrupted', () => expect(statusWith((own) => ({ ...own, pid: deadPid() }))).toBe('interrupted'));
  it('works on another host counts as running', () => expect(statusWith((own) => ({ ...own, host: 'elsewhere', pid: deadPid() }))).toBe('running'));
  it('is dead keeps a status that it had reached', () => expect(statusWith((own) => ({ ...own, pid: deadPid() }), 'paused')).toBe('paused'));
  it.runIf(process.platform === 'linux')('is dead and its process id given to another is interrupted', () => {
    expect(statusWith((own) => ({ ...own, startTime: '1' }))).toBe('interrupted');
  });
});
