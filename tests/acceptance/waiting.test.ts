/** Semantics 1.9 from outside: quotas, sign-ins and budgets pause a run and never fail it. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { labelled, Stage, statuses } from './stage.ts';

/** A prompt that makes the stub answer with these documents, one an arrival. */
const answers = (...documents: readonly unknown[]): string => `"""SEQ<<${documents.map((one) => JSON.stringify(one)).join('|')}>>"""`;
const quota = (resetsAt?: string): unknown => ({ error: { kind: 'quota', message: 'five hours are over', ...(resetsAt === undefined ? {} : { resetsAt }) } });
const ok = { result: 'ok' };

const stubAgent = fileURLToPath(new URL('../stub-agent.mjs', import.meta.url));
const setting = { use: 'command', command: [process.execPath, stubAgent], output: 'json', models: 'any', env: ['STUB_*'] };

describe('an agent command that is out of quota', () => {
  test('pauses the run when nothing else is left; other commands go on', async () => {
    const stage = new Stage(
      `agent reviewer:
  prompt: "You review."
parallel:
  do:
    session "limited":
      prompt: ${answers(quota())}
      retry: 3
    session "never":
      prompt: ${answers(ok)}
  do:
    session one: reviewer
      prompt: "x"
    session two: reviewer
      prompt: "x"
`,
      { config: { agents: { stub: setting, other: { ...setting, output: 'text', for: ['reviewer'] } } } },
    );
    const { code, document, spawns } = await stage.run();
    expect([code, document.status]).toEqual([4, 'paused']);
    expect(statuses(document)).toEqual({ limited: 'waiting', one: 'succeeded', two: 'succeeded' });
    expect(spawns.map(({ label }) => label).sort()).toEqual(['limited', 'one', 'two']);
    expect(document.pausedOn).toMatchObject([{ kind: 'quota', agent: null, resetsAt: null, message: 'five hours are over' }]);
    expect(document.pausedOn).toHaveLength(1);
    expect(stage.runFile('state.md')).toMatch(/^---paused quota$/m);
  });

  test('is asked again when a near reset time has passed; that attempt is not charged', async () => {
    const reset = new Date(Date.now() + 1500).toISOString();
    const stage = new Stage(`output answer = session "limited":\n  prompt: ${answers(quota(reset), ok)}\n`, { agent: { output: 'json' } });
    const { code, document, spawns } = await stage.run();
    expect([code, document.outputs.answer]).toEqual([0, 'ok']);
    const [first, second, ...more] = labelled(spawns, 'limited');
    expect([first?.attempt, second?.attempt, more.length]).toEqual([1, 2, 0]);
    expect(second?.from).toBeGreaterThanOrEqual(Date.parse(reset));
    expect(document.sessions.map(({ status, attempts }) => [status, attempts])).toEqual([['succeeded', 2]]);
  });

  test('a reset time far away pauses at once and is told', async () => {
    const reset = new Date(Date.now() + 3_600_000).toISOString();
    const stage = new Stage(`session "limited":\n  prompt: ${answers(quota(reset))}\n`, { agent: { output: 'json' } });
    const { code, document } = await stage.run();
    expect([code, document.pausedOn[0]?.resetsAt]).toEqual([4, reset]);
  });

  test('after a reply "auth" nothing more is sent to that command', async () => {
    const stage = new Stage(
      `parallel for n in [1, 2, 3, 4, 5, 6] (on-fail: continue):\n  session "s{n}":\n    prompt: ${answers({ error: { kind: 'auth', message: 'sign in' } })}\n    retry: 2\n`,
      { agent: { output: 'json' } },
    );
    const { code, document, spawns } = await stage.run('--concurrency', '2');
    expect(code).toBe(4);
    expect(spawns).toHaveLength(2);
    expect(document.pausedOn.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'auth'));
    expect(document.sessions.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'waiting'));
  });
});

describe('--budget', () => {
  const program = 'session "one"\nsession "two"\nsession "three"\n';

  test('sessions: what runs finishes, the next one is not spawned, the run pauses', async () => {
    const { code, document, spawns } = await new Stage(program).run('--budget', 'sessions=2');
    expect([code, document.status, spawns.length]).toEqual([4, 'paused', 2]);
    expect(document.pausedOn).toMatchObject([{ kind: 'budget', path: document.sessions[2]?.path }]);
  });

  test('tokens are those that the agent reports', async () => {
    const { code, spawns } = await new Stage(program, { agent: { output: 'json' }, stubFlags: ['--json'] }).run('--budget', 'tokens=200');
    expect([code, spawns.length]).toEqual([4, 2]);
  });

  test('what is no budget is a usage error', async () => {
    const stage = new Stage(program);
    const { code, stderr } = await stage.command(['run', 'program.prose', '--budget', 'euros=5']);
    expect(code).toBe(2);
    expect(stderr).toContain('--budget');
    expect(stage.spawns()).toEqual([]);
  });
});
