/** What the README shows is what happens. */
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { shell } from '../cli/troupe.ts';
import { codeBlocks } from './markdown.ts';

const readme = new URL('../../README.md', import.meta.url);
const examples = fileURLToPath(new URL('../../examples', import.meta.url));

const commands = codeBlocks(readme, 'sh').flatMap((block) => block.trim().split('\n'));
const [program] = codeBlocks(readme, 'prose');
const outputs = codeBlocks(readme, 'text');
const [configuration] = codeBlocks(readme, 'json');

describe('README', () => {
  test('shows examples/review.prose as it is', () => {
    expect(program).toBe(readFileSync(join(examples, 'review.prose'), 'utf8'));
  });

  test('names the two commands that a clone answers', () => {
    expect(commands[0]).toBe('npm install && npx troupe run examples/hello.prose');
    expect(commands.at(-1)).toBe('npm ci && npm test');
  });

  test.each([
    ['examples/hello.prose', 0],
    ['examples/review.prose', 1],
  ])('shows what running %s prints, but for times and the run id', async (file, at) => {
    const result = await shell(`$TROUPE run ${file} 2>&1`, clone());
    expect(result.code).toBe(0);
    expect(comparable(result.stdout)).toEqual(comparable(outputs[at] ?? ''));
  });

  test('its other commands run', async () => {
    const others = commands.filter((line) => line.startsWith('npx troupe '));
    expect(others.length).toBeGreaterThanOrEqual(5);
    const result = await shell(others.map((line) => line.replace(/^npx troupe/, '$TROUPE')).join(' && '), clone());
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('"status":"succeeded"') });
  });

  test('its configuration makes a command of yours the agent', async () => {
    const cwd = clone();
    writeFileSync(join(cwd, 'examples', 'troupe.config.json'), configuration ?? '');
    writeFileSync(join(cwd, 'agent.mjs'), 'process.stdin.resume().on("end", () => console.log(`true, says ${process.argv[2]}`));');
    const result = await shell('$TROUPE run examples/hello.prose', cwd);
    expect(result).toMatchObject({ code: 0, stdout: 'true, says sonnet\n' });
  });

  test('its links lead to files that exist', () => {
    const links = [...readFileSync(readme, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => !existsSync(new URL(target, readme)))).toEqual([]);
  });
});

/** A folder with the examples where a clone has them. */
function clone(): string {
  const root = mkdtempSync(join(tmpdir(), 'troupe-readme-'));
  cpSync(examples, join(root, 'examples'), { recursive: true });
  return root;
}

/** Lines without times and run ids. Branches that end close together may be told in either order. */
function comparable(text: string): readonly string[] {
  return text
    .replace(/\d{8}-\d{6}-\w{6}/g, 'RUN')
    .replace(/\b\d+(\.\d+)?m?s\b/g, 'TIME')
    .split('\n')
    .map((line) => line.trim())
    .sort();
}
