import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TroupeError } from '../../src/errors.ts';
import { digestOf } from '../../src/persist/run-directory.ts';
import { isSafeRunId } from '../../src/persist/run-id.ts';
import { createdRun, documentOf, KEY, newRun } from './stored-runs.ts';
import { temporaryFolder } from './temporary-folder.ts';

function errorOf(action: () => unknown): TroupeError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(TroupeError);
    return error as TroupeError;
  }
  throw new Error('expected a TroupeError');
}

describe('a run begins on disk', () => {
  it('with the source, the imports and a record, and nothing else', () => {
    const runs = join(temporaryFolder(), '.prose', 'runs');
    const run = createdRun(runs, { imports: [{ name: '/lib/../up/a.prose', text: 'session "a"\n' }], inputs: { n: 1 } });
    expect(readdirSync(runs)).toEqual([run.id]);
    expect(readdirSync(run.path).sort()).toEqual(['imports', 'program.prose', 'run.json']);
    expect(readFileSync(join(run.path, 'program.prose'), 'utf8')).toBe('session "x"\n');
    const record = JSON.parse(readFileSync(join(run.path, 'run.json'), 'utf8'));
    expect(record).toMatchObject({
      format: 1,
      id: run.id,
      key: KEY,
      status: 'running',
      program: { name: 'p.prose', file: '/somewhere/p.prose', digest: digestOf('session "x"\n') },
      inputs: { n: 1 },
      cwd: '/somewhere',
      driver: { pid: process.pid },
      document: documentOf(run.id),
    });
    const copy: string = record.imports['/lib/../up/a.prose'];
    expect(copy).toMatch(/^imports\/lib-up-a-prose-[0-9a-f]{16}\.prose$/);
    expect(readFileSync(join(run.path, copy), 'utf8')).toBe('session "a"\n');
  });

  it.skipIf(process.platform === 'win32')('with the run key readable by its owner only', () => {
    const run = createdRun(temporaryFolder());
    expect(statSync(join(run.path, 'run.json')).mode & 0o777).toBe(0o600);
    run.saveDocument(documentOf(run.id, { status: 'succeeded' }));
    expect(statSync(join(run.path, 'run.json')).mode & 0o777).toBe(0o600);
  });

  it('never twice: the id of an existing run names resume, and that run stays as it was', () => {
    const runs = temporaryFolder();
    const run = createdRun(runs);
    const before = readFileSync(join(run.path, 'run.json'), 'utf8');
    const error = errorOf(() => createdRun(runs, { key: 'other' }));
    expect(error).toMatchObject({ code: 'usage', hint: `to go on with it: troupe resume ${run.id}` });
    expect(readFileSync(join(run.path, 'run.json'), 'utf8')).toBe(before);
  });

  it.each(['../evil', '..', '.', '', '/tmp/evil', 'a/b', 'a\\b', '.hidden', '-rf', 'con', 'nul.txt', 'x.', 'a b', 'x\u0000', 'ä', 'a'.repeat(101)])(
    'never under the id %j',
    (id) => {
      const folder = temporaryFolder();
      const runs = join(folder, 'runs');
      const error = errorOf(() => createdRun(runs, { id, document: documentOf(id) }));
      expect(error.code).toBe('usage');
      expect(error.message).toContain(JSON.stringify(id));
      expect(existsSync(runs)).toBe(false);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.each(['20261121-093012-a7b3c9', 'nightly', 'v1.2_x-3', '7'])('under the id %s', (id) => {
    expect(isSafeRunId(id)).toBe(true);
    const run = createdRun(temporaryFolder(), { id, document: documentOf(id) });
    expect(run.path.endsWith(sep + id)).toBe(true);
  });

  it('not where a file stands in the way: a usage error naming the folder', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'runs'), '');
    const error = errorOf(() => createdRun(join(folder, 'runs', 'deeper')));
    expect(error.code).toBe('usage');
    expect(error.message).toContain(join(folder, 'runs', 'deeper'));
  });
});

describe('a run goes on', () => {
  it('replacing its document whole, leaving no temporary file', () => {
    const run = createdRun(temporaryFolder());
    run.saveDocument(documentOf(run.id, { status: 'succeeded', outputs: { a: 'ä\u2028' } }));
    const record = JSON.parse(readFileSync(join(run.path, 'run.json'), 'utf8'));
    expect(record).toMatchObject({ status: 'succeeded', key: KEY, document: { status: 'succeeded', outputs: { a: 'ä\u2028' } } });
    expect(readdirSync(run.path).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps the old document when the new one cannot be written', () => {
    const run = createdRun(temporaryFolder());
    const before = readFileSync(join(run.path, 'run.json'), 'utf8');
    mkdirSync(join(run.path, `run.json.${process.pid}.tmp`));
    expect(() => run.saveDocument(documentOf(run.id, { status: 'failed' }))).toThrow();
    expect(readFileSync(join(run.path, 'run.json'), 'utf8')).toBe(before);
  });

  it('appending to state.md, also after it was closed', () => {
    const run = createdRun(temporaryFolder());
    run.appendState(['1→ a ✓', '2→ b ✓']);
    run.appendState([]);
    run.close();
    run.appendState(['3→ c ✓']);
    run.close();
    expect(readFileSync(join(run.path, 'state.md'), 'utf8')).toBe('1→ a ✓\n2→ b ✓\n3→ c ✓\n');
  });

  it('without state.md and bindings when they are not asked for', () => {
    const run = createdRun(temporaryFolder(), { derived: { stateLog: false, bindings: false } });
    run.appendState(['1→ a ✓']);
    run.files.writeBinding({ name: 'a', programLevel: true, kind: 'let', executionId: 1, source: '', text: 'x' });
    expect(readdirSync(run.path).sort()).toEqual(['program.prose', 'run.json']);
  });

  it('also when its readable files cannot be written: said once each, never thrown', () => {
    const warnings: string[] = [];
    const run = createdRun(temporaryFolder(), { logger: { warn: (message) => warnings.push(message) } });
    writeFileSync(join(run.path, 'bindings'), 'in the way');
    mkdirSync(join(run.path, 'state.md'));
    for (let round = 0; round < 3; round++) {
      run.appendState(['1→ a ✓']);
      run.files.writeBinding({ name: 'a', programLevel: true, kind: 'let', executionId: 1, source: '', text: 'x' });
    }
    expect(warnings).toHaveLength(2);
    expect(warnings.join('\n')).toMatch(/state\.md is not complete.*\n.*bindings are not all written/);
  });
});

describe('files for agents', () => {
  it('gives each attempt of each path its own folder', () => {
    const { files, path } = createdRun(temporaryFolder());
    const places = [files.attempt('/a', 1), files.attempt('/a', 2), files.attempt('/A', 1), files.attempt('/../../evil', 1)];
    expect(new Set(places.map((place) => place.directory.toLowerCase())).size).toBe(4);
    for (const { directory, result } of places) {
      expect(directory.startsWith(join(path, 'sessions') + sep)).toBe(true);
      expect(statSync(directory).isDirectory()).toBe(true);
      expect(result).toBe(join(directory, 'result.md'));
    }
  });

  it('hands over values exactly, each under its own name, equal ones once', () => {
    const { files, path } = createdRun(temporaryFolder());
    const text = '---\nexact \u{1F600}\r\n';
    const file = files.writeContext('/a', 'security', text);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(files.writeContext('/b', 'security', text)).toBe(file);
    const other = files.writeContext('/b', 'security', 'changed');
    expect(other).not.toBe(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(files.writeContext('/b', '../../x', text).startsWith(join(path, 'context') + sep)).toBe(true);
  });

  it('writes a value anew in a later driver, over a file that was changed', () => {
    const runs = temporaryFolder();
    const run = createdRun(runs);
    const file = run.files.writeContext('/a', 'x', 'truth');
    rmSync(file);
    writeFileSync(file, 'lie', { mode: 0o444 });
    const { files } = createdRun(runs, { id: 'other', document: documentOf('other') });
    expect(readFileSync(files.writeContext('/a', 'x', 'truth'), 'utf8')).toBe('truth');
    expect(newRun(runs).id).toBe(run.id);
  });
});
