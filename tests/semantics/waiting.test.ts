/** Semantics 1.9: waiting is not failing. Quotas, sign-ins, budgets and inputs on the runtime, in virtual time. */
import { describe, expect, test } from 'vitest';
import { isoTime } from '../../src/ids.ts';
import type { AgentExecutor, AgentFailure, AgentReply, AgentRequest, AgentRouter, Usage } from '../../src/ports.ts';
import { Run, type RunOptions } from '../../src/runtime/run.ts';
import type { RunDocument } from '../../src/runtime/run-document.ts';
import { checkedProgram, VirtualClock } from '../../src/testing/index.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 9);

interface Answer {
  readonly delay?: number;
  readonly error?: AgentFailure;
  readonly usage?: Usage;
  readonly hang?: boolean;
}

/** A run on a virtual clock that the test holds. `answer` sees the request and how often its path has been spawned. */
function begin(program: string, answer: (request: AgentRequest, spawn: number, now: number) => Answer | undefined, more: Partial<RunOptions> = {}) {
  const clock = new VirtualClock({ start });
  const spawns = new Map<string, number>();
  const log: string[] = [];
  const executor: AgentExecutor = {
    execute: (request, { signal }) =>
      new Promise<AgentReply>((resolve) => {
        const spawn = (spawns.get(request.path) ?? 0) + 1;
        spawns.set(request.path, spawn);
        log.push(`${request.label}@${clock.elapsed}${request.attempt > 1 ? `#${request.attempt}` : ''}`);
        const { delay = 10, error, usage, hang } = answer(request, spawn, clock.now()) ?? {};
        signal.addEventListener('abort', () => resolve({ ok: false, error: { kind: 'signal', message: 'stopped' } }));
        const given = usage ? { usage } : {};
        if (!hang) clock.startTimer(delay, () => resolve(error ? { ok: false, error, ...given } : { ok: true, text: `result of ${request.label}`, ...given }));
      }),
  };
  const router: AgentRouter = {
    route: ({ agent }) => ({ command: agent ?? 'main', executor, concurrency: null, timeout: null, inProcess: true }),
  };
  const run = new Run({
    id: 'r',
    key: 'k',
    name: 'p.prose',
    program: checkedProgram(program),
    inputs: {},
    cwd: '/',
    concurrency: 16,
    clock,
    router,
    files: null,
    programFiles: { read: () => null },
    asker: null,
    ...more,
  });
  const state: { document: RunDocument | null } = { document: null };
  void run.done.then((document) => {
    state.document = document;
  });
  run.start();
  /** Until the run is over, or so many milliseconds since it began. */
  const go = async (until?: number): Promise<RunDocument | null> => {
    await clock.run(() => state.document !== null, until);
    return state.document;
  };
  return { run, clock, log, go };
}

const quota = (resetsAt?: number): Answer => ({
  error: { kind: 'quota', message: 'the quota is used up', ...(resetsAt === undefined ? {} : { resetsAt: isoTime(resetsAt) }) },
});
const auth: Answer = { error: { kind: 'auth', message: 'sign in first' } };
const sessions = (document: RunDocument | null) => document?.sessions.map(({ label, status, attempts }) => `${label} ${status} ${attempts}`);

describe('1.9 a reset time', () => {
  test('at most 10 minutes away is waited for, then the session is tried again; the attempt is not charged', async () => {
    const { log, go } = begin('session "a"\n  retry: 1\n', (_, spawn, now) => {
      if (spawn === 1) return quota(now + 9 * minute);
      return spawn === 2 ? { error: { kind: 'exit', message: 'crashed', exitCode: 1 } } : {};
    });
    const document = await go();
    expect(document?.status).toBe('succeeded');
    // The quota took attempt 1; the crash is the first charged one, so `retry: 1` allows a third.
    expect(log).toEqual(['a@0', `a@${9 * minute}#2`, `a@${9 * minute + 10}#3`]);
    expect(sessions(document)).toEqual(['a succeeded 3']);
    expect(document?.pausedOn).toEqual([]);
  });

  test('further away pauses the run at once, with the time in the document', async () => {
    const resetsAt = start + 11 * minute;
    const { log, go, clock } = begin('session "a"', () => quota(resetsAt));
    const document = await go();
    expect(document?.status).toBe('paused');
    expect(clock.elapsed).toBe(10);
    expect(log).toEqual(['a@0']);
    expect(document?.pausedOn).toEqual([
      {
        kind: 'quota',
        path: document?.sessions[0]?.path,
        input: null,
        prompt: null,
        agent: null,
        resetsAt: isoTime(resetsAt),
        message: 'the quota is used up',
      },
    ]);
    expect(sessions(document)).toEqual(['a waiting 1']);
  });

  test('that passes while other branches work makes the session ready again, however far away it was', async () => {
    const { log, go } = begin(
      `parallel:
  session "a"
  session: worker
    prompt: "long"
agent worker:
  prompt: "Work"`,
      (request, spawn, now) => (request.agent === 'worker' ? { delay: 60 * minute } : spawn === 1 ? quota(now + 30 * minute) : {}),
    );
    const document = await go();
    expect(document?.status).toBe('succeeded');
    expect(log).toEqual(['a@0', 'worker@0', `a@${30 * minute}#2`]);
  });

  test('that has come near when nothing else is left is waited for', async () => {
    const { log, go } = begin(
      `parallel:
  session "a"
  session: worker
    prompt: "long"
agent worker:
  prompt: "Work"`,
      (request, spawn, now) => (request.agent === 'worker' ? { delay: 8 * minute } : spawn === 1 ? quota(now + 15 * minute) : {}),
    );
    expect((await go())?.status).toBe('succeeded');
    expect(log.at(-1)).toBe(`a@${15 * minute}#2`);
  });

  test('of long ago says nothing: the agent is not asked for ever', async () => {
    const { log, go } = begin('session "a"', (_, spawn) => quota(start + (spawn === 1 ? 5 : -1000)));
    const document = await go();
    // It passed while the attempt ran; the second reply names a time before its attempt.
    expect(log).toEqual(['a@0', 'a@1010#2']);
    expect(document?.pausedOn.map(({ resetsAt }) => resetsAt)).toEqual([null]);
  });
});

describe('1.9 an agent command that said quota or auth', () => {
  const two = `agent other:
  prompt: "Other"
parallel:
  session "a"
  session "b"
  do:
    session "c"
    session "d"
  do:
    session: other
      prompt: "x"
    session: other
      prompt: "y"`;

  test('is sent nothing more: its ready sessions wait too, those of other commands go on', async () => {
    const { log, go } = begin(two, ({ label }) => (label === 'a' ? auth : { delay: label === 'c' ? 20 : 15 }), { concurrency: 4 });
    const document = await go();
    expect(log).toEqual(['a@0', 'b@0', 'c@0', 'other@0', 'other@15']);
    expect(document?.status).toBe('paused');
    expect(document?.pausedOn.map(({ kind, message }) => `${kind}: ${message}`)).toEqual(['auth: sign in first', 'auth: sign in first']);
    expect(sessions(document)).toEqual(['a waiting 1', 'b succeeded 1', 'c succeeded 1', 'd waiting 0', 'other succeeded 1', 'other succeeded 1']);
  });

  test('opens for all that wait for it when the reset time passes', async () => {
    const { log, go } = begin(
      'parallel for x in [1, 2, 3, 4]:\n  session "s{x}"',
      (_, spawn, now) => (spawn === 1 && now < start + minute ? quota(start + minute) : {}),
      {
        concurrency: 2,
      },
    );
    const document = await go();
    expect(document?.status).toBe('succeeded');
    expect(log).toEqual(['s1@0', 's2@0', 's1@60000#2', 's2@60000#2', 's3@60010', 's4@60010']);
  });

  test('judges wait as sessions do', async () => {
    const { go } = begin('if **is it so**:\n  session "a"', () => auth);
    const document = await go();
    expect(document?.status).toBe('paused');
    expect(document?.sessions.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['judge waiting']);
  });
});

describe('1.9 what waits', () => {
  test('may be cancelled by a join: the run goes on, and nothing is waited for', async () => {
    const { go } = begin(
      `agent other:
  prompt: "Other"
parallel (first):
  a = session "a"
  b = session: other
    prompt: "x"
  c = do:
    input name: "Who?"
    session "never"
output r = [a.cancelled, c.cancelled]`,
      ({ label }) => (label === 'a' ? quota() : { delay: 50 }),
    );
    const document = await go();
    expect(document).toMatchObject({ status: 'succeeded', outputs: { r: [true, true] }, pausedOn: [] });
    expect(sessions(document)).toEqual(['a cancelled 1', 'other succeeded 1']);
  });

  test('keeps a block timeout from keeping the driver alive', async () => {
    const { go, clock } = begin('parallel (timeout: 1h):\n  session "a"', () => quota());
    expect((await go())?.status).toBe('paused');
    expect(clock.elapsed).toBe(10);
  });

  test('counts as in flight for `concurrency` of its block', async () => {
    const { log, go } = begin(
      `agent other:
  prompt: "Other"
parallel for x in [1, 2, 3] (concurrency: 1):
  session: other
    prompt: "{x}"`,
      () => auth,
    );
    const document = await go();
    expect([log, document?.status]).toEqual([['other@0'], 'paused']);
  });

  test('several inputs at once are all told, with their prompts; branches that need none go on', async () => {
    const { run, log, go } = begin(
      `parallel:
  do:
    input one: "First?"
    session "{one}"
  do:
    input two: "Second?"
    session "{two}"
  session "free"`,
      () => undefined,
    );
    const document = await go();
    expect(document?.pausedOn.map(({ kind, input, prompt }) => [kind, input, prompt])).toEqual([
      ['input', 'one', 'First?'],
      ['input', 'two', 'Second?'],
    ]);
    expect(log).toEqual(['free@0']);
    expect(run.id).toBe('r');
  });

  test('an input that is answered while the run goes on binds; a value that comes too early counts as given at the start', async () => {
    const { run, clock, log, go } = begin(
      `parallel:
  session "long"
  do:
    input one: "First?"
    session "{one}"
    input later: "Later?"
    session "{later}"`,
      ({ label }) => ({ delay: label === 'long' ? 1000 : 10 }),
    );
    clock.startTimer(100, () => {
      run.give('one', 'uno');
      run.give('later', 'tardi');
    });
    expect((await go())?.status).toBe('succeeded');
    expect(log).toEqual(['long@0', 'uno@100', 'tardi@110']);
  });
});

describe('1.9 the budget', () => {
  test.each([
    ['sessions', { sessions: 2 }, undefined, ["the run's budget is used up: 2 sessions"]],
    ['tokens', { tokens: 100 }, { inputTokens: 40, outputTokens: 20, costUsd: null }, ["the run's budget is used up: 120 of 100 tokens"]],
    ['usd', { usd: 0.5 }, { inputTokens: null, outputTokens: null, costUsd: 0.25 }, ["the run's budget is used up: 0.50 of 0.5 USD"]],
  ] as const)('of %s stops before the next spawn and pauses', async (_, budget, usage, messages) => {
    const { log, go } = begin('session "a"\nsession "b"\nsession "c"', () => (usage ? { usage } : {}), { budget });
    const document = await go();
    expect(log).toEqual(['a@0', 'b@10']);
    expect(document?.status).toBe('paused');
    expect(document?.pausedOn.map(({ kind, message }) => [kind, message])).toEqual(messages.map((message) => ['budget', message]));
    expect(sessions(document)).toEqual(['a succeeded 1', 'b succeeded 1', 'c waiting 0']);
  });

  test('lets what runs finish, attempts of a session that has begun included', async () => {
    const { log, go } = begin(
      'parallel:\n  session "a"\n    retry: 1\n  session "b"\n  session "c"',
      ({ label }, spawn) => (label === 'a' && spawn === 1 ? { error: { kind: 'exit', message: 'crashed' } } : { delay: 30 }),
      { budget: { sessions: 2 } },
    );
    const document = await go();
    expect(log).toEqual(['a@0', 'b@0', 'a@10#2']);
    expect(sessions(document)).toEqual(['a succeeded 2', 'b succeeded 1', 'c waiting 0']);
  });
});

describe('2.3 an executor that does not confirm an end', () => {
  test('is given up after the grace and 10 seconds more, and what it started is named', async () => {
    const clock = new VirtualClock({ start });
    const executor: AgentExecutor = {
      execute: (request, { emit }) => {
        emit({ type: 'spawned', pid: 4711, startTime: null });
        return new Promise((resolve) => {
          if (request.label === 'quick') clock.startTimer(10, () => resolve({ ok: true, text: 'ok' }));
        });
      },
    };
    const run = new Run({
      id: 'r',
      key: 'k',
      name: 'p.prose',
      program: checkedProgram('parallel (first):\n  session "quick"\n  session "deaf"\noutput after = "went on"'),
      inputs: {},
      cwd: '/',
      concurrency: 16,
      clock,
      router: { route: () => ({ command: 'main', executor, concurrency: null, timeout: null }) },
      files: null,
      programFiles: { read: () => null },
      asker: null,
      grace: 2000,
    });
    const state: { document: RunDocument | null } = { document: null };
    void run.done.then((document) => {
      state.document = document;
    });
    run.start();
    await clock.run(() => state.document !== null);
    expect(state.document).toMatchObject({ status: 'succeeded', outputs: { after: 'went on' }, unkilled: [4711] });
    expect(sessions(state.document)).toEqual(['quick succeeded 1', 'deaf cancelled 1']);
    expect(clock.elapsed).toBeGreaterThanOrEqual(12_000);
    expect(clock.elapsed).toBeLessThan(16_000);
  });
});

describe('1.12 a session that is cancelled between two attempts', () => {
  test('is on record as cancelled', async () => {
    const { go, clock } = begin(
      'agent other:\n  prompt: "Other"\nparallel (first):\n  session "flaky"\n    retry: 5\n    backoff: exponential\n  session: other\n    prompt: "x"',
      ({ agent }) => (agent === 'other' ? { delay: 1500 } : { error: { kind: 'exit', message: 'crashed' } }),
    );
    const document = await go();
    expect(sessions(document)).toEqual(['flaky cancelled 2', 'other succeeded 1']);
    expect(clock.elapsed).toBe(1500);
  });
});
