/** P38, P42, P44: the run's folder, what goes to stdout, and how many agents are at work at once. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { shell } from '../cli/troupe.ts';
import { mostAtOnce, play, Stage } from './stage.ts';

const everything = `# A program for the folder of a run.
input topic: "What about?"
session "SAY<<nobody has named me>>"
let draft = session draft:
  prompt: "SAY<<a draft\\nof two lines>>"
const limit = 3
block work(n):
  let inner = session "work {n}"
  return inner
do work(1)
parallel:
  a = session a:
    prompt: "SAY<<A>>"
  b = session b:
    prompt: "BEHAVIOR=flaky:1 SAY<<B>>"
    retry: 1
try:
  session broken:
    prompt: "BEHAVIOR=crash"
catch:
  choice **which way; SAY<<left>>**:
    option "left":
      session "go left"
finally:
  session "clean up"
repeat 2:
  session "SAY<<nor me>>"
output answer = draft
`;

describe('P38: the run in its folder', () => {
  test('id, program, log, bindings, sessions', async () => {
    const stage = new Stage(everything);
    const { code, document } = await stage.run('topic=owls');
    expect(code).toBe(0);
    const folder = stage.runFolder();
    expect(document.id).toMatch(/^\d{8}-\d{6}-[a-z0-9]{6}$/);
    expect(folder.endsWith(join('.prose', 'runs', document.id))).toBe(true);
    expect(stage.runFile('program.prose')).toBe(everything);

    const log = stage.runFile('state.md');
    for (const marker of [
      /^\d+→ draft ✓$/m,
      /^\d+→ input topic$/m,
      /^\d+→ output answer$/m,
      /^\d+→ block:work#\d+$/m,
      /^\d+→ ∥start a,b \(all, fail-fast\)$/m,
      /^\d+→ b ↻ attempt 2$/m,
      /^\d+→ ∥done succeeded$/m,
      /^\d+→ broken ✗ exit.*$/m,
      /^\d+→ try→catch exit$/m,
      /^\d+→ choice:left$/m,
      /^\d+→ finally$/m,
      /^\d+→ loop:1\/2$/m,
      /^---end \d{4}-\d\d-\d\dT\S+ succeeded$/m,
    ])
      expect(log).toMatch(marker);

    const binding = (name: string): { readonly header: Readonly<Record<string, string>>; readonly value: string } => {
      const [head = '', ...rest] = stage.runFile('bindings', name).split('\n---\n');
      return { header: Object.fromEntries([...head.matchAll(/^(\w+): (.*)$/gm)].map(([, key, value]) => [key, value])), value: rest.join('\n---\n').trim() };
    };
    expect(binding('draft.md')).toMatchObject({ header: { name: 'draft', kind: 'let', source: 'let draft = session draft:' }, value: 'a draft\nof two lines' });
    expect(binding('draft.md').header.execution_id).toMatch(/^\d+$/);
    expect(binding('limit.md')).toMatchObject({ header: { kind: 'const', source: 'const limit = 3' }, value: '3' });
    expect(binding('topic.md')).toMatchObject({ header: { kind: 'input' }, value: 'owls' });
    expect(binding('answer.md')).toMatchObject({ header: { kind: 'output' }, value: 'a draft\nof two lines' });
    expect(binding('a.md').value).toBe('A');
    expect(binding('anon_001.md')).toMatchObject({ header: { source: 'session "SAY<<nobody has named me>>"' }, value: 'nobody has named me' });
    // A block's own name does not belong to the program: its file carries the execution's number.
    const inner = readdirSync(join(folder, 'bindings')).filter((name) => name.startsWith('inner'));
    expect(inner).toEqual([expect.stringMatching(/^inner__\d+\.md$/)]);
    expect(binding(inner[0] ?? '').value).toBe('ok work 1');

    const sessions = readdirSync(join(folder, 'sessions'));
    expect(sessions).toHaveLength(document.sessions.length);
    const retried = sessions.find((name) => existsSync(join(folder, 'sessions', name, '2'))) ?? '';
    for (const attempt of ['1', '2']) {
      for (const file of ['request.json', 'prompt.md', 'stdout.log', 'stderr.log', 'receipt.json'])
        expect(existsSync(join(folder, 'sessions', retried, attempt, file)), `${attempt}/${file}`).toBe(true);
    }
    expect(stage.runFile('sessions', retried, '2', 'prompt.md')).toContain('BEHAVIOR=flaky:1');
    expect(stage.runFile('sessions', retried, '1', 'stderr.log')).toContain('stub crashed');
    expect(stage.runFile('sessions', retried, '2', 'result.md').trim()).toBe('B');
    expect(statSync(join(folder, 'sessions', retried, '2', 'stdout.log')).mode & 0o777).toBe(0o600);
    for (const session of document.sessions.filter(({ kind, status }) => kind === 'session' && status === 'succeeded'))
      expect(readFileSync(session.resultFile ?? '', 'utf8')).not.toBe('');
  });
});

describe('P42: stdout is data', () => {
  const escapeCharacter = '\u001b';

  test('--json is one document on one line; a closed pipe is no error', async () => {
    const stage = new Stage('output big = session "BEHAVIOR=big:1"\n');
    const env = { STUB_LOG: stage.log };
    const { stdout } = await shell('set -o pipefail; $TROUPE run program.prose --json 2>err | head -1 > line; echo $?; cat err', stage.folder, env);
    expect(stdout).toMatch(/^0\n/);
    const document = JSON.parse(readFileSync(join(stage.folder, 'line'), 'utf8')) as RunDocument;
    expect(document.outputs.big).toBe('x'.repeat(1024 * 1024));
    const cut = await shell('$TROUPE run program.prose --json 2>err | head -c 10; echo; cat err', stage.folder, env);
    expect(cut.stdout).toMatch(/^\{"format":\n/);
    expect(cut.stdout).not.toMatch(/EPIPE|\n\s+at |internal error/);
    expect(cut.stdout).not.toContain(escapeCharacter);
  });

  test('on a terminal NO_COLOR means no escape sequence at all; off a terminal there is none anyway', async () => {
    const stage = new Stage('output x = session "SAY<<fine>>"\nsession "STDERR<<\u001b[31mred>> BEHAVIOR=flaky:1"\n  retry: 1\n');
    const env = { STUB_LOG: stage.log, TERM: 'xterm-256color', NO_COLOR: '1' };
    const terminal = await shell('command -v script >/dev/null || exit 77; script -qec "$TROUPE run program.prose" /dev/null', stage.folder, env);
    if (terminal.code !== 77) {
      expect(terminal.stdout).toContain('fine');
      expect(terminal.stdout).not.toContain(escapeCharacter);
    }
    const plain = await stage.command(['run', 'program.prose', '--verbose'], { FORCE_COLOR: '0' });
    expect(plain).toMatchObject({ code: 0, stdout: 'fine\n' });
    expect(plain.stderr).not.toContain(escapeCharacter);
  });
});

describe.concurrent('P44: the cap on agents at work', () => {
  test('--concurrency 3 over twelve branches: three at once, never more', async () => {
    const { code, spawns } = await new Stage(`parallel for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]:
  session "work {n}"
    prompt: "RENDEZVOUS=three:3 BEHAVIOR=slow:30"
`).run('--concurrency', '3');
    expect(code).toBe(0);
    expect(spawns).toHaveLength(12);
    expect(mostAtOnce(spawns)).toBe(3);
    // The first three are those that come first in the program.
    expect(
      spawns
        .slice(0, 3)
        .map((spawn) => spawn.label)
        .toSorted(),
    ).toEqual(['work 1', 'work 2', 'work 3']);
  });

  test('a block and an agent setting may have caps of their own', async () => {
    const five = (modifiers: string): string => `parallel for n in [1, 2, 3, 4, 5]${modifiers}:
  session "work {n}"
    prompt: "RENDEZVOUS=two:2 BEHAVIOR=slow:30"
`;
    const [block, setting] = await Promise.all([play(five(' (concurrency: 2)')), new Stage(five(''), { agent: { concurrency: 2 } }).run()]);
    for (const { code, spawns } of [block, setting]) {
      expect(code).toBe(0);
      expect(spawns).toHaveLength(5);
      expect(mostAtOnce(spawns)).toBe(2);
    }
  });
});
