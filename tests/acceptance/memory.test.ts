/** P35, P36: what persistent agents remember, within a run and over runs, and where it is kept. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../src/index.ts';
import { overlap, Stage } from './stage.ts';

const versionsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort();
const memoryPart = (prompt: unknown): string | null => {
  const [, part] = String(prompt).split('--- memory ---\n');
  return part === undefined ? null : part.replace(/^\(file: .*\)\n/, '');
};

describe('P35: session, resume, resume, session on one agent', () => {
  const program = `agent captain:
  prompt: "You are the captain."
  persist: true
let a = session: captain
  prompt: "BEHAVIOR=echo REMEMBER<<the course is north>>"
let b = resume: captain
  prompt: "BEHAVIOR=echo REMEMBER<<the course is north, then east>>"
let c = resume: captain
  prompt: "BEHAVIOR=echo"
let d = session: captain
  prompt: "BEHAVIOR=echo REMEMBER<<all is forgotten>>"
output seen = [a, b, c, d]
`;

  test('the stub sees none, what was remembered, what was remembered, none', async () => {
    const stage = new Stage(program);
    const { code, document, spawns } = await stage.run();
    expect(code).toBe(0);
    expect((document.outputs.seen as readonly unknown[]).map(memoryPart)).toEqual([null, 'the course is north', 'the course is north, then east', null]);
    expect(spawns.map(({ kind }) => kind)).toEqual(['session', 'resume', 'resume', 'session']);
  });

  test('every call leaves a version; one that wrote nothing leaves the exchange', async () => {
    const stage = new Stage(program);
    await stage.run();
    const folder = join(stage.runFolder(), 'agents', 'captain');
    expect(versionsIn(folder)).toEqual(['captain-001.md', 'captain-002.md', 'captain-003.md', 'captain-004.md', 'memory.md']);
    const version = (number: number): string => readFileSync(join(folder, `captain-00${number}.md`), 'utf8');
    expect([version(1), version(2), version(4)]).toEqual(['the course is north', 'the course is north, then east', 'all is forgotten']);
    // The third wrote nothing: what it read, then its prompt and its reply.
    expect(version(3)).toMatch(/^the course is north, then east\n\n[\s\S]*BEHAVIOR=echo[\s\S]*--- memory ---/);
    expect(readFileSync(join(folder, 'memory.md'), 'utf8')).toBe('all is forgotten');
  });

  test('an attempt that fails after writing leaves no trace, and the next one reads what the first read', async () => {
    const stage = new Stage(`agent captain:
  prompt: "You are the captain."
  persist: true
session: captain
  prompt: "REMEMBER<<true>>"
let b = resume: captain
  prompt: "BEHAVIOR=flaky:1,echo REMEMBER<<never true>>"
  retry: 1
try:
  resume: captain
    prompt: "REMEMBER<<false>> BEHAVIOR=crash"
catch:
  let ignored = true
let c = resume: captain
  prompt: "BEHAVIOR=echo"
output seen = [b, c]
`);
    const { document } = await stage.run();
    expect((document.outputs.seen as readonly unknown[]).map(memoryPart)).toEqual(['true', 'never true']);
    expect(versionsIn(join(stage.runFolder(), 'agents', 'captain'))).toHaveLength(4);
  });

  test('calls on one memory never overlap, others do', async () => {
    const stage = new Stage(`agent captain:
  prompt: "You are the captain."
  persist: true
agent cook:
  prompt: "You are the cook."
  persist: true
session: captain
  prompt: "BEHAVIOR=ok"
parallel:
  resume: captain
    prompt: "RENDEZVOUS=apart:2 SAY<<first>>"
  resume: captain
    prompt: "SAY<<second>>"
  session: cook
    prompt: "RENDEZVOUS=apart:2"
`);
    const { code, spawns } = await stage.run();
    expect(code).toBe(0);
    const [, first, second] = spawns.filter(({ agent }) => agent === 'captain');
    const cook = spawns.find(({ agent }) => agent === 'cook');
    if (!first || !second || !cook) throw new Error('not all were spawned');
    expect(first.prompt).toContain('first');
    expect(first.to).toBeLessThanOrEqual(second.from);
    expect(overlap([first, cook])).toBe(true);
  });

  test('the memory as a context entry names a readable file', async () => {
    const stage = new Stage(`agent captain:
  prompt: "You are the captain."
  persist: true
let a = session "BEHAVIOR=echo before"
  context: captain
session: captain
  prompt: "REMEMBER<<the course is north>>"
output a = a
output b = session "BEHAVIOR=echo after"
  context: captain
`);
    const { document } = await stage.run();
    expect(document.outputs.a).toMatch(/--- context ---\ncaptain \(file: .*\)\n\[no memory yet\]/);
    const [, file = ''] = /--- context ---\ncaptain \(file: (.*)\)\nthe course is north/.exec(String(document.outputs.b)) ?? [];
    expect(readFileSync(file, 'utf8')).toBe('the course is north');
  });

  test('resume: without memory is an error of kind unbound', async () => {
    const stage = new Stage('agent captain:\n  prompt: "You are the captain."\n  persist: true\nresume: captain\n  prompt: "x"\n');
    const { code, document, spawns } = await stage.run();
    expect([code, document.status, document.error?.kind, spawns.length]).toEqual([1, 'failed', 'unbound', 0]);
    expect(document.error?.message).toContain('captain');
  });
});

describe('P36: where memories are kept, over two runs', () => {
  const scopes = { run: 'true', project: 'project', user: 'user', path: '"../notes/shared"' };
  const program = `${Object.entries(scopes)
    .map(([name, persist]) => `agent by-${name}:\n  prompt: "I remember."\n  persist: ${persist}\n`)
    .join('')}input mode: "How?"
let seen = []
${Object.keys(scopes)
  .map(
    (name) => `if mode == "first":
  session: by-${name}
    prompt: "REMEMBER<<${name} remembers>>"
else:
  try:
    let r${name} = resume: by-${name}
      prompt: "BEHAVIOR=echo"
    seen = seen + r${name}
  catch as e:
    seen = seen + e.kind
`,
  )
  .join('')}output seen = seen
`;

  test('at the four documented places; that of a run is not shared between runs', async () => {
    const stage = new Stage('', { files: { 'programs/memory.prose': program } });
    const home = join(stage.folder, 'home');
    const run = async (id: string, mode: string): Promise<RunDocument> => {
      const { stdout, stderr } = await stage.command(['run', 'programs/memory.prose', `mode=${mode}`, '--json', '--run-id', id], { HOME: home });
      expect(stdout, stderr).toMatch(/^\{/);
      return JSON.parse(stdout) as RunDocument;
    };
    expect((await run('one', 'first')).status).toBe('succeeded');
    const places = {
      'by-run': join('.prose', 'runs', 'one', 'agents', 'by-run'),
      'by-project': join('.prose', 'agents', 'by-project'),
      'by-user': join('home', '.prose', 'agents', 'by-user'),
      'by-path': join('notes', 'shared'),
    };
    for (const [name, place] of Object.entries(places)) {
      expect(versionsIn(join(stage.folder, place))).toEqual([`${name}-001.md`, 'memory.md']);
      expect(readFileSync(join(stage.folder, place, 'memory.md'), 'utf8')).toBe(`${name.slice(3)} remembers`);
    }
    const second = await run('two', 'second');
    const seen = second.outputs.seen as readonly string[];
    expect([seen[0], ...seen.slice(1).map(memoryPart)]).toEqual(['unbound', 'project remembers', 'user remembers', 'path remembers']);
    expect(existsSync(join(stage.folder, '.prose', 'runs', 'two', 'agents'))).toBe(false);
    for (const [name, place] of Object.entries(places).slice(1))
      expect(versionsIn(join(stage.folder, place))).toEqual([`${name}-001.md`, `${name}-002.md`, 'memory.md']);
  });

  test('two runs at once take turns on a memory that they share', async () => {
    const stage = new Stage(`agent scribe:
  prompt: "I remember."
  persist: project
repeat 3:
  resume: scribe
    prompt: "BEHAVIOR=echo"
`);
    const ends = await Promise.all(['one', 'two'].map((id) => stage.command(['run', 'program.prose', '--json', '--run-id', id])));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const calls = [...stage.spawns()].sort((a, b) => a.from - b.from);
    expect(calls).toHaveLength(6);
    for (const [at, call] of calls.entries()) if (at > 0) expect(calls[at - 1]?.to ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(call.from);
    expect(versionsIn(join(stage.folder, '.prose', 'agents', 'scribe'))).toHaveLength(7);
  });

  test('a lock that a killed run has left is taken over', async () => {
    const program = `agent scribe:
  prompt: "I remember."
  persist: project
resume: scribe
  prompt: "${'{how}'}"
`;
    const stage = new Stage(`input how: "How?"\n${program}`);
    const killed = stage.start(['run', 'program.prose', '--json', 'how=BEHAVIOR=hang']);
    await stage.until((lines) => lines.some((line) => line.event === 'start'));
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('close', resolve));
    for (const { pid } of stage.spawns()) process.kill(pid, 'SIGKILL');
    const { code } = await stage.run('how=REMEMBER<<alive>>');
    expect(code).toBe(0);
    expect(readFileSync(join(stage.folder, '.prose', 'agents', 'scribe', 'memory.md'), 'utf8')).toBe('alive');
  });
});
