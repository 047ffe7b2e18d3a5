import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Capture } from '../../src/executors/process/capture.ts';
import { LineSplitter, LONGEST_LINE } from '../../src/executors/process/line-splitter.ts';
import { completeLength, cutToBytes } from '../../src/executors/text-limits.ts';
import { temporaryFolder } from './requests.ts';

const seed = 20261121;
const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '€', '😀') });

function chunksOf(bytes: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

describe('lines of a stream', () => {
  property.prop([texts, fc.integer({ min: 1, max: 7 })], { seed })(`are the same whatever the chunks, seed ${seed}`, (text, size) => {
    const splitter = new LineSplitter();
    const lines = [...chunksOf(Buffer.from(text), size).flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
    const expected = text.split(/\r?\n/);
    if (expected.at(-1) === '') expected.pop();
    expect(lines).toEqual(expected);
  });

  test('a line without an end comes in pieces', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.alloc(LONGEST_LINE * 2 + 5, 'x')).map(({ length }) => length)).toEqual([LONGEST_LINE, LONGEST_LINE]);
    expect(splitter.end()).toEqual(['xxxxx']);
  });
});

describe('cutting', () => {
  property.prop([texts, fc.nat({ max: 60 })], { seed })(`keeps whole characters within the limit, seed ${seed}`, (text, limit) => {
    const cut = cutToBytes(text, limit);
    expect(text.startsWith(cut)).toBe(true);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
    expect(Buffer.byteLength(cut) > limit - 4 || cut === text).toBe(true);
    expect(cut).not.toContain('\uFFFD');
  });
  test('bytes that are no UTF-8 do not confuse it', () => expect(completeLength(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(5));
});

describe('capture', () => {
  property.prop([texts, fc.integer({ min: 1, max: 5 }), fc.nat({ max: 40 })], { seed, numRuns: 60 })(
    `log and text are equal and cut between characters, seed ${seed}`,
    (text, size, limit) => {
      const logFile = join(folder(), 'out.log');
      const capture = new Capture({ logFile, tell: () => {}, limit });
      for (const chunk of chunksOf(Buffer.from(text), size)) capture.push(chunk);
      capture.end();
      const kept = cutToBytes(text, limit);
      expect(capture.text()).toBe(capture.isCut ? `${kept}\n[output cut after 0 MiB]\n` : text);
      expect(capture.isCut).toBe(kept !== text);
      expect(readFileSync(logFile, 'utf8')).toBe(capture.text());
    },
  );

  test('an agent with much to say is told in extracts', () => {
    const told: string[] = [];
    const capture = new Capture({ logFile: null, tell: (line) => told.push(line) });
    for (let chunk = 0; chunk < 30; chunk++) capture.push(Buffer.from(Array.from({ length: 1000 }, (_, line) => `${chunk}:${line}\n`).join('')));
    capture.end();
    expect(told).toHaveLength(10_020);
    expect(told.at(9_999)).toBe('9:999');
    expect(told.slice(10_000, 10_002)).toEqual(['10:999', '11:999']);
    expect(capture.text().split('\n')).toHaveLength(30_001);
  });

  test('a log that cannot be written costs the log only', () => {
    const capture = new Capture({ logFile: '/no/such/folder/out.log', tell: () => {} });
    capture.push(Buffer.from('kept'));
    capture.end();
    expect(capture.text()).toBe('kept');
  });
});

let shared: string | undefined;
/** One folder for all runs of the property. */
function folder(): string {
  shared ??= temporaryFolder();
  return shared;
}
