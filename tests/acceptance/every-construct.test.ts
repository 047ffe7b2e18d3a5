/** P40: programs that together use every construct and every oddity of the language run under the simulated agent, and end. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { troupe } from '../cli/troupe.ts';
import { folderOf } from './stage.ts';

/** What a program needs to run, beside itself. */
interface Setting {
  readonly inputs?: Readonly<Record<string, string>>;
  /** False: the program can be checked only. */
  readonly runs?: boolean;
  /** An answers file; without one the simulated agent's placeholders. */
  readonly answers?: unknown;
  /** Files beside the program. */
  readonly files?: Readonly<Record<string, string>>;
}

const samples = fileURLToPath(new URL('../samples', import.meta.url));

const programSettings: Readonly<Record<string, Setting>> = {
  'code-review.prose': { inputs: { repository: 'troupe' } },
  'continuations.prose': { files: { 'notes/a.md': 'a note\n', 'notes/b.md': 'another note\n' } },
  'modules.prose': {
    inputs: { question: 'why?' },
    files: {
      'imports/@example/deep-research.prose': 'input topic: "?"\ninput depth: "?"\noutput report = session "Research {topic} {depth}"\noutput sources = []\n',
      'imports/example.org/summarise.prose': 'input text: "?"\ninput style: "?"\nreturn session "Summarise {text} {style}"\n',
    },
  },
  'research-report.prose': { inputs: { topic: 'owls' } },
};

/** Beside each program of `every-construct` stands what it needs, and its exact warnings. */
function settingOf(group: string, name: string): Setting {
  if (group === 'programs') return programSettings[name] ?? {};
  return JSON.parse(readFileSync(join(samples, group, name.replace('.prose', '.expected.json')), 'utf8')) as Setting; // our own file
}

const cases = ['every-construct', 'programs'].flatMap((group) =>
  readdirSync(join(samples, group))
    .filter((name) => name.endsWith('.prose'))
    .map((name) => ({ group, name, setting: settingOf(group, name) })),
);

describe.concurrent('P40: every construct runs', () => {
  test.each(cases.filter(({ setting }) => setting.runs !== false))('$group/$name', async ({ group, name, setting }) => {
    const cwd = folderOf(setting.files ?? {});
    cpSync(join(samples, group), cwd, { recursive: true });
    const flags = setting.answers === undefined ? ['--agent', 'simulated'] : ['--answers', 'answers.json'];
    if (setting.answers !== undefined) writeFileSync(join(cwd, 'answers.json'), JSON.stringify(setting.answers));
    const inputs = Object.entries(setting.inputs ?? {}).map(([input, value]) => `${input}=${value}`);
    const { code, stdout, stderr } = await troupe(['run', name, ...inputs, '--json', '--quiet', ...flags], { cwd });
    expect(stdout, stderr).toMatch(/^\{/);
    const document = JSON.parse(stdout) as RunDocument;
    expect(document.error).toBeNull();
    expect({ code, status: document.status }).toEqual({ code: 0, status: 'succeeded' });
    expect(document.sessions.filter((session) => session.status === 'running' || session.status === 'waiting')).toEqual([]);
  });

  test.each(cases.filter(({ setting }) => setting.runs === false))('$group/$name cannot run: nothing is started', async ({ group, name }) => {
    const cwd = folderOf({});
    cpSync(join(samples, group), cwd, { recursive: true });
    const { code, stderr } = await troupe(['run', name, '--agent', 'simulated'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain('error W023');
    expect(readdirSync(cwd)).not.toContain('.prose');
  });
});
