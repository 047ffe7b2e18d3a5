/** One contract for every `MemoryStore`, then what only the one on disk has to keep. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { tryLock } from '../../src/persist/file-lock.ts';
import { createMemoryStore } from '../../src/persist/memory-store.ts';
import type { MemoryAddress, MemoryCall, MemoryPlace, MemoryStore } from '../../src/ports.ts';
import { createVolatileMemory } from '../../src/runtime/engine/volatile-memory.ts';
import { temporaryFolder } from './temporary-folder.ts';

function storeOnDisk(root = temporaryFolder(), run = 'run'): MemoryStore {
  return createMemoryStore({ runDirectory: join(root, run), workingDirectory: join(root, 'work'), home: join(root, 'home'), program: 'p.prose' });
}

const places: readonly MemoryPlace[] = [{ kind: 'run' }, { kind: 'project' }, { kind: 'user' }, { kind: 'directory', path: 'notes' }];
const address = (place: MemoryPlace, agent = 'captain', program = 'p.prose'): MemoryAddress => ({ agent, place, program });

function opened(store: MemoryStore, at: MemoryAddress): MemoryCall {
  const call = store.open(at);
  if (!call) throw new Error('somebody else is in a call');
  return call;
}

describe.each([
  ['on disk', storeOnDisk],
  ['in memory', createVolatileMemory],
])('a memory store %s', (_, create) => {
  describe.each(places)('persist: $kind', (place) => {
    const at = address(place);

    it('has no memory before the first call', () => {
      const store = create();
      expect(store.read(at)).toBeNull();
      const call = opened(store, at);
      expect(call.found).toBeNull();
      call.close();
      expect(store.read(at)).toBeNull();
    });

    it('keeps what a call promotes as its next version, and nothing else', () => {
      const store = create();
      const first = opened(store, at);
      expect(first.promote('one')).toMatchObject({ number: 1, text: 'one' });
      first.close();
      opened(store, at).close();
      expect(store.read(at)).toMatchObject({ number: 1, text: 'one' });
      const second = opened(store, at);
      expect(second.found).toMatchObject({ number: 1, text: 'one' });
      expect(second.promote('two')).toMatchObject({ number: 2, text: 'two' });
      expect(second.found).toMatchObject({ number: 1, text: 'one' });
      second.close();
      expect(store.read(at)).toMatchObject({ number: 2, text: 'two' });
    });

    it('keeps memories of different agents apart', () => {
      const store = create();
      const other = place.kind === 'directory' ? { ...at, place: { ...place, path: 'others' } } : { ...at, agent: 'Captain' };
      const call = opened(store, at);
      call.promote('mine');
      const others = opened(store, other);
      expect(others.found).toBeNull();
      expect(store.keyOf(other)).not.toBe(store.keyOf(at));
      call.close();
      others.close();
    });
  });

  it('has one call at a time on a memory that several runs share', () => {
    const store = create();
    const at = address({ kind: 'project' });
    const call = opened(store, at);
    expect(store.open(at)).toBeNull();
    call.close();
    opened(store, at).close();
  });

  it('tells the memories of one run apart by program: agents of used programs may be called alike', () => {
    const store = create();
    const [own, used] = [address({ kind: 'run' }), address({ kind: 'run' }, 'captain', 'lib/used.prose')];
    opened(store, own).promote('main');
    expect(store.read(used)).toBeNull();
    expect(store.keyOf(own)).not.toBe(store.keyOf(used));
    const shared = address({ kind: 'project' }, 'captain', 'lib/used.prose');
    expect(store.keyOf(shared)).toBe(store.keyOf(address({ kind: 'project' })));
  });
});

describe('on disk', () => {
  it.each([
    [{ kind: 'run' }, 'run/agents/captain'],
    [{ kind: 'project' }, 'work/.prose/agents/captain'],
    [{ kind: 'user' }, 'home/.prose/agents/captain'],
    [{ kind: 'directory', path: 'notes/of the captain' }, 'work/notes/of the captain'],
    [{ kind: 'directory', path: '../elsewhere' }, 'elsewhere'],
  ] as const)('persist: %o lives in %s', (place, folder) => {
    const root = temporaryFolder();
    const call = opened(storeOnDisk(root), address(place));
    const { file } = call.promote('first');
    call.promote('second');
    call.close();
    expect(
      readdirSync(join(root, folder))
        .filter((file) => !file.startsWith('.'))
        .sort(),
    ).toEqual(['captain-001.md', 'captain-002.md', 'memory.md']);
    expect(relative(root, file ?? '')).toBe(join(folder, 'captain-001.md'));
    expect(readFileSync(join(root, folder, 'memory.md'), 'utf8')).toBe('second');
    expect(readFileSync(join(root, folder, 'captain-001.md'), 'utf8')).toBe('first');
  });

  it('a directory is relative to the file of the program that names it', () => {
    const root = temporaryFolder();
    opened(storeOnDisk(root), address({ kind: 'directory', path: './mem' }, 'captain', 'lib/used.prose')).promote('x');
    expect(existsSync(join(root, 'work/lib/mem/memory.md'))).toBe(true);
  });

  it('memories of one run are not seen by another; the others are', () => {
    const root = temporaryFolder();
    for (const place of places) {
      const call = opened(storeOnDisk(root, 'first'), address(place));
      call.promote('remember me');
      call.close();
    }
    const later = storeOnDisk(root, 'second');
    expect(places.map((place) => later.read(address(place))?.text ?? null)).toEqual([null, 'remember me', 'remember me', 'remember me']);
  });

  it.each(['..', '../../evil', 'a/b', 'con', `n${'o'.repeat(300)}`, 'Käpt’n'])('an agent called %j leads nowhere else', (agent) => {
    const root = temporaryFolder();
    const { file } = opened(storeOnDisk(root), address({ kind: 'project' }, agent)).promote('x');
    const [work, prose, agents, name, version, ...more] = relative(root, file ?? '').split('/');
    expect([work, prose, agents, more]).toEqual(['work', '.prose', 'agents', []]);
    expect(`${name} ${version}`).toMatch(/^[A-Za-z0-9_-]+ [A-Za-z0-9_-]+-001\.md$/);
  });

  it('a memory that a person has written counts, and is read as it stands', () => {
    const root = temporaryFolder();
    const folder = join(root, 'work/.prose/agents/captain');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'memory.md'), 'by hand');
    const store = storeOnDisk(root);
    const at = address({ kind: 'project' });
    expect(store.read(at)).toEqual({ number: 0, text: 'by hand', file: join(folder, 'memory.md') });
    const call = opened(store, at);
    call.promote('by the runtime');
    call.close();
    writeFileSync(join(folder, 'memory.md'), 'corrected');
    expect(store.read(at)).toEqual({ number: 1, text: 'corrected', file: join(folder, 'memory.md') });
  });

  it('a working copy holds what was lent; what was written to it comes back, a lost one does not', () => {
    const root = temporaryFolder();
    const call = opened(storeOnDisk(root), address({ kind: 'run' }));
    const file = call.lend(root, 'lent');
    expect(call.returned(file)).toBe('lent');
    writeFileSync(file, 'rewritten');
    expect(call.returned(file)).toBe('rewritten');
    rmSync(file);
    expect(call.returned(file)).toBeNull();
    expect(existsSync(join(root, 'run'))).toBe(false);
  });

  it('counts on beyond 999 versions', () => {
    const root = temporaryFolder();
    const folder = join(root, 'run/agents/captain');
    mkdirSync(folder, { recursive: true });
    for (const file of ['captain-999.md', 'captain-1000.md', 'captain-x.md', 'other-5000.md', 'memory.md']) writeFileSync(join(folder, file), 'x');
    expect(opened(storeOnDisk(root), address({ kind: 'run' })).promote('y').number).toBe(1001);
  });
});

describe('the lock of a memory', () => {
  const owner = (change: Readonly<Record<string, unknown>>): string => JSON.stringify({ pid: process.pid, startTime: null, host: hostname(), ...change });

  it('leaves one hidden file behind, however often it is taken', () => {
    const folder = temporaryFolder();
    const release = tryLock(folder);
    expect(tryLock(folder)).toBeNull();
    release?.();
    tryLock(folder)?.();
    expect(readdirSync(folder)).toEqual(['.lock-2']);
  });

  test.each([
    ['a process that is gone', owner({ pid: 4_194_304 + 1 }), true],
    ['a process id that was given to another process since', owner({ startTime: '1' }), process.platform === 'linux'],
    ['a living process', owner({}), false],
    ['nobody, after a crash of the machine', '', true],
    ['a process of another host', owner({ host: 'elsewhere', pid: 1 }), false],
  ])('of %s is taken over or not', (_, text, isFree) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.lock-7'), text);
    const release = tryLock(folder);
    expect(release !== null).toBe(isFree);
    expect(readdirSync(folder)).toEqual([isFree ? '.lock-8' : '.lock-7']);
  });

  it('is held by one process at a time, also while owners die and several take over at the same moment', async () => {
    const folder = temporaryFolder();
    const taker = await builtTaker(folder);
    const ends = await Promise.all([1, 2, 3, 4].map(() => exitCode(taker, [folder])));
    // A taker that meets another one inside ends with 1.
    expect(ends).toEqual([0, 0, 0, 0]);
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toHaveLength(4 * 25);
  });
});

/** A script that takes the lock 25 times, marks that it is inside, and every other time dies without releasing it. */
async function builtTaker(folder: string): Promise<string> {
  const outfile = join(folder, 'taker.mjs');
  const contents = `
    import { appendFileSync, closeSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
    import { hostname } from 'node:os';
    import { join } from 'node:path';
    import { tryLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/persist/file-lock.ts'))};
    const [folder] = process.argv.slice(2);
    const mark = join(folder, 'inside');
    for (let times = 0; times < 25; ) {
      const release = tryLock(folder);
      if (!release) continue;
      closeSync(openSync(mark, 'wx'));
      appendFileSync(join(folder, 'taken'), 'x');
      times++;
      rmSync(mark);
      if (times % 2 === 0) release();
      else {
        const newest = Math.max(...readdirSync(folder).flatMap((file) => /^\\.lock-(\\d+)$/.exec(file)?.[1] ?? []).map(Number));
        const draft = join(folder, 'dead-' + process.pid);
        writeFileSync(draft, JSON.stringify({ pid: 4194305, startTime: null, host: hostname() }));
        renameSync(draft, join(folder, '.lock-' + newest));
      }
    }`;
  await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  });
  return outfile;
}

function exitCode(script: string, words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.once('close', resolve));
}
