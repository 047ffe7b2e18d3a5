/** Semantics 1.13: persistent agents and their memories on the runtime, in virtual time and without files. */
import { describe, expect, test } from 'vitest';
import type { AgentExecutor, AgentFailure, AgentReply, AgentRequest, MemoryStore } from '../../src/ports.ts';
import { appendExchange, MEMORY_BYTES } from '../../src/runtime/engine/memory-text.ts';
import { createVolatileMemory } from '../../src/runtime/engine/volatile-memory.ts';
import { Run } from '../../src/runtime/run.ts';
import type { RunDocument } from '../../src/runtime/run-document.ts';
import type { RunEvent } from '../../src/runtime/events.ts';
import { checkedProgram, VirtualClock } from '../../src/testing/index.ts';

interface Behaviour {
  readonly delay?: number;
  readonly error?: AgentFailure;
}

interface Seen {
  /** `prompt@start`. */
  readonly starts: readonly string[];
  readonly requests: readonly AgentRequest[];
  readonly document: RunDocument;
  readonly events: readonly RunEvent[];
  readonly clock: VirtualClock;
}

async function play(
  program: string,
  behave: (request: AgentRequest) => Behaviour = () => ({}),
  memory: MemoryStore = createVolatileMemory(),
  files: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const clock = new VirtualClock();
  const starts: string[] = [];
  const requests: AgentRequest[] = [];
  const events: RunEvent[] = [];
  const executor: AgentExecutor = {
    execute: (request, { signal }) =>
      new Promise<AgentReply>((resolve) => {
        requests.push(request);
        starts.push(`${request.prompt}@${clock.elapsed}${request.attempt > 1 ? `#${request.attempt}` : ''}`);
        const { delay = 10, error } = behave(request);
        signal.addEventListener('abort', () => resolve({ ok: false, error: { kind: 'signal', message: 'stopped' } }));
        clock.startTimer(delay, () => resolve(error ? { ok: false, error } : { ok: true, text: `re ${request.prompt}` }));
      }),
  };
  const run = new Run({
    id: 'r',
    key: 'k',
    name: 'program.prose',
    program: checkedProgram(program, files),
    inputs: {},
    cwd: '/',
    concurrency: 16,
    clock,
    router: { route: () => ({ command: 'main', executor, concurrency: null, timeout: null, inProcess: true }) },
    files: null,
    programFiles: { read: () => null },
    asker: null,
    memory,
  });
  run.events$.subscribe((event) => events.push(event));
  const state: { document: RunDocument | null } = { document: null };
  void run.done.then((document) => {
    state.document = document;
  });
  run.start();
  await clock.run(() => state.document !== null);
  if (!state.document) throw new Error('the run hangs');
  return { starts, requests, document: state.document, events, clock };
}

const agent = (name: string, persist = 'true'): string => `agent ${name}:\n  prompt: "I am ${name}."\n  persist: ${persist}\n`;
const captain = agent('captain');
const exchange = (prompt: string): string => appendExchange('', prompt, `re ${prompt}`);
/** What each request had as memory. */
const memories = ({ requests }: Seen): readonly (string | null)[] => requests.map(({ memory }) => memory?.text ?? null);

describe('1.13 session and resume', () => {
  test('session: starts without memory and replaces it; resume: reads it and adds the exchange', async () => {
    const seen = await play(`${captain}
session: captain
  prompt: "one"
resume: captain
  prompt: "two"
resume: captain
  prompt: "three"
session: captain
  prompt: "four"
resume: captain
  prompt: "five"
session "no agent"`);
    const two = appendExchange(exchange('one'), 'two', 're two');
    expect(memories(seen)).toEqual(['', exchange('one'), two, '', exchange('four'), null]);
    expect(exchange('one')).toContain('one');
    expect(exchange('one')).toContain('re one');
  });

  test('the versions that calls read and make are in the events, in order', async () => {
    const { events } = await play(`${captain}
session: captain
  prompt: "one"
resume: captain
  prompt: "two"
session: captain
  prompt: "three"`);
    const versions = events.flatMap((event) =>
      event.type === 'session.scheduled' ? [`reads ${event.memory}`] : event.type === 'session.succeeded' ? [`makes ${event.memory}`] : [],
    );
    expect(versions).toEqual(['reads 0', 'makes 1', 'reads 1', 'makes 2', 'reads 0', 'makes 3']);
  });

  test('an agent without persist has no memory', async () => {
    expect(memories(await play('agent plain:\n  prompt: "I am plain."\nsession: plain\n  prompt: "one"'))).toEqual([null]);
  });

  test('each agent has its own memory; also one of the same name in a used program', async () => {
    const used = `${captain}session: captain\n  prompt: "used"\nresume: captain\n  prompt: "used again"\n`;
    const seen = await play(
      `use "./used.prose"
${captain}${agent('cook')}
session: captain
  prompt: "main"
session: cook
  prompt: "soup"
call used()
resume: captain
  prompt: "main again"
resume: cook
  prompt: "more soup"`,
      undefined,
      undefined,
      { './used.prose': used },
    );
    expect(memories(seen)).toEqual(['', '', '', exchange('used'), exchange('main'), exchange('soup')]);
  });
});

describe('1.13 resume: without memory', () => {
  test('is an error for persist: true, before anything is spawned', async () => {
    const { document, starts } = await play(`${captain}
try:
  resume: captain
    prompt: "x"
    retry: 3
catch as e:
  output why = [e.kind, e.label, e.attempts]`);
    expect(document.outputs.why).toEqual(['unbound', 'captain', 0]);
    expect(starts).toEqual([]);
    expect(document.sessions.map(({ status, attempts }) => [status, attempts])).toEqual([['failed', 0]]);
  });

  test.each(['project', 'user', '"./notes"'])('creates it for persist: %s', async (persist) => {
    const seen = await play(`${agent('captain', persist)}
resume: captain
  prompt: "one"
resume: captain
  prompt: "two"`);
    expect(memories(seen)).toEqual(['', exchange('one')]);
  });

  test('finds what an earlier run has left, but not for persist: true', async () => {
    const shared = createVolatileMemory();
    const first = `${agent('captain', 'project')}session: captain\n  prompt: "first run"`;
    await play(first, undefined, shared);
    expect(memories(await play(`${agent('captain', 'project')}resume: captain\n  prompt: "x"`, undefined, shared))).toEqual([exchange('first run')]);
  });
});

describe('1.13 what an attempt leaves', () => {
  test('a failed one leaves no trace, and the next sees the version first read', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "one"
resume: captain
  prompt: "two"
  retry: 2
resume: captain
  prompt: "three"`,
      ({ prompt, attempt }) => (prompt === 'two' && attempt < 3 ? { error: { kind: 'exit', message: 'crashed' } } : {}),
    );
    const two = appendExchange(exchange('one'), 'two', 're two');
    expect(memories(seen)).toEqual(['', exchange('one'), exchange('one'), exchange('one'), two]);
  });

  test('nor does one that failed for good, or was cancelled', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "one"
try:
  resume: captain
    prompt: "bad"
catch:
  let x = 1
parallel (first):
  session "quick"
  resume: captain
    prompt: "slow"
resume: captain
  prompt: "two"`,
      ({ prompt }) => (prompt === 'bad' ? { error: { kind: 'exit', message: 'crashed' } } : { delay: prompt === 'slow' ? 1000 : 10 }),
    );
    expect(memories(seen).at(-1)).toBe(exchange('one'));
  });

  test('a join does not roll memory back', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "one"
try:
  parallel:
    resume: captain
      prompt: "kept"
    session "bad"
catch:
  resume: captain
    prompt: "two"`,
      ({ prompt }) => (prompt === 'bad' ? { delay: 20, error: { kind: 'exit', message: 'crashed' } } : {}),
    );
    expect(memories(seen).at(-1)).toContain('re kept');
  });
});

describe('1.13 calls on one memory never overlap', () => {
  test('first ready, first served; ties by source position; retries and their waits belong to the call', async () => {
    const seen = await play(
      `${captain}${agent('cook')}
session: captain
  prompt: "zero"
parallel:
  do:
    session "before"
    resume: captain
      prompt: "late"
  resume: captain
    prompt: "first"
    retry: 1
    backoff: linear
  resume: captain
    prompt: "second"
  session: cook
    prompt: "other memory"`,
      ({ prompt, attempt }) =>
        prompt === 'first' && attempt === 1 ? { error: { kind: 'exit', message: 'crashed' } } : { delay: prompt === 'second' ? 50 : 10 },
    );
    expect(seen.starts).toEqual(['zero@0', 'before@10', 'first@10', 'other memory@10', 'first@1020#2', 'second@1030', 'late@1080']);
    expect(memories(seen).at(-1)).toMatch(/re zero[\s\S]*re first[\s\S]*re second/);
  });

  test('what waits for a memory holds no slot, and may be cancelled', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "zero"
parallel (first):
  session "quick"
  resume: captain
    prompt: "long"
  resume: captain
    prompt: "never"
resume: captain
  prompt: "after"`,
      ({ prompt }) => ({ delay: prompt === 'long' ? 1000 : 10 }),
    );
    expect(seen.starts).toEqual(['zero@0', 'quick@10', 'long@10', 'after@20']);
    expect(seen.document.sessions.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'cancelled', 'succeeded']);
  });

  test('a call that is cancelled between two attempts lets the next one begin', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "zero"
parallel (first):
  session "quick"
  resume: captain
    prompt: "flaky"
    retry: 3
    backoff: exponential
resume: captain
  prompt: "after"`,
      ({ prompt }) => (prompt === 'flaky' ? { error: { kind: 'exit', message: 'crashed' } } : { delay: prompt === 'quick' ? 500 : 10 }),
    );
    expect(seen.starts).toEqual(['zero@0', 'quick@10', 'flaky@10', 'after@510']);
  });

  test('a call that waits for a quota keeps its place; the run pauses with those behind it', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "zero"
parallel:
  resume: captain
    prompt: "limited"
  resume: captain
    prompt: "behind"`,
      ({ prompt }) => (prompt === 'limited' ? { error: { kind: 'quota', message: 'used up' } } : {}),
    );
    expect(seen.starts).toEqual(['zero@0', 'limited@10']);
    expect(seen.document.status).toBe('paused');
    expect(seen.document.pausedOn.map(({ kind }) => kind)).toEqual(['quota']);
  });

  test('of another run is waited for', async () => {
    const shared = createVolatileMemory();
    const other = shared.open({ agent: 'captain', place: { kind: 'project' }, program: 'other.prose' });
    other?.promote('from the other run');
    let asked = 0;
    const store: MemoryStore = {
      keyOf: (address) => shared.keyOf(address),
      read: (address) => shared.read(address),
      open(address) {
        asked++;
        if (asked === 5) other?.close();
        return shared.open(address);
      },
    };
    const seen = await play(`${agent('captain', 'project')}resume: captain\n  prompt: "x"`, undefined, store);
    expect(memories(seen)).toEqual(['from the other run']);
    expect(seen.clock.elapsed).toBeGreaterThan(10);
  });

  test('one that cannot be opened fails the session', async () => {
    const broken: MemoryStore = {
      ...createVolatileMemory(),
      keyOf: () => 'x',
      read: () => null,
      open() {
        throw new Error('EACCES: permission denied');
      },
    };
    const { document, starts } = await play(`${captain}session: captain\n  prompt: "x"`, undefined, broken);
    expect(document.error).toMatchObject({ kind: 'spawn', message: 'EACCES: permission denied' });
    expect(starts).toEqual([]);
  });

  test('one that cannot be kept fails the session', async () => {
    const full = createVolatileMemory();
    const broken: MemoryStore = {
      keyOf: (address) => full.keyOf(address),
      read: (address) => full.read(address),
      open(address) {
        const call = full.open(address);
        return (
          call && {
            ...call,
            promote() {
              throw new Error('ENOSPC: no space left');
            },
          }
        );
      },
    };
    const { document } = await play(`${captain}session: captain\n  prompt: "x"`, undefined, broken);
    expect(document.error).toMatchObject({ kind: 'spawn', message: "the agent's memory cannot be kept: ENOSPC: no space left", attempts: 1 });
  });
});

describe('1.10 the name of a persistent agent as a context entry', () => {
  const contexts = ({ requests }: Seen): readonly string[] =>
    requests.flatMap(({ context }) => (context.kind === 'given' ? context.entries.map(({ name, text }) => `${name}: ${text}`) : []));

  test('passes its memory, and says so before the first call', async () => {
    const seen = await play(`${captain}
session "before"
  context: captain
session: captain
  prompt: "one"
session "after"
  context: { notes: captain }`);
    expect(contexts(seen)).toEqual(['captain: [no memory yet]', `notes: ${exchange('one')}`]);
  });

  test('waits for a call that is under way, and only for that', async () => {
    const seen = await play(
      `${captain}
session: captain
  prompt: "zero"
parallel:
  session "early"
    context: captain
  resume: captain
    prompt: "one"
  resume: captain
    prompt: "two"
  session "late"
    context: captain`,
      ({ prompt }) => ({ delay: prompt === 'one' ? 100 : prompt === 'two' ? 1000 : 10 }),
    );
    // "early" stands before the calls and does not wait; "late" waits for "one", and then "two" is under way.
    expect(seen.starts).toEqual(['zero@0', 'early@10', 'one@10', 'two@110', 'late@1110']);
    expect(contexts(seen)[0]).toBe(`captain: ${exchange('zero')}`);
    expect(contexts(seen)[1]).toMatch(/re zero[\s\S]*re one[\s\S]*re two/);
  });

  test('two agents that read each other do not wait for each other for ever', async () => {
    const seen = await play(
      `${captain}${agent('cook')}
session: captain
  prompt: "a"
session: cook
  prompt: "b"
parallel:
  resume: captain
    prompt: "c"
    context: cook
  resume: cook
    prompt: "d"
    context: captain`,
    );
    expect(seen.document.status).toBe('succeeded');
    expect(seen.starts).toEqual(['a@0', 'b@10', 'c@20', 'd@30']);
  });
});

describe('1.13 what the runtime writes', () => {
  test('is at most 256 KiB: the oldest parts go first', () => {
    let memory = appendExchange('Notes of my own.\n', 'first', 'x'.repeat(100_000));
    memory = appendExchange(memory, 'second', 'y'.repeat(100_000));
    expect(memory).toContain('Notes of my own.');
    memory = appendExchange(memory, 'third', 'z'.repeat(100_000));
    expect(Buffer.byteLength(memory)).toBeLessThanOrEqual(MEMORY_BYTES);
    expect([memory.includes('own'), memory.includes('first'), memory.includes('second'), memory.includes('third')]).toEqual([false, false, true, true]);
    expect(memory.startsWith('[earlier parts are left out]\n')).toBe(true);
  });

  test.each([
    ['ASCII', 'r'],
    ['two bytes', 'é'],
    ['three bytes', '語'],
    ['four bytes', '𝄞'],
  ])('one exchange that is too large keeps its end (%s)', (_, character) => {
    const memory = appendExchange('old', 'prompt', `${character.repeat(400_000)} the end`);
    expect(Buffer.byteLength(memory)).toBeLessThanOrEqual(MEMORY_BYTES);
    expect(Buffer.byteLength(memory)).toBeGreaterThan(MEMORY_BYTES / 4);
    expect(memory.trimEnd().endsWith('the end')).toBe(true);
    expect(Buffer.from(memory).toString()).toBe(memory);
    expect(appendExchange(memory, 'next', 'short')).toContain('short');
  });

  test('just at the limit nothing is cut', () => {
    const frame = Buffer.byteLength(appendExchange('', 'p', ''));
    const memory = appendExchange('', 'p', 'x'.repeat(MEMORY_BYTES - frame));
    expect(Buffer.byteLength(memory)).toBe(MEMORY_BYTES);
    expect(memory.startsWith('## Exchange')).toBe(true);
  });
});
