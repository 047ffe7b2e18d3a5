import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/persist/journal/crc32c.ts';
import type { AppendFile, FilePort } from '../../../src/persist/journal/file-port.ts';
import { nodeFiles } from '../../../src/persist/journal/file-port.ts';
import { Journal, readJournal } from '../../../src/persist/journal/journal.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'troupe-journal-'));
  file = join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (text: string) => ({ e: 0, k: 'completed', p: '/a', value: text });

async function write(...texts: string[]): Promise<void> {
  const journal = Journal.open(file, readJournal(file));
  await journal.append(texts.map(entry));
  journal.close();
}

const values = () => readJournal(file).entries.map((line) => line.value);

describe('CRC-32C', () => {
  test.each([
    ['', '00000000'],
    ['123456789', 'e3069283'],
    ['a', 'c1d04330'],
  ])('of %j is %s', (text, sum) => expect(crc32c(Buffer.from(text))).toBe(sum));
});

describe('a journal', () => {
  test('that is absent is empty', () => expect(readJournal(file)).toEqual({ entries: [], length: 0 }));

  test('numbers its lines from 1 without gaps, over several openings', async () => {
    await write('one', 'two');
    await write('three');
    expect(readJournal(file).entries.map((line) => [line.n, line.value])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
  });

  test('cut at any byte of its last line loses that line only, and goes on behind the others', async () => {
    await write('one', 'tüwo\n\t"');
    const bytes = readFileSync(file);
    const lastLine = bytes.subarray(0, -1).lastIndexOf(0x0a) + 1;
    for (let length = lastLine; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(values()).toEqual(['one']);
    }
    await write('again');
    expect(values()).toEqual(['one', 'again']);
  });

  test('refuses a flipped byte in any line, naming it, and changes nothing', async () => {
    await write('one', 'two', 'three');
    const bytes = readFileSync(file);
    const lines = bytes.toString().split('\n');
    let start = 0;
    for (const [index, line] of lines.slice(0, -1).entries()) {
      for (let at = start; at < start + line.length; at++) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        writeFileSync(file, damaged);
        expect(() => readJournal(file), `byte ${at}`).toThrow(new RegExp(`journal\\.jsonl:${index + 1}`));
        expect(readFileSync(file)).toEqual(damaged);
      }
      start += line.length + 1;
    }
  });

  test('refuses a line that is missing in the middle', async () => {
    await write('one', 'two', 'three');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], lines[2], ''].join('\n'));
    expect(() => readJournal(file)).toThrow(/journal\.jsonl:2.*expected 2/);
  });

  test('syncs once for all commits that wait', async () => {
    const syncs: number[] = [];
    const journal = Journal.open(file, readJournal(file), 1, counting(syncs));
    await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append([entry(String(i))])));
    journal.close();
    expect(values()).toHaveLength(50);
    expect(syncs.length).toBeLessThanOrEqual(2);
  });

  test.each(['append', 'sync'] as const)('whose %s fails rejects that commit and all later ones', async (operation) => {
    const journal = Journal.open(file, readJournal(file), 1, failing(operation));
    await expect(journal.append([entry('one')])).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('no space left') });
    await expect(journal.append([entry('two')])).rejects.toMatchObject({ code: 'damaged' });
    journal.close();
  });
});

property.prop([fc.array(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue()), { minLength: 1, maxLength: 5 }), { maxLength: 8 })], { seed: 11 })(
  'what was appended is read back [seed 11]',
  async (commits) => {
    rmSync(file, { force: true });
    const journal = Journal.open(file, readJournal(file));
    await Promise.all(commits.map((lines) => journal.append(lines.map(([p, value]) => ({ e: 1, k: 'x', p, value })))));
    journal.close();
    const expected = commits.flat().map(([p, value]) => [p, value]);
    expect(JSON.stringify(readJournal(file).entries.map((line) => [line.p, line.value]))).toBe(JSON.stringify(expected));
  },
);

function counting(syncs: number[]): FilePort {
  return { ...nodeFiles, openForAppend: (path) => wrap(nodeFiles.openForAppend(path), { onSync: () => void syncs.push(1) }) };
}

function failing(operation: 'append' | 'sync'): FilePort {
  const fail = () => Promise.reject(new Error('ENOSPC: no space left on device'));
  return { ...nodeFiles, openForAppend: (path) => ({ ...nodeFiles.openForAppend(path), [operation]: fail }) };
}

function wrap(inner: AppendFile, { onSync }: { onSync: () => void }): AppendFile {
  return {
    ...inner,
    sync() {
      onSync();
      return inner.sync();
    },
  };
}
