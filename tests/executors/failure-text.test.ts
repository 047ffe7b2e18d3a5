import { describe, expect, test } from 'vitest';
import { lastLines, reasonLine } from '../../src/executors/failure-text.ts';
import { MASK, secretMasker } from '../../src/executors/secrets.ts';

const plain = (text: string): string => text;

describe('the line that says why', () => {
  test.each<[string, string | null]>([
    ['', null],
    ['\n  \n', null],
    ['first\nsecond\n', 'first'],
    ['starting\nloading\nError: out of paper\n  at print (a.js:1:2)\n', 'Error: out of paper'],
    ['\u001b[31mfatal: not a repository\u001b[0m', 'fatal: not a repository'],
    ['downloading 10%\rdownloading 100%\rready\n', 'ready'],
    ['file:///a/b.mjs:3\nthrow new TypeError("no")\n^\n\nTypeError: no\n    at file:///a/b.mjs:3:7\n\nNode.js v20.20.2\n', 'TypeError: no'],
    ["node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '/x'\n", "Error: Cannot find module '/x'"],
    ['(node:12) ExperimentalWarning: x\n(Use `node --trace-warnings ...`)\nno key given', 'no key given'],
  ])('%j', (stderr, reason) => expect(reasonLine(stderr, plain)).toBe(reason));
});

test('the tail has the last lines, without control sequences and blank lines', () => {
  const stderr = `${Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')}\n\n\u001b[1mlast\u001b[0m\n`;
  const tail = lastLines(stderr, plain) ?? '';
  expect(tail.split('\n')).toHaveLength(20);
  expect(tail.startsWith('line 81\n')).toBe(true);
  expect(tail.endsWith('line 99\nlast')).toBe(true);
  expect(lastLines('\n', plain)).toBeNull();
});

describe('secrets', () => {
  const environment = {
    MY_API_KEY: 'abcdef-123',
    GITHUB_TOKEN: 'tok-xyz-tok-xyz',
    DB_PASSWORD: 'pässwörd',
    LONG_SECRET: 'abcdef-123-and-more',
    MAX_TOKENS: '100000',
    SSH_KEY_FILE: '/home/me/.ssh/id',
    SHORT_KEY: 'abc',
    HOME: '/home/me',
    NONE_KEY: undefined,
  };
  const mask = secretMasker(environment);

  test('values of variables with telling names are hidden, the longest first', () => {
    expect(mask('use abcdef-123-and-more, abcdef-123 and tok-xyz-tok-xyz with pässwörd')).toBe(`use ${MASK}, ${MASK} and ${MASK} with ${MASK}`);
  });
  test('harmless values stay', () => {
    const text = 'abc 100000 /home/me/.ssh/id /home/me';
    expect(mask(text)).toBe(text);
  });
  // Put together here, so that no tool that looks for keys takes the source for one.
  const filler = (length: number): string => 'a1B2'.repeat(length).slice(0, length);
  test.each([
    ['sk', '-ant-', filler(30)],
    ['gh', 'p_', filler(36)],
    ['xo', 'xb-', '123456789012-', filler(6)],
    ['AI', 'za', filler(35)],
    ['AK', 'IA', 'ABCD'.repeat(4)],
    ['ey', 'J', filler(12), '.ey', 'J', filler(12), '.', filler(12)],
    ['-----BEGIN RSA ', 'PRIVATE KEY-----\nabc\n-----END RSA ', 'PRIVATE KEY-----'],
  ])('the shape of a key is hidden: %s%s', (...parts) => expect(mask(`before ${parts.join('')} after`)).toBe(`before ${MASK} after`));
});
